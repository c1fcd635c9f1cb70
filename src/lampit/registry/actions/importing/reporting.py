"""The list of rows to put right, with the office's own cells, and the cleaned rows as CSV."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from itertools import chain, groupby
from pathlib import Path
from typing import IO

from lampit.outside.spreadsheets import (
    FaultyCell,
    Looks,
    Part,
    ReportRow,
    SheetLook,
    Style,
    write_report,
)
from lampit.registry.actions.importing.sourcing import hidden_told, lists_for, read_rows, source_of
from lampit.registry.models import ImportRun
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing.corrections import EXTRA, summary_of, title
from lampit.registry.rules.importing.filling import columns_of, settled
from lampit.registry.rules.importing.passing import REASONS, named
from lampit.registry.rules.importing.problems import QUIET, REPEATED
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import (
    ACCEPT,
    CLEANED_COLUMNS,
    FLAG,
    REJECT,
    SourceRow,
    cleaned_row,
)
from lampit.registry.rules.importing.settling import doubt_nik, drop_worn
from lampit.registry.rules.importing.tables import Table
from lampit.registry.rules.importing.veiling import veiled_in
from lampit.registry.rules.importing.worn import CODE as WORN
from lampit.registry.rules.importing.worn import HELD, note_held


def write_problems(
    run: ImportRun, target: Path, today: date, *, is_whole: bool = True, line: str = ""
) -> int:
    """Write the rows of a run's file that need a look as XLSX; return how many there are.

    The file is read again: the register never keeps the office's cells, they may hold NIK. The
    report looks like the file: colours, fonts, number formats and widths of an XLSX. Unless it is
    `is_whole`, NIK, telephones and birth dates are veiled; they need not be whole to come back.
    `line` says in the summary who took it out, when and what for.
    """
    lists = lists_for(run, today)
    faulty = _faulty(run, lists)
    sheets: dict[str, str] = {}
    summary: list[tuple[str, object]] = [("Berkas", run.file_name), *_summary(run.counts)]
    if line:
        summary.insert(0, ("Unduhan", line))
    beside = _hidden(run) if run.corrects_id is None else []
    with closing(Looks(source_of(run))) as looks:
        parts = _parts(lists, faulty, sheets, looks, is_whole=is_whole)
        return write_report(target, parts, lambda: [
            *summary, *(_passed(lists) if run.corrects_id is None else ()), *beside,
            *(summary_of(run.pk, run.digest, sheets) if run.pk else ()),
        ])  # fmt: skip


def _faulty(run: ImportRun, lists: Lists) -> Iterator[SourceRow]:
    """Yield the rows that need a look: by what they say, and by what the register knew."""
    only = columns_of(run.mapping) if run.fills_id else ()
    doubted = {
        code: (queries.rows_told(run, code) if run.pk else set(), drop)
        for code, drop in (("nik_nama_lain", doubt_nik), (WORN, drop_worn), (HELD, note_held))
    }
    for row in read_rows(run, lists):
        for code, (rows, drop) in doubted.items():
            told = any(problem.code == code for problem in row.problems)
            if (row.sheet[:60], row.row) in rows and not told:
                drop(row)
        if only and row.action in (FLAG, ACCEPT):
            settled(row, only)
        if row.action in (FLAG, REJECT) or any(p.code in QUIET - {REPEATED} for p in row.problems):
            yield row


class CleanedFile:
    """Writes `--cleaned` row by row: what became of every source row of every sheet."""

    def __init__(self, file: IO[str]) -> None:
        """Write the head."""
        self.writer = csv.writer(file, lineterminator="\n")
        self.writer.writerow(CLEANED_COLUMNS)

    def add(self, row: SourceRow) -> None:
        """Write one row."""
        self.writer.writerow(cleaned_row(row))


def _parts(
    lists: Lists,
    faulty: Iterable[SourceRow],
    sheets: dict[str, str],
    looks: Looks,
    *,
    is_whole: bool,
) -> Iterator[Part]:
    """Yield a part for each table of each sheet; `sheets` learns which sheet it is of."""
    groups = groupby(faulty, key=lambda row: (row.sheet, _table_of(lists, row).header_row))
    look, last = SheetLook(), ""
    for number, (_key, group) in enumerate(groups):
        first = next(group)
        table, name = _table_of(lists, first), title(number)
        sheets[name] = first.sheet
        if first.sheet != last:
            look, last = looks.of(first.sheet), first.sheet
        head = [*table.headers, *EXTRA]
        rows = _report_rows(table, chain([first], group), look, is_whole=is_whole)
        yield Part(name, head, rows, _heading_look(table, look), _widths(table, look))


def _heading_look(table: Table, look: SheetLook) -> list[Style]:
    """Return how the columns' headings look: of several lines the lowest that has a look."""
    found = [Style()] * len(table.headers)
    for number in range(table.header_row, table.header_row + table.rows_per_header):
        for column, style in enumerate(look.at(number)[: len(found)]):
            found[column] = style if style != Style() else found[column]
    return found


def _widths(table: Table, look: SheetLook) -> dict[int, float]:
    width = len(table.headers)
    return {column: told for column, told in look.widths.items() if column < width}


def _table_of(lists: Lists, row: SourceRow) -> Table:
    """Return the table that a row stands in: the last one of its sheet that begins above it."""
    above = (t for t in reversed(lists.tables) if t.sheet == row.sheet and t.header_row < row.row)
    return next(above, lists.tables[-1])


def _report_rows(
    table: Table, group: Iterable[SourceRow], look: SheetLook, *, is_whole: bool
) -> Iterator[ReportRow]:
    width = len(table.headers)
    place = {header: column for column, header in enumerate(table.headers)}
    kinds = [guess.field for guess in table.guesses]
    for row in group:
        # What is only noted comes last: it keeps no row back.
        said = sorted(row.problems, key=lambda problem: problem.code in QUIET)
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        if not is_whole:
            cells = [
                veiled_in(table.headers[column], cell, kinds[column])
                for column, cell in enumerate(cells)
            ]
        told = [
            row.row,
            "; ".join(dict.fromkeys(p.column for p in said if p.column)),
            "; ".join(dict.fromkeys(_name(p.code) for p in said)),
            " ".join(dict.fromkeys(p.message for p in said)),
        ]
        faults = [FaultyCell(place[p.column], p.message) for p in said if p.column in place]
        yield ReportRow([*cells, *told], faults, look.at(row.row)[:width])


def _passed(lists: Lists) -> list[tuple[str, object]]:
    """Return the rows that are no record, by reason, with the first of them."""
    return [
        ("Baris yang dilewati", lists.passed.total),
        *(
            (f"Dilewati di {one.sheet}: {REASONS[one.reason]}",
             f"{one.many} (baris {named(one.rows, one.many)})")
            for one in lists.passed.told()
        ),
    ]  # fmt: skip


def _hidden(run: ImportRun) -> list[tuple[str, object]]:
    """Return what the workbook hides; it was read like everything else."""
    found: list[tuple[str, object]] = []
    for one in hidden_told(run):
        if one.is_sheet:
            found.append((f"Lembar {one.sheet}", "tersembunyi di Excel, tetap dibaca"))
        if one.columns:
            found.append((f"Kolom tersembunyi di {one.sheet}, tetap dibaca", one.columns_told))
        if one.rows:
            told = f"{one.many} (baris {one.rows_told})"
            found.append((f"Baris tersembunyi di {one.sheet}, tetap dibaca", told))
    return found


def _name(code: str) -> str:
    return code.replace("_", " ")


def _summary(counts: Mapping[str, object]) -> list[tuple[str, object]]:
    words = (
        ("Baris dibaca", "rows"), ("Usaha baru", "create"), ("Diperbarui", "update"),
        ("Sama", "unchanged"), ("Ditolak", "reject"), ("Ganda dalam berkas", "double"),
        ("Perlu dilihat", "flagged"),
    )  # fmt: skip
    found: list[tuple[str, object]] = [(label, counts.get(key, 0)) for label, key in words]
    problems = Counter(
        {key.removeprefix("problem:"): value for key, value in counts.items()
         if key.startswith("problem:") and isinstance(value, int)}
    )  # fmt: skip
    return found + [(_name(code), count) for code, count in problems.most_common()]
