"""Querysets compiled once: a page asks the same dozen statements with other values each time.

Building and compiling a queryset costs five times what the database needs for one row by its
key. A `Prepared` is built once with stand-ins; its statement and what makes rows of the answer
are kept for the process, and each asking only puts its values in.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from lampit.web.reads import Read, Statement, noting

R = TypeVar("R", covariant=True)  # noqa: PLC0105 - the name of a row
Value = int | str | date | datetime
Converter = Callable[[Any, Any, Any], Any]
# Far from every value of a page, and within a column of 32 bits.
_NUMBER, _DAY = 2_147_000_000, date(1071, 3, 1)
FEW = 24  # values of one list, as many as a shelf holds goods
# Tests set it: each asking is then compared with the queryset built anew.
checking = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """A compiled statement.

    Attributes:
        params: of the statement; where a value goes stands its stand-in.
        places: by place of a parameter which value goes there.
        converters: by column of the answer what makes a Python value of it.
        make: an object of a converted row.
    """

    text: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, tuple[Converter, ...], Any], ...]
    make: Callable[[list[Any]], Any]


class Prepared(Generic[R]):
    """A queryset of models or `values_list` rows whose statement is compiled once.

    `build` returns it for the values of one asking. It must put each value into the statement as
    it is (`filter(slug=slug)`, no sums with it), and depend on nothing else but `shape`: whatever
    else decides the statement, such as the region a market is narrowed to.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, R]]") -> None:
        """Keep how it is built; nothing is compiled before it is asked."""
        self.build = build
        self.plans: dict[Hashable, _Plan] = {}

    def rows(self, *values: Value, shape: Hashable = None) -> list[R]:
        """Return the rows for these values (never None); one query, which must be bounded."""
        connection = connections["default"]
        kinds = tuple(type(value) for value in values)
        plan = self.plans.get((connection.vendor, shape, kinds))
        if plan is None:
            plan = _compiled(self.build, values, connection)
            self.plans[connection.vendor, shape, kinds] = plan
        params = list(plan.params)
        for place, number in plan.places:
            params[place] = _adapted(values[number], connection)
        if checking:
            _check(self.build(*values), plan.text, params)
        found = _asked(plan.text, params, connection)
        return [plan.make(_converted(row, plan, connection)) for row in found]

    def few(self, *values: Value, shape: Hashable = None) -> list[R]:
        """Return the rows for any number of values (`pk__in=values`), none for none.

        A statement is kept for each small number of values; for more it is built anew.
        """
        if not values:
            return []
        if len(values) > FEW:
            return list(self.build(*values))
        return self.rows(*values, shape=shape)

    def first(self, *values: Value, shape: Hashable = None) -> R | None:
        """Return the first row, None without one; for a queryset of one row, or cut to it."""
        return next(iter(self.rows(*values, shape=shape)), None)


@dataclass(frozen=True, slots=True)
class Shared:
    """What pages that are made together read: rows and, for who keeps pages, what they tell of."""

    rows: dict[Statement, list[Any]] = field(default_factory=dict)
    values: dict[Statement, list[Any]] = field(default_factory=dict)
    reads: dict[Statement, set[Read]] = field(default_factory=dict)


shared: ContextVar[Shared | None] = ContextVar("web.prepared", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Read each row once for all pages made inside: a good in two languages, a shop's goods.

    For pages of one moment. Who keeps them must throw those away whose rows changed since it
    began, as the publisher does anyhow.
    """
    before = shared.set(Shared())
    try:
        yield
    finally:
        shared.reset(before)


def asked_once(rows: "QuerySet[Any, R]") -> "list[R]":
    """Return the rows of a bounded `values_list`; pages made together ask for them once."""
    held, reads = shared.get(), noting.get()
    if held is None:
        return list(rows)
    try:
        text, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    statement = text, tuple(params)
    if statement not in held.values:
        held.values[statement] = list(rows)
    elif reads is not None:
        reads.add(text, params)
    return held.values[statement]


def _asked(text: str, params: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """Return the rows of the database, or those that a page made together with this one read."""
    held, statement = shared.get(), (text, tuple(params))
    if held is not None and statement in held.rows:
        if (reads := noting.get()) is not None:
            reads.add(text, params)
        return held.rows[statement]
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[Any] = cursor.fetchall()
    if held is not None:
        held.rows[statement] = found
    return found


def _converted(row: Sequence[Any], plan: _Plan, connection: BaseDatabaseWrapper) -> list[Any]:
    values = list(row)
    for place, converters, expression in plan.converters:
        value = values[place]
        for convert in converters:
            value = convert(value, expression, connection)
        values[place] = value
    return values


def _adapted(value: Value, connection: BaseDatabaseWrapper) -> Any:
    """Return a value as a field of its kind gives it to this database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _stand_in(kind: type, number: int) -> Value:
    """Return what stands for a value of a kind; no two are alike."""
    if kind is int:
        return _NUMBER + number
    if kind is date:
        return _DAY + timedelta(days=number)
    if kind is datetime:
        return datetime(1071, 1, 1 + number, 3, 7, 11, tzinfo=UTC)
    if issubclass(kind, str):
        return f"\x01stand-in {number}"
    raise TypeError(f"no stand-in for a {kind.__name__}")


def _compiled(
    build: "Callable[..., QuerySet[Any, Any]]",
    values: Sequence[Value],
    connection: BaseDatabaseWrapper,
) -> _Plan:
    """Compile a queryset with stand-ins.

    Raises:
        TypeError: a value does not stand in the statement as it is.
    """
    stand_ins = [_stand_in(type(value), number) for number, value in enumerate(values)]
    rows = build(*stand_ins)
    compiler = rows.query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    adapted = [_adapted(one, connection) for one in stand_ins]
    places = tuple((at, adapted.index(one)) for at, one in enumerate(params) if one in adapted)
    if {number for _at, number in places} != set(range(len(values))):
        raise TypeError(f"a value is not a parameter of the statement: {text}")
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return _Plan(
        text=text,
        params=tuple(params),
        places=places,
        converters=tuple((at, tuple(how), what) for at, (how, what) in converters.items()),
        make=_maker(rows, compiler),
    )


def _maker(rows: "QuerySet[Any, Any]", compiler: Any) -> Callable[[list[Any]], Any]:
    """Return what makes an object of a row, as the queryset itself would."""
    if rows._iterable_class is ValuesListIterable:
        return tuple
    prefetched = rows._prefetch_related_lookups  # type: ignore[attr-defined]  # not in the stubs
    if rows._iterable_class is not ModelIterable or prefetched:
        raise TypeError("only models without prefetching, and values_list")
    info, select = compiler.klass_info, compiler.select
    model: type[Model] = info["model"]
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    populators = get_related_populators(info, select, rows.db)  # type: ignore[call-arg]  # of 6.1
    extra: Iterable[tuple[str, int]] = tuple((compiler.annotation_col_map or {}).items())

    def make(row: list[Any]) -> Model:
        found = model.from_db("default", names, row[start:end])
        for one in populators:
            one.populate(row, found)
        for name, place in extra:
            setattr(found, name, row[place])
        return found

    return make


def _check(rows: "QuerySet[Any, Any]", text: str, params: Sequence[Any]) -> None:
    """Compare with the statement built anew.

    Raises:
        RuntimeError: the statement depends on something else than its values and its shape.
    """
    known, told = rows.query.sql_with_params()
    if (known, list(told)) != (text, list(params)):
        raise RuntimeError(f"not the statement that was prepared: {known} {told}, {text} {params}")
