"""Decides by the doubles of a list what the rows of a draft do: a batch to write. Pure.

A long list is read by one process and decided in the one that writes it, so that both have about
as much to do.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    Found,
    Where,
    double_problem,
    stranger_problem,
)
from lampit.registry.rules.importing.lane import MOST_TOLD, without
from lampit.registry.rules.importing.marking import fingerprints
from lampit.registry.rules.importing.meeting import Known
from lampit.registry.rules.importing.problems import Problem, is_loud
from lampit.registry.rules.importing.record import Batch, Draft, Sealed
from lampit.registry.rules.importing.seen import Doubles
from lampit.registry.rules.importing.settling import OTHER_NAME
from lampit.registry.rules.importing.worn import worn_problem

Keyed = Callable[[str, list[str]], list[str]]  # (kind, texts) → their blind indexes
_BESIDE = 7  # columns of a batch behind those of owner and business, and before what is sealed
STATUS = merging.OWNER.index("nik_status")


class Decision:
    """What the list says of the rows of one draft beside what they tell themselves."""

    def __init__(self, draft: Draft, doubles: Doubles) -> None:
        """Ask for the doubles of a draft, and drop the NIK that are somebody else's."""
        self.draft, self.doubles = draft, doubles
        self.rows = [row for row in range(len(draft.numbers)) if row not in draft.reasons]
        self.problems: dict[int, list[Problem]] = {}  # row → what is told of it beside
        self.dropped: list[int] = []  # places of those whose NIK is left out
        self.known = Known.of_columns(draft.known)
        self.found: dict[int, Found] = doubles.seen_together(
            [*map(self._where, self.rows)], self.known, self._doubt
        )
        for place, one in self.found.items():
            row = self.rows[place]
            sheet, number = self._where(row)
            self._tell(place, double_problem(sheet, number, self.known.owner[place], one))
        self._drop_worn()

    def _where(self, row: int) -> Where:
        return self.draft.sheets[row], self.draft.numbers[row]

    def _tell(self, place: int, problem: Problem) -> None:
        self.problems.setdefault(self.rows[place], []).append(problem)

    def _doubt(self, place: int, first: Where) -> None:
        where = self._where(self.rows[place])
        self._tell(place, stranger_problem(*where, self.draft.nik[place], first))
        self._drop(place)

    def _drop(self, place: int) -> None:
        """Leave a NIK out, of which it is not sure whose it is."""
        draft = self.draft
        draft.nik[place], draft.statuses[place] = "", OTHER_NAME
        draft.owner[STATUS][place], draft.indexes[place] = OTHER_NAME, ""
        if draft.sealed is not None:
            draft.sealed.nik[place] = None
        self.dropped.append(place)

    def _drop_worn(self) -> None:
        """Drop the NIK that too many names bear; see `settling.settled`."""
        worn, draft = self.doubles.worn, self.draft
        if draft.copied:
            for place, row in enumerate(self.rows):
                if row in draft.copied:
                    worn.note(draft.copied[row], self.known.owner[place])
        if not worn:
            return
        for place in worn.among(draft.nik):
            nik, where = draft.nik[place], self._where(self.rows[place])
            if worn.takes(nik, where):
                self._tell(place, worn_problem(*where, nik))
                self._drop(place)


def mark(draft: Draft, keyed: Keyed) -> None:
    """Reckon the marks and indexes of a draft; either process may."""
    draft.marks = keyed("row", fingerprints(draft.texts[:], draft.nik, draft.statuses))
    draft.indexes = keyed("nik", draft.nik)


def decided(draft: Draft, doubles: Doubles, keyed: Keyed) -> Batch:
    """Return the batch that a draft makes; drafts come in the order of their rows.

    Args:
        draft: is taken over.
        doubles: the rows of the list so far.
        keyed: makes the blind indexes of marks and NIK.
    """
    if not draft.marks:
        mark(draft, keyed)
    told = Decision(draft, doubles)
    double_of = {told.rows[n]: one[1] for n, one in told.found.items() if one[0] == CERTAIN}
    actions, marks = ["create"] * len(draft.numbers), [""] * len(draft.numbers)
    for row in double_of:
        actions[row] = "double"
    for row in draft.reasons:
        actions[row] = "reject"
    _mark_again(draft, told.dropped, keyed)
    for row, made in zip(told.rows, draft.marks, strict=True):
        marks[row] = made
    columns: list[Any] = [
        *draft.owner, *draft.business, draft.nik, draft.birth, draft.sales, draft.capital,
        draft.indexes, draft.persons, draft.names, *(draft.sealed[1:] if draft.sealed else ()),
    ]  # fmt: skip
    if double_of:
        again = [place for place, row in enumerate(told.rows) if row in double_of]
        columns = without(columns, [*again, len(told.rows)])
    owners, end = len(merging.OWNER), len(merging.OWNER) + len(merging.BUSINESS)
    loud = {*draft.loud, *(row for row, found in told.problems.items() if is_loud(found))}
    batch = Batch(
        draft.sheets, draft.numbers, actions, marks, draft.reasons, double_of,
        _codes(draft, told), _first_told(draft, told), len(loud),
        columns[:owners], columns[owners:end], *columns[end : end + _BESIDE],
    )  # fmt: skip
    if draft.sealed is not None:
        batch.sealed = Sealed(draft.sealed.key, *columns[end + _BESIDE :])
    return batch


def _mark_again(draft: Draft, places: Sequence[int], keyed: Keyed) -> None:
    """Mark rows whose NIK was left out by what they tell now."""
    for place in places:
        told = draft.texts[place], draft.nik[place], draft.statuses[place]
        made = fingerprints(*([one] for one in told))
        (draft.marks[place],) = keyed("row", made)


def _codes(draft: Draft, told: Decision) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the problems of each row by column and code, in the order of the rows."""
    if not told.problems:
        return draft.problems
    found = dict(draft.problems)
    for row, problems in told.problems.items():
        found[row] = (*found.get(row, ()), *((one.column, one.code) for one in problems))
    return {row: found[row] for row in sorted(found)}


def _first_told(draft: Draft, told: Decision) -> list[Problem]:
    beside = [(row, one) for row, found in told.problems.items() for one in found]
    both = sorted([*draft.told, *beside], key=lambda one: one[0])  # stable: those read come first
    return [one for _row, one in both[:MOST_TOLD]]
