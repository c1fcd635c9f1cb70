"""Pages of the list in every order, as quick at the end as at the beginning.

A page begins behind a business, not at a number of rows, so no page counts its way forward.
Few matches are sorted by the database. Many are met in the kept order (`queries.kept`), wherever
in it they lie; where none is kept, or too many were written since, on a walk along its index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, OrderBy, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import GreaterThan, LessThan

from lampit.registry.models import Business
from lampit.registry.queries import kept
from lampit.registry.rules.numbers import Numbers

SIZE = 25
SORTED_AT_MOST = 5_000
SORTED_AT_ONCE = 300  # so few are sorted sooner than met in the kept order
STEPS = (1_000, 20_000)
READ_AT_ONCE = 10_000
_KEYS = {
    # Owners of one name keep their businesses together, and the index of owners gives this order.
    "pemilik": ("owner__name", "owner_id", "id"),
    "nama": ("name", "id"),
    "bernama": ("name", "id"),  # as by name, those without one at the end
    "kec": ("district_id", "id"),
    "dipastikan": ("confirmed_on", "id"),
}
ORDERS = (*_KEYS, "baru")
KEPT = tuple(_KEYS)
_EMPTY = {
    "pemilik": Q(owner=None),
    "kec": Q(district=None),
    "dipastikan": Q(confirmed_on=None),
    "bernama": Q(name=""),
}
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a page begins: behind a business, or ends: before one; public ids, empty is none."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The ids of one page in their order, and whether there is more on either side."""

    ids: list[int]
    has_before: bool
    has_after: bool


FIRST = Turn()


class Above(TupleGreaterThan):
    """A row behind another, written as one comparison, by which SQLite begins its index, too."""

    def get_fallback_sql(self, compiler: Any, connection: Any) -> Any:
        """Django would write `a > x OR (a = x AND b > y)`, which walks there from the start."""
        return GreaterThan.as_sql(self, compiler, connection)


class Below(TupleLessThan):
    """A row before another, in the same way."""

    def get_fallback_sql(self, compiler: Any, connection: Any) -> Any:
        """As `Above`."""
        return LessThan.as_sql(self, compiler, connection)


def part(
    rows: QuerySet[Business],
    found: Numbers,
    order: str,
    turn: Turn,
    *,
    region: str = "",
    lead: Sequence[int] = (),
) -> Part:
    """Return the page of `found` at a turn; one to four queries as a rule, at most nine.

    Args:
        rows: the businesses that exist for who asks; a page begins at one of them only.
        found: who is listed.
        order: one of `ORDERS`, with `-` from the last to the first; others are newest first.
        turn: where the page is.
        region: the kabupaten that all of `found` are in, when it is one.
        lead: others that stand before them on the first page, fewer than a page holds.
    """
    name, is_down = _order(order)
    where = turn.after or turn.before
    if turn.before and not turn.after:
        back, is_begun = _next(rows, found, name, where, is_down=not is_down, region=region)
        if is_begun and len(back) > SIZE - len(lead):
            return Part(back[:SIZE][::-1], has_before=True, has_after=True)
        where = ""  # the first page, whole
    there, is_begun = _next(rows, found, name, where, is_down=is_down, region=region)
    if not is_begun:
        there = [*lead, *there]
    return Part(there[:SIZE], has_before=is_begun, has_after=len(there) > SIZE)


def every(found: Numbers, order: str, *, region: str = "") -> Iterator[int]:
    """Yield all of `found` in an order, streamed."""
    name, is_down = _order(order)
    yield from _Walk(found, name, is_down, region).ids(None)


def everyone(name: str) -> Iterator[int]:
    """Yield the ids of all businesses in one of the orders `KEPT`, streamed along its index.

    Withdrawn and merged ones too: nobody finds them, and to leave them out each row would have to
    be read.
    """
    yield from _Walk(Numbers(), name, False, "").whole()


def _order(order: str) -> tuple[str, bool]:
    name, is_down = order.lstrip("-"), order.startswith("-")
    return (name, is_down) if name in ORDERS else ("baru", True)


def _anchor(rows: QuerySet[Business], name: str, public_id: str) -> Values | None:
    if not public_id:
        return None
    keys = _KEYS.get(name, ("id",))
    return rows.filter(public_id=public_id[:16]).values_list(*keys).first()


def _next(
    rows: QuerySet[Business], found: Numbers, name: str, where: str, *, is_down: bool, region: str
) -> tuple[list[int], bool]:
    """Return who comes next behind a business, one more than a page holds, and whether it is one.

    Nobody of that public id is the same as none: the page is the first.
    """
    if name in KEPT and found.size > SORTED_AT_ONCE:
        begin = rows.order_by().filter(public_id=where[:16]) if where else None
        near = kept.behind(found, name, begin, is_down=is_down, most=SIZE + 1)
        if near is not None and near.loose.size <= SORTED_AT_MOST:
            if not near.loose.size:
                return near.ids, near.anchor is not None
            both = np.union1d(near.loose, np.array(near.ids, np.int64))
            anchor = None if near.anchor is None else (near.anchor,)
            return _first(_Walk(Numbers(both), name, is_down, region), anchor), anchor is not None
    anchor = _anchor(rows, name, where)
    return _first(_Walk(found, name, is_down, region), anchor), anchor is not None


def _first(walk: "_Walk", anchor: Values | None) -> list[int]:
    taken = []
    for pk in walk.ids(anchor):
        taken.append(pk)
        if len(taken) > SIZE:
            break
    return taken


class _Walk:
    """A way through the found ids in one order, up or down, from a business on or from one end."""

    def __init__(self, found: Numbers, name: str, is_down: bool, region: str) -> None:
        self.found, self.name, self.is_down, self.region = found, name, is_down, region
        self.is_short = found.size <= SORTED_AT_MOST

    def ids(self, anchor: Values | None) -> Iterator[int]:
        if self.name not in _KEYS:
            yield from self._by_id(anchor)
            return
        if self.is_short:
            yield from self._sorted(anchor)
            return
        empty = _EMPTY.get(self.name)
        if empty is None:
            yield from self._stretch(self._rows(), _KEYS[self.name], anchor)
            return
        with_value = self._rows().exclude(empty)
        without = self._rows().filter(empty)
        # Unknown counts as smallest, but for names.
        is_named = self.name == "bernama"
        is_among_empty = anchor is not None and anchor[0] == ("" if is_named else None)
        there = None if is_among_empty else anchor
        stretches = [
            (without, ("id",), anchor[-1:] if anchor is not None and is_among_empty else None),
            (with_value, _KEYS[self.name], there),
        ]
        is_last = self.is_down != is_named
        if is_last:
            stretches.reverse()
        if anchor is not None and is_among_empty == is_last:
            del stretches[0]  # lies behind us
        for rows, keys, begin in stretches:
            yield from self._stretch(rows, keys, begin)

    def whole(self) -> Iterator[int]:
        """Yield every business there is, found or not."""
        rows, keys, empty = Business.objects.all(), _KEYS[self.name], _EMPTY.get(self.name)
        stretches = [(rows if empty is None else rows.exclude(empty), keys)]
        if empty is not None:
            stretches.insert(1 if self.name == "bernama" else 0, (rows.filter(empty), ("id",)))
        for part, by in stretches:
            ordered = self._open_ended(part, by).order_by(*by)
            yield from ordered.values_list("pk", flat=True).iterator(READ_AT_ONCE)

    def _by_id(self, anchor: Values | None) -> Iterator[int]:
        where = None if anchor is None else int(anchor[-1])
        if self.is_down:
            yield from self.found.downwards(where)
        else:
            yield from self.found.upwards(-1 if where is None else where)

    def _sorted(self, anchor: Values | None) -> Iterator[int]:
        """Yield few ids as the database sorts them, with the anchor among them; one query."""
        wanted = set(self.found.tolist())
        begin = [] if anchor is None else [int(anchor[-1])]
        rows = Business.objects.filter(
            pk__in=np.union1d(self.found.ids, begin).astype(int).tolist()
        )
        source = iter(rows.order_by(*self._sorting()).values_list("pk", flat=True))
        if begin:
            source = islice(dropwhile(lambda pk: pk != begin[0], source), 1, None)
        yield from (pk for pk in source if pk in wanted)

    def _sorting(self) -> list[OrderBy]:
        """Return the order as the database is told it: unknown is smallest, but for names."""
        keys: list[F | ExpressionWrapper[Q]] = list(map(F, _KEYS[self.name]))
        if self.name == "bernama":
            keys.insert(0, ExpressionWrapper(Q(name=""), BooleanField()))
        first, rest = keys[0], keys[1:]
        if self.is_down:
            return [first.desc(nulls_last=True), *(key.desc() for key in rest)]
        return [first.asc(nulls_first=True), *(key.asc() for key in rest)]

    def _rows(self) -> QuerySet[Business]:
        rows = Business.objects.all()
        # Only days have an index that begins with the region: names and kecamatan are walked in
        # all of them, and an owner may have a business in another one.
        is_cut = bool(self.region) and self.name == "dipastikan"
        return rows.filter(region_id=self.region) if is_cut else rows

    def _stretch(
        self, rows: QuerySet[Business], keys: tuple[str, ...], begin: Values | None
    ) -> Iterator[int]:
        ordered = rows.order_by(*(f"-{key}" if self.is_down else key for key in keys))
        wanted = ordered.values_list("pk", *keys)
        for size in STEPS:
            block = list(self._behind(wanted, keys, begin)[:size])
            yield from self._known([row[0] for row in block])
            if len(block) < size:
                return
            begin = block[-1][1:]
        # Far away, as words of a name are in the order of names: numbers alone are read there.
        rest = self._behind(wanted, keys, begin).values_list("pk", flat=True)
        source = rest.iterator(READ_AT_ONCE)
        while numbers := list(islice(source, READ_AT_ONCE)):
            yield from self._known(numbers)

    def _behind(self, rows: Any, keys: tuple[str, ...], begin: Values | None) -> Any:
        if begin is None:
            return self._open_ended(rows, keys)
        if len(keys) == 1:
            return rows.filter(**{f"{keys[0]}__{'lt' if self.is_down else 'gt'}": begin[0]})
        compare = Below if self.is_down else Above
        if "__" in keys[0]:
            # Said once more for the joined table alone: PostgreSQL begins its index with it.
            rows = rows.filter(**{f"{keys[0]}__{'lte' if self.is_down else 'gte'}": begin[0]})
        return rows.filter(compare(Tuple(*map(F, keys)), begin))

    def _open_ended(self, rows: Any, keys: tuple[str, ...]) -> Any:
        """Return rows with a bound of the joined table that all of them keep.

        Without one SQLite first reads every business for a Bloom filter. PostgreSQL needs none,
        and sorts by the rules of a language, where no letter is surely the last.
        """
        if "__" not in keys[0] or connection.vendor != "sqlite":
            return rows
        bound = {"lte": "\U0010ffff"} if self.is_down else {"gte": ""}
        return rows.filter(**{f"{keys[0]}__{key}": value for key, value in bound.items()})

    def _known(self, numbers: list[int]) -> Iterator[int]:
        yield from map(int, self.found.common(np.array(numbers, np.int64)))
