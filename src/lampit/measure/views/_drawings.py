"""Charts of a round's figures, drawn on the server."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lampit.measure.queries.results import Outcome
from lampit.measure.rules.wording import Shown
from lampit.places.queries import boundaries, has_map
from lampit.web import charts

CLASS_BOUNDS = (20, 30, 40, 50)
NARROW = 350


def _rows(figures: Sequence[Shown]) -> list[charts.Interval]:
    """Return figures as rows of an interval plot."""
    return [charts.Interval(f.name, f.value, f.low, f.high, f.n, f.quality) for f in figures]


def _finding(figures: Sequence[Shown]) -> str:
    """Say the range of the shown figures and how many are withheld, in words."""
    known = [f for f in figures if f.value is not None]
    hidden = len(figures) - len(known)
    if not known:
        return gettext("Belum cukup data di kecamatan mana pun.")
    low = min(known, key=lambda f: f.value or 0)
    high = max(known, key=lambda f: f.value or 0)
    words = {
        "low": low.name,
        "least": charts.show(low.value or 0),
        "high": high.name,
        "most": charts.show(high.value or 0),
        "hidden": hidden,
    }
    told = gettext("Dari %(least)s di %(low)s sampai %(most)s di %(high)s.") % words
    if hidden:
        told += " " + gettext("%(hidden)s kecamatan belum cukup data.") % words
    return told


def _map(region: str, figures: Sequence[Shown], title: str) -> SafeString | str:
    """Draw the kecamatan of a kabupaten that has a map; nothing for one that has none."""
    if not has_map(region):
        return ""
    by_code = {figure.code: figure for figure in figures}
    areas = []
    for feature in boundaries("hsu_kecamatan", region)["features"]:
        own = feature["properties"]
        figure = by_code.get(own["code"])
        shape = feature["geometry"]
        rings = shape["coordinates"]
        if shape["type"] == "MultiPolygon":
            rings = [ring for polygon in rings for ring in polygon]
        value, n = (figure.value, figure.n) if figure else (None, 0)
        areas.append(charts.Area(own["code"], own["name"], rings, value, n))
    reasons = {figure.code: gettext(figure.reason) for figure in figures if figure.reason}
    return charts.choropleth(areas, title, _finding(figures), bounds=CLASS_BOUNDS, reasons=reasons)


def of_outcome(region: str, outcome: Outcome) -> dict[str, Any]:
    """Return the charts of a results page: map, intervals wide and narrow, levels."""
    title = gettext("Indeks digital per kecamatan")
    finding = _finding(outcome.places)
    rows = _rows(outcome.places)
    return {
        "map": _map(region, outcome.places, title),
        "intervals": charts.dot_interval(rows, title, finding),
        "intervals_narrow": charts.dot_interval(rows, title, finding, width=NARROW, label=110),
        "bounds": CLASS_BOUNDS,
    }
