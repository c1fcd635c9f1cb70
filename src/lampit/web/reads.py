"""What a SELECT depends on, told by its own text: rows of tables, as narrowly as it says.

A read is (table, column, value): only rows that have, or had, that value in that column can
change the answer. Where nothing narrows it is (table, "", ""): any row can. Wrong towards too
much is slow; towards too little a page would lie: whatever is not understood counts as whole.

Each distinct text is parsed once. Values of a table are also followed through equalities of
joins: with `product.slug = 'x'` and `maker.id = product.maker_id` the maker is the one that the
product names now. Should the product name another one later, the product's own read tells it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

Read = tuple[str, str, str]
Tracked = Mapping[str, tuple[str, ...]]
# Table, wanted column, narrowed column, its values → the values of the wanted column.
Ask = Callable[[str, str, str, Sequence[str]], list[str] | None]

MOST_VALUES = 200
_PLACE = re.compile(r"%%|%s|%\((\w+)\)s")
_NAMED = re.compile(r"""\b(?:FROM|JOIN)\s+\(*"?(\w+)"?""", re.IGNORECASE)
_QUIET = re.compile(r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET)\b", re.IGNORECASE)
_READING = re.compile(r"\s*\(*\s*(?:SELECT|WITH)\b", re.IGNORECASE)


class WritesError(Exception):
    """A page that is to be kept changes something while it is rendered."""


@dataclass(frozen=True, slots=True)
class Link:
    """A column of a source that equals a column of another one."""

    column: str
    other: int
    other_column: str


@dataclass(slots=True)
class Source:
    """A table at one place of a statement: what its rows must equal to matter there.

    Attributes:
        given: by column the places of parameters (`p0`) or literal texts (`=…`).
    """

    table: str
    given: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


@lru_cache(maxsize=4096)
def plan(text: str, dialect: str) -> tuple[Source, ...]:
    """Return the sources of a statement with what narrows them.

    Raises:
        WritesError: it is no SELECT.
    """
    if _QUIET.match(text):
        return ()
    if not _READING.match(text):
        raise WritesError(text[:80])
    counter = iter(range(10_000))

    def place(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        return f"'\x01{match[1] or next(counter)}'"

    try:
        tree = sqlglot.parse_one(_PLACE.sub(place, text), read=dialect)
        return tuple(_Reader(tree).sources)
    except (SqlglotError, RecursionError):
        return tuple(Source(name) for name in dict.fromkeys(_NAMED.findall(text)))


class _Reader:
    """Walks the SELECTs of one statement."""

    def __init__(self, tree: exp.Expr) -> None:
        """Collect all sources, then what narrows them."""
        self.sources: list[Source] = []
        self.scopes: dict[int, dict[str, int]] = {}
        self.known = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
        placed: set[int] = set()
        selects = list(tree.find_all(exp.Select))
        for select in selects:
            self.scopes[id(select)] = self._enter(select, placed)
        for table in tree.find_all(exp.Table):
            if id(table) not in placed and table.name.lower() not in self.known:
                self.sources.append(Source(table.name))
        for select in selects:
            self._narrow(select)

    def _enter(self, select: exp.Select, placed: set[int]) -> dict[str, int]:
        """Return the sources of one SELECT by the name they go by in it."""
        scope: dict[str, int] = {}
        for node in _tables(select):
            if isinstance(node, exp.Table):
                placed.add(id(node))
            name = node.alias_or_name.lower()
            if isinstance(node, exp.Table) and node.name.lower() not in self.known:
                scope[name] = len(self.sources)
                self.sources.append(Source(node.name))
            else:
                scope[name] = -1  # a part of the statement, not a table
        return scope

    def _narrow(self, select: exp.Select) -> None:
        where = select.args.get("where")
        for one in _conjuncts(where.this if where else None):
            self._learn(select, one, only=None)
        for join in select.args.get("joins") or ():
            side = (join.side or "").upper()
            for one in _conjuncts(join.args.get("on")):
                if side == "LEFT":
                    # The rows on the left stay whatever the condition says.
                    only = self.scopes[id(select)].get(join.this.alias_or_name.lower(), -1)
                    self._learn(select, one, only=only)
                elif not side:
                    self._learn(select, one, only=None)

    def _learn(self, select: exp.Select, one: exp.Expr, *, only: int | None) -> None:
        """Take from one condition what it says; `only` is the one source it narrows."""
        if isinstance(one, exp.EQ):
            sides = (_bare(one.this), _bare(one.expression))
            for mine, other in (sides, sides[::-1]):
                self._equal(select, mine, other, only)
        elif isinstance(one, exp.In) and one.expressions and not one.args.get("query"):
            values = [_constant(_bare(value)) for value in one.expressions]
            if all(values):
                self._give(select, _bare(one.this), tuple(v for v in values if v), only)

    def _equal(self, select: exp.Select, mine: exp.Expr, other: exp.Expr, only: int | None) -> None:
        if value := _constant(other):
            self._give(select, mine, (value,), only)
            return
        own, foreign = self._source(select, mine), self._source(select, other)
        if own is None or foreign is None or own[1] != id(select) or own[0] == foreign[0]:
            return
        if only is None or only == own[0]:
            link = Link(mine.name, foreign[0], other.name)
            self.sources[own[0]].links.append(link)

    def _give(
        self, select: exp.Select, node: exp.Expr, values: tuple[str, ...], only: int | None
    ) -> None:
        own = self._source(select, node)
        if own is None or own[1] != id(select) or (only is not None and only != own[0]):
            return
        self.sources[own[0]].given.setdefault(node.name, values)

    def _source(self, select: exp.Select, node: exp.Expr) -> tuple[int, int] | None:
        """Return the source of a column and the SELECT it stands in; None when unsure."""
        if not isinstance(node, exp.Column):
            return None
        name = (node.table or "").lower()
        inside: exp.Expr | None = select
        while inside is not None:
            scope = self.scopes.get(id(inside))
            if scope is not None:
                if not name:
                    only = next(iter(scope.values())) if len(scope) == 1 else -1
                    return (only, id(inside)) if only >= 0 else None
                if name in scope:
                    return (scope[name], id(inside)) if scope[name] >= 0 else None
            inside = inside.parent
        return None


def _tables(select: exp.Select) -> Iterator[exp.Expr]:
    """Yield what stands in FROM and JOIN of one SELECT."""
    start = select.args.get("from_") or select.args.get("from")
    if start is not None:
        yield start.this
    for join in select.args.get("joins") or ():
        yield join.this


def _conjuncts(node: exp.Expr | None) -> Iterator[exp.Expr]:
    """Yield the conditions that must all hold."""
    if node is None:
        return
    node = _unwrapped(node)
    if isinstance(node, exp.And):
        yield from _conjuncts(node.this)
        yield from _conjuncts(node.expression)
    else:
        yield node


def _unwrapped(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _bare(node: exp.Expr) -> exp.Expr:
    """Return what stands inside brackets and casts of a constant."""
    node = _unwrapped(node)
    while isinstance(node, exp.Cast) and isinstance(_unwrapped(node.this), exp.Literal):
        node = _unwrapped(node.this)
    return node


def _constant(node: exp.Expr) -> str | None:
    """Return the place of a parameter or the text of a literal; None for anything else."""
    if not isinstance(node, exp.Literal):
        return None
    text = str(node.this)
    return text[1:] if text.startswith("\x01") else f"={text}"


Statement = tuple[str, tuple[Any, ...]]


class Reads:
    """The reads of one page, filled while it is rendered.

    Pages made together share what they found out of a statement (`known`).
    """

    def __init__(
        self, tracked: Tracked, dialect: str, ask: Ask,
        known: dict[Statement, set[Read]] | None = None,
    ) -> None:  # fmt: skip
        """Narrow by tracked columns only: of no other one is a change told."""
        self.found: set[Read] = set()
        self.known = known
        self.tracked = tracked
        self.dialect = dialect
        self.ask = ask

    def add(self, text: str, params: Any) -> None:
        """Add what a statement with these parameters reads."""
        if self.known is None or isinstance(params, Mapping):
            self.found |= self._reads(text, params)
            return
        statement = text, tuple(params or ())
        found = self.known.get(statement)
        if found is None:
            found = self.known[statement] = self._reads(text, params)
        self.found |= found

    def _reads(self, text: str, params: Any) -> set[Read]:
        """Return what a statement with these parameters reads."""
        sources = plan(text, self.dialect)
        anchors = self._anchors(sources, _by_place(params))
        found: set[Read] = set()
        for number, source in enumerate(sources):
            if number in anchors:
                column, values = anchors[number]
                found.update((source.table, column, value) for value in values)
            else:
                found.add((source.table, "", ""))
        return found

    def _anchors(
        self, sources: tuple[Source, ...], params: dict[str, str]
    ) -> dict[int, tuple[str, list[str]]]:
        """Return by source the column and values its rows must have to matter.

        First what the statement itself fixes, then what rows so fixed name now. A source is
        anchored once: looked-up values never narrow what they were looked up from, else a new
        row of it that names another one would go unseen.
        """
        fixed = _fixed(sources, params)
        anchors: dict[int, tuple[str, list[str]]] = {}
        for number, source in enumerate(sources):
            for column in self.tracked.get(source.table, ()):
                values = fixed.get((number, column))
                if values is not None and len(values) <= MOST_VALUES:
                    anchors[number] = (column, values)
                    break
        while found := self._named(sources, anchors):
            anchors |= found
        return anchors

    def _named(
        self, sources: tuple[Source, ...], anchors: dict[int, tuple[str, list[str]]]
    ) -> dict[int, tuple[str, list[str]]]:
        """Return the next source that an anchored one names, with what it names."""
        for number, source in enumerate(sources):
            columns = self.tracked.get(source.table, ())
            for link in source.links:
                if number in anchors or link.other not in anchors or link.column not in columns:
                    continue
                column, values = anchors[link.other]
                other = sources[link.other].table
                # Named by no row: when a row comes that names one, its own read tells.
                found = self.ask(other, link.other_column, column, values) if values else []
                if found is not None and len(found) <= MOST_VALUES:
                    return {number: (link.column, found)}
        return {}


def _fixed(sources: tuple[Source, ...], params: dict[str, str]) -> dict[tuple[int, str], list[str]]:
    """Return by source and column the values a statement fixes, carried along its equalities."""
    fixed = {
        (number, column): [p[1:] if p.startswith("=") else params[p] for p in places]
        for number, source in enumerate(sources)
        for column, places in source.given.items()
    }
    is_growing = True
    while is_growing:
        is_growing = False
        for number, source in enumerate(sources):
            for link in source.links:
                values = fixed.get((link.other, link.other_column))
                if values is not None and (number, link.column) not in fixed:
                    fixed[number, link.column] = values
                    is_growing = True
    return fixed


def _by_place(params: Any) -> dict[str, str]:
    """Return the parameters by the names that `plan` gave their places."""
    if isinstance(params, Mapping):
        return {str(name): str(value) for name, value in params.items()}
    return {str(place): str(value) for place, value in enumerate(params or ())}


noting: ContextVar[Reads | None] = ContextVar("web.reads", default=None)
