"""The copy of everything as people read it: events in order, local time, money and days in words.

Takes what the rooms tell (`basics.dossier.Section`) and asks the database nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampit.basics.dossier import Cell, Section
from lampit.outside.archives import Content
from lampit.web import figures

MONEY_MARK = "(Rp)"
# What tells when something happened; the first of them that a section has sets its order.
WHEN = (
    "at", "on", "received_at", "placed_at", "given_on", "from_on", "since", "issued_on",
    "created_at", "opened_at", "recorded_at",
)  # fmt: skip
# What a row may be called by, best first.
NAMES = ("name", "number", "programme", "label", "round", "kind")
WIDEST_TABLE = 6
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PHONE = re.compile(r"\+62\d{8,12}")


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a row: its label, the value in words (empty: unknown), where it leads."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a section: what it is called by, and its values in the order of the columns."""

    name: str
    items: tuple[Item, ...]

    @property
    def known(self) -> list[Item]:
        """Return what is known."""
        return [item for item in self.items if item.text]

    @property
    def unknown(self) -> str:
        """Return the labels of what is not known, in one line."""
        return ", ".join(item.label for item in self.items if not item.text)


@dataclass(frozen=True, slots=True)
class Part:
    """A section as the page shows it.

    Attributes:
        anchor: its address on the page.
        columns: headings of the table.
        entries: its rows.
        is_list: whether each row is a list of label and value: too many columns for a table.
    """

    anchor: str
    title: str
    columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file beside the page: where it lies, what it is called, whether it is a picture."""

    name: str
    label: str
    is_picture: bool


def in_order(section: Section) -> Section:
    """Return a section with local instants and its events from the oldest to the newest."""
    rows = [tuple(map(_local, row)) for row in section.rows]
    codes = [code for code, _title in section.columns]
    at = next((codes.index(code) for code in WHEN if code in codes), None)
    if at is not None:
        rows.sort(key=lambda row: _instant(row[at]))
    return Section(section.code, section.title, section.columns, tuple(rows))


def parts(sections: Iterable[Section], files: Sequence[Enclosed]) -> list[Part]:
    """Return the sections that hold something, for the page."""
    links = {Path(file.name).name: file for file in files}
    return [_part(section, links) for section in sections if section.rows]


def nothing_in(sections: Iterable[Section]) -> str:
    """Return the titles of the sections that hold nothing, in one line."""
    return "; ".join(section.title for section in sections if not section.rows)


def enclosed(files: Iterable[tuple[str, Content]]) -> list[Enclosed]:
    """Return the files that do exist, numbered within their folder."""
    labels = {
        "foto-barang": _("Foto barang"),
        "foto-kunjungan": _("Foto kunjungan"),
        "foto-survei": _("Foto wawancara survei"),
        "surat": _("Surat usaha"),
        "bukti-izin": _("Bukti izin"),
    }
    counts: dict[str, int] = {}
    found = []
    for name, content in files:
        if isinstance(content, Path) and not content.is_file():
            continue
        folder = name.partition("/")[0]
        counts[folder] = counts.get(folder, 0) + 1
        label = f"{labels.get(folder, folder)} {counts[folder]}"
        found.append(Enclosed(name, label, Path(name).suffix.lower() in PICTURES))
    return found


def spoken(cell: Cell, *, is_money: bool = False) -> str:
    """Return a cell of a section `in_order` in words; empty when it is not known."""
    tongue = figures.tongue(get_language())
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return _("ya") if cell else _("tidak")
    if isinstance(cell, datetime):
        return f"{figures.long_date(cell, tongue)}, {cell:%H.%M}"
    if isinstance(cell, date):
        return figures.long_date(cell, tongue)
    text = str(cell).strip()
    if is_money and re.fullmatch(r"-?\d+", text):
        return figures.rupiah(int(text), tongue)
    if _PHONE.fullmatch(text):
        return figures.phone(text)
    return figures.long_date(_day(text), tongue) if _day(text) else text


def _part(section: Section, links: dict[str, Enclosed]) -> Part:
    codes = [code for code, _title in section.columns]
    labels = tuple(title.replace(MONEY_MARK, "").strip() for _code, title in section.columns)
    money = [MONEY_MARK in title for _code, title in section.columns]
    entries = []
    for row in section.rows:
        told = zip(labels, row, money, strict=True)
        items = tuple(_item(label, cell, links, is_money=rp) for label, cell, rp in told)
        entries.append(Entry(_name(codes, items), items))
    is_list = len(entries) == 1 or len(labels) > WIDEST_TABLE
    anchor = section.code.replace(".", "-")
    return Part(anchor, section.title, labels, tuple(entries), is_list)


def _item(label: str, cell: Cell, links: dict[str, Enclosed], *, is_money: bool) -> Item:
    file = links.get(Path(cell).name) if isinstance(cell, str) and "/" in cell else None
    if file is not None:
        return Item(label, file.label, file.name)
    return Item(label, spoken(cell, is_money=is_money))


def _name(codes: Sequence[str], items: Sequence[Item]) -> str:
    """Return what a row is called by, else its first known value."""
    best = [items[codes.index(code)].text for code in NAMES if code in codes]
    return next((text for text in [*best, *(item.text for item in items)] if text), "")


def _local(cell: Cell) -> Cell:
    """Return an instant in local time; everything else as it is."""
    if isinstance(cell, datetime) and timezone.is_aware(cell):
        return timezone.localtime(cell)
    return cell


def _instant(cell: Cell) -> datetime:
    """Return the instant a row is sorted by; unknown comes first."""
    if isinstance(cell, datetime):
        return cell if timezone.is_aware(cell) else timezone.make_aware(cell)
    day = cell if isinstance(cell, date) else _day(str(cell or "")) or date.min
    return timezone.make_aware(datetime.combine(max(day, date(1900, 1, 1)), time.min))


def _day(text: str) -> date | None:
    """Return the day of an ISO text, None when it is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
