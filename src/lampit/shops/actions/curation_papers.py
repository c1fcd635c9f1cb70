"""The sheet of a curation as PDF: what curators found, or an empty form for each to take along.

Nothing is kept: a sheet is typeset when it is asked for, by those who may read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampit.outside.typesetting import typeset
from lampit.shops.models import CurationSheet
from lampit.shops.queries.curation import Opinion
from lampit.shops.rules import curation as rules
from lampit.web.figures import long_date, rupiah

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "curation.typ"
THIN, PLAIN = "\u202f", "\u00a0"  # the font of papers has no narrow space


@dataclass(frozen=True, slots=True)
class Council:
    """Who curates: its level, its region ("" for the nation), the office that serves it or ""."""

    level: str
    place: str
    office: str = ""


def blank_form(council: Council, *, now: datetime) -> bytes:
    """Return an empty sheet for each curator, for any good; about 0.05 s."""
    facts = [[word, ""] for word in (_("Barang"), _("Perajin"), _("Bahan"), _("Harga"))]
    return _typeset(council, facts, _empty(rules.CRITERIA), now=now)


def form_of(sheet: CurationSheet, council: Council, *, now: datetime) -> bytes:
    """Return an empty sheet for each curator of a good; the good with its shop is loaded."""
    criteria = rules.criteria_for(sheet.product.category)
    return _typeset(council, _facts(sheet), _empty(criteria), now=now)


def sheet_of(
    sheet: CurationSheet, opinions: Sequence[Opinion], council: Council, *, now: datetime
) -> bytes:
    """Return what curators found, with a line for each signature; the good is loaded."""
    told = [
        _page(
            number, [(one.criterion, str(one.score), one.note) for one in found.rows],
            verdict=_(found.verdict), good=found.opinion.good, words=found.opinion.words,
            look_on=_day(found.opinion.look_on), name=_name(found),
        )
        for number, found in enumerate(opinions, 1)
    ]  # fmt: skip
    outcome = "" if sheet.is_open else _(rules.STATES[sheet.state])
    day = sheet.decided_at or now
    return _typeset(council, _facts(sheet), told, now=now, outcome=outcome, day=day)


def _facts(sheet: CurationSheet) -> list[list[str]]:
    good = sheet.product
    place = f"{good.maker.name}, {good.maker.place.name}, {good.maker.region.name}"
    facts = [
        [_("Barang"), good.name], [_("Perajin"), place],
        [_("Bahan"), good.material or _("belum ditulis")], [_("Harga"), rupiah(good.price)],
        [_("Diajukan"), _day(sheet.asked_at)],
    ]  # fmt: skip
    if sheet.decided_at is not None:
        facts.append([_("Diputus"), _day(sheet.decided_at)])
    if sheet.mark is not None:
        until = _("berlaku sampai")
        facts.append([_("Tanda"), f"{until} {_day(sheet.mark.until)}"])
    return facts


def _empty(criteria: Sequence[rules.Criterion]) -> list[dict[str, Any]]:
    rows = [(one, "", "") for one in criteria]
    return [_page(number, rows) for number in range(1, rules.CURATORS + 1)]


def _page(
    number: int, rows: Sequence[tuple[rules.Criterion, str, str]], *, name: str = "",
    verdict: str = "", good: str = "", words: str = "", look_on: str = "",
) -> dict[str, Any]:  # fmt: skip
    title = _("Kurator %(n)s") % {"n": number}
    food = _("hanya pangan")
    return {
        "title": f"{title}: {name}" if name else title,
        "rows": [
            {
                "name": f"{_(one.name)} ({food})" if one.only else _(one.name),
                "asks": _(one.asks), "score": score, "note": note,
            }
            for one, score, note in rows
        ],
        "verdict": verdict, "good": good, "words": words, "look_on": look_on, "name": name,
    }  # fmt: skip


def _typeset(
    council: Council, facts: list[list[str]], pages: list[dict[str, Any]], *, now: datetime,
    outcome: str = "", day: datetime | None = None,
) -> bytes:  # fmt: skip
    title, whose = _("Lembar kurasi"), _(rules.LEVELS[council.level])
    signs = [str(page["name"]) for page in pages] + [""] * (rules.CURATORS - len(pages))
    rule = _("Lolos kalau kedua kurator menulis lolos dan tidak ada nilai 1 atau 2.")
    made = {
        "language": (get_language() or "id")[:2], "title": title, "blank": day is None,
        "rule": rule,
        "council": " · ".join(one for one in (whose, council.place) if one),
        "about": council.office, "footer": f"{title} · {_day(now)}", "facts": facts,
        "head": [_("Yang dilihat"), _("Nilai 1–5"), _("Alasan (wajib untuk 1 dan 2)")],
        "pages": pages, "verdicts": [_(one) for one in rules.VERDICTS.values()],
        "outcome": outcome, "day": _day(day), "signs": signs,
        "words": {
            "name": _("Nama kurator"), "verdict": _("Putusan"), "good": _("Yang bagus"),
            "mend": _("Yang perlu diubah"), "look_on": _("Dilihat lagi tanggal"),
            "day": _("Tanggal"),
        },
    }  # fmt: skip
    return typeset(TEMPLATE, _spaced(made), pictures={}, at=now)


def _name(found: Opinion) -> str:
    person = found.opinion.curator
    return (person.get_full_name() or person.username) if person is not None else ""


def _day(day: date | datetime | None) -> str:
    """Return a day in words, of a moment that of the office's clock; "" for none."""
    told = timezone.localdate(day) if isinstance(day, datetime) else day
    return long_date(told, str(get_language())) if told else ""


def _spaced(told: Any) -> Any:
    if isinstance(told, str):
        return told.replace(THIN, PLAIN)
    if isinstance(told, dict):
        return {key: _spaced(value) for key, value in told.items()}
    return [_spaced(one) for one in told] if isinstance(told, list) else told
