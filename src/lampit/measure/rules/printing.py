"""What a report of a round holds: tables of figures, plain tables, and their words. Pure.

Only figures that pages may show come in (`wording.Shown`): what is withheld has no number here,
so no file made of a report can hold one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lampit.basics.texts import gettext_noop as _
from lampit.measure.rules.wording import Shown

QUALITY = {
    "ok": _("baik"),
    "caution": _("kurang pasti"),
    "suppressed": _("ditahan"),
}


@dataclass(frozen=True)
class Figures:
    """A table of figures: one row each, with value, interval, n and quality.

    `sheet` names the sheet of the workbook it stands on; `in_paper` whether the PDF shows it.
    """

    code: str
    title: str
    first: str
    is_share: bool
    rows: Sequence[Shown]
    sheet: str
    note: str = ""
    in_paper: bool = True

    @property
    def decimals(self) -> int:
        """Return how many decimals pages show: none for per cent, one for points."""
        return 0 if self.is_share else 1


@dataclass(frozen=True)
class Plain:
    """A table of words and counts; `wide` is the column that takes the room."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    wide: int = 0
    numbers: Sequence[int] = ()
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """A question in the annex: how it was asked and what could be answered."""

    number: int
    code: str
    text: str
    note: str
    options: str


@dataclass(frozen=True)
class Paper:
    """A report in one language, before it has a number."""

    language: str
    region: str
    region_code: str
    office: str
    address: str
    place: str
    duty: str
    signer: str
    round_name: str
    title: str
    about: str
    mark: str
    sentences: Sequence[str]
    points: Sequence[str]
    tables: Sequence[Figures]
    response: Plain
    steps: Plain
    method: Sequence[str]
    dictionary: Sequence[Sequence[str]]
    annex_about: str
    questions: Sequence[Asked]
    words: dict[str, str] = field(default_factory=dict)
