"""A NIK under more than three names is nobody's (registry.md section 3). Pure."""

from collections.abc import Iterable

from lampit.registry.rules.importing.doubles import Where, are_strangers
from lampit.registry.rules.importing.problems import MESSAGES, Problem

CODE, COPIED = "nik_banyak_nama", "nik_tersalin"
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


def copied_nik(problems: Iterable[Problem]) -> str:
    """Return the digits of a NIK that was dropped because the row above has it; empty for none."""
    told = next((problem.value for problem in problems if problem.code == COPIED), "")
    return "".join(sign for sign in told if sign.isdigit())


def worn_problem(sheet: str, row: int, nik: str) -> Problem:
    """Return what is told of the rows of a NIK that is under too many names."""
    return Problem(sheet, row, "nik", nik, CODE, MESSAGES[CODE])
