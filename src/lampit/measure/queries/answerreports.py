"""The workbook of a file once more, with its faults marked: put right there, and uploaded again."""

from collections.abc import Iterator, Sequence

from lampit.measure.models import AnswerFile, AnswerFileRow
from lampit.measure.queries import answerfiles
from lampit.measure.queries.answerfiles import Layout, Table
from lampit.measure.queries.answersheets import book_of, with_faults, words
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules.filled import headings as means
from lampit.measure.rules.filled.columns import columns_of, note_of
from lampit.measure.rules.filled.headings import Heading
from lampit.outside.answer_sheets import Book, Column, Row

Marked = tuple[Sequence[object], dict[int, str]]


def marked(run: AnswerFile, people: Sequence[str]) -> tuple[Book, Iterator[Row]]:
    """Return the rows of a file as they came, those of all its sheets below one heading; 2 queries.

    Cells with a fault are marked and tell it; the last column says all of a row.
    """
    heading = _first_heading(run)
    count = int(run.counts.get("rows", 0))
    book = book_of(run.round, people, rows=count)
    instrument = reading_of(run.round.instrument).instrument
    own = columns_of(instrument, words(), people)
    known = {one.meaning: made for one, made in zip(own, book.columns, strict=True)}
    for question in instrument.questions:
        if question.id not in known:
            note = note_of(instrument, question)
            known[question.id] = Column(means.title_of(question), note, width=24)
    return with_faults(book, heading, known, _rows(run, heading))


def _first_heading(run: AnswerFile) -> Heading:
    """Return the heading of the first table, as the check found it."""
    told = run.counts["layout"]["tables"][0]
    meanings = tuple("" if m == means.WRONG else m for m in told["meanings"])
    titles = tuple(told["titles"])
    width = len(titles)
    while width and (not titles[width - 1] or told["meanings"][width - 1] == means.WRONG):
        width -= 1
    return Heading(told["row"], told["lines"], titles[:width], meanings[:width])


def _rows(run: AnswerFile, heading: Heading) -> Iterator[Marked]:
    instrument = reading_of(run.round.instrument).instrument
    rows = AnswerFileRow.objects.filter(run=run).exclude(problems=[])
    faults = {
        (sheet, row): {column: message for column, _code, message, is_wrong in told if is_wrong}
        for sheet, row, told in rows.values_list("sheet", "row", "problems")
    }
    source = answerfiles.walk(answerfiles.path_of(run), instrument, run.columns, Layout())
    for table, number, cells in source:
        if not cells:
            continue
        own = _places(table, heading)
        told = faults.get((table.sheet, number), {})
        moved = [cells[c] if 0 <= c < len(cells) else "" for c in own]
        back = {column: place for place, column in enumerate(own) if column >= 0}
        yield moved, {back.get(column, -1): message for column, message in told.items()}


def _places(table: Table, heading: Heading) -> list[int]:
    """Return for each column of the report the column of a table that means the same."""
    if table.heading.titles[: len(heading.titles)] == heading.titles:
        return list(range(len(heading.titles)))
    place = {meaning: c for c, meaning in enumerate(table.heading.meanings) if meaning}
    return [place.get(meaning, -1) if meaning else -1 for meaning in heading.meanings]
