"""Queries whose SQL is made once per process: for what hundreds of requests a second ask.

Django builds the words of a query anew each time it is asked; where one form is kept, that costs
more than the database does. The rows are read fresh every time; only the words are remembered.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
LARGEST = 2**63 - 1
Marks = Sequence[str | int]


@dataclass(frozen=True)
class _Words:
    """A query as the database gets it: its words, values with places, and how rows are read."""

    sql: str
    values: tuple[Any, ...]
    places: tuple[int | None, ...]
    compiler: Any
    first: int
    last: int
    names: tuple[str, ...]
    related: tuple[Any, ...]


class Compiled(Generic[Row]):
    """A query of whole or partial rows with places for values; `select_related` is kept.

    `build` is called once per kind of database with the marks, one for each value, and returns
    the query; a mark is a value that its column could hold and that stands nowhere else in it.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], *marks: str | int) -> None:
        """Take how the query is built, and the marks that are put where values go."""
        self._build, self._marks = build, marks
        self._known: dict[str, _Words] = {}

    def rows(self, *values: str | int) -> list[Row]:
        """Return the rows for these values, in the order of the marks; one query."""
        if any(isinstance(one, int) and abs(one) > LARGEST for one in values):
            return []  # no column holds it, and some databases break on being asked
        words = self._words()
        given = tuple(
            one if place is None else values[place]
            for one, place in zip(words.values, words.places, strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute(words.sql, given)
            found = cursor.fetchall()
        return list(_read(words, found)) if found else []

    def first(self, *values: str | int) -> Row | None:
        """Return the first row, None when there is none; one query."""
        return next(iter(self.rows(*values)), None)

    def _words(self) -> _Words:
        known = self._known.get(connection.vendor)
        if known is None:
            known = self._known[connection.vendor] = _worded(self._build(*self._marks), self._marks)
        return known


def _worded(query: QuerySet[Any], marks: Marks) -> _Words:
    """Return the words of a query and the places of its marks.

    Raises:
        ValueError: a mark is not found in the query.
    """
    # A connection of its own, closed at once: what is remembered holds no thread's connection.
    apart = connection.copy()
    try:
        if query.query.select_for_update:
            apart.set_autocommit(False)  # Django asks for a transaction when it makes the words
        compiler = query.query.get_compiler(connection=apart)
        sql, values = compiler.as_sql()
    finally:
        apart.close()
    places = tuple(
        next(
            (n for n, mark in enumerate(marks) if isinstance(one, type(mark)) and mark == one), None
        )
        for one in values
    )
    if set(range(len(marks))) - set(places):
        raise ValueError("a mark is missing in the query")
    told = compiler.klass_info
    first, last = told["select_fields"][0], told["select_fields"][-1] + 1
    return _Words(
        sql, tuple(values), places, compiler, first, last,
        tuple(column[0].target.attname for column in compiler.select[first:last]),
        tuple(get_related_populators(told, compiler.select, connection.alias)),  # type: ignore[call-arg]  # stubs of a later Django
    )  # fmt: skip


def _read(words: _Words, found: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Yield the objects of rows, as Django itself reads them."""
    model = words.compiler.klass_info["model"]
    for row in words.compiler.results_iter([found]):
        one = model.from_db(connection.alias, words.names, row[words.first : words.last])
        for related in words.related:
            related.populate(row, one)
        yield one
