"""Public rows: whatever comes in, everybody has company, and nothing rare is told."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.measure.rules import anonymity
from lampit.measure.rules.anonymity import HIDDEN, anonymous, rarest

MARKS = ("kecamatan", "sektor", "umur")
PART = st.sampled_from(["a", "b", "c", "d"])
ROWS = st.lists(
    st.fixed_dictionaries(dict.fromkeys(MARKS, PART) | {"omzet": PART, "akun.wa": PART}),
    max_size=40,
)


@settings(max_examples=200)
@given(ROWS, st.integers(2, 5))
def test_everybody_has_company(rows: list[dict[str, str]], smallest: int) -> None:
    """Each combination of marks is that of `smallest` rows, each other value too."""
    weights = [float(i + 1) for i in range(len(rows))]
    told = anonymous(rows, weights, MARKS, smallest)
    assert not told.rows or rarest(told.rows, MARKS) >= smallest
    assert len(told.rows) + told.dropped == len(rows)
    for name in ("omzet", "akun.wa"):
        counts = Counter(row[name] for row in told.rows)
        shown = {value: n for value, n in counts.items() if value != HIDDEN}
        assert all(n >= smallest for n in shown.values())


@given(ROWS)
def test_what_is_told_was_told(rows: list[dict[str, str]]) -> None:
    """A mark is hidden or as it came; totals of weights stay but for rows that left."""
    told = anonymous(rows, [1.0] * len(rows), MARKS)
    for mark in MARKS:
        before, after = Counter(r[mark] for r in rows), Counter(r[mark] for r in told.rows)
        assert all(after[value] <= before[value] for value in after if value != HIDDEN)
    assert sum(told.weights) == pytest.approx(len(rows) - told.dropped)


def test_the_last_mark_goes_first() -> None:
    """Three of one village of ages apart keep the village and lose the age."""
    rows = [{"kecamatan": "a", "sektor": "x", "umur": u} for u in ("1", "2", "3")]
    told = anonymous(rows, [1.0, 2.0, 6.0], MARKS)
    assert told.rows == [{"kecamatan": "a", "sektor": "x", "umur": HIDDEN}] * 3
    assert told.weights == [3.0] * 3  # a weight of its own would lead back
    assert (told.coarsened, told.dropped) == (3, 0)


def test_who_is_alone_leaves() -> None:
    """Two rows can be like nobody: both leave."""
    rows = [{"kecamatan": "a", "sektor": "x", "umur": "1"}] * 2
    assert anonymous(rows, [1.0, 1.0], MARKS).rows == []


def test_a_single_hidden_value_takes_another_along() -> None:
    """One rare value alone would follow from the others: the next rarest is hidden too."""
    rows = [{"kecamatan": "a", "sektor": "x", "umur": "1", "omzet": o} for o in "bbbbbcccd"]
    told = anonymous(rows, [1.0] * 9, MARKS)
    assert Counter(row["omzet"] for row in told.rows) == {"b": 5, HIDDEN: 4}


def test_negative_control(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without grouping the rare would be told."""
    rows = [{"kecamatan": k, "sektor": "x", "umur": "1"} for k in "aaab"]
    monkeypatch.setattr(anonymity, "grouped", lambda r, *_: (list(enumerate(map(dict, r))), 0))
    assert rarest(anonymous(rows, [1.0] * 4, MARKS).rows, MARKS) == 1
