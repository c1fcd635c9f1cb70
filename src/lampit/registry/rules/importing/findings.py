"""What the reading of a file knows and finds out while it is walked. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lampit.registry.rules.importing.checked import ColumnCount
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.lane import Lane
from lampit.registry.rules.importing.passing import PassedOver
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.tables import Choices, Table

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@dataclass
class Findings:
    """What the office knows and chose, and what a file was found to hold."""

    desk: Desk
    choices: Choices = field(default_factory=Choices)
    tables: list[Table] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    listed_in: int = 0
    passed: PassedOver = field(default_factory=PassedOver)
    filled: ColumnCount | None = None  # only a check counts what is filled
    lane: Lane | None = None  # takes the records of a long list by column

    def note_year(self, texts: Iterable[str]) -> None:
        """Remember the year of the list when a title, a sheet or the file names it."""
        years = [int(year) for text in texts for year in _YEAR.findall(text)]
        latest = self.desk.day.year
        self.listed_in = max([self.listed_in, *(year for year in years if year <= latest)])
