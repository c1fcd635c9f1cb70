"""The list of rows to put right, with the office's own cells, and the cleaned rows as CSV."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import IO

from lampit.outside.spreadsheets import FaultyCell, Part, ReportRow, rows, write_report
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.actions.importing.runs import lists_of, stem_of
from lampit.registry.models import ImportRun
from lampit.registry.rules.importing.problems import QUIET
from lampit.registry.rules.importing.reading import Lists, Table
from lampit.registry.rules.importing.record import (
    CLEANED_COLUMNS,
    FLAG,
    REJECT,
    SourceRow,
    cleaned_row,
)

EXTRA = ("Baris asal", "Kolom", "Masalah", "Saran")
_TITLE = "Perlu diperbaiki"


def write_problems(run: ImportRun, target: Path, today: date) -> int:
    """Write the rows of a run's file that need a look as XLSX; return how many there are.

    The file is read again: the register never keeps the office's cells, they may hold NIK.
    """
    lists = lists_of(run.region_id, run.mapping, run.file_name, today)
    tables = run.mapping.get("tables")
    if isinstance(tables, dict):
        lists.choices.remembered = {**lists.choices.remembered, **tables}
    faulty = (
        row
        for row in lists.rows(rows(uploads() / run.path, stem_of(run)))
        if row.action in (FLAG, REJECT)
    )
    summary = [("Berkas", run.file_name), *_summary(run.counts)]
    return write_report(target, _parts(lists, faulty), summary)


class CleanedFile:
    """Writes `--cleaned` row by row: what became of every source row of every sheet."""

    def __init__(self, file: IO[str]) -> None:
        """Write the head."""
        self.writer = csv.writer(file, lineterminator="\n")
        self.writer.writerow(CLEANED_COLUMNS)

    def add(self, row: SourceRow) -> None:
        """Write one row."""
        self.writer.writerow(cleaned_row(row))


def _parts(lists: Lists, faulty: Iterable[SourceRow]) -> Iterator[Part]:
    for number, (sheet, group) in enumerate(groupby(faulty, key=lambda row: row.sheet)):
        table = next((t for t in reversed(lists.tables) if t.sheet == sheet), lists.tables[-1])
        title = _TITLE if number == 0 else f"{_TITLE} {number + 1}"
        yield Part(title, [*table.headers, *EXTRA], _report_rows(table, group))


def _report_rows(table: Table, group: Iterable[SourceRow]) -> Iterator[ReportRow]:
    width = len(table.headers)
    place = {header: column for column, header in enumerate(table.headers)}
    for row in group:
        loud = [p for p in row.problems if p.code not in QUIET]
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        told = [
            row.row,
            "; ".join(dict.fromkeys(p.column for p in loud if p.column)),
            "; ".join(dict.fromkeys(_name(p.code) for p in loud)),
            " ".join(dict.fromkeys(p.message for p in loud)),
        ]
        faults = [FaultyCell(place[p.column], p.message) for p in loud if p.column in place]
        yield ReportRow([*cells, *told], faults)


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
