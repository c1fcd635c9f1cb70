"""Files of answers: their tables and rows as they lie in the file, and what became of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, islice
from pathlib import Path

from django.conf import settings
from django.db.models import Case, Count, QuerySet, When

from lampit.measure.models import AnswerFile, AnswerFileRow, Round, SampleMember, Submission
from lampit.measure.queries.answersheets import INSTRUMENT, ROUND
from lampit.measure.rules.filled.headings import SEARCHED_ROWS, Heading, Headings
from lampit.measure.rules.filled.runs import key_of
from lampit.measure.rules.filled.words import cell_text
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.logic import Answers
from lampit.outside import spreadsheets

HEAD = SEARCHED_ROWS + 2
ONE_OF = "isian"  # what a CSV, which has no sheets, is called


@dataclass(frozen=True)
class Table:
    """A sheet with answers: its heading, with the columns as somebody chose them."""

    sheet: str
    heading: Heading


@dataclass
class Layout:
    """What the sheets of a file are: tables, and those passed over; what the template told."""

    tables: list[Table] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A drawn business as far as a row is held against it."""

    member: int
    business: str
    name: str
    disposition: str
    reason: str


def uploads() -> Path:
    """Return the folder of uploaded files, readable by this account only."""
    folder = Path(settings.LAMPIT_HOME) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(run: AnswerFile) -> Path:
    """Return where the file of a run lies."""
    return uploads() / run.path


def has_file(run: AnswerFile) -> bool:
    """Say whether the file of a run is still there."""
    return bool(run.path) and path_of(run).is_file()


Row = tuple[Table, int, list[object]]


def walk(
    path: Path, instrument: Instrument, chosen: Mapping[str, Mapping[str, str]], layout: Layout
) -> Iterator[Row]:
    """Yield table, row number and cells of what stands below the headings of a file; no query.

    `layout` is filled on the way. `chosen` is sheet → column from 0 → meaning.

    Raises:
        Refusal: the file is refused (`file_…`).
    """
    known = Headings(instrument)
    source = spreadsheets.rows(path, ONE_OF)
    for sheet, group in groupby(source, key=lambda one: one[0]):
        rows = ((number, cells) for _sheet, number, cells in group)
        head = list(islice(rows, HEAD))
        heading = known.find(head)
        if heading is None:
            layout.passed.append(sheet)
            layout.told |= _told(head)
            continue
        table = Table(sheet[:60], _with(heading, chosen.get(sheet[:60], {})))
        layout.tables.append(table)
        for number, cells in chain(head, rows):
            if number > heading.last:
                yield table, number, cells


def _with(heading: Heading, chosen: Mapping[str, str]) -> Heading:
    """Return a heading with the columns that somebody chose."""
    if not chosen:
        return heading
    told = [chosen.get(str(c), meaning) for c, meaning in enumerate(heading.meanings)]
    found: list[str] = []
    for meaning in told:
        found.append("" if meaning in found else meaning)
    return replace(heading, meanings=tuple(found))


def _told(head: Sequence[tuple[int, Sequence[object]]]) -> dict[str, str]:
    """Return what the sheet with instructions says of its round and instrument."""
    found = {}
    for _number, cells in head:
        label, colon, rest = cell_text(cells[0] if cells else "").partition(": ")
        if colon and label in (ROUND, INSTRUMENT):
            found[label] = rest
    return found


def drawn_of(found: Round) -> dict[str, Drawn]:
    """Return sample number (as `runs.key_of` writes it) → drawn business of a round; one query."""
    rows = SampleMember.objects.filter(round=found).values_list(
        "pk", "business__public_id", "business__name", "disposition", "reason"
    )
    return {key_of(row[1]): Drawn(*row) for row in rows.iterator(chunk_size=5_000)}


def standing(members: Sequence[int]) -> dict[int, Answers]:
    """Return member → answers of those that answered; one query."""
    rows = Submission.objects.filter(member__in=members, state=Submission.State.FINAL)
    return dict(rows.values_list("member_id", "answers"))


def listed(runs: QuerySet[AnswerFile], found: Round) -> QuerySet[AnswerFile]:
    """Return the files of a round, newest first, for a page of them."""
    return runs.filter(round=found).select_related("owner", "job")


def find(runs: QuerySet[AnswerFile], found: Round, number: int) -> AnswerFile | None:
    """Return one file of a round; one query."""
    rows = runs.filter(round=found, pk=number)
    return rows.select_related("owner", "job", "round__instrument", "round__region").first()


def run_with(number: int) -> AnswerFile | None:
    """Return a file by its number; one query."""
    rows = AnswerFile.objects.filter(pk=number)
    return rows.select_related("owner", "job", "round__instrument", "round__region").first()


def counted(run: AnswerFile) -> dict[str, int]:
    """Return how many rows stand in each state; one query."""
    rows = AnswerFileRow.objects.filter(run=run).order_by()
    return dict(rows.values_list("state").annotate(count=Count("id")))


def waiting_count(run: AnswerFile) -> int:
    """Return how many rows are still to be brought in; one query."""
    state = AnswerFileRow.State
    rows = AnswerFileRow.objects.filter(run=run)
    return rows.filter(state__in=(state.READY, state.OTHER, state.SENDING)).count()


def sent_count(run: AnswerFile) -> int:
    """Return how many rows were brought in and are not undone; one query."""
    state = AnswerFileRow.State
    rows = AnswerFileRow.objects.filter(run=run)
    return rows.filter(state__in=(state.SENDING, state.COUNTED, state.WAITING)).count()


def problem_rows(run: AnswerFile, state: str = "") -> QuerySet[AnswerFileRow]:
    """Return the rows that somebody should look at, wrong ones first, or those of one state."""
    rows = AnswerFileRow.objects.filter(run=run).select_related("member__business")
    if state:
        return rows.filter(state=state).order_by("id")
    held = When(state__in=(AnswerFileRow.State.WRONG, AnswerFileRow.State.STRANGE), then=0)
    return rows.exclude(problems=[]).order_by(Case(held, default=1), "id")
