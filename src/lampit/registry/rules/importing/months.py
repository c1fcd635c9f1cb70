"""Lists with a sheet for each month: one business stands in many, its newest values count. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from lampit.national import names
from lampit.registry.rules.importing.doubles import Where
from lampit.registry.rules.importing.problems import MESSAGES, REPEATED, Problem
from lampit.registry.rules.importing.record import FLAG, REJECT, Record, SourceRow

MOST_HELD = 100_000  # rows of a list that are held together; of a longer one the first row counts
_DOUBLES = frozenset({"ganda_dalam_berkas", "mungkin_ganda"})
_MONTHS = (
    "jan", "[fp]eb", "mar", "apr", "mei", "jun", "jul", "ag", "sep", "okt", "no[vp]", "des",
)  # fmt: skip
_ENDS = (
    "(?:uari)?", "(?:r?uari)?", "(?:et)?", "(?:il)?", "", "i?", "i?", "(?:ustus|us|ust|st|s|t)",
    "(?:t|tember)?", "(?:ober)?", "(?:ember)?", "(?:ember)?",
)  # fmt: skip
_NAMED = re.compile(
    r"\W*(?:(?:bulan|bln|laporan|rekap|data|omset|omzet)\W+)*(?:"
    + "|".join(f"({m}{end})" for m, end in zip(_MONTHS, _ENDS, strict=True))
    + r")\W*(?P<year>(?:20)?\d\d)?\W*",
    re.IGNORECASE,
)
# What tells one thing together: of the newest row that tells any of it all is taken.
_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("sales_low", "sales_high", "sales_status"), ("start", "start_precision"),
    ("village", "district"), ("workers_m", "workers_f", "workers"),
    ("phone1", "phone2", "fixed_line"), ("birth_date", "birth_year"), ("nik", "nik_status"),
    ("activity", "kbli", "sector"), ("owner_name", "title", "parent"),
)  # fmt: skip
_BLANK = Record()


def month_of(sheet: str) -> tuple[int, int] | None:
    """Return (year, month) that the name of a sheet says, the year 0 when it says none."""
    found = _NAMED.fullmatch(sheet)
    if found is None:
        return None
    month = next(n for n in range(1, 13) if found[n])
    year = int(found["year"] or 0)
    return (year + 2000 if 0 < year < 100 else year, month)


def folded(rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
    """Yield the rows of a list; of one by months the first row of a business tells the newest.

    Rows of other months that are the same business become doubles of it, quietly: they are no
    mistake. Without sheets of months nothing is held back.
    """
    held: list[SourceRow] = []
    rows = iter(rows)
    for row in rows:
        if not held and month_of(row.sheet) is None:
            yield row
            continue
        held.append(row)
        if len(held) > MOST_HELD:
            yield from held
            yield from rows
            return
    _fold(held)
    yield from held


def _fold(held: list[SourceRow]) -> None:
    first = {(row.sheet, row.row): row for row in held if row.record is not None}
    groups: dict[Where, list[SourceRow]] = {}
    heads: dict[Where, Where] = {}  # a row that is a double itself → the first of its business
    for row in held:
        where = row.double_of or row.may_double
        if where is None or row.record is None or row.action == REJECT:
            continue
        head = first.get(heads.get(where, where))
        if head is None or not _is_again(head, row):
            continue
        place = (head.sheet, head.row)
        heads[row.sheet, row.row] = place
        groups.setdefault(place, [head]).append(row)
    for rows in groups.values():
        _tell_newest(rows)


def _is_again(head: SourceRow, row: SourceRow) -> bool:
    """Say whether a row of another month is surely the same business."""
    months = month_of(head.sheet), month_of(row.sheet)
    if None in months or months[0] == months[1] or head.record is None or row.record is None:
        return False
    return row.double_of is not None or _named(head.record) == _named(row.record)


def _named(record: Record) -> tuple[str, str, str]:
    owner, business = names.strict_key(record.owner_name), names.business_key(record.business_name)
    return owner, business, record.village


def _tell_newest(rows: list[SourceRow]) -> None:
    head = rows[0]
    in_order = sorted(rows, key=lambda row: month_of(row.sheet) or (0, 0))
    told = Record()
    for row in in_order:
        if row.record is not None:
            _lay_over(told, row.record)
    head.record, head.marks = told, None
    for row in rows[1:]:
        row.double_of, row.may_double = (head.sheet, head.row), None
        row.problems = [one for one in row.problems if one.code not in _DOUBLES]
        row.problems.append(Problem(row.sheet, row.row, "", "", REPEATED, MESSAGES[REPEATED]))
        row.action = FLAG
        row.settle()


def _lay_over(older: Record, newer: Record) -> None:
    """Put what a newer row tells over an older one; what it does not tell stays."""
    alone = {field.name for field in fields(Record)} - {name for one in _TOGETHER for name in one}
    for together in (*_TOGETHER, *((name,) for name in sorted(alone))):
        told: dict[str, Any] = {name: getattr(newer, name) for name in together}
        if all(value == getattr(_BLANK, name) for name, value in told.items()):
            continue
        for name, value in told.items():
            setattr(older, name, _with(getattr(older, name), value))


def _with(older: Any, newer: Any) -> Any:
    """Unite lists and what is kept beside; anything else is the newer one."""
    if isinstance(older, dict):
        return {**older, **newer}
    if isinstance(older, list):
        return list(dict.fromkeys([*older, *newer]))
    return newer
