"""The frame of a round: the register's businesses with their strata."""

from collections import Counter

from lampit.measure.rules.planning import Stratum
from lampit.registry import queries as registry

# A business whose sector nobody knows is drawn among the others.
NO_SECTOR = "lain"


def frame_of(region: str) -> dict[int, Stratum]:
    """Return each business that can be drawn with its kecamatan and sector; one query."""
    rows = registry.frame(region)
    return {row.business_id: (row.subdistrict, row.sector or NO_SECTOR) for row in rows}


def sizes_of(frame: dict[int, Stratum]) -> dict[Stratum, int]:
    """Return how many businesses each stratum holds."""
    return dict(Counter(frame.values()))
