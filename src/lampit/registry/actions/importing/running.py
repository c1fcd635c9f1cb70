"""Walks a file for a run: a check that writes nothing, and the import itself, block by block."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampit.people.actions import audit
from lampit.places import queries as places
from lampit.registry.actions._bulk import many_blocks
from lampit.registry.actions.importing._ahead import read_ahead
from lampit.registry.actions.importing.doubting import DoubtCount
from lampit.registry.actions.importing.filling import Filler
from lampit.registry.actions.importing.following import follow_run
from lampit.registry.actions.importing.holding import held
from lampit.registry.actions.importing.planning import Planned, Planner
from lampit.registry.actions.importing.runs import claim
from lampit.registry.actions.importing.sourcing import (
    hidden_told,
    lists_for,
    raw_rows,
    read_rows,
    size_of,
)
from lampit.registry.actions.importing.writing import Writer, tally
from lampit.registry.actions.seeding import refresh_statistics
from lampit.registry.models import ImportRun
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing.bundles import packed, unpacked
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.merging import columns_of, marks_of
from lampit.registry.rules.importing.passing import Hidden, Passed, PassedOver
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import IGNORE, SourceRow
from lampit.registry.rules.importing.tables import RawRow, Table
from lampit.registry.rules.importing.wording import without_numbers

BLOCK = 1_000
LONG_BLOCK = 2_500  # of a long file: others wait some 0.3 s for one on SQLite
BEATS = 20  # blocks that are only recalled between two heartbeats
LONG_FILE = 1_000_000  # bytes from which reading gets a process of its own
MOST_PROBLEMS = 100
PREVIEWED = 400
HEADS, HEAD_CELLS, HEAD_SIGNS = 12, 8, 24  # of a sheet, when a person points at its heading
Progress = Callable[[int], bool]
Seen = Callable[[SourceRow], None]


@dataclass
class Report:
    """What a run did or would do."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    is_whole: bool = True
    gave_way: ImportRun | None = None


def check_run(
    run: ImportRun, *, now: datetime, seen: Seen | None = None, keep: bool = True
) -> Report:
    """Walk the whole file as the import would, write nothing but the counts, and report."""
    lists = _lists(run, now)
    planner = _planner(run, was_empty=not queries.has_businesses(run.region_id))
    report, doubts = Report(), DoubtCount()
    source = _source_rows(run, lists, with_cells=seen is not None)
    for block in _blocks(source, seen, _block_size(run)):
        _add(report, planner.plan(block))
        doubts.add(block)
    _finish(report, lists)
    if keep:
        run.counts = {
            **report.counts, **doubts.counts(), **_beside(run, report), "hidden": hidden_told(run),
        }  # fmt: skip
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(counts=run.counts)
            doubts.keep(run)
    return report


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list looks like before it is read.

    Attributes:
        tables: with the guess and samples of each column.
        heads: sheet → its first filled rows, long numbers masked: (row, texts).
        hidden: what the workbook hides and is read all the same, as `hidden_told` tells it.
    """

    tables: list[Table]
    heads: dict[str, list[tuple[int, list[str]]]]
    hidden: list[Hidden]


def preview_tables(run: ImportRun, *, now: datetime) -> Preview:
    """Return the tables of a file and the first rows of each sheet; reads little."""
    lists = _lists(run, now)
    lists.choices.skipped = frozenset()
    heads: dict[str, list[tuple[int, list[str]]]] = {}
    for _ in lists.rows(_first_rows(run, heads)):
        pass
    return Preview(lists.tables, heads, hidden_told(run, lists.tables))


def _first_rows(run: ImportRun, heads: dict[str, list[tuple[int, list[str]]]]) -> Iterator[RawRow]:
    counted: Counter[str] = Counter()
    for row in raw_rows(run):
        counted[row[0]] += 1
        head = heads.setdefault(row[0], [])
        if row[2] and len(head) < HEADS:
            texts = [without_numbers(as_text(cell))[:HEAD_SIGNS] for cell in row[2][:HEAD_CELLS]]
            head.append((row[1], texts))
        if counted[row[0]] <= PREVIEWED:
            yield row


def start_run(
    run: ImportRun, *, now: datetime, progress: Progress | None = None, seen: Seen | None = None
) -> Report:
    """Take the region and write the file; see `resume_run`.

    Raises:
        Refusal: `import_running`, `import_stopped`, `import_not_ready`.
    """
    with held(run):
        with transaction.atomic():
            places.held(run.region_id)
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            gave_way = claim(locked, now=now)
        report = resume_run(locked, now=now, progress=progress, seen=seen)
    report.gave_way = gave_way
    return report


def resume_run(
    run: ImportRun, *, now: datetime, progress: Progress | None = None, seen: Seen | None = None
) -> Report:
    """Write the blocks of a running run that are not written yet, and close it.

    The file is read from the start each time, so that headings, sub-headings and doubles are
    known; blocks before the cursor are only recalled. `progress` is told the rows done after
    each block and answers False to stop.
    """
    with many_blocks():
        report = _write_blocks(run, now, progress, seen)
    if report.is_whole:
        _close(run, report, now)
    return report


def _write_blocks(
    run: ImportRun, now: datetime, progress: Progress | None, seen: Seen | None
) -> Report:
    """Write what is not written yet; stop when told to."""
    lists = _lists(run, now)
    was_empty = bool(run.counts.get("was_empty")) if run.next_chunk else (
        not queries.has_businesses(run.region_id)
    )  # fmt: skip
    planner = _planner(run, was_empty=was_empty)
    # The cursor counts blocks: a run that goes on keeps the size with which it began.
    size = run.block_rows if run.next_chunk else _block_size(run)
    writer = Writer(run, planner, now, size)
    report = Report()
    # Into a region that held nothing all rows are new: nothing is compared, no record needed.
    is_lean = planner.was_empty and seen is None
    source = _source_rows(run, lists, with_cells=seen is not None, is_lean=is_lean)
    for number, block in enumerate(_blocks(source, seen, size)):
        planned = planner.plan(block)
        is_done = number < run.next_chunk
        if is_done:
            writer.recall(planned)  # before it is counted: what was made then counts as made
        _add(report, planned)
        if not is_done and not writer.write(number, planned, report.counts, was_empty=was_empty):
            report.is_whole = False
            break
        if not _goes_on(writer, number, report, progress, is_done=is_done):
            report.is_whole = False
            break
    _finish(report, lists)
    return report


def _goes_on(
    writer: Writer, number: int, report: Report, progress: Progress | None, *, is_done: bool
) -> bool:
    """Tell how far a run is and return whether it goes on.

    Over blocks that an earlier attempt wrote the run beats now and then, and its job with it:
    taken for dead, it would be given to a second worker.
    """
    if is_done:
        if number % BEATS:
            return True
        writer.beat()
    return progress is None or progress(report.counts["rows"])


def _close(run: ImportRun, report: Report, now: datetime) -> None:
    follow_run(run, now=now)  # before the run is done, so that one killed here does it again
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING).update(
            state=ImportRun.State.DONE, finished_at=now,
            counts={**report.counts, **_beside(run, report), **_hidden_before(run)},
        )  # fmt: skip
        audit(
            run.owner, "import_done", subject_kind="import", subject_id=run.pk,
            region=run.region_id, fields=("nik", "phone", "birth", "sales"), at=now,
        )  # fmt: skip
    if report.counts["create"] >= BLOCK:
        refresh_statistics()
    run.refresh_from_db()


def _beside(run: ImportRun, report: Report) -> dict[str, object]:
    """Return what a run keeps of rows passed over; a corrected report passes over none."""
    told = [list(one) for one in report.passed] if run.corrects_id is None else []
    return {"passed": sum(one.many for one in report.passed) if told else 0, "passed_over": told}


def _hidden_before(run: ImportRun) -> dict[str, object]:
    """Return what the check before found hidden, to be told after the import as well."""
    return {"hidden": run.counts["hidden"]} if "hidden" in run.counts else {}


def _planner(run: ImportRun, *, was_empty: bool) -> Planner:
    """Return what decides over the rows of a run; of a corrected report each row is known."""
    if run.fills_id:
        return Filler(run)
    written = queries.written_by(run.corrects) if run.corrects is not None else {}
    return Planner(run.region_id, was_empty=was_empty and not written, written=written)


def _lists(run: ImportRun, now: datetime) -> Lists:
    return lists_for(run, timezone.localdate(now))


def _source_rows(
    run: ImportRun, lists: Lists, *, with_cells: bool, is_lean: bool = False
) -> Iterator[SourceRow]:
    """Yield the rows of a run; those of a long file are read by a process of its own.

    Lean rows carry what they write when they are new, and no record.
    """
    if size_of(run) < LONG_FILE:
        return read_rows(run, lists)

    def keep(found: tuple[list[Table], list[Problem], int, PassedOver]) -> None:
        lists.tables, lists.notes, lists.listed_in, lists.passed = found

    def rows() -> Iterator[SourceRow]:
        for row in read_rows(run, lists):
            if not with_cells:
                row.cells = []  # only reports show them; between processes they are ballast
            record = row.record
            if record is not None:
                row.marks = marks = marks_of(record)
                if is_lean:
                    row.columns, row.record = columns_of(record, marks), None
            yield row

    return read_ahead(
        rows,
        lambda: (lists.tables, lists.notes, lists.listed_in, lists.passed),
        keep,
        packed,
        unpacked,
    )


def _block_size(run: ImportRun) -> int:
    return BLOCK if size_of(run) < LONG_FILE else LONG_BLOCK


def _blocks(rows: Iterable[SourceRow], seen: Seen | None, size: int) -> Iterator[list[SourceRow]]:
    """Yield the records in blocks of `size`; rows that are none are only shown to `seen`."""
    block: list[SourceRow] = []
    for row in rows:
        if row.action == IGNORE:
            if seen is not None:
                seen(row)
            continue
        block.append(row)
        if seen is not None:
            seen(row)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def _add(report: Report, planned: list[Planned]) -> None:
    tally(planned, report.counts)
    for one in planned:
        if len(report.problems) >= MOST_PROBLEMS:
            break
        report.problems += one.source.problems
    del report.problems[MOST_PROBLEMS:]


def _finish(report: Report, lists: Lists) -> None:
    report.passed = lists.passed.told()
    notes = [*lists.notes, *(note for table in lists.tables for note in table.asked_notes())]
    report.counts["columns_asked"] = len(notes) - len(lists.notes)
    report.problems += notes[: MOST_PROBLEMS - len(report.problems)]
    for table in lists.tables:
        for guess in table.guesses:
            if guess.header:
                report.columns.setdefault(guess.header, guess.field)
