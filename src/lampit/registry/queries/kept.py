"""The orders of the list as they are kept: whoever matches is met in them, nothing is sorted.

A page reads the one block of an order where it begins, more only when its matches lie far apart.
Whoever was written since the orders were made is `loose`: read and put in its place by the
database. So a page is exact at every moment, and the orders are made anew only now and then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import BinaryField, F, QuerySet, Subquery, Value
from numpy.typing import NDArray

from lampit.registry.models import Business, KeptOrder, Recent
from lampit.registry.queries.binary import read
from lampit.registry.rules import catalogue as rules
from lampit.registry.rules.numbers import Ids, Numbers

WRITTEN = "~"  # who was written since the orders were made
MARK = ""  # the version under which that is noted now
STEPS = (1, 15, 1 << 20)  # blocks read at once; the last step is the rest
TRIES = 3
_RECENT, _ANCHOR = "recent", "anchor"


class _Remade(Exception):  # noqa: N818 - no error: the orders were made anew while a page was read
    """What was read is of two versions."""


@dataclass(frozen=True, slots=True)
class Near:
    """Who comes next of those that stand in their kept places, and who of the found does not.

    `anchor` is the business behind which they come, None at the end of the order.
    """

    ids: list[int]
    loose: Ids
    anchor: int | None


def places_of(name: str) -> str:
    """Return the name under which the places of an order are kept."""
    return f"{name}@"


def mark() -> int | None:
    """Return the version under which writes are noted; None while no orders are kept; one query."""
    rows = KeptOrder.objects.filter(name=MARK).order_by("number")
    return rows.values_list("version", flat=True).first()


def written() -> Ids:
    """Return who was written since the orders were made, as far as the catalogue knows; one query.

    Ask before the orders: what they know already may be told here too, never the other way round.
    """
    rows = KeptOrder.objects.filter(name=WRITTEN).order_by("number")
    return _numbers(read(rows.values_list("number", "held")))


def loose() -> Ids:
    """Return everybody who may stand elsewhere than the orders tell, ascending; two queries."""
    # In this order: whoever is taken from the one to the other meanwhile is met at least once.
    recent = np.fromiter(Recent.objects.values_list("business_id", flat=True), np.int64)
    return np.union1d(recent, written())


def whole(name: str) -> tuple[Ids, bool]:
    """Return an order as it is kept, and whether the places kept beside it are those; two queries.

    All of it is read: for `lampit verify`.
    """
    rows = KeptOrder.objects.filter(name=name).order_by("number").values_list("held", flat=True)
    parts = [np.frombuffer(held, "<u4") for held in rows.iterator(1)]
    ids = np.concatenate(parts) if parts else np.empty(0, np.uint32)
    places = KeptOrder.objects.filter(name=places_of(name)).order_by("number")
    there = {number: bytes(held) for number, held in places.values_list("number", "held")}
    return ids.astype(np.int64), there == dict(rules.places_in(ids))


def behind(
    found: Numbers, name: str, begin: QuerySet[Business] | None, *, is_down: bool, most: int
) -> Near | None:
    """Return who of `found` follows in an order behind a business; one to four queries.

    None when the order is not kept, or the business at which to begin has no place in it.

    Args:
        found: who may be met.
        name: one of `paging.KEPT`.
        begin: the one business behind which to begin; None, or nobody, is the end of the order.
        is_down: from the last to the first.
        most: how many are wanted.
    """
    for _ in range(TRIES):
        try:
            return _behind(found, name, begin, is_down=is_down, most=most)
        except _Remade:
            continue
    return None


def _behind(
    found: Numbers, name: str, begin: QuerySet[Business] | None, *, is_down: bool, most: int
) -> Near | None:
    start = _start(name, begin, is_down=is_down)
    is_placed = start.place is not None and start.anchor not in start.others
    if start.anchor is not None and not is_placed:
        return None
    loose = found.common(start.others)
    wanted = found.without(loose)
    ids: list[int] = []
    is_kept = False
    for block in _blocks(name, start, is_down=is_down):
        is_kept = True
        ids += wanted.common(block)[: most - len(ids)].tolist()
        if len(ids) >= most:
            break
    return Near(ids, loose, start.anchor) if is_kept else None


_Block = tuple[int, int, bytes | memoryview]


@dataclass(frozen=True, slots=True)
class _Start:
    """Who was written since the orders were made, the business at which to begin, its place.

    Without such a business `first` is the block at the end of the order: number, version, members.
    """

    others: Ids
    anchor: int | None
    place: "_Begin | None"
    first: "_Block | None"


def _start(name: str, begin: QuerySet[Business] | None, *, is_down: bool) -> _Start:
    """Return where a page begins; one query, so that all of it is of one moment."""
    columns = "name", "number", "version", "held"
    none = Value(b"", BinaryField())
    told = KeptOrder.objects.filter(name=WRITTEN).values_list(*columns)
    recent = Recent.objects.values_list(Value(_RECENT), "business_id", Value(0), none)
    parts: list[QuerySet[Any, Any]] = [recent]
    if begin is not None:
        block = Subquery(begin.values(block=F("pk") / rules.FOLLOWED)[:1])
        places = KeptOrder.objects.filter(name=places_of(name), number=block)
        parts.append(begin.values_list(Value(_ANCHOR), "pk", Value(0), none))
        parts.append(places.values_list(*columns))
    else:
        ends = KeptOrder.objects.filter(name=name).order_by("-number" if is_down else "number")
        at_end = KeptOrder.objects.filter(name=name, number=ends.values("number")[:1])
        parts.append(at_end.order_by().values_list(*columns))
    moved, written, anchor, places_held, first = [], [], None, None, None
    for kind, number, version, held in read(told.order_by().union(*parts, all=True)):
        if kind == WRITTEN:
            moved.append((number, held))
        elif kind == _RECENT:
            written.append(number)
        elif kind == _ANCHOR:
            anchor = number
        elif kind == name:
            first = number, version, held
        else:
            places_held = version, held
    place = None
    if anchor is not None and places_held is not None:
        place = _place(anchor, *places_held)
    others = np.unique(np.concatenate([_numbers(moved), np.array(written, np.int64)]))
    return _Start(others, anchor, place, first)


def _place(number: int, version: int, held: bytes | memoryview) -> "_Begin | None":
    place = int(np.frombuffer(held, "<u4")[number % rules.FOLLOWED])
    return None if place == rules.NOWHERE else _Begin(version, *divmod(place, rules.FOLLOWED))


@dataclass(frozen=True, slots=True)
class _Begin:
    """A place in an order: which block of which version, and which of its members."""

    version: int
    block: int
    member: int


def _numbers(rows: Iterable[tuple[Any, ...]]) -> Ids:
    parts = [
        rules.unpacked(bytes(held)).astype(np.int64) + number * rules.BLOCK for number, held in rows
    ]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def _blocks(name: str, start: _Start, *, is_down: bool) -> Iterator[NDArray[np.uint32]]:
    """Yield the numbers of an order from a start on, block by block; at most three queries.

    Raises:
        _Remade: the order is of another version than the start, or became one on the way.
    """
    begin, version = start.place, None
    rows = KeptOrder.objects.filter(name=name).order_by("-number" if is_down else "number")
    if begin is not None:
        version = begin.version
        rows = rows.filter(**{f"number__{'lte' if is_down else 'gte'}": begin.block})
    elif start.first is not None:
        number, version, held = start.first
        yield _turned(np.frombuffer(held, "<u4"), is_down=is_down)
        rows = rows.filter(**{f"number__{'lt' if is_down else 'gt'}": number})
    done = 0
    for step in STEPS if start.first is None else STEPS[1:]:
        blocks = read(rows.values_list("number", "version", "held")[done : done + step])
        done += step
        for number, made, held in blocks:
            if version not in (None, made):
                raise _Remade
            version = made
            ids = np.frombuffer(held, "<u4")
            if begin is not None and number == begin.block:
                ids = ids[: begin.member] if is_down else ids[begin.member + 1 :]
            yield _turned(ids, is_down=is_down)
        if len(blocks) < step:
            return


def _turned(ids: NDArray[np.uint32], *, is_down: bool) -> NDArray[np.uint32]:
    return ids[::-1] if is_down else ids
