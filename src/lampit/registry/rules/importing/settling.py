"""Rows that were read one by one: doubles among them are told, then each is settled. Pure."""

from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    Where,
    double_problem,
    stranger_problem,
)
from lampit.registry.rules.importing.meeting import known_together
from lampit.registry.rules.importing.record import FLAG, SourceRow
from lampit.registry.rules.importing.seen import Doubles
from lampit.registry.rules.importing.worn import copied_nik, worn_problem

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
