"""Workbooks of answers for a round: the sheet to fill in, and the one with its faults marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from django.db.models import QuerySet
from django.utils import translation

from lampit.measure.models import Round, SampleMember
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.languages import languages_of
from lampit.measure.rules.filled import columns as template
from lampit.measure.rules.filled import headings as means
from lampit.measure.rules.filled.rows import PLACED, Words
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.languages import OWN, Asked, Language
from lampit.outside.answer_sheets import Book, Column, Row
from lampit.people.models import User

ROUND, INSTRUMENT = "Putaran", "Instrumen"
MOST_PEOPLE = 500


def words() -> Words:
    """Return what results and reasons are called: Indonesian, whoever downloads; no query."""
    with translation.override("id"):
        results = {str(c): str(label) for c, label in SampleMember.Disposition.choices}
        reasons = {str(c): str(label) for c, label in SampleMember.RefusalReason.choices}
    return Words(results, reasons)


def people_named(people: Iterable[User]) -> dict[str, User]:
    """Return how accounts are called on the sheet; two with one name get their login beside."""
    found: dict[str, User] = {}
    for one in people:
        name = one.get_full_name() or one.get_username()
        found[f"{name} ({one.get_username()})" if name in found else name] = one
    return found


def languages(found: Round) -> list[tuple[str, str]]:
    """Return code and name of the languages a second line of headings may have; one query."""
    return [("en", "English"), *((one.code, one.name) for one in languages_of(found.instrument))]


def _language(found: Round, instrument: Instrument, code: str) -> Language | None:
    """Return the texts of a language, None without one of that code."""
    if code in OWN[1:]:
        told = {
            q.id: Asked(q.text.en, "", {o.code: o.text.en for o in q.options})
            for q in instrument.questions
        }
        return Language(code, "English", False, instrument.title.en, told)
    return next((one for one in languages_of(found.instrument) if one.code == code), None)


def book_of(found: Round, people: Iterable[str], *, rows: int, language: str = "") -> Book:
    """Return the workbook of a round without its rows; one query for languages of an office."""
    instrument = reading_of(found.instrument).instrument
    told = _language(found, instrument, language) if language else None
    columns = template.columns_of(instrument, words(), list(people)[:MOST_PEOPLE], told)
    about = [
        (ROUND, f"{found.name} ({found.region.name})"),
        (INSTRUMENT, f"{found.instrument.code} {found.instrument.version}"),
        ("Judul", instrument.title.id),
    ]
    return Book(
        sheet=template.SHEET,
        columns=[_column(one) for one in columns],
        papers={
            template.NOTES: [[line] for line in template.notes_of(about)],
            template.BOOK: template.dictionary(instrument),
        },
        lists=template.LISTS,
        most=rows + template.SPARE_ROWS,
        below=f"({told.name})" if told else "",
    )


def _column(one: template.Column) -> Column:
    return Column(
        one.title, one.note, one.kind, dict(one.words), one.low, one.high, one.below, one.width,
        is_held=one.meaning in PLACED,
    )  # fmt: skip


def drawn(
    members: QuerySet[SampleMember], found: Round, *, person: int = 0, only_open: bool = False
) -> QuerySet[SampleMember]:
    """Return the drawn businesses of a round that a sheet is made for: of one person, or all."""
    rows = members.filter(round=found)
    if person:
        rows = rows.filter(assigned_to=person)
    if only_open:
        rows = rows.filter(disposition="")
    return rows.order_by("assigned_to", "route_day", "subdistrict", "village", "order", "id")


def drawn_rows(rows: QuerySet[SampleMember]) -> Iterator[Row]:
    """Yield a row per drawn business: number, name and village, the rest to be filled; one query.

    The enumerator to whom it was given stands in her column already.
    """
    told = rows.values_list(
        "business__public_id", "business__name", "business__village__name",
        "assigned_to__first_name", "assigned_to__last_name", "assigned_to__username",
    )  # fmt: skip
    for number, name, village, first, last, login in told.iterator(chunk_size=2_000):
        person = f"{first or ''} {last or ''}".strip() or (login or "")
        yield Row([number, name, village or "", "", person])


def with_faults(
    book: Book,
    heading: means.Heading,
    known: Mapping[str, Column],
    rows: Iterable[tuple[Sequence[object], dict[int, str]]],
) -> tuple[Book, Iterator[Row]]:
    """Return the workbook of a file's own columns, with what is wrong in a last one.

    Columns whose meaning is known get heading and drop-down of the template wherever they stand,
    so that they are known again; the others are written as they came.

    Args:
        book: of the round.
        heading: of the file.
        known: meaning → column of the template.
        rows: cells, and column → sentence of their faults.
    """
    own = [
        known.get(meaning, Column(title, ""))
        for title, meaning in zip(heading.titles, heading.meanings, strict=True)
    ]
    wrong = Column(means.TITLES[means.WRONG], "", "text", width=60, is_held=True)
    width = len(own)
    made = Book(book.sheet, [*own, wrong], book.papers, book.lists, book.most)

    def told() -> Iterator[Row]:
        for cells, faults in rows:
            said = " ".join(dict.fromkeys(faults.values()))
            whole = chain(cells[:width], [""] * (width - len(cells)), [said])
            yield Row(list(whole), {c: text for c, text in faults.items() if 0 <= c < width})

    return made, told()
