"""A NIK under more than three names is nobody's (registry.md section 3). Pure."""

from collections.abc import Iterable, Sequence

from lampit.registry.rules.importing.doubles import Where, are_strangers
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import SourceRow

CODE, COPIED = "nik_banyak_nama", "nik_tersalin"
OTHER = "nik_nama_lain"
HELD = "nik_banyak_nama_lain"  # one of the names is in the register
MOST_NAMES = 3  # people who share nothing and bear one NIK


class Worn:
    """Counts the names under each NIK that strangers share, while a list is read.

    Attributes:
        late: NIK under too many names → the first who had it, let go before the last came.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._names: dict[str, list[str]] = {}
        self._first: dict[str, Where] = {}
        self._found: dict[str, Where] = {}
        self.late: dict[str, Where] = {}

    def __bool__(self) -> bool:
        """Tell whether any NIK is nobody's."""
        return bool(self._found)

    def among(self, niks: Sequence[str]) -> list[int]:
        """Return the places of those NIK that are nobody's."""
        return [place for place, nik in enumerate(niks) if nik in self._found]

    def note(self, nik: str, name: str) -> None:
        """Count a name."""
        names = self._names.setdefault(nik, [])
        if all(are_strangers(name, known) for known in names):
            names.append(name)
        first = self._first.get(nik)
        if len(names) > MOST_NAMES and first is not None and nik not in self._found:
            self._found[nik] = self.late[nik] = first

    def note_strangers(self, nik: str, first: str, where: Where, name: str) -> None:
        """Count who had a NIK first, and where, and a stranger who has it too."""
        self._first.setdefault(nik, where)
        self.note(nik, first)
        self.note(nik, name)

    def takes(self, nik: str, where: Where) -> bool:
        """Say whether a NIK is nobody's; of the first who had it this is the time to drop it."""
        first = self._found.get(nik)
        if first == where:
            self.late.pop(nik, None)
        return first is not None


class Bearers:
    """Counts the names under a NIK that the register holds, while a list is planned.

    Who has it in the register keeps it; the rows that tell other names have lost it already, and
    are asked about together when they are too many.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._names: dict[str, list[str]] = {}
        self._rows: dict[str, list[SourceRow]] = {}

    def note(self, index: str, holder: str, source: SourceRow, nik: str) -> None:
        """Count the name of a row that is no name of who holds its NIK.

        Args:
            index: keyed hash of the NIK; the register is never opened.
            holder: name of who has it in the register.
            source: the row, its NIK let go.
            nik: as the row told it.
        """
        name = source.record.owner_name if source.record else ""
        names = self._names.setdefault(index, [holder])
        rows = self._rows.setdefault(index, [])
        rows.append(source)
        if all(are_strangers(name, known) for known in names):
            names.append(name)
        if len(names) <= MOST_NAMES:
            return
        for row in rows:
            note_held(row, nik)
        rows.clear()


def note_held(row: SourceRow, nik: str = "") -> None:
    """Note on a row that too many names bear its NIK, one of them in the register."""
    if all(problem.code not in (CODE, HELD) for problem in row.problems):
        row.problems.append(Problem(row.sheet, row.row, "nik", nik, HELD, MESSAGES[HELD]))
        row.settle()


def copied_nik(problems: Iterable[Problem]) -> str:
    """Return the digits of a NIK that was dropped because the row above has it; empty for none."""
    told = next((problem.value for problem in problems if problem.code == COPIED), "")
    return "".join(sign for sign in told if sign.isdigit())


def let_go(problems: Iterable[Problem]) -> str:
    """Return the digits of a NIK that was dropped since another row has it; empty for none."""
    told = next((one.value for one in problems if one.code in (OTHER, COPIED)), "")
    return "".join(sign for sign in told if sign.isdigit())


def worn_problem(sheet: str, row: int, nik: str) -> Problem:
    """Return what is told of the rows of a NIK that is under too many names."""
    return Problem(sheet, row, "nik", nik, CODE, MESSAGES[CODE])
