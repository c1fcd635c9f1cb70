"""Workbooks that people fill in: checks and drop-downs on empty rows, one example, notes.

Lists live on an aid sheet of the same workbook; a list may follow the cell of another column
(villages of the chosen kecamatan). Works in Excel and LibreOffice, without macros.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

FIRST_LISTED = 3  # the row, from 1, where the lists of the aid sheet begin
AID_SHEET, NOTES_SHEET = "Pilihan", "Petunjuk"


@dataclass(frozen=True, slots=True)
class Check:
    """What a cell may hold.

    Attributes:
        kind: `any`, `signs` (text of exactly `high` signs), `list`, `following` or `whole`.
        choices: the words of a short list.
        listed: the name of a list on the aid sheet.
        follows: for `following`, the place of the column whose cell chooses the list.
        low, high: bounds of a whole number.
    """

    kind: str = "any"
    choices: tuple[str, ...] = ()
    listed: str = ""
    follows: int = 0
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column to fill in: heading, width in signs, what to write, and its check."""

    title: str
    width: int
    hint: str
    check: Check
    is_needed: bool = False
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to fill in.

    Attributes:
        rows: how many empty rows carry the checks.
        lists: name → words of the aid sheet.
        pairs: (chooser, choice), sorted by chooser: the lists that follow another cell.
        aid_mark: the first cell of the aid sheet and of the notes.
        notes: the lines of the sheet with instructions.
    """

    title: str
    columns: Sequence[Column]
    example: Sequence[str | int]
    rows: int
    lists: Mapping[str, Sequence[str]]
    pairs: Sequence[tuple[str, str]]
    aid_mark: str
    notes: Sequence[str]


def write(path: Path, sheet: Sheet) -> None:
    """Write the workbook: the sheet to fill in first, then instructions and lists."""
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(sheet.title)
        notes = book.add_worksheet(NOTES_SHEET)
        lists = book.add_worksheet(AID_SHEET)
        sources = _write_lists(lists, sheet)
        _write_notes(book, notes, sheet)
        _write_columns(book, page, sheet)
        for place, column in enumerate(sheet.columns):
            told = _validation(column, sources)
            page.data_validation(1, place, sheet.rows, place, told)
        page.activate()


def _write_columns(book: Any, page: Any, sheet: Sheet) -> None:
    look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    heading = book.add_format({**look, "bg_color": "#E7DFC9"})
    needed = book.add_format({**look, "bg_color": "#F3C9B5"})
    sample = {"italic": True, "font_color": "#6B6B6B", "bg_color": "#F2F2F2"}
    text = book.add_format({"num_format": "@"})
    money = book.add_format({"num_format": "#,##0"})
    whole = book.add_format({"num_format": "0"})
    for place, column in enumerate(sheet.columns):
        is_number = column.check.kind == "whole"
        style = money if column.is_money else whole if is_number else text
        page.set_column(place, place, column.width, style)
        page.write_string(0, place, column.title, needed if column.is_needed else heading)
        shape = "#,##0" if column.is_money else "0" if is_number else "@"
        put = page.write_number if isinstance(sheet.example[place], int) else page.write_string
        put(1, place, sheet.example[place], book.add_format({**sample, "num_format": shape}))
    page.freeze_panes(1, 2)
    page.set_row(0, 32)


def _write_lists(page: Any, sheet: Sheet) -> dict[str, str]:
    """Write the lists and return where each lies; `""` and `<` are the pairs."""
    page.write_string(0, 0, sheet.aid_mark)
    columns: dict[str, Sequence[str]] = {
        **sheet.lists,
        "<": [chooser for chooser, _ in sheet.pairs],
        "": [choice for _, choice in sheet.pairs],
    }
    found = {}
    for place, (name, words) in enumerate(columns.items()):
        page.set_column(place, place, 30)
        for row, word in enumerate(words, start=FIRST_LISTED - 1):
            page.write_string(row, place, word)
        letter = xl_col_to_name(place)
        last = FIRST_LISTED + max(len(words), 1) - 1
        found[name] = f"{AID_SHEET}!${letter}${FIRST_LISTED}:${letter}${last}"
    return found


def _write_notes(book: Any, page: Any, sheet: Sheet) -> None:
    page.write_string(0, 0, sheet.aid_mark)
    page.set_column(0, 0, 100, book.add_format({"text_wrap": True}))
    for row, line in enumerate(sheet.notes, start=2):
        page.write_string(row, 0, line)


def _validation(column: Column, sources: Mapping[str, str]) -> dict[str, Any]:
    """Return the check of a column in the words of xlsxwriter."""
    check = column.check
    told: dict[str, Any] = {
        "input_title": column.title[:32],
        "input_message": column.hint[:255],
        "error_title": column.title[:32],
        "error_message": column.hint[:255],
    }
    if check.kind == "signs":
        return told | {"validate": "length", "criteria": "==", "value": check.high}
    if check.kind == "whole":
        told |= {"validate": "integer", "criteria": "between"}
        return told | {"minimum": check.low, "maximum": check.high}
    if check.kind == "list":
        source: Any = list(check.choices) or f"={sources[check.listed]}"
        return told | {"validate": "list", "source": source}
    if check.kind == "following":
        cell = f"${xl_col_to_name(check.follows)}2"
        first = sources[""].partition(":")[0]
        choosers = sources["<"]
        # From the first village of the kecamatan, as many as it has. Not INDIRECT on a name
        # made of the cell: names of places are no names of ranges.
        formula = f"=OFFSET({first},MATCH({cell},{choosers},0)-1,0,COUNTIF({choosers},{cell}),1)"
        return told | {"validate": "list", "source": formula}
    return told | {"validate": "any"}
