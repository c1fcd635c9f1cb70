"""The frame of a round: the register's businesses with their strata."""

from array import array
from collections.abc import Mapping, Sequence

from lampit.measure.rules.planning import Stratum
from lampit.registry import queries as registry

# A business whose sector nobody knows is drawn among the others.
NO_SECTOR = "lain"


def frame_of(region: str) -> Mapping[Stratum, Sequence[int]]:
    """Return the businesses that can be drawn of each kecamatan and sector, as ids; one query."""
    frame: dict[Stratum, array[int]] = {}  # eight bytes a business
    for pk, subdistrict, sector in registry.strata(region):
        kind = (subdistrict, sector or NO_SECTOR)
        frame.setdefault(kind, array("q")).append(pk)
    return frame


def sizes_of(frame: Mapping[Stratum, Sequence[int]]) -> dict[Stratum, int]:
    """Return how many businesses each stratum holds."""
    return {kind: len(units) for kind, units in frame.items()}
