"""Numbers of a list as bits: what went in comes out, small, and one is found without the others."""

from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules.bits import SIZE, Bits, holds, numbers_of, union_count

NUMBERS = st.sets(st.integers(0, 5 * SIZE), max_size=60)


@given(NUMBERS, NUMBERS)
def test_what_went_in_comes_out(first: set[int], second: set[int]) -> None:
    """Packed, found, counted, joined; nothing else is in it."""
    bits = Bits()
    assert list(bits.through(sorted(first))) == sorted(first)
    packed = bits.packed()
    assert bits.count == len(first)
    assert {n for block, held in packed.items() for n in numbers_of(block, held)} == first
    for number in second:
        held = packed.get(number // SIZE)
        assert (held is not None and holds(held, number)) == (number in first)
    assert union_count(packed.items(), second) == len(first | second)
    for block, held in packed.items():
        again = Bits()
        again.merge(block, held)
        assert set(numbers_of(block, again.packed()[block])) == set(numbers_of(block, held))


def test_a_long_list_is_small() -> None:
    """A hundred thousand in a row take some hundred bytes, five hundred apart a few thousand."""
    dense, scattered = Bits(), Bits()
    list(dense.through(range(100_000)))
    list(scattered.through(range(0, 1_000_000, 2_000)))
    assert sum(map(len, dense.packed().values())) < 1_000
    assert sum(map(len, scattered.packed().values())) < 6_000
