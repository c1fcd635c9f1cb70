"""Charts of a round's answer, drawn on the server."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lampit.measure.queries.answers import Answers
from lampit.measure.rules.wording import Shown
from lampit.places.queries import boundaries, has_map
from lampit.web import charts

CLASS_BOUNDS = (20, 30, 40, 50)
NARROW, HALF, WHOLE = 350.0, 540.0, 1080.0
REMEMBERED = 24 * 3_600  # seconds; the mark changes with the answer


def _rows(figures: Sequence[Shown]) -> list[charts.Interval]:
    """Return figures as rows of an interval plot, names without what stands in brackets."""
    return [
        charts.Interval(f.name.partition(" (")[0], f.value, f.low, f.high, f.n, f.quality)
        for f in figures
    ]


def finding(figures: Sequence[Shown]) -> str:
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


def _listed(figures: Sequence[Shown]) -> str:
    """Say figures one after another: name, value, interval."""
    told = [
        gettext("%(name)s %(value)s, antara %(low)s dan %(high)s")
        % {
            "name": f.name,
            "value": charts.show(f.value),
            "low": charts.show(f.low),
            "high": charts.show(f.high),
        }
        for f in figures
        if f.value is not None
    ]
    return "; ".join(told) or gettext("belum cukup data")


def _map(
    region: str, figures: Sequence[Shown], models: Mapping[str, Shown], title: str
) -> SafeString | str:
    """Draw the kecamatan of a kabupaten that has a map; nothing for one that has none.

    Where the own figure may not be told the model's stands, and its name says so.
    """
    if not has_map(region):
        return ""
    by_code = {figure.code: figure for figure in figures}
    named = gettext("model")
    areas = []
    for feature in boundaries("hsu_kecamatan", region)["features"]:
        own = feature["properties"]
        figure = by_code.get(own["code"])
        shape = feature["geometry"]
        rings = shape["coordinates"]
        if shape["type"] == "MultiPolygon":
            rings = [ring for polygon in rings for ring in polygon]
        name, model = own["name"], models.get(own["code"])
        if model is not None:
            figure, name = model, f"{name} ({named})"
        value, n = (figure.value, figure.n) if figure else (None, 0)
        areas.append(charts.Area(own["code"], name, rings, value, n))
    reasons = {figure.code: gettext(figure.reason) for figure in figures if figure.reason}
    return charts.choropleth(areas, title, finding(figures), bounds=CLASS_BOUNDS, reasons=reasons)


def _both(
    name: str, figures: Sequence[Shown], title: str, said: str, *, width: float = HALF
) -> dict[str, Any]:
    """Draw an interval plot wide and narrow, on the common axis from 0 to 100."""
    rows = _rows(figures)
    return {
        name: charts.dot_interval(rows, title, said, width=width, label=170),
        f"{name}_narrow": charts.dot_interval(rows, title, said, width=NARROW, label=124),
    }


def _bars(name: str, figures: Sequence[Shown], title: str) -> dict[str, Any]:
    """Draw shares as bars from zero; phones have the table in their place."""
    rows = [charts.Bar(f.name, f.value, f.low, f.high, f.n) for f in figures]
    drawn = charts.bar_ci(rows, title, _listed(figures), width=HALF, label=130)
    return {name: drawn, f"{name}_told": figures}


def _channels(answers: Answers) -> dict[str, Any]:
    """Draw online and direct sales, now and a year ago."""
    rows: list[Shown] = []
    for mirror, when in (
        (answers.online_before, gettext("setahun lalu")),
        (answers.online_now, gettext("sekarang")),
    ):
        if mirror is None or mirror.online.is_suppressed:
            continue
        for figure, way in (
            (mirror.online, gettext("Daring")),
            (mirror.direct, gettext("Langsung")),
        ):
            rows.append(_named(figure, f"{way}, {when}"))
    rows.sort(key=lambda f: f.name)
    return _bars(
        "channels", rows, gettext("Penjualan daring dan langsung, sekarang dan setahun lalu")
    )


def _named(figure: Shown, name: str) -> Shown:
    return Shown(
        name, figure.code, figure.n, figure.value, figure.low, figure.high, figure.quality,
        figure.why, figure.se,
    )  # fmt: skip


def trend(answers: Answers) -> SafeString | str:
    """Draw index and share online by round; what may not be joined is a break in its line."""
    series, breaks = [], {}
    for name, pick in ((gettext("Indeks"), "index"), (gettext("Daring %"), "online")):
        told: list[Shown | None] = [getattr(point, pick) for point in answers.trend]
        points = [(f.value, f.low, f.high) if f else (None, None, None) for f in told]
        series.append((name, points))
        gaps = [getattr(point, f"{pick}_gap") for point in answers.trend]
        breaks[name] = {place for place, gap in enumerate(gaps) if gap}
    labels = [point.name for point in answers.trend]
    title = gettext("Indeks dan penjualan daring per putaran")
    said = "; ".join(
        f"{point.name}: {charts.show(point.index.value, 1)}"
        for point in answers.trend
        if point.index is not None and point.index.value is not None
    )
    return charts.trend(series, labels, title, said, low=0, high=100, breaks=breaks)


def drawn(region: str, answers: Answers) -> dict[str, Any]:
    """Return all charts of a results page; one answer is drawn once in each language."""
    key = f"measure.drawn.{answers.mark}.{get_language()}"
    known: dict[str, Any] | None = cache.get(key)
    if known is None:
        known = _drawn(region, answers)
        cache.set(key, known, REMEMBERED)
    return known


def _drawn(region: str, answers: Answers) -> dict[str, Any]:
    outcome = answers.outcome
    title = gettext("Indeks digital per kecamatan")
    groups = [figure for group in answers.groups for figure in group.index]
    said = finding(outcome.places)
    return {
        "map": _map(region, outcome.places, answers.place_models, title),
        "bounds": CLASS_BOUNDS,
        "trend": trend(answers) if len(answers.trend) > 1 else "",
        **_both("intervals", outcome.places, title, said),
        **_both("parts", outcome.dimensions, gettext("Bagian indeks"),
                _listed(outcome.dimensions)),
        **_both("groups_chart", groups, gettext("Indeks menurut kelompok"), _listed(groups),
                width=WHOLE),
        **_bars("levels", outcome.levels, gettext("Bagian usaha per tingkat")),
        **_channels(answers),
    }  # fmt: skip
