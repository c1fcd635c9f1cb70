"""What an office knows when it reads a list. Pure."""

from dataclasses import dataclass
from datetime import date

from lampit.registry.rules.importing.activities import ActivityTable
from lampit.registry.rules.importing.answers import NO_ANSWERS, Answers
from lampit.registry.rules.importing.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Desk:
    """What the office knows when it reads a list: places, KBLI, the day.

    Attributes:
        day_zero: days that a serial number of a cell without a date format lacks, because its
            workbook counts from 1904; else 0.
    """

    gazetteer: Gazetteer
    activities: ActivityTable
    day: date
    answers: Answers = NO_ANSWERS
    day_zero: int = 0
