"""Groups of businesses that figures are told for, and how the groups add up.

A group that is not known (no sector, no sex noted, no age told) is a group of its own, `?`:
else it would follow from the others by subtraction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lampit.basics.texts import gettext_noop

UNKNOWN = "?"
PLACE, SECTOR, SEX, GENERATION, SIZE, YOUNG = (
    "kecamatan",
    "sektor",
    "kelamin",
    "generasi",
    "ukuran",
    "umur",
)
CROSSED = f"{PLACE},{SECTOR}"
# In this order they are reckoned, stored and offered; "" is the kabupaten as a whole.
GROUPINGS = ("", PLACE, SECTOR, SEX, GENERATION, SIZE, YOUNG, CROSSED)
# Known of every drawn business, answered or not: only these have a response rate.
KNOWN_OF_ALL = ("", PLACE, SECTOR, SEX, CROSSED)
YOUNGER, OLDER = "milenial_dan_lebih_muda", "lebih_tua"
_YOUNG = {"gen_z": YOUNGER, "milenial": YOUNGER, "gen_x": OLDER, "boomer": OLDER}
LABELS = {
    SEX: {"P": gettext_noop("Perempuan"), "L": gettext_noop("Laki-laki")},
    GENERATION: {
        "gen_z": gettext_noop("Gen Z (lahir 1997 atau sesudahnya)"),
        "milenial": gettext_noop("Milenial (lahir 1981–1996)"),
        "gen_x": gettext_noop("Gen X (lahir 1965–1980)"),
        "boomer": gettext_noop("Lahir 1964 atau sebelumnya"),
    },
    YOUNG: {
        YOUNGER: gettext_noop("Milenial dan lebih muda (lahir 1981 atau sesudahnya)"),
        OLDER: gettext_noop("Lahir sebelum 1981"),
    },
    SIZE: {
        "1": gettext_noop("Bekerja sendiri"),
        "2-4": gettext_noop("2–4 pekerja"),
        "5+": gettext_noop("5 pekerja atau lebih"),
    },
}
NOT_KNOWN = gettext_noop("Belum diketahui")
# Birth year = year of the round less the age told.
AGE_NOTE = gettext_noop("Tahun lahir dihitung dari umur, dapat meleset satu tahun.")


def size_of(workers: float | None) -> str:
    """Return the size group by workers: `1`, `2-4`, `5+`, or unknown."""
    if workers is None:
        return UNKNOWN
    return "1" if workers <= 1 else "2-4" if workers <= 4 else "5+"


def cells_of(
    place: str, sector: str, sex: str, *, generation: str = "", size: str = ""
) -> dict[str, str]:
    """Return the group of a business in every grouping; what is empty is unknown."""
    return {
        PLACE: place or UNKNOWN,
        SECTOR: sector or UNKNOWN,
        SEX: sex or UNKNOWN,
        GENERATION: generation or UNKNOWN,
        SIZE: size or UNKNOWN,
        YOUNG: _YOUNG.get(generation, UNKNOWN),
    }


def domain_of(by: str, cells: Mapping[str, str]) -> str:
    """Return the name of the group of a business: `kecamatan=63.08.01,sektor=kriya`."""
    if not by or "," not in by:
        return f"{by}={cells[by]}" if by else ""
    return ",".join(f"{name}={cells[name]}" for name in by.split(","))


def labels_of(domain: str) -> dict[str, str]:
    """Return grouping → group of a domain's name."""
    return dict(part.split("=", 1) for part in domain.split(",")) if domain else {}


@dataclass(frozen=True)
class Partition:
    """One equation of groups: `whole` is all of `parts`, each business in exactly one."""

    whole: str
    parts: tuple[str, ...]


def partitions(found: Iterable[tuple[str, str]]) -> list[Partition]:
    """Return every equation among groups given as (grouping, domain); all must be there."""
    by: dict[str, list[str]] = {}
    for grouping, domain in found:
        by.setdefault(grouping, []).append(domain)
    whole = [
        Partition("", tuple(sorted(names))) for grouping, names in by.items() if grouping != ""
    ]
    crossed = sorted(by.get(CROSSED, ()))
    for grouping in (PLACE, SECTOR):
        for domain in by.get(grouping, ()):
            inside = tuple(x for x in crossed if domain in x.split(","))
            whole.append(Partition(domain, inside))
    for code in (YOUNGER, OLDER):
        parts = tuple(
            f"{GENERATION}={g}" for g, own in _YOUNG.items()
            if own == code and f"{GENERATION}={g}" in by.get(GENERATION, ())
        )  # fmt: skip
        whole.append(Partition(f"{YOUNG}={code}", parts))
    return [p for p in whole if p.parts]
