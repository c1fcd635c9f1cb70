"""A report as files: what the typesetter and the workbook get."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lampit.measure.models import ReportPrint
from lampit.measure.rules.printing import QUALITY, Figures, Paper
from lampit.measure.rules.wording import Shown
from lampit.outside.booklets import Leaf, Line, Style, bound
from lampit.outside.qr import picture
from lampit.outside.typesetting import typeset
from lampit.places.queries import boundaries, has_map
from lampit.web import charts
from lampit.web.charts.paper import printed
from lampit.web.figures import number

TEMPLATES = Path(__file__).resolve().parents[1] / "data" / "typst"
FILES = {ReportPrint.Kind.REPORT: "report.typ", ReportPrint.Kind.SHEET: "sheet.typ"}
CLASS_BOUNDS = (20, 30, 40, 50)
THIN, PLAIN = "\u202f", "\u00a0"  # the font of the papers has no narrow space


def digest_of(paper: Paper) -> str:
    """Return the mark of everything that a report says."""
    told = json.dumps(asdict(paper), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _interval(figure: Shown, decimals: int, language: str) -> str:
    return f"{number(figure.low, decimals, language)}–{number(figure.high, decimals, language)}"


def _row(figure: Shown, table: Figures, language: str) -> dict[str, Any]:
    hidden = figure.is_suppressed
    unit = " %" if table.is_share else ""
    return {
        "name": figure.name,
        "hidden": hidden,
        "value": _("belum cukup data")
        if hidden
        else number(figure.value, table.decimals, language) + unit,
        "interval": "" if hidden else _interval(figure, table.decimals, language),
        "n": number(figure.n, 0, language),
        "quality": _(figure.reason) if hidden else _(QUALITY[figure.quality]),
    }


def _table(place: int, table: Figures, language: str) -> dict[str, Any]:
    title = _("Tabel %(number)s. %(title)s") % {"number": place, "title": table.title}
    return {
        "title": title,
        "head": [table.first, _("Taksiran"), _("Selang 95 %"), "n", _("Mutu")],
        "rows": [_row(figure, table, language) for figure in table.rows],
        "note": table.note,
    }


def _finding(rows: Sequence[Shown]) -> str:
    """Say in words what the charts show, for who cannot see them."""
    known = [f"{row.name} {number(row.value, 1)}" for row in rows if not row.is_suppressed]
    hidden = [row.name for row in rows if row.is_suppressed]
    said = "; ".join(known) or _("belum cukup data")
    few = _("Belum cukup data")
    return f"{said}. {few}: {', '.join(hidden)}." if hidden else f"{said}."


def _map(paper: Paper, rows: Sequence[Shown], title: str, finding: str) -> str:
    """Draw the kecamatan of a kabupaten that has a map; nothing for one that has none."""
    if not has_map(paper.region_code):
        return ""
    by_code, areas = {row.code: row for row in rows}, []
    for feature in boundaries("hsu_kecamatan", paper.region_code)["features"]:
        own, shape = feature["properties"], feature["geometry"]
        rings = shape["coordinates"]
        if shape["type"] == "MultiPolygon":
            rings = [ring for polygon in rings for ring in polygon]
        row = by_code.get(own["code"])
        areas.append(
            charts.Area(own["code"], own["name"], rings, row.value if row else None,
                        row.n if row else 0)
        )  # fmt: skip
    drawn = charts.choropleth(areas, title, finding, bounds=CLASS_BOUNDS)
    return printed(drawn, 11.5)


def _charts(paper: Paper) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the charts of the index by kecamatan with their files."""
    found = next((t for t in paper.tables if t.code == "kecamatan.index"), None)
    if found is None:
        return [], {}
    title = _("Indeks digital per kecamatan")
    finding = _finding(found.rows)
    drawn, pictures = [], {}
    area = _map(paper, found.rows, title, finding)
    if area:
        pictures["map.svg"] = area
        key = _("Warna makin gelap makin tinggi; diarsir: belum cukup data.")
        drawn.append({"file": "map.svg", "title": title, "alt": finding, "width": 78, "key": key})
    rows = [charts.Interval(f.name, f.value, f.low, f.high, f.n, f.quality) for f in found.rows]
    pictures["intervals.svg"] = printed(charts.dot_interval(rows, title, finding, decimals=1))
    words = _("Taksiran dan selang 95 % per kecamatan")
    drawn.append({"file": "intervals.svg", "title": words, "alt": finding, "width": 100})
    return drawn, pictures


def _plain(table: Any) -> dict[str, Any]:
    return {**asdict(table), "rows": [list(row) for row in table.rows]}


def _spaced(told: Any) -> Any:
    """Return data with the narrow space, which the font does not have, made a plain one."""
    if isinstance(told, str):
        return told.replace(THIN, PLAIN)
    if isinstance(told, dict):
        return {key: _spaced(value) for key, value in told.items()}
    return [_spaced(one) for one in told] if isinstance(told, list | tuple) else told


def _data(paper: Paper, numbered: ReportPrint) -> tuple[dict[str, Any], dict[str, str]]:
    """Return everything a template reads, and its pictures."""
    drawn, pictures = _charts(paper)
    shown = [t for t in paper.tables if t.in_paper]
    number_words = _("nomor cetak %s") % numbered.number
    mark = _("sidik %s") % numbered.digest[:12]
    footer = f"{paper.region} · {paper.round_name} · {number_words} · {mark}"
    told = {
        "language": paper.language, "title": paper.title, "office": paper.office,
        "address": paper.address, "region": paper.region, "mark": paper.mark,
        "about": f"{paper.about} · {number_words}", "footer": footer,
        "sentences": list(paper.sentences), "points": list(paper.points), "charts": drawn,
        "tables": [_table(at, t, paper.language) for at, t in enumerate(shown, start=1)],
        "response": _plain(paper.response), "steps": _plain(paper.steps),
        "method": list(paper.method), "short": " ".join(paper.method[:1]),
        "signature": {"place": paper.place + ", ………………", "duty": paper.duty,
                      "name": paper.signer},
        "words": {
            "summary": _("Ringkasan"), "places": _("Menurut kecamatan"),
            "response": _("Siapa yang menjawab"), "method": _("Cara menghitung"),
            "annex": _("Lampiran: kuesioner"),
        },
        "annex": {"about": paper.annex_about, "questions": [asdict(q) for q in paper.questions]},
    }  # fmt: skip
    told["check"] = {
        "file": "check.svg",
        "words": _check_words(numbered),
        "url": check_url(numbered),
    }
    pictures["check.svg"] = picture(check_url(numbered))
    return _spaced(told), pictures


def check_url(numbered: ReportPrint) -> str:
    """Return where anybody learns whether the paper with this number stands."""
    return f"{settings.PUBLIC_URL}{reverse('measure:check_print')}?nomor={numbered.number}"


def _check_words(numbered: ReportPrint) -> str:
    place = f"{settings.PUBLIC_URL}{reverse('measure:check_print')}".split("://", 1)[-1]
    return _("Periksa apakah kertas ini masih berlaku: %(place)s, nomor %(number)s") % {
        "place": place, "number": numbered.number,
    }  # fmt: skip


def pdf(paper: Paper, numbered: ReportPrint) -> bytes:
    """Return a report, or its one page, as an archival PDF."""
    data, pictures = _data(paper, numbered)
    template = TEMPLATES / FILES[ReportPrint.Kind(numbered.kind)]
    return typeset(template, data, pictures=pictures, at=numbered.made_at)


_WIDTHS = (46, 30, 9, 11, 11, 11, 11, 16, 34)


def _figures(name: str, tables: Sequence[Figures], top: list[Line], footer: str) -> Leaf:
    """Return a sheet of figures, one row each; a withheld one has no number."""
    head = [
        _("Yang diukur"), _("Kelompok"), "n", _("Taksiran"), _("Batas bawah"), _("Batas atas"),
        _("Galat baku"), _("Mutu"), _("Keterangan"),
    ]  # fmt: skip
    lines = [*top, Line(head, "head")]
    repeat = len(top)
    for table in tables:
        for row in table.rows:
            hidden = row.is_suppressed
            cells = [
                table.title, row.name, row.n,
                *((None,) * 4 if hidden else (row.value, row.low, row.high, row.se)),
                _(QUALITY["suppressed" if hidden else row.quality]),
                _(row.reason) if hidden else table.note,
            ]  # fmt: skip
            style: Style = "mark" if hidden else "cell"
            # n is whole, whatever the figures beside it are.
            lines.append(Line(cells, style, table.decimals, whole=(2,)))
    return Leaf(name, _WIDTHS, lines, landscape=True, repeat=repeat, footer=footer)


def _words(name: str, blocks: Sequence[tuple[str, Sequence[Sequence[object]]]],
           widths: Sequence[float], footer: str) -> Leaf:  # fmt: skip
    lines: list[Line] = []
    for title, rows in blocks:
        lines += [Line([title, *[""] * (len(widths) - 1)], "block")]
        lines += [Line(row) for row in rows]
    return Leaf(name, widths, lines, footer=footer)


def workbook(paper: Paper, numbered: ReportPrint) -> bytes:
    """Return the tables of a report as a workbook: whole, kecamatan, sector, generation, words."""
    footer = f"{paper.region} · {paper.round_name} · {numbered.number}"
    top = [Line([paper.title], "title", wide=True), Line([paper.about], "note", wide=True)]
    if paper.mark:
        top.append(Line([paper.mark], "note", wide=True))
    top += [Line([said], "note", wide=True) for said in paper.sentences]
    top.append(Line([f"{_check_words(numbered)} ({check_url(numbered)})"], "note", wide=True))
    names = {
        "ringkasan": _("ringkasan"), "kecamatan": _("kecamatan"), "sektor": _("sektor"),
        "generasi": _("generasi"), "kelompok lain": _("kelompok lain"),
    }  # fmt: skip
    leaves = [
        _figures(label, [t for t in paper.tables if t.sheet == sheet], top, footer)
        for sheet, label in names.items()
    ]
    method = [
        (_("Cara menghitung"), [[said, "", "", ""] for said in paper.method]),
        (paper.response.title, [[*row, "", ""] for row in paper.response.rows]),
        (paper.steps.title, [list(paper.steps.head), *(list(r) for r in paper.steps.rows)]),
    ]
    leaves.append(_words(_("metode"), method, (90, 16, 16, 12), footer))
    leaves.append(_words(_("kamus"), [(_("Kode, arti, satuan"), paper.dictionary)],
                         (30, 70, 18), footer))  # fmt: skip
    return bound(
        leaves, title=f"{paper.title} {paper.round_name}", author=paper.office,
        made=numbered.made_at,
    )  # fmt: skip
