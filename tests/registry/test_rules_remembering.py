"""Numbers remembered by key: what a dict would say, in little room."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.outside import heaps
from lampit.outside.heaps import HeapFile
from lampit.registry.rules.importing.remembering import Remembered

KEYS = st.integers(-(2**63), 2**63 - 1).filter(bool) | st.integers(1, 40)


@given(st.lists(st.dictionaries(KEYS, st.integers(1, 2**40), max_size=30), max_size=12))
def test_it_says_what_a_dict_says(blocks: list[dict[int, int]]) -> None:
    """Whatever was added in whatever pieces, the first number of a key is told."""
    plain: dict[int, int] = {}
    known = Remembered()
    for block in blocks:
        asked = [*block, 0]
        assert known.find(asked) == [plain.get(key, 0) for key in asked]
        new = {key: number for key, number in block.items() if key not in plain}
        known.add([*new], [*new.values()])
        plain |= new
    assert known.find([*plain]) == [*plain.values()]


def test_it_says_so_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of keys, most of them asked for once, some again and again."""
    monkeypatch.setattr(heaps, "SHORT", 1_000)
    known, dice, plain = Remembered(HeapFile(tmp_path)), random.Random(5), dict[int, int]()
    for block in range(40):
        keys = [dice.choice((dice.getrandbits(63) + 1, dice.randrange(1, 90))) for _ in range(100)]
        assert known.find(keys) == [plain.get(key, 0) for key in keys]
        new = {key: block + 1 for key in keys if key not in plain}
        known.add([*new], [*new.values()])
        plain |= new
    assert known.find([*plain]) == [*plain.values()]
