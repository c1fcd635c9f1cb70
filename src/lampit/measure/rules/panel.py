"""A panel: half of the businesses are asked again, each in four rounds at most, the rest fresh."""

import math

from lampit.measure.rules.frames import ASKED, CHANCE, RESTING

LONGEST_IN_PANEL = 4


def panel_parts(wanted: int, kept_share: float, asked: int, fresh: int) -> tuple[int, int]:
    """Split the units of a stratum into kept and fresh ones; as far as there are any of each.

    Args:
        wanted: how many in all.
        kept_share: which share of them is kept from the round before.
        asked: how many of the round before may be kept.
        fresh: how many were not in the round before.
    """
    kept = min(math.floor(wanted * kept_share + 0.5), asked)
    new = min(wanted - kept, fresh)
    return min(wanted - new, asked), new


def panel_probability(
    before: float, mean: float, asked: int, kept: int, pool: int, new: int
) -> float:
    """Return the chance of a unit of being in a panel round, over both rounds' draws.

    It was in the round before with chance p = before · asked / mean and was then kept with
    kept / asked; it was not with 1 - p and then drawn fresh with new / pool. The chances of a
    stratum sum to kept + new exactly.

    Args:
        before: its chance in the round before, 0 for a business that was not in that frame.
        mean: the sum of those chances over the stratum.
        asked: units of the stratum that were in the round before, also those now resting.
        kept: how many of them are kept.
        pool: units of the stratum that were not in the round before.
        new: how many of those are drawn.
    """
    was_in = min(before * asked / mean, 1.0) if mean > 0 else 0.0
    stays = was_in * kept / asked if asked else 0.0
    return stays + (1 - was_in) * (new / pool if pool else 0.0)


def layer_after(rounds_before: int) -> str:
    """Return the layer of a business of the round before: it may be kept, or rests."""
    from_panel = ASKED if rounds_before < LONGEST_IN_PANEL else RESTING
    return from_panel if rounds_before else CHANCE
