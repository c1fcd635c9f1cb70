"""What a run reads, and what the office knows when it is read: places, trades, memory, answers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from lampit.basics.refusal import Refusal
from lampit.outside import spreadsheets
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import ImportRun
from lampit.registry.queries import doubts as doubt_queries
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing import answers, corrections
from lampit.registry.rules.importing.abreast import told_apart
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.mapping import choices_of
from lampit.registry.rules.importing.months import folded, month_of
from lampit.registry.rules.importing.passing import MOST_NAMED, Hidden
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import Draft, SourceRow
from lampit.registry.rules.importing.tables import RawRow, Table
from lampit.registry.rules.importing.veiling import unveiled
from lampit.registry.rules.unnamed import letters


def stem_of(run: ImportRun) -> str:
    """Return the name of the file without its ending: what the one sheet of a CSV is called."""
    return Path(run.file_name).stem


def raw_rows(run: ImportRun) -> Iterator[RawRow]:
    """Yield the rows that a run reads.

    Those of a corrected report are the rows of the file it corrects, with its cells in place.

    Raises:
        Refusal: `file_gone`, or the file is refused.
    """
    if run.corrects is None:
        yield from told_apart(spreadsheets.rows(source_of(run), stem_of(run)))
        return
    told = corrected_rows(run)
    for sheet, number, cells in raw_rows(run.corrects):
        now = told.get((sheet, number))
        yield sheet, number, cells if now is None else _in_place(cells, now)


def source_of(run: ImportRun) -> Path:
    """Return the office's own file of a run; of a corrected report that of the list it corrects.

    Raises:
        Refusal: `file_gone`.
    """
    while run.corrects is not None:
        run = run.corrects
    path = uploads() / run.path
    if not path.exists():
        raise Refusal("file_gone", "Berkas impor ini sudah tidak disimpan. Unggah lagi.")
    return path


def read_rows(run: ImportRun, lists: Lists) -> Iterator[SourceRow]:
    """Yield what became of the rows of a run; of a corrected report only of those in it."""
    rows = folded(lists.rows(raw_rows(run)))
    if run.corrects is None:
        return rows
    told = corrected_rows(run)
    return (row for row in rows if (row.sheet, row.row) in told)


def is_monthly(run: ImportRun) -> bool:
    """Say whether a list has sheets of several months: then their rows go together."""
    months = {month_of(name) for name in spreadsheets.sheet_names(source_of(run))}
    return len(months - {None}) > 1


def read_drafts(run: ImportRun, lists: Lists, size: int) -> Iterator[Draft]:
    """Yield what the rows of a run tell for an empty region, by column, `size` rows at a time."""
    return lists.drafts(raw_rows(run), size)


def corrected_rows(run: ImportRun) -> dict[corrections.Where, list[object]]:
    """Return (sheet, row) → cells of a corrected report."""
    found = corrections.read(spreadsheets.rows(uploads() / run.path))
    return found.rows if found is not None else {}


def rows_that_count(run: ImportRun) -> Collection[corrections.Where] | None:
    """Return where the rows of a corrected report stand; None when every row of a list counts."""
    return None if run.corrects is None else corrected_rows(run).keys()


def run_corrected_by(path: Path, region: str) -> ImportRun | None:
    """Return the run whose report a file is, corrected; None when it is a list like any other.

    Raises:
        Refusal: `correction_undone`, or the file is refused.
    """
    # By the names alone: a long workbook takes seconds to be laid out for its first row.
    spreadsheets.check(path)
    if not any(map(corrections.is_report, spreadsheets.sheet_names(path))):
        return None
    found = corrections.read(spreadsheets.rows(path))
    if found is None or not found.rows:
        return None
    run = ImportRun.objects.filter(pk=found.run, region_id=region).first()
    if run is None or not found.mark or not run.digest.startswith(found.mark):
        return None
    number = run.pk
    if run.state == ImportRun.State.UNDONE:
        raise Refusal(
            "correction_undone",
            f"Impor {number} sudah diurungkan. Masukkan lagi daftar aslinya, bukan perbaikannya.",
        )
    return run


def hidden_told(run: ImportRun, tables: Iterable[Table] = ()) -> list[Hidden]:
    """Return what the workbook of a run hides; headings are told of the columns of `tables`."""
    path = uploads() / run.path
    if run.corrects_id is not None or not path.exists():
        return []
    headed = {(t.sheet, g.column): g.header for t in tables for g in t.guesses}
    return [
        Hidden(
            one.sheet, one.is_sheet, _columns_told(one, headed)[:MOST_NAMED],
            list(one.rows[:MOST_NAMED]), len(one.rows),
        )
        for one in spreadsheets.hidden(path)
    ]  # fmt: skip


def _columns_told(one: spreadsheets.Hidden, headed: Mapping[tuple[str, int], str]) -> list[str]:
    """Return hidden columns by letter and heading; beyond the table there is nothing to tell."""
    known = {sheet for sheet, _ in headed}
    told = []
    for column in one.columns:
        header = headed.get((one.sheet, column), "")
        if header or one.sheet not in known:
            told.append(f"{letters(column)} ({header})" if header else letters(column))
    return told


def size_of(run: ImportRun) -> int:
    """Return the bytes that must be read for a run."""
    path = uploads() / run.path
    own = path.stat().st_size if run.path and path.exists() else 0
    return own if run.corrects is None else own + size_of(run.corrects)


def _in_place(cells: list[object], now: list[object]) -> list[object]:
    """Return corrected cells where a row stood; what merged cells hold for it goes on.

    What left the house veiled and came back so is the office's own cell.
    """
    width = len(cells)
    now = [
        unveiled(cell, cells[column] if column < width else "") for column, cell in enumerate(now)
    ]
    below = getattr(cells, "below", None)
    if not below:
        return now
    merged = spreadsheets.Merged(now)
    merged.below = below
    return merged


def lists_for(run: ImportRun, today: date) -> Lists:
    """Return the reading of a run for its office; eight queries.

    Raises:
        Refusal: `file_gone`, or `mapping_value` when an answer names a village that the region
            does not have.
    """
    lists = lists_of(run.region_id, run.mapping, run.file_name, today, frozen=run.answers)
    tables = run.mapping.get("tables")
    if isinstance(tables, dict):
        lists.choices.remembered = {**lists.choices.remembered, **tables}
    if spreadsheets.counts_from_1904(source_of(run)):
        lists.desk = replace(lists.desk, day_zero=spreadsheets.DAYS_BETWEEN)
    return lists


def lists_of(
    region: str, mapping: Mapping[str, object], file_name: str, today: date,
    *, frozen: list[list[str]] | None = None,
) -> Lists:  # fmt: skip
    """Return the reading of a list for an office: its places, KBLI, memory, choices and answers.

    `frozen` is what the office had answered when a run began; without it its answers of now count.

    Raises:
        Refusal: `mapping_value` when an answer names a village that the region does not have.
    """
    asked = answers.of_mapping(mapping.get("values"))
    known = doubt_queries.answers_of(region) if frozen is None else answers.of_lines(frozen)
    told = answers.Answers([*known, *asked])
    gazetteer, activities = queries.gazetteer(region), queries.activity_table()
    for code in answers.unknown_villages(asked, gazetteer.villages):
        raise Refusal("mapping_value", f"Kode desa tidak dikenal di kabupaten ini: {code}.")
    gazetteer.answers = activities.answers = told
    desk = Desk(gazetteer, activities, today, told)
    lists = Lists(desk, choices_of(mapping, queries.remembered(region)))
    lists.note_year([file_name])
    return lists


def answers_now(run: ImportRun) -> list[list[str]]:
    """Return the remembered answers of the office as a run keeps them; one query."""
    return answers.as_lines(doubt_queries.answers_of(run.region_id))
