"""Walks a file for a run: a check that writes nothing, and the import itself, block by block."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone

from lampit.outside import vault
from lampit.outside.heaps import HeapFile
from lampit.people.actions import audit
from lampit.registry.actions._bulk import many_blocks
from lampit.registry.actions.importing._ahead import BATCH, beside, read_ahead
from lampit.registry.actions.importing.doubting import DoubtCount
from lampit.registry.actions.importing.filling import Filler
from lampit.registry.actions.importing.following import follow_run
from lampit.registry.actions.importing.holding import held, uploads
from lampit.registry.actions.importing.indexes import held_off
from lampit.registry.actions.importing.papers import note_papers
from lampit.registry.actions.importing.planning import Planner
from lampit.registry.actions.importing.pouring import Pourer
from lampit.registry.actions.importing.queueing import Wait, take_turn
from lampit.registry.actions.importing.sealing import seal, seal_early
from lampit.registry.actions.importing.sourcing import (
    hidden_told,
    is_monthly,
    lists_for,
    raw_rows,
    read_drafts,
    read_rows,
    rows_that_count,
    size_of,
)
from lampit.registry.actions.importing.stamping import Clock
from lampit.registry.actions.importing.walking import MOST_PROBLEMS, Progress, Report, add, walk
from lampit.registry.actions.importing.worn import count_worn, drop_worn
from lampit.registry.actions.importing.writing import Writer
from lampit.registry.actions.seeding import refresh_statistics
from lampit.registry.models import ImportRun
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing.bundles import (
    packed,
    packed_draft,
    unpacked,
    unpacked_draft,
)
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.checked import (
    COMPARED,
    ColumnCount,
    columns_found,
    wrong_in,
)
from lampit.registry.rules.importing.merging import marks_of
from lampit.registry.rules.importing.papers import ELSEWHERE
from lampit.registry.rules.importing.passing import Hidden, PassedOver
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import IGNORE, Batch, SourceRow
from lampit.registry.rules.importing.seen import Doubles
from lampit.registry.rules.importing.tables import RawRow, Table
from lampit.registry.rules.veils import without_days, without_numbers

BLOCK = 1_000
LONG_BLOCK = 2_500  # of a long file: others wait some 0.3 s for one on SQLite
PREVIEWED = 400
LONG_FILE = 1_000_000  # bytes from which reading gets a process of its own
HEADS, HEAD_CELLS, HEAD_SIGNS = 12, 8, 24  # of a sheet, when a person points at its heading
B = TypeVar("B")
Seen = Callable[[SourceRow], None]
Left = tuple[
    list[Table], list[Problem], int, PassedOver, ColumnCount | None, dict[str, tuple[str, int]]
]  # fmt: skip


def check_run(
    run: ImportRun, *, now: datetime, seen: Seen | None = None, keep: bool = True
) -> Report:
    """Walk the whole file as the import would, write nothing but the counts, and report."""
    lists = _lists(run, now)
    planner = _planner(run, was_empty=not queries.has_businesses(run.region_id))
    size = _block_size(run)
    lane = Writer(run, planner, now, size)
    report, doubts = Report(), DoubtCount()
    lists.filled, wrong = ColumnCount(rows_that_count(run)), Counter[str]()
    source = _source_rows(run, lists, with_cells=seen is not None)
    for block in _blocks(source, seen, size):
        add(report, lane, lane.plan(block))
        doubts.add(block)
        wrong += wrong_in(block)
    _finish(report, lists)
    count_worn(report.counts, len(lists.late))
    if keep:
        run.counts = {
            **report.counts, **doubts.counts(), **_beside(run, report), "hidden": hidden_told(run),
            "columns": columns_found(lists.tables, lists.filled.filled, wrong),
        }  # fmt: skip
        run.checked = {
            **{name: report.counts[name] for name in COMPARED}, "at": now.isoformat(),
        }  # fmt: skip
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(counts=run.counts, checked=run.checked)
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
            head.append((row[1], [_head(cell) for cell in row[2][:HEAD_CELLS]]))
        if counted[row[0]] <= PREVIEWED:
            yield row


def _head(cell: object) -> str:
    return without_days(without_numbers(as_text(cell)))[:HEAD_SIGNS]


def start_run(
    run: ImportRun, *, now: datetime, progress: Progress | None = None, seen: Seen | None = None,
    wait: Wait | None = None,
) -> Report:  # fmt: skip
    """Take the region and write the file; see `resume_run`, and `take_turn` of waiting.

    Raises:
        Refusal: `import_running`, `import_stopped`, `import_not_ready`.
    """
    clock = Clock(now)  # before the wait, which may last for days
    with held(run):
        locked, gave_way = take_turn(run, now=now, wait=wait)
        report = resume_run(locked, now=clock.stamp(), progress=progress, seen=seen)
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
    clock = Clock(now)
    with many_blocks():
        report = _write_blocks(run, clock, progress, seen)
    if report.is_whole:
        _close(run, report, clock.stamp())
    return report


def _write_blocks(
    run: ImportRun, clock: Clock, progress: Progress | None, seen: Seen | None
) -> Report:
    """Write what is not written yet; stop when told to.

    Into a region that held nothing all rows of a long list are new: they are poured in.
    """
    now = clock.stamp()
    lists = _lists(run, now)
    was_empty = bool(run.counts.get("was_empty")) if run.next_chunk else (
        not queries.has_businesses(run.region_id)
    )  # fmt: skip
    # The cursor counts blocks: a run that goes on keeps the size with which it began.
    size = run.block_rows if run.next_chunk else _block_size(run)
    reads_again = run.corrects_id is not None or run.fills_id is not None
    is_poured = was_empty and seen is None and not reads_again and _is_long(run)
    is_poured = is_poured and not is_monthly(run)
    if is_poured:
        # Whoever reads ends before the indexes are built, also when the run is stopped.
        with held_off(run), closing(_batches(run, lists, size)) as batches:
            report = walk(run, Pourer(run, now, size), batches, progress, was_empty)
    else:
        source = _source_rows(run, lists, with_cells=seen is not None)
        writer = Writer(run, _planner(run, was_empty=was_empty), now, size)
        report = walk(run, writer, _blocks(source, seen, size), progress, was_empty)
    _finish(report, lists)
    if report.is_whole:
        now = clock.stamp()  # what a long list leaves for its end bears the moment of its end
        drop_worn(run, lists.late, now=now)
        count_worn(report.counts, len(lists.late))
        _note_papers(run, lists, report, now)
    return report


def _note_papers(run: ImportRun, lists: Lists, report: Report, now: datetime) -> None:
    """Note the papers of a list when its businesses are there."""
    noted, asked = note_papers(run, lists.tables, now=now)
    report.counts += Counter({"papers": noted, "flagged": asked, f"problem:{ELSEWHERE}": asked})


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
    is_empty = was_empty and not written
    return Planner(run.region_id, was_empty=is_empty, written=written, run=run.pk)


def _lists(run: ImportRun, now: datetime) -> Lists:
    lists = lists_for(run, timezone.localdate(now))
    lists.doubles = Doubles(partial(HeapFile, uploads()), is_long=_is_long(run))
    return lists


def _is_long(run: ImportRun) -> bool:
    return size_of(run) >= LONG_FILE


def _source_rows(run: ImportRun, lists: Lists, *, with_cells: bool) -> Iterator[SourceRow]:
    """Yield the rows of a run; those of a long file are read by a process of its own."""
    if not _is_long(run):
        return read_rows(run, lists)

    def rows() -> Iterator[SourceRow]:
        for row in read_rows(run, lists):
            if not with_cells:
                row.cells = []  # only reports show them; between processes they are ballast
            if row.record is not None:
                row.marks = marks_of(row.record)
            yield row

    return _read_apart(rows, lists, packed, unpacked)


def _batches(run: ImportRun, lists: Lists, size: int) -> Generator[Batch, None, None]:
    """Yield the rows of a long list for a region that held nothing, by column.

    A process of its own reads them; which are doubles is found out here.
    """
    drafts = _read_apart(
        lambda: read_drafts(run, lists, size), lists,
        lambda drafts: packed_draft(drafts[0]) if drafts else b"",
        lambda told: [unpacked_draft(told)] if told else [], 1, seal,
    )  # fmt: skip
    batches = lists.batches(drafts, vault.blind_indexes)
    # While its server writes a block the next is made ready; SQLite writes in this process.
    is_served = connection.vendor == "postgresql"
    yield from beside(seal_early(batches)) if is_served else batches


def _read_apart(
    rows: Callable[[], Iterable[B]], lists: Lists, pack: Callable[[list[B]], bytes],
    unpack: Callable[[bytes], list[B]], together: int = BATCH,
    spare: Callable[[list[B]], None] | None = None,
) -> Iterator[B]:  # fmt: skip
    """Yield what a process of its own reads, and keep here what its lists found out."""

    def keep(found: Left) -> None:
        lists.tables, lists.notes, lists.listed_in, lists.passed, lists.filled, lists.late = found

    def left() -> Left:
        return (
            lists.tables, lists.notes, lists.listed_in, lists.passed, lists.filled, lists.late,
        )  # fmt: skip

    return read_ahead(rows, left, keep, pack, unpack, together, spare)


def _block_size(run: ImportRun) -> int:
    return LONG_BLOCK if _is_long(run) else BLOCK


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


def _finish(report: Report, lists: Lists) -> None:
    report.passed = lists.passed.told()
    notes = [*lists.notes, *(note for table in lists.tables for note in table.asked_notes())]
    report.counts["columns_asked"] = len(notes) - len(lists.notes)
    report.problems += notes[: MOST_PROBLEMS - len(report.problems)]
    for table in lists.tables:
        for guess in table.guesses:
            if guess.header:
                report.columns.setdefault(guess.header, guess.field)
