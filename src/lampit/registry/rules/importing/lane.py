"""The lane of a long list into an empty region: records are read and made ready by column. Pure.

All rows are new there, so nothing is compared and no record is needed: what crosses to the
writing process are the columns it binds.
"""

import json
from collections.abc import Callable
from itertools import compress
from typing import Any

from lampit.registry.rules import search
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.columned import Row, Told
from lampit.registry.rules.importing.columnwise import ColumnReader
from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    Where,
    double_problem,
    stranger_problem,
)
from lampit.registry.rules.importing.marking import Marked, each
from lampit.registry.rules.importing.problems import is_loud
from lampit.registry.rules.importing.record import Batch
from lampit.registry.rules.importing.seen import Doubles
from lampit.registry.rules.importing.worn import copied_nik, worn_problem

MOST_TOLD = 100  # problems of a batch that are told in full
Keyed = Callable[[str, list[str]], list[str]]  # (kind, texts) → their blind indexes


class Lane:
    """Takes the records of a list and makes batches of them.

    Attributes:
        rows: how many were taken since the last batch.
    """

    def __init__(self, doubles: Doubles, size: int, keyed: Keyed) -> None:
        """Take what finds doubles, the rows of a batch, and what makes blind indexes."""
        self._doubles, self._size, self._keyed = doubles, size, keyed
        self._reader: ColumnReader | None = None
        self._waiting: list[Row] = []
        self._batch = _blank()
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

    def batch(self) -> Batch:
        """Return what the rows taken since the last batch write."""
        self._read()
        found, self._batch, self.rows = self._batch, _blank(), 0
        return found

    def _read(self) -> None:
        if self._reader is None or not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        told = self._reader.read(rows)
        sheet, numbers = self._reader.reader.sheet, [row[0] for row in rows]
        marked = Marked(told)
        double_of = self._find_doubles(sheet, numbers, marked)
        _add(self._batch, _batch_of(sheet, numbers, marked, double_of, self._keyed))

    def _find_doubles(self, sheet: str, numbers: list[int], marked: Marked) -> dict[int, Where]:
        """Note on rows that an earlier one has their business; return place → where, of certain."""
        told = marked.told
        asked = [n for n in range(told.rows) if n not in told.reasons]

        def doubt(place: int, first: Where) -> None:
            row = asked[place]
            problem = stranger_problem(sheet, numbers[row], told["nik"][row], first)
            told.problems.setdefault(row, []).append(problem)
            told["nik"][row], told["nik_status"][row] = "", "other_name"

        found = self._doubles.seen_together(
            [(sheet, numbers[n]) for n in asked], marked.known(asked), doubt
        )
        for place, one in found.items():
            row = asked[place]
            problem = double_problem(sheet, numbers[row], told["owner_name"][row], one)
            told.problems.setdefault(row, []).append(problem)
        for row, problems in told.problems.items():
            if copied := copied_nik(problems):
                self._doubles.worn.note(copied, told["owner_name"][row])
        if self._doubles.worn:
            self._drop_worn(sheet, numbers, told, asked)
        return {asked[place]: one[1] for place, one in found.items() if one[0] == CERTAIN}

    def _drop_worn(self, sheet: str, numbers: list[int], told: Told, asked: list[int]) -> None:
        """Drop the NIK that too many names bear; see `settling.settled`."""
        for row in asked:
            nik = told["nik"][row]
            if nik and self._doubles.worn.takes(nik, (sheet, numbers[row])):
                told.problems.setdefault(row, []).append(worn_problem(sheet, numbers[row], nik))
                told["nik"][row], told["nik_status"][row] = "", "other_name"


def _batch_of(
    sheet: str, numbers: list[int], marked: Marked, double_of: dict[int, Where], keyed: Keyed
) -> Batch:
    told = marked.told
    reasons = told.reasons
    fingerprints = marked.fingerprints()
    for place in reasons:
        fingerprints[place] = ""
    actions = ["create"] * told.rows
    for place in double_of:
        actions[place] = "double"
    for place in reasons:
        actions[place] = "reject"
    made = None if not (reasons or double_of) else [action == "create" for action in actions]
    problems = {place: told.problems[place] for place in sorted(told.problems)}
    phones, loose = told["phone1"], marked.keys.loose
    nik = told["nik"]
    columns = [
        nik, told["birth_date"], *_money(told), keyed("nik", nik),
        [hash(f"{number} {name}") if number and owner else 0 for number, name, owner in zip(
            phones, loose, told["owner_name"], strict=True)],
        [name or owner for name, owner in zip(
            told["business_name"], told["owner_name"], strict=True)],
    ]  # fmt: skip
    owner, business = _owner(marked), _business(marked)
    if made is not None:
        owner, business, columns = (
            [[*compress(column, made)] for column in group] for group in (owner, business, columns)
        )
    return Batch(
        [sheet] * told.rows, numbers, actions, keyed("row", fingerprints), reasons, double_of,
        {place: tuple([(one.column, one.code) for one in found])
         for place, found in problems.items()},
        [one for found in problems.values() for one in found][:MOST_TOLD],
        sum(is_loud(found) for place, found in problems.items() if place not in reasons),
        owner, business, *columns,
    )  # fmt: skip


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


def _blank() -> Batch:
    owner: list[list[object]] = [[] for _ in merging.OWNER]
    business: list[list[object]] = [[] for _ in merging.BUSINESS]
    return Batch([], [], [], [], {}, {}, {}, [], 0, owner, business, [], [], [], [], [], [], [])


def _add(batch: Batch, more: Batch) -> None:
    """Put the rows of a table behind those of the tables before it."""
    first = len(batch.numbers)
    for name in ("reasons", "double_of", "problems"):
        getattr(batch, name).update(
            {place + first: one for place, one in getattr(more, name).items()}
        )
    for name in ("sheets", "numbers", "actions", "marks", "nik", "birth", "sales", "capital",
                 "indexes", "persons", "names"):  # fmt: skip
        getattr(batch, name).extend(getattr(more, name))
    for own, other in zip(batch.owner + batch.business, more.owner + more.business, strict=True):
        own.extend(other)
    batch.told = [*batch.told, *more.told][:MOST_TOLD]
    batch.flagged += more.flagged
