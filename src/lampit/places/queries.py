"""Reads of regions and their maps. Maps are files of the house and are kept in memory."""

import csv
import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from lampit.places import rules
from lampit.places.models import Region

DATA = Path(__file__).parent / "data"
FOUND_AT_MOST = 50
MAPS = {
    "province": "prov38.geojson",
    "kabkota": "kabkota514.geojson",
    "hsu_kecamatan": "hsu_kecamatan.geojson",
    "hsu_desa": "hsu_desa.geojson",
}
Geo = dict[str, Any]
Named = list[tuple[str, str]]
Grouped = list[tuple[str, Named]]


def region(code: str) -> Region | None:
    """Return one region, None when the code is not known; one query."""
    return Region.objects.filter(pk=code).first()


def held(code: str) -> Region | None:
    """Return one region, held until the transaction ends: writers of one place take turns.

    SQLite knows no such lock and needs none: only one transaction writes there.
    """
    return Region.objects.select_for_update(no_key=True).filter(pk=code).first()


def names_of(codes: list[str]) -> dict[str, str]:
    """Return code to name for the known ones of `codes`; one query."""
    return dict(Region.objects.filter(pk__in=set(codes)).values_list("code", "name"))


def subdistricts(within: Sequence[str]) -> list[str]:
    """Return the codes of all kecamatan of some kabupaten, of all for none named; one query."""
    rows = Region.objects.filter(level=rules.SUBDISTRICT)
    inside = Q()
    for code in within:
        inside |= Q(code__startswith=f"{code}.")
    return list(rows.filter(inside).values_list("code", flat=True))


def children(code: str) -> list[Region]:
    """Return the regions directly below, by code; the provinces below nothing; one query."""
    if not code:
        return list(Region.objects.filter(level=rules.PROVINCE).order_by("code"))
    return list(Region.objects.filter(parent_id=code).order_by("code"))


class Below(NamedTuple):
    """A region of a kabupaten as lists know it: read on each of their pages, so without more."""

    code: str
    name: str
    level: int


def two_below(code: str) -> list[Below]:
    """Return the regions below and those below them, by code; one query.

    Of a kabupaten: each kecamatan and behind it its villages.
    """
    # Not by a join, nor by "or": for those one database or the other walks the whole country.
    columns = "code", "name", "level"
    next_below = Region.objects.order_by().filter(parent_id=code)
    further = Region.objects.order_by().filter(parent_id__in=next_below.values("code"))
    told = next_below.values_list(*columns).union(further.values_list(*columns), all=True)
    return sorted(Below(*row) for row in told)


def subdistrict_choices(below: Sequence[Below]) -> Named:
    """Return each kecamatan among the regions below a kabupaten."""
    return [(one.code, one.name) for one in below if one.level == rules.SUBDISTRICT]


def village_choices(below: Sequence[Below], within: str) -> Grouped:
    """Return the villages grouped by kecamatan; only those of one when `within` names one here."""
    known = dict(subdistrict_choices(below))
    if within in known:
        known = {within: known[within]}
    groups: dict[str, Named] = {code: [] for code in known}
    for one in below:
        if one.level == rules.VILLAGE and (code := rules.subdistrict_of(one.code)) in groups:
            groups[code].append((one.code, one.name))
    return [
        (known[code], sorted(villages, key=lambda told: told[1]))
        for code, villages in groups.items()
        if villages
    ]


def districts(prefix: str = "") -> list[Region]:
    """Return the kabupaten and kota below a province or of the nation, by code; one query."""
    rows = Region.objects.filter(level=rules.DISTRICT)
    return list((rows.filter(parent_id=prefix) if prefix else rows).order_by("code"))


def villages_of(district: str) -> list[Region]:
    """Return the villages of a kabupaten with their kecamatan loaded, by code; one query."""
    rows = Region.objects.filter(parent__parent_id=district)
    return list(rows.select_related("parent").order_by("code"))


def place_line(code: str) -> str:
    """Return `Sungai Namang, Danau Panggang` for a village code; one query."""
    wanted = [code, rules.subdistrict_of(code)]
    names = names_of(wanted)
    return ", ".join(names[c] for c in dict.fromkeys(wanted) if c in names)


def search(text: str, within: str = "", level: int | None = None) -> list[Region]:
    """Return at most 50 regions whose name holds the text, shortest name first; one query."""
    words = rules.search_key(text)
    if not words:
        return []
    rows = _below(within).filter(name__icontains=words)
    if level is not None:
        rows = rows.filter(level=level)
    found = list(rows.select_related("parent").order_by("level", "name", "code")[:FOUND_AT_MOST])
    return sorted(found, key=lambda r: (r.level, len(r.name), r.code))


def boundaries(which: str, prefix: str = "") -> Geo:
    """Return a map as GeoJSON whose features carry `code` and `name`.

    Args:
        which: a key of `MAPS`.
        prefix: only the regions within this one.
    """
    whole = _map(which)
    if not prefix:
        return whole
    kept = [f for f in whole["features"] if rules.covers(prefix, f["properties"]["code"])]
    return {**whole, "features": kept}


def has_map(district: str) -> bool:
    """Say whether the kecamatan of a kabupaten are drawn."""
    return bool(boundaries("hsu_kecamatan", district)["features"])


@lru_cache(maxsize=1)
def centroids() -> dict[str, tuple[float, float]]:
    """Return code to (latitude, longitude) for the regions that have a point; from a file."""
    with (DATA / "centroids.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _provinces() -> dict[str, tuple[str, ZoneInfo]]:
    with (DATA / "zones.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["province"]: (row["name"], ZoneInfo(row["zone"])) for row in rows}


def province_name(code: str) -> str:
    """Return the name of the province in which a region lies, "" for none; from a file."""
    return _provinces().get(code[:2], ("", None))[0]


def zone_of(code: str) -> ZoneInfo:
    """Return the time zone of a region: WIB, WITA or WIT by its province; from a file.

    The zone of the house for the nation, or a province that nobody knows.
    """
    known = _provinces().get(code[:2])
    return known[1] if known else ZoneInfo(timezone.get_default_timezone_name())


def local_day(code: str, instant: datetime) -> date:
    """Return which day an instant is in a region."""
    return instant.astimezone(zone_of(code)).date()


@lru_cache(maxsize=len(MAPS))
def _map(which: str) -> Geo:
    loaded: Geo = json.loads((DATA / MAPS[which]).read_text(encoding="utf-8"))
    for feature in loaded["features"]:
        own = feature["properties"]
        own["name"] = rules.shown_name(own["name"])
    return loaded


def _below(prefix: str) -> QuerySet[Region]:
    rows = Region.objects.all()
    return rows.filter(code__startswith=f"{prefix}.") if prefix else rows
