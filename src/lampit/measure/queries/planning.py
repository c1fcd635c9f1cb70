"""The frame of a round: the register's businesses with their strata."""

from collections import Counter

from lampit.measure.rules.planning import Stratum
from lampit.registry import queries as registry

# A business whose sector nobody knows is drawn among the others.
NO_SECTOR = "lain"


def frame_of(region: str) -> dict[int, Stratum]:
    """Return each business that can be drawn with its kecamatan and sector; one query."""
    kinds: dict[Stratum, Stratum] = {}
    frame: dict[int, Stratum] = {}
    for pk, subdistrict, sector in registry.strata(region):
        kind = (subdistrict, sector or NO_SECTOR)
        frame[pk] = kinds.setdefault(kind, kind)  # one tuple per stratum, not per business
    return frame


def sizes_of(frame: dict[int, Stratum]) -> dict[Stratum, int]:
    """Return how many businesses each stratum holds."""
    return dict(Counter(frame.values()))
