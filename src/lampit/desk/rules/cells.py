"""Small cells: figures from which one could tell a single shop are withheld (domain.md 18)."""

from collections.abc import Iterable, Mapping

from lampit.science.survey.disclosure import may_show_money

LEAST = 3
Owners = Mapping[int, int]  # owner → her amount


def shown(count: int, of: int) -> int | None:
    """Return a count, None when it or the rest of `of` is 1 or 2: then somebody could be told."""
    rest = of - count
    return None if 0 < count < LEAST or 0 < rest < LEAST else count


def together(parts: Iterable[Owners]) -> dict[int, int]:
    """Return the amount of each owner over several parts."""
    found: dict[int, int] = {}
    for part in parts:
        for owner, amount in part.items():
            found[owner] = found.get(owner, 0) + amount
    return found


def may_tell(part: Owners) -> bool:
    """Say whether a sum tells nobody: of three owners at least, none with more than 70 % of it.

    Owners are people, however many shops each has (measurement.md, section 7).
    """
    return may_show_money(len(part), sum(part.values()), max(part.values(), default=0))


def withheld(parts: Mapping[str, Owners]) -> frozenset[str] | None:
    """Return the parts of a told sum that are not said; None when even the sum may not be told.

    With a part that may not be told the next smallest are withheld, until what is withheld is
    more than one part and might be told as one. Whatever is reckoned from what is said is then a
    sum of sums that may be told, and those are safe: each owner has at most 70 % of every one.

    Args:
        parts: by part of the sum the amounts, above zero, of the owners in it.
    """
    if not may_tell(together(parts.values())):
        return None
    order = sorted(
        (name for name in parts if parts[name]),
        key=lambda name: (len(parts[name]), sum(parts[name].values()), name),
    )
    kept = [name for name in order if not may_tell(parts[name])]
    rest = [name for name in order if name not in kept]
    while kept and rest and (len(kept) < 2 or not may_tell(together(parts[p] for p in kept))):
        kept.append(rest.pop(0))
    return frozenset(kept)
