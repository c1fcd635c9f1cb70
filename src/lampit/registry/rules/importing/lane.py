"""The lane of a long list into an empty region: records are read and made ready by column. Pure.

All rows are new there, so nothing is compared and no record is needed: what crosses to the
writing process are the columns it binds, and what it needs to find doubles (`deciding`).
"""

import json
from itertools import chain
from typing import Any

from lampit.registry.rules import search
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.columned import Row, Told
from lampit.registry.rules.importing.columnwise import ColumnReader
from lampit.registry.rules.importing.marking import Marked, each
from lampit.registry.rules.importing.meeting import Known
from lampit.registry.rules.importing.problems import is_loud
from lampit.registry.rules.importing.record import Draft
from lampit.registry.rules.importing.worn import copied_nik

MOST_TOLD = 100  # problems of a batch that are told in full


class Lane:
    """Takes the records of a list and makes drafts of them.

    Attributes:
        rows: how many were taken since the last draft.
    """

    def __init__(self, size: int) -> None:
        """Take how many rows make a batch."""
        self._size = size
        self._reader: ColumnReader | None = None
        self._waiting: list[Row] = []
        self._draft = blank()
        self.rows = 0

    @property
    def is_full(self) -> bool:
        """Tell whether a batch is complete."""
        return self.rows >= self._size

    def take(self, reader: RowReader, number: int, cells: list[object], group: str) -> None:
        """Take a record of a table under a sub-heading."""
        self.take_all(reader, [(number, cells, group)])

    def take_all(self, reader: RowReader, rows: list[Row]) -> None:
        """Take records of one table, no more than there is room for."""
        if self._reader is None or self._reader.reader is not reader:
            self._read()
            self._reader = ColumnReader(reader)
        self._waiting += rows
        self.rows += len(rows)

    @property
    def room(self) -> int:
        """Return how many rows a batch still takes."""
        return self._size - self.rows

    def draft(self) -> Draft:
        """Return what the rows taken since the last draft tell."""
        self._read()
        found, self._draft, self.rows = self._draft, blank(), 0
        return found

    def _read(self) -> None:
        if self._reader is None or not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        told = self._reader.read(rows)
        sheet, numbers = self._reader.reader.sheet, [row[0] for row in rows]
        _add(self._draft, _draft_of(sheet, numbers, Marked(told)))


def _draft_of(sheet: str, numbers: list[int], marked: Marked) -> Draft:
    told, reasons = marked.told, marked.told.reasons
    problems = {place: told.problems[place] for place in sorted(told.problems)}
    phones, loose = told["phone1"], marked.keys.loose
    columns = [
        marked.texts(), told["nik_status"],
        *_owner(marked), *_business(marked), told["nik"], told["birth_date"], *_money(told),
        [hash(f"{number} {name}") if number and owner else 0 for number, name, owner in zip(
            phones, loose, told["owner_name"], strict=True)],
        [name or owner for name, owner in zip(
            told["business_name"], told["owner_name"], strict=True)],
        *marked.known().columns(),
    ]  # fmt: skip
    if reasons:
        columns = without(columns, [*sorted(reasons), told.rows])
    texts, statuses, *rest = columns
    owner, business, (nik, birth, sales, capital, persons, names, *known) = _parted(rest)
    return Draft(
        [sheet] * told.rows, numbers, reasons,
        {place: tuple([(one.column, one.code) for one in found])
         for place, found in problems.items()},
        [place for place, found in problems.items() if place not in reasons and is_loud(found)],
        {place: digits for place, found in problems.items() if (digits := copied_nik(found))},
        [(place, one) for place, found in problems.items() for one in found][:MOST_TOLD],
        texts, statuses, owner, business, nik, birth, sales, capital, persons,
        names, known,
    )  # fmt: skip


def without(columns: list[Any], left_out: list[int]) -> list[list[Any]]:
    """Return columns without some places, given in order with the end behind them.

    They are few: what stands between two of them is taken at once.
    """
    firsts = [0, *(place + 1 for place in left_out)]
    parts = [*map(slice, firsts, left_out)]
    return [[*chain.from_iterable(map(column.__getitem__, parts))] for column in columns]


def _parted(columns: list[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the columns of the owners, those of the businesses, and the rest."""
    first, end = len(merging.OWNER), len(merging.OWNER) + len(merging.BUSINESS)
    return columns[:first], columns[first:end], columns[end:]


def _money(told: Told) -> tuple[list[str], list[str]]:
    sales = [one[3] for one in _sized(told)]
    return sales, ["" if capital is None else str(capital) for capital in told["capital"]]


def _sized(told: Told) -> list[tuple[str | None, int | None, str, str]]:
    return [*map(merging.sized_as_text, told["start"], told["sales_low"], told["sales_high"],
                 told["capital"])]  # fmt: skip


def _owner(marked: Marked) -> list[list[Any]]:
    """Return the columns `merging.OWNER`; see `merging.owner_line`."""
    told, known = marked.told, merging.NIK_STATUS
    return [
        [name[:120] for name in told["owner_name"]], [key[:120] for key in marked.keys.strict],
        told["sex"], told["birth_year"], [place[:60] for place in told["birth_place"]],
        told["phone1"], told["phone2"],
        [known.get(status, status)[:20] for status in told["nik_status"]],
    ]  # fmt: skip


def _business(marked: Marked) -> list[list[Any]]:
    """Return the columns `merging.BUSINESS`; see `merging.columns_of`."""
    told = marked.told
    reached = [*map(merging.reached, map(tuple, told["channels"]))]
    sized = _sized(told)
    called = [
        mobile or (line if len(line) <= merging.LONGEST_PHONE else "")
        for mobile, line in zip(told["phone1"], told["fixed_line"], strict=True)
    ]  # fmt: skip
    found_by = search.keys(
        marked.sounds, marked.keys.loose, (called, told["phone2"], told["nib"]),
        told["extras"],
    )  # fmt: skip
    seen = told["observed_on"]
    return [
        [code or None for code in told["district"]], [code or None for code in told["village"]],
        [*map(merging.form_of, told["business_name"])], told["business_name"],
        [key[:200] for key in marked.business], found_by, told["activity"], told["sector"],
        told["kbli"], [text[:200] for text in told["address"]], [text[:3] for text in told["rt"]],
        [text[:3] for text in told["rw"]], called, told["phone2"],
        [email if "@" in email else "" for email in told["email"]],
        [one[2] for one in reached], [one[1] for one in reached], told["nib"],
        [one[0] for one in sized], told["start_precision"], told["workers_m"], told["workers_f"],
        told["workers"],
        [one[1] for one in sized], [one[2] for one in sized],
        [merging.STATUS[status] for status in told["status"]], told["external_id"], told["note"],
        each(json.dumps, told["extras"]),
        [day or None for day in seen], [merging.SOURCE if day else "" for day in seen],
    ]  # fmt: skip


def blank() -> Draft:
    """Return a draft of no rows."""
    owner: list[list[object]] = [[] for _ in merging.OWNER]
    business: list[list[object]] = [[] for _ in merging.BUSINESS]
    known = Known.blank().columns()
    return Draft([], [], {}, {}, [], {}, [], [], [], owner, business, [], [], [], [], [], [], known)


def _add(draft: Draft, more: Draft) -> None:
    """Put the rows of a table behind those of the tables before it."""
    first = len(draft.numbers)
    for name in ("reasons", "problems", "copied"):
        getattr(draft, name).update(
            {place + first: one for place, one in getattr(more, name).items()}
        )
    draft.loud += [place + first for place in more.loud]
    draft.told = [*draft.told, *((place + first, one) for place, one in more.told)][:MOST_TOLD]
    for name in ("sheets", "numbers", "texts", "statuses", "nik", "birth", "sales", "capital",
                 "persons", "names"):  # fmt: skip
        getattr(draft, name).extend(getattr(more, name))
    for name in ("owner", "business", "known"):
        for own, other in zip(getattr(draft, name), getattr(more, name), strict=True):
            own.extend(other)
