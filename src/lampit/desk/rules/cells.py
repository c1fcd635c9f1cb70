"""Small cells: counts from which one could tell a single shop are withheld (domain.md 18)."""

from collections.abc import Collection, Mapping

LEAST = 3
Shops = Collection[int]


def shown(count: int, of: int) -> int | None:
    """Return a count, None when it or the rest of `of` is 1 or 2: then somebody could be told."""
    rest = of - count
    return None if 0 < count < LEAST or 0 < rest < LEAST else count


def withheld(behind: Mapping[str, Shops]) -> frozenset[str]:
    """Return the parts of a told sum that are not said, so that no few shops follow from the rest.

    A part of fewer than three shops is withheld, and with it the next smallest until what is
    withheld is more than one part and of three shops together: the sum minus the parts that are
    said tells nobody.

    Args:
        behind: by part of the sum the shops that are in it.
    """
    order = sorted((part for part in behind if behind[part]), key=lambda p: (len(behind[p]), p))
    kept: list[str] = [part for part in order if len(behind[part]) < LEAST]
    rest = order[len(kept) :]
    while kept and rest and (len(kept) < 2 or len(set().union(*(behind[p] for p in kept))) < LEAST):
        kept.append(rest.pop(0))
    return frozenset(kept)
