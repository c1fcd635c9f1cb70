"""Counts of a list by village as GeoJSON (RFC 7946): outlines of villages, never home points."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from lampit.places import queries as places
from lampit.places.rules import district_of
from lampit.registry.models import Business
from lampit.registry.rules import disclosing
from lampit.trades.rules import SECTORS

# Of what part of a village is counted, the rest can be reckoned.
HALVES = ("usaha_berjalan", "punya_nib", "jualan_daring")
WORKERS = {"pekerja_laki_laki": "workers_male", "pekerja_perempuan": "workers_female"}
TOLD = "menyebut_"  # how many businesses a sum rests on; stands in no file
COUNTED_AT_ONCE = 5_000
UNKNOWN = "Desa belum diketahui"
Figures = dict[str, Any]


def counts_by_village(rows: QuerySet[Business], ids: Iterator[int]) -> list[Figures]:
    """Return the counts of each village with a business of `ids`; one query per 5,000."""
    running = Q(status__in=("aktif", "musiman"))
    told: dict[str, Any] = {
        "usaha": Count("pk"),
        "usaha_berjalan": Count("pk", filter=running),
        "punya_nib": Count("pk", filter=~Q(nib="")),
        "jualan_daring": Count("pk", filter=Q(is_online=True)),
    }
    told |= {name: Sum(column) for name, column in WORKERS.items()}
    told |= {f"sektor_{code}": Count("pk", filter=Q(sector=code)) for code in SECTORS}
    told |= {f"{TOLD}{name}": Count(column) for name, column in WORKERS.items()}
    found: dict[str, Figures] = {}
    while chunk := list(islice(ids, COUNTED_AT_ONCE)):
        grouped = rows.filter(pk__in=chunk).order_by().values("village_id").annotate(**told)
        for row in grouped:
            _add(found.setdefault(row["village_id"] or "", dict.fromkeys(row)), row)
    return [found[code] for code in sorted(found)]


def _add(total: Figures, row: Mapping[str, Any]) -> None:
    """Add the counts of a row; a sum of nothing known stays unknown."""
    for name, value in row.items():
        if name == "village_id" or total[name] is None:
            total[name] = value
        elif value is not None:
            total[name] += value


def geojson(rows: QuerySet[Business], ids: Iterator[int], watermark: str) -> Iterator[str]:
    """Yield a FeatureCollection, one village at a time.

    A village without a known outline is the point of its middle, else has no geometry.
    """
    counted = counts_by_village(rows, ids)
    codes = [row["village_id"] for row in counted if row["village_id"]]
    names = places.names_of([*codes, *(code[:8] for code in codes)])
    outlines = _outlines({district_of(code) for code in codes})
    head = json.dumps({"keterangan": watermark}, ensure_ascii=False)
    yield f'{{"type":"FeatureCollection","lampit":{head},"features":['
    for place, row in enumerate(counted):
        feature = _feature(row, names, outlines)
        yield ("," if place else "") + json.dumps(feature, ensure_ascii=False)
    yield "]}"


def _outlines(districts: set[str]) -> dict[str, Any]:
    found = {}
    for district in districts:
        for feature in places.boundaries("hsu_desa", district)["features"]:
            found[feature["properties"]["code"]] = feature["geometry"]
    return found


def _feature(row: Figures, names: dict[str, str], outlines: dict[str, Any]) -> Figures:
    code = row.pop("village_id") or ""
    known = {"kode": code, "desa": names.get(code, code) or UNKNOWN}
    known["kecamatan"] = names.get(code[:8], "") if code else ""
    return {
        "type": "Feature",
        "id": code or None,
        "geometry": outlines.get(code) or _middle(code),
        "properties": known | _veiled(row),
    }


def _veiled(row: Figures) -> Figures:
    """Return the counts of a village without those that tell of one or two businesses.

    A map is passed on: of so few it says no more than that they are there.
    """
    total, shown = row["usaha"], {k: v for k, v in row.items() if not k.startswith(TOLD)}
    if total < disclosing.FEWEST_COUNTED:
        return dict.fromkeys(shown, None) | {"usaha": total}
    hidden = {
        name for name in HALVES
        if disclosing.kinds_withheld(total, {name: row[name], "lain": total - row[name]})
    }  # fmt: skip
    sectors = {f"sektor_{code}": row[f"sektor_{code}"] for code in SECTORS}
    hidden |= disclosing.kinds_withheld(total, sectors)
    hidden |= {
        name for name in WORKERS if 0 < row[f"{TOLD}{name}"] < disclosing.FEWEST_COUNTED
    }  # fmt: skip
    return shown | dict.fromkeys(hidden)


def _middle(code: str) -> Figures | None:
    point = places.centroids().get(code)
    return {"type": "Point", "coordinates": [point[1], point[0]]} if point else None
