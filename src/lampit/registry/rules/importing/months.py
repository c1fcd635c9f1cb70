"""Lists with a sheet for each month: one business stands in many, its newest values count. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import groupby, pairwise
from typing import Any

from lampit.national import names
from lampit.registry.rules.importing.doubles import Where, compare, known_of
from lampit.registry.rules.importing.problems import MESSAGES, REPEATED, Problem
from lampit.registry.rules.importing.record import FLAG, REJECT, Record, SourceRow

MOST_HELD = 100_000  # rows of a list that are held together; of a longer one the first row counts
_DOUBLES = frozenset({"ganda_dalam_berkas", "mungkin_ganda"})
_MONTHS = (
    "jan", "[fp]eb", "mar", "apr", "mei", "jun", "jul", "ag", "sep", "okt", "no[vp]", "des",
)  # fmt: skip
_BESIDE = re.compile(r" \[[A-Z]{1,3}\]$")  # of a table that stood beside another; see `abreast`
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
# What tells one thing together: of the newest row that tells its chief values, the first ones, all
# is taken. Without them the others only fill in what is not known.
_TOGETHER: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("sales_low", "sales_high"), ("sales_status",)), (("start",), ("start_precision",)),
    (("village",), ("district",)), (("workers_m", "workers_f", "workers"), ()),
    (("phone1",), ("phone2",)), (("birth_date",), ("birth_year",)), (("nik",), ("nik_status",)),
    (("activity", "kbli"), ("sector",)), (("owner_name",), ("title", "parent")),
)  # fmt: skip
_BLANK = Record()
_ALONE = {one.name for one in fields(Record)}.difference(
    *(chief + beside for chief, beside in _TOGETHER)
)


def month_of(sheet: str) -> tuple[int, int] | None:
    """Return (year, month) that the name of a sheet says, the year 0 when it says none."""
    found = _NAMED.fullmatch(_BESIDE.sub("", sheet))
    if found is None:
        return None
    month = next(n for n in range(1, 13) if found[n])
    year = int(found["year"] or 0)
    return (year + 2000 if 0 < year < 100 else year, month)


def turned(sheets: Sequence[str]) -> frozenset[str]:
    """Return the sheets of the year before, of months that tell no year: `NOV`, `DES`, `JAN`.

    So only when December stands beside January and the months go on without a gap or a repeat;
    going back (`FEB`, `JAN`, `DES`) takes three. Else all are of one year.

    Args:
        sheets: their names, in the order of the workbook.
    """
    told = ((sheet, month_of(sheet)) for sheet in sheets)
    bare = [(sheet, told[1]) for sheet, told in told if told and not told[0]]
    months = [month for month, _sheets in groupby(month for _sheet, month in bare)]
    if _walk(months, 1, (12, 1)):
        older = set(months[: months.index(1)])
    elif len(months) > 2 and _walk(months, -1, (1, 12)):
        older = set(months[months.index(12) :])
    else:
        return frozenset()
    return frozenset(sheet for sheet, month in bare if month in older)


def _walk(months: Sequence[int], step: int, turn: tuple[int, int]) -> bool:
    """Say whether months follow each other by `step`, each once, over the turn of a year."""
    steps = list(pairwise(months))
    once = len(set(months)) == len(months)
    return once and turn in steps and all((b - a - step) % 12 == 0 for a, b in steps)


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
    namesakes: dict[Where, list[Where]] = {}  # the first of all → those that are others
    for row in held:
        where = row.double_of or row.may_double
        if where is None or row.record is None or row.action == REJECT:
            continue
        where = heads.get(where, where)
        others = namesakes.get(where, ()) if row.may_double else ()
        asked = [one for one in (where, *others) if one in first]
        place = next((one for one in asked if _is_again(groups.get(one, [first[one]]), row)), None)
        if place is not None:
            heads[row.sheet, row.row] = place
            groups.setdefault(place, [first[place]]).append(row)
        elif row.may_double:
            namesakes.setdefault(where, []).append((row.sheet, row.row))
    before = turned(list(dict.fromkeys(row.sheet for row in held)))
    for rows in groups.values():
        _tell_newest(rows, before)


def _is_again(group: list[SourceRow], row: SourceRow) -> bool:
    """Say whether a row of another month is surely the business of some, the first of all first.

    Two of one month that only their names tell are two people: the second of a month is the
    second of each.
    """
    month, head = _month(row), _month(group[0])
    if month is None or head is None or month == head:
        return False
    return row.double_of is not None or _is_namesake(group, row)


def _month(row: SourceRow) -> tuple[int, int] | None:
    return month_of(row.sheet)


def _is_namesake(group: list[SourceRow], row: SourceRow) -> bool:
    one, other = group[0].record, row.record
    if one is None or other is None or _month(row) in {*map(_month, group)}:
        return False
    niks = {known.record.nik for known in (*group, row) if known.record is not None} - {""}
    alike = len(niks) <= 1 and _named(one) == _named(other)
    return alike and compare(known_of(one), known_of(other)) != ""


def _named(record: Record) -> tuple[str, str, str]:
    owner, business = names.strict_key(record.owner_name), names.business_key(record.business_name)
    return owner, business, record.village


def _tell_newest(rows: list[SourceRow], before: frozenset[str]) -> None:
    head = rows[0]
    # A stable order: who is of the year before comes first, without years or with.
    in_order = sorted(
        rows, key=lambda row: (row.sheet not in before, month_of(row.sheet) or (0, 0))
    )
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
    for chief, beside in _TOGETHER:
        if _tells(newer, chief) or (_tells(newer, beside) and not _holds(older, newer, chief)):
            for name in chief + beside:
                setattr(older, name, getattr(newer, name))
    for name in _ALONE:
        if _tells(newer, (name,)):
            setattr(older, name, _with(getattr(older, name), getattr(newer, name)))


def _tells(record: Record, names: Iterable[str]) -> bool:
    return any(getattr(record, name) != getattr(_BLANK, name) for name in names)


def _holds(older: Record, newer: Record, chief: tuple[str, ...]) -> bool:
    """Say whether an older row tells what a newer one does not deny: another kecamatan does."""
    is_elsewhere = "village" in chief and not older.village.startswith(newer.district)
    return _tells(older, chief) and not is_elsewhere


def _with(older: Any, newer: Any) -> Any:
    """Unite lists and what is kept beside; anything else is the newer one."""
    if isinstance(older, dict):
        return {**older, **newer}
    if isinstance(older, list):
        return list(dict.fromkeys([*older, *newer]))
    return newer
