"""How to go on without the office: a page and a paper in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lampit.market.rules import handing as rules
from lampit.national import phone
from lampit.outside.columnar import Cell
from lampit.outside.typesetting import typeset
from lampit.web.figures import long_date

TEMPLATE = Path(__file__).resolve().parents[2] / "data" / "typst" / "guide.typ"


@dataclass(frozen=True, slots=True)
class About:
    """Whose market a kit holds, of which day, and under which number it left the house."""

    place: str
    on: date
    office: str
    number: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the guide: its heading and what to do, step by step."""

    title: str
    steps: tuple[str, ...]


def files(
    about: About, counts: Mapping[str, int], contacts: Sequence[Sequence[Cell]], now: datetime
) -> dict[str, bytes]:
    """Return the guide as page and as paper: name inside the kit → content."""
    told = parts(about, counts, contacts)
    title = _("Baca dulu: melanjutkan pasar tanpa kantor")
    day = long_date(about.on)
    shown = {
        "title": title, "about": about, "day": day, "parts": told, "start": "pasar/index.html",
    }  # fmt: skip
    page = render_to_string("market/handing_guide.html", shown)
    paper = {
        "language": "id",
        "title": title,
        "about": " · ".join(one for one in (about.place, day, about.number) if one),
        "parts": [{"title": part.title, "steps": list(part.steps)} for part in told],
    }
    made = typeset(TEMPLATE, paper, pictures={}, at=now)
    return {"BACA-DULU.html": page.encode(), "BACA-DULU.pdf": made}


def parts(
    about: About, counts: Mapping[str, int], contacts: Sequence[Sequence[Cell]]
) -> list[Part]:
    """Return what the guide says, with the figures of this kit."""
    open_ones = sum(1 for row in contacts if row[-1] and row[-2])
    office = phone.show(about.office) if about.office else _("belum ada")
    told = {
        "makers": counts.get("lapak", 0), "goods": counts.get("barang", 0), "open": open_ones,
        "others": len(contacts) - open_ones, "office": office,
    }  # fmt: skip
    return [Part(_(title), tuple(_(step) % told for step in steps)) for title, steps in rules.GUIDE]
