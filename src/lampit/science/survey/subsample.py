"""A sample of what was done already: which interviews are held once more."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable


def subsample(
    held: Iterable[tuple[int, int | None]],
    *,
    seed: int,
    share: float,
    least_each: int = 1,
    already: Iterable[int] = (),
) -> list[int]:
    """Return which interviews are held again: a share of each interviewer's, at random, by key.

    Args:
        held: (interview, enumerator) of every finished interview.
        seed: the same seed and interviews give the same choice, in whatever order they come.
        share: of each enumerator's interviews, rounded up.
        least_each: at least so many of each who held that many.
        already: interviews chosen before; they count, and are not returned again.
    """
    chosen_before = set(already)
    people: dict[int, list[int]] = defaultdict(list)
    for key, who in held:
        people[-1 if who is None else who].append(key)
    found: list[int] = []
    for who, keys in sorted(people.items()):
        wanted = min(len(keys), max(least_each, math.ceil(share * len(keys) - 1e-9)))
        left = sorted(set(keys) - chosen_before)
        missing = wanted - (len(set(keys)) - len(left))
        if missing > 0:
            # A stream of its own for each person: a late interview of one changes no other's.
            chance = random.Random(f"{seed}/{who}")  # noqa: S311 - a repeatable choice, no secret
            found += chance.sample(left, min(missing, len(left)))
    return sorted(found)
