"""Numbers remembered by key: what a dict would say, in a tenth of its room."""

from hypothesis import given
from hypothesis import strategies as st

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


def test_many_pieces_become_few() -> None:
    """A thousand blocks lie in a handful of arrays, so that a look costs the same at the end."""
    known = Remembered()
    for block in range(1_000):
        known.add([block * 5 + n + 1 for n in range(5)], [7] * 5)
    assert len(known._sorted) <= 12
    assert sum(len(keys) for keys, _ in known._sorted) == 5_000
