"""What is cleaned in bulk and sifted on numbers says what the slow way says of every value."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lampit.national import nik, phone
from lampit.science import linkage
from lampit.science.linkage import bounds, quick
from lampit.science.linkage.blocks import Blocks
from lampit.science.linkage.fields import EDITION
from lampit.science.linkage.meeting import meetings
from tests.science.linkage_data import register

DIGITS = st.text("0123456789", min_size=16, max_size=16)
NIKS = st.one_of(
    DIGITS,
    st.builds(
        "{}{:02}{:02}{:02}{:04}".format,
        st.sampled_from(["630805", "101010", "990101", "010101"]),
        st.integers(0, 75), st.integers(0, 14), st.integers(0, 99), st.integers(0, 40),
    ),
    st.text("0123456789 .-x", max_size=18),
)  # fmt: skip


@given(st.lists(NIKS, min_size=1, max_size=20))
@example(["1111111111111111", "1234567890123456", "6308632902960001", "6308056902010001", ""])
@example(["6543210987654321", "1234123412341234", "6308051203690000"])
def test_a_nik_in_bulk_is_the_nik_of_the_house(values: list[str]) -> None:
    """What is plain has the number and birth that the house reads; nothing else is accepted."""
    plain, (numbers, born) = quick.niks(pa.array(values), EDITION.year % 100)
    told = iter(zip(numbers.to_pylist(), born.to_pylist(), strict=True))
    for value, is_plain in zip(values, plain.tolist(), strict=True):
        if is_plain:
            found = nik.parse(value, EDITION)
            assert next(told) == (found.number, f"{found.born_on:%Y%m%d}")


@given(st.lists(st.from_regex(r"(\+62|62|0|)8[0-9]{5,14}|[0-9 /+-]{0,16}"), min_size=1))
@example(["081111111111", "08123456789", "628123456789", "8128888888888", "0812x", "+62811٣456789"])
def test_a_mobile_in_bulk_is_the_mobile_of_the_house(values: list[str]) -> None:
    """The same, for telephone numbers."""
    plain, (numbers,) = quick.mobiles(pa.array(values))
    told = iter(numbers.to_pylist())
    for value, is_plain in zip(values, plain.tolist(), strict=True):
        if is_plain:
            assert tuple(next(told)) == phone.read(value).numbers


def test_most_values_are_plain() -> None:
    """Bulk is worth its name: of the simulated register nearly everything goes through it."""
    records, _ = register()
    values = records["nik"].drop_null().combine_chunks().unique()
    values = values.filter(pa.array([bool(v.as_py()) for v in values]))
    assert quick.niks(values, EDITION.year % 100)[0].mean() > 0.95


@given(
    st.lists(st.sampled_from(["ani budi", "budi", "", None, "citra ani"]), min_size=1, max_size=9)
)
def test_words_shared_with_a_text(texts: list[str | None]) -> None:
    """Bits name the words of a list that stand in the text of the same row."""
    lists = [["ani", "toko", "budi"], None, [], ["citra"]]
    rows = [lists[n % len(lists)] for n in range(len(texts))]
    words = pa.DictionaryArray.from_arrays(
        pa.array([n % 4 if n % 4 != 1 else None for n in range(len(texts))], pa.int32()),
        pa.array([*lists], pa.list_(pa.string())),
    )
    found = quick.shared(pa.array(texts, pa.string()).dictionary_encode(), words, 40)
    for bits, text, own in zip(found.tolist(), texts, rows, strict=True):
        shared = [w for place, w in enumerate(own or []) if bits >> place & 1]
        assert shared == [w for w in own or [] if w in (text or "").split()]


@given(st.lists(st.integers(0, 5), max_size=40))
def test_every_two_of_a_block_meet_once(keys: list[int]) -> None:
    """All pairs of one key, the smaller record first, none twice."""
    block = Blocks("x", np.arange(len(keys)), np.array(keys, np.int64))
    met = [pair for a, b in meetings(block) for pair in zip(a.tolist(), b.tolist(), strict=True)]
    assert sorted(met) == [
        (a, b) for a in range(len(keys)) for b in range(a + 1, len(keys)) if keys[a] == keys[b]
    ]


def test_one_slip_changes_a_number_so() -> None:
    """Every changed digit and every swapped neighbours are among the differences looked for."""
    text = "6308055203690011"
    slips = {text[:k] + d + text[k + 1 :] for k in range(16) for d in "0123456789"}
    slips |= {text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in range(15)}
    assert {abs(int(text) - int(one)) for one in slips} <= set(bounds.SLIPS.tolist())


def test_letters_are_counted_by_characters() -> None:
    """An accent is one letter, and a missing text has none."""
    bits, size = bounds.letters(pa.array(["né", None, "ab", ""]))
    assert size.tolist() == [2, 0, 2, 0]
    assert [int(n).bit_count() for n in bits] == [2, 0, 2, 0]


@dataclass
class Everything(linkage.DuckEngine):
    """An engine that compares every candidate."""

    def __init__(self) -> None:
        super().__init__()

    def meet(self, blocks, changed=None, sieve=None):  # type: ignore[no-untyped-def]
        """Make the candidates without the sieve."""
        return super().meet(blocks, changed, None)


@pytest.mark.parametrize("threshold", [0.6, 0.05])
def test_the_sieve_loses_nothing(threshold: float) -> None:
    """The same pairs and words as when every candidate is compared; and it does sift."""
    records = register()[0].slice(0, 6_000)
    sifted = linkage.find_pairs(records, threshold=threshold)
    whole = linkage.find_pairs(records, threshold=threshold, engine=Everything())
    assert sifted.pairs.equals(whole.pairs)
    assert sifted.report["candidates"] < whole.report["candidates"] / 2
