"""Rows that were read one by one: doubles among them are told, then each is settled. Pure."""

from lampit.registry.rules.importing.answers import REFUSED
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    Where,
    double_problem,
    stranger_problem,
)
from lampit.registry.rules.importing.meeting import known_together
from lampit.registry.rules.importing.problems import rejection
from lampit.registry.rules.importing.record import FLAG, REJECT, SourceRow
from lampit.registry.rules.importing.seen import Doubles
from lampit.registry.rules.importing.verdicts import reject_reason
from lampit.registry.rules.importing.worn import copied_nik, worn_problem

NO_CODES: frozenset[str] = frozenset()
OTHER_NAME = "other_name"  # status of a NIK that somebody else has too


def settled(rows: list[SourceRow], doubles: Doubles) -> list[SourceRow]:
    """Mark the rows whose business was already told by an earlier one."""
    asked = [row for row in rows if row.action == FLAG]
    records = [row.record for row in asked if row.record is not None]

    def doubt(place: int, first: Where) -> None:
        doubt_nik(asked[place], first)

    found = doubles.seen_together(
        [(row.sheet, row.row) for row in asked], known_together(records), doubt
    )
    for place, (strength, where) in found.items():
        row, owner = asked[place], records[place].owner_name
        if strength == CERTAIN:
            row.double_of = where
        else:
            row.may_double = where
        row.problems.append(double_problem(row.sheet, row.row, owner, found[place]))
    _drop_worn_among(asked, doubles)
    for row in asked:
        row.settle()
    return rows


def answer(
    row: SourceRow, reader: RowReader, cells: list[object], texts: list[str], group: str
) -> None:
    """Say what a record tells, and whether it is a business.

    Args:
        row: is filled in.
        reader: of its table.
        cells: of the row, with what merged cells hold for it.
        texts: the same, stripped.
        group: its sub-heading.
    """
    record, problems = reader.read(row.row, cells, group)
    row.record, row.problems, row.doubts = record, problems, reader.doubts
    codes = {problem.code for problem in problems} if problems else NO_CODES
    width = len(texts)
    placed = any(
        column < width and texts[column] not in ("", "-") for column in reader.place_columns
    )
    reason = "value_refused" if REFUSED in codes else reject_reason(
        record, outside="luar_wilayah" in codes, place_written=placed
    )  # fmt: skip
    if reason:
        row.action, row.reason = REJECT, reason
        row.doubts = row.doubts if reason == "value_refused" else ()
        row.problems = [
            rejection(row.sheet, row.row, record.owner_name, record.business_name, reason)
        ]
        reader.above = ("", "")
        return
    row.action = FLAG  # until the list has been asked for doubles


def _drop_worn_among(asked: list[SourceRow], doubles: Doubles) -> None:
    """Count the names under a NIK that the row above has, and drop what too many bear."""
    for row in asked:
        if row.record is not None and row.problems and (nik := copied_nik(row.problems)):
            doubles.worn.note(nik, row.record.owner_name)
    if not doubles.worn:
        return
    for row in asked:
        if row.record is not None and doubles.worn.takes(row.record.nik, (row.sheet, row.row)):
            drop_worn(row)


def drop_worn(row: SourceRow) -> None:
    """Drop a NIK that too many names bear from one who had it first, or a name like that one."""
    record = row.record
    if record is not None:
        row.problems.append(worn_problem(row.sheet, row.row, record.nik))
        record.nik, record.nik_status = "", OTHER_NAME
        row.settle()


def doubt_nik(row: SourceRow, first: tuple[str, int] | None = None) -> None:
    """Drop the NIK of a row that somebody else has: which of both is mistyped, nobody can tell.

    Args:
        row: with a record.
        first: (sheet, row) of the one who has it, None when that is somebody of the register.
    """
    record = row.record
    if record is None:
        return
    row.problems.append(stranger_problem(row.sheet, row.row, record.nik, first))
    record.nik, record.nik_status = "", OTHER_NAME
    row.settle()
