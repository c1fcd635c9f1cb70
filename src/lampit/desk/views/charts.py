"""Drawings of the desk: the answer on its scale, the map, the intervals, the funnel."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lampit.desk.queries import Funnel
from lampit.measure.queries import Outcome
from lampit.measure.queries.answers import Answers
from lampit.measure.rules.wording import Shown
from lampit.places.queries import boundaries, has_map
from lampit.web import charts, figures

BOUNDS = (20.0, 30.0, 40.0, 50.0)
NARROW = 350


def _number(value: float | None, decimals: int = 0) -> str:
    """Write a number in the active language."""
    return figures.number(value, decimals, figures.tongue(get_language()))


def finding(places: Sequence[Shown]) -> str:
    """Say the range of the kecamatan and how many are withheld, in words."""
    known = [place for place in places if place.value is not None]
    if not known:
        return gettext("Belum cukup data di kecamatan mana pun.")
    low = min(known, key=lambda place: place.value or 0)
    high = max(known, key=lambda place: place.value or 0)
    words = {
        "low": low.name,
        "least": _number(low.value),
        "high": high.name,
        "most": _number(high.value),
        "hidden": len(places) - len(known),
    }
    told = gettext("Dari %(least)s di %(low)s sampai %(most)s di %(high)s.") % words
    if words["hidden"]:
        told += " " + gettext("%(hidden)s kecamatan belum cukup data.") % words
    return told


def _before(answers: Answers) -> tuple[float, str] | None:
    """Return the index of the newest round before that may be compared, and its name."""
    point = answers.rounds.before
    if point is None or point.index is None or point.index.value is None:
        return None
    return point.index.value, point.name


def parts_chart(answer: Outcome, *, narrow: bool = False) -> SafeString:
    """Draw the parts of the index with their intervals, the index as a line through them."""
    rows = [
        charts.Interval(f.name, f.value, f.low, f.high, f.n, f.quality) for f in answer.dimensions
    ]
    index = answer.index.value if answer.index else None
    line = None if index is None else (index, _number(index))
    told = [f"{f.name} {_number(f.value)}" for f in answer.dimensions if f.value is not None]
    title = gettext("Bagian indeks dengan selang 95 %")
    width, label = (NARROW, 130.0) if narrow else (540.0, 190.0)
    return charts.dot_interval(
        rows, title, "; ".join(told), reference=line, width=width, label=label
    )


def scale_chart(answers: Answers, *, narrow: bool = False) -> SafeString:
    """Draw the index with its interval on the five levels, and that of the round before."""
    answer = answers.outcome
    bands = [
        (20.0, gettext("belum mulai")),
        (40.0, gettext("mulai kenal")),
        (60.0, gettext("mulai jalan")),
        (80.0, gettext("sudah jalan")),
        (100.0, gettext("maju")),
    ]
    index = answer.index
    if index is None or index.value is None:
        n = index.n if index else answer.answers
        return charts.scale(None, None, None, n, bands, gettext("Skala indeks"), "")
    said = gettext("%(value)s dari 100, antara %(low)s dan %(high)s") % {
        "value": _number(index.value, 1),
        "low": _number(index.low, 1),
        "high": _number(index.high, 1),
    }
    return charts.scale(
        index.value,
        index.low,
        index.high,
        index.n,
        bands,
        gettext("Skala indeks"),
        said,
        before=_before(answers),
        width=NARROW if narrow else 560,
    )


def map_chart(region: str, places: Sequence[Shown]) -> SafeString | str:
    """Draw the kecamatan of a kabupaten that has a map; nothing for one that has none."""
    if not has_map(region):
        return ""
    by_code = {place.code: place for place in places}
    areas = []
    for area in outlines(region):
        place = by_code.get(area.code)
        value, n = (place.value, place.n) if place else (None, 0)
        areas.append(area._replace(value=value, n=n))
    title = gettext("Indeks digital per kecamatan")
    reasons = {place.code: gettext(place.reason) for place in places if place.reason}
    return charts.choropleth(areas, title, finding(places), bounds=BOUNDS, reasons=reasons)


def outlines(region: str) -> list[charts.Area]:
    """Return the kecamatan of a kabupaten without figures; none where it has no map."""
    areas = []
    for feature in boundaries("hsu_kecamatan", region)["features"]:
        own, shape = feature["properties"], feature["geometry"]
        rings = shape["coordinates"]
        if shape["type"] == "MultiPolygon":
            rings = [ring for polygon in rings for ring in polygon]
        areas.append(charts.Area(own["code"], own["name"], rings, None, 0))
    return areas


def interval_chart(
    answer: Outcome, name: str, *, narrow: bool = False, alone: bool = False
) -> SafeString:
    """Draw the kecamatan with their intervals, the kabupaten as a line through them.

    `alone` says that no map stands beside it, so that it has the whole width of the page.
    """
    rows = [charts.Interval(p.name, p.value, p.low, p.high, p.n, p.quality) for p in answer.places]
    index = answer.index
    line = None
    if index is not None and index.value is not None:
        line = (index.value, f"{name} {_number(index.value)}")
    title = gettext("Indeks digital per kecamatan dengan selang 95 %")
    width, label = (NARROW, 116.0) if narrow else (1080.0 if alone else 560.0, 124.0)
    return charts.dot_interval(
        rows, title, finding(answer.places), reference=line, width=width, label=label
    )


def funnel_chart(found: Funnel) -> SafeString:
    """Draw how far the businesses came, the largest loss marked."""
    stages = [
        (gettext("Terdaftar"), found.registered),
        (gettext("Punya lapak"), found.shops),
        (gettext("Ada barang tayang"), found.selling),
        (gettext("Pernah dipesan"), found.sold_online),
    ]
    title = gettext("Di mana usaha berhenti")
    said = ", ".join(f"{name} {_number(count)}" for name, count in stages)
    return charts.funnel(stages, title, said, width=600, label=140)
