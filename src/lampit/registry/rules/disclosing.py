"""Which cells of a tree of places are withheld, so that none can be reckoned from the rest. Pure.

Counts add up: a kabupaten is its kecamatan, a kecamatan its villages, and who has no village yet.
So a withheld cell is the total less what is shown beside it, unless enough is withheld with it
(complementary suppression; Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Below this many businesses a share would tell of persons (domain.md section 2, BPS practice).
FEWEST = 5
# Below it a count itself would (measurement.md section 7).
FEWEST_COUNTED = 3


@dataclass(frozen=True, slots=True)
class Tree:
    """Places with how many businesses each has.

    Attributes:
        sizes: place → businesses; a place that nobody asked about is not in it.
        parts: place → the places of which it is the sum; what they do not add up to has no
            place further down, and is shown nowhere.
        fewest: the smallest group that may be shown.
    """

    sizes: Mapping[str, int]
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fewest: int = FEWEST


def withheld(tree: Tree, root: str) -> set[str]:
    """Return the places whose shares are withheld, `root` and everything below it considered.

    What is shown of a place never lets a group of fewer than `FEWEST` businesses be reckoned:
    where too little is withheld among the parts of a shown place, the smallest of the others is
    withheld too, until it is enough. Whatever lies below a withheld place is withheld.
    """
    found: set[str] = set()
    waiting = [root]
    while waiting:
        place = waiting.pop()
        if place == root and _is_small(tree, tree.sizes.get(root, 0)):
            found.add(root)
        inside = [one for one in tree.parts.get(place, ()) if tree.sizes.get(one, 0)]
        found |= set(inside) if place in found else _hidden_among(tree, place, inside)
        waiting += inside
    return found


def _hidden_among(tree: Tree, place: str, inside: Sequence[str]) -> set[str]:
    """Return which parts of a shown place are withheld."""
    hidden = {one for one in inside if _is_small(tree, tree.sizes[one])}
    without = tree.sizes.get(place, 0) - sum(tree.sizes[one] for one in inside)
    others = sorted((tree.sizes[one], one) for one in inside if one not in hidden)
    unshown = max(without, 0) + sum(tree.sizes[one] for one in hidden)
    for size, one in others:
        if not _is_small(tree, unshown):
            break
        hidden.add(one)
        unshown += size
    return hidden


def _is_small(tree: Tree, size: int) -> bool:
    return 0 < size < tree.fewest


def kinds_withheld(total: int, kinds: Mapping[str, int]) -> set[str]:
    """Return which counts by kind are withheld, so that no group of one or two is told.

    Args:
        total: how many there are, which is shown.
        kinds: kind → how many of them, each of one kind at most.
    """
    return withheld(Tree({"": total, **kinds}, {"": list(kinds)}, FEWEST_COUNTED), "")
