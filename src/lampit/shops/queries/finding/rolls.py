"""The roll: all goods on sale in columns, merged with what changed since it was read.

A process keeps the last roll it read, for a roll never changes. Each asking looks which roll
stands and what changed since, in one statement, and asks the rows of changed goods anew; so what
is found is what the rows say now. Where no roll stands, or too much changed, callers ask rows.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Exists, QuerySet
from django.utils import timezone

from lampit.shops.models import Product, Roll
from lampit.shops.models.goods import ProductState
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.queries.shelf import READY_VARIANTS
from lampit.shops.rules import freshness, kinds

MOST_CHANGES = 2_000  # goods whose rows are asked beside a roll
KEPT = 16  # shelves of which a process keeps the columns
MOST_TURNS = 3  # a roll is made anew once in minutes, and reading all takes seconds
NEVER, EPOCH = -(2**62), datetime(1970, 1, 1, tzinfo=UTC)
CATEGORIES = tuple(kind.slug for kind in kinds.CATEGORIES)
_PLACE_OF = {slug: place for place, slug in enumerate(CATEGORIES)}
Numbers = np.ndarray[Any, np.dtype[Any]]
_COLUMNS = (
    "pk", "maker_id", "category", "maker__place_id", "price", "document__materials",
    "published_at", "checked_at", "shown_until", "ready_until", "reference_price",
    "reference_until", "is_left",
)  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """Goods on sale, by number; days are ordinals, 0 for none.

    Attributes:
        category: places in `CATEGORIES`.
        place: places in `places`, the codes.
        materials: bits in the order of the lexicon's labels.
        published: microseconds since 1970, `NEVER` for none; `day` is its day here.
        shown_until, ready_until: where its office has days of its own.
        left: a variant that lies ready has a piece left.
        saving: hundredths of a percent below the reference price.
    """

    pk: Numbers
    maker: Numbers
    category: Numbers
    place: Numbers
    price: Numbers
    materials: Numbers
    published: Numbers
    day: Numbers
    checked: Numbers
    shown_until: Numbers
    ready_until: Numbers
    proven_until: Numbers
    saving: Numbers
    left: Numbers
    places: Numbers

    def __len__(self) -> int:
        """Return how many goods there are."""
        return len(self.pk)

    def at(self, kept: Numbers) -> "Columns":
        """Return the goods of a mask or of positions."""
        rows = {one.name: getattr(self, one.name)[kept] for one in fields(self)[:-1]}
        return Columns(**rows, places=self.places)

    def on(self, today: date) -> "Columns":
        """Return the goods that lists show on a day (as `access.public_products`)."""
        day, oldest = today.toordinal(), freshness.oldest_shown(today).toordinal()
        usual = (self.shown_until == 0) & (self.checked >= oldest)
        return self.at(usual | (self.shown_until >= day))

    @cached_property
    def codes(self) -> list[str]:
        """Return the codes of `places`."""
        return [str(code) for code in self.places]


def lines(columns: Columns) -> Iterator[tuple[Any, ...]]:
    """Yield good by good what columns tell, the number first and places by their codes."""
    told = [getattr(columns, one.name).tolist() for one in fields(columns)[:-1]]
    for row in zip(*told, strict=True):
        yield (*row[:3], columns.codes[row[3]], *row[4:])


def on_sale() -> QuerySet[Product]:
    """Return the goods of a roll: live ones of open shops, whatever the day."""
    return Product.objects.filter(state=ProductState.LIVE, maker__is_published=True)


def columns_of(products: QuerySet[Product]) -> Columns:
    """Read goods into columns, by number; one query."""
    bits = {code: 1 << place for place, code in enumerate(lexicon().labels)}
    rows = (
        _numbers(row, bits)
        for row in products.annotate(is_left=Exists(READY_VARIANTS)).order_by("pk")
        .values_list(*_COLUMNS).iterator(5_000)
    )  # fmt: skip
    return _columns(list(rows))


def _numbers(row: Sequence[Any], bits: dict[str, int]) -> tuple[Any, ...]:
    pk, maker, category, place, price, made_of, published, checked, *days, ref, until, left = row
    shown, ready = days
    return (
        pk, maker, _PLACE_OF.get(category, len(CATEGORIES) - 1), place, price,
        sum(bits.get(code, 0) for code in (made_of or "").split()),
        (published - EPOCH) // timedelta(microseconds=1) if published else NEVER,
        _day(published), _day(checked), shown.toordinal() if shown else 0,
        ready.toordinal() if ready else 0,
        until.toordinal() if until and ref and ref > 0 else 0, _saving(ref, price), left,
    )  # fmt: skip


def _day(at: datetime | None) -> int:
    return timezone.localtime(at).date().toordinal() if at else 0


def _saving(reference: int | None, price: int) -> int:
    """Return hundredths of a percent as both databases divide: towards zero."""
    if not reference or reference <= 0:
        return 0
    share = abs(reference - price) * 10_000 // reference
    return share if price <= reference else -share


def _columns(rows: Sequence[tuple[Any, ...]]) -> Columns:
    kinds_of = (
        np.int64, np.int64, np.int8, str, np.int64, np.int64, np.int64, np.int32, np.int32,
        np.int32, np.int32, np.int32, np.int64, np.bool_,
    )  # fmt: skip
    told = list(zip(*rows, strict=True)) if rows else [()] * len(kinds_of)
    arrays: list[Numbers] = [
        np.array(values, dtype=kind) for values, kind in zip(told, kinds_of, strict=True)
    ]
    places, arrays[3] = np.unique(arrays[3], return_inverse=True)
    names = [one.name for one in fields(Columns)]
    return Columns(**dict(zip(names, [*arrays, places], strict=True)))


def packed(columns: Columns) -> bytes:
    """Return columns as bytes for a row of the database."""
    held = BytesIO()
    np.savez_compressed(held, **{one.name: getattr(columns, one.name) for one in fields(columns)})
    return held.getvalue()


def edition() -> str:
    """Return what changes whenever materials or shelves have other places, or columns differ."""
    names = [one.name for one in fields(Columns)]
    told = repr((lexicon().edition, list(lexicon().labels), CATEGORIES, names))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _unpacked(content: bytes) -> Columns:
    """Return the columns of `packed`."""
    with np.load(BytesIO(content), allow_pickle=False) as held:
        return Columns(**{one.name: held[one.name] for one in fields(Columns)})


@dataclass(frozen=True, slots=True)
class _State:
    """Which roll stands and what changed since: as long as it is the same, so is everything."""

    roll: str
    changes: int
    last: int
    products: frozenset[int]


def _state(category: str) -> _State | None:
    """Return what stands, None without a roll or with too many changes; one statement or two."""
    if not Roll.objects.filter(edition=edition()).exists():
        return None
    narrow = "c.category = %s" if category else "1 = 1"
    text = (
        "SELECT r.digest, c.id, c.product_id FROM shops_roll r "  # noqa: S608 - names of ours
        f"LEFT JOIN shops_rollchange c ON {narrow} LIMIT {MOST_CHANGES + 1}"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [category] if category else [])
        rows = cursor.fetchall()
    if not rows or len(rows) > MOST_CHANGES:
        return None
    changed = [(change, product) for _roll, change, product in rows if change is not None]
    last = max((change for change, _product in changed), default=0)
    return _State(rows[0][0], len(changed), last, frozenset(product for _c, product in changed))


_roll_read: "tuple[str, Columns | None]" = ("", None)
_shelves: "OrderedDict[tuple[str, str], tuple[_State, date, Columns]]" = OrderedDict()


def held(today: date, category: str = "") -> Columns | None:
    """Return the goods that lists show today, of a shelf or of all; two queries, few more.

    None where rows are to be asked instead.
    """
    state = _state(category)
    if state is None:
        return None
    here = (str(connection.settings_dict["NAME"]), category)
    kept = _shelves.get(here)
    if kept is not None and kept[0] == state and kept[1] == today:
        _shelves.move_to_end(here)
        return kept[2]
    whole = _roll(state.roll)
    if whole is None:
        return None
    columns = _merged(whole, state.products, category).on(today)
    if not connection.in_atomic_block:  # what may be taken back is not remembered
        _shelves[here] = (state, today, columns)
    while len(_shelves) > KEPT:
        _shelves.popitem(last=False)
    return columns


def compared() -> tuple[int | None, list[int]] | None:
    """Return how many goods are on sale and which of them the roll tells wrongly; None without one.

    The count is None where a new roll came during each reading: nothing is known then.

    For `lampit verify`: it reads every good on sale. What changes while it reads is noted in the
    same transaction as the change itself, so goods noted by then are told by their rows: they are
    no fault. Where another roll came meanwhile, all is read anew.
    """
    for _turn in range(MOST_TURNS):
        state = _state("")
        if state is None:
            return None
        whole = _roll(state.roll)
        if whole is None:
            continue
        told, true = (
            set(lines(_merged(whole, state.products, ""))),
            set(lines(columns_of(on_sale()))),
        )
        wrong = {line[0] for line in told ^ true}
        after = _state("") if wrong else state
        if after is not None and after.roll == state.roll:
            return len(true), sorted(wrong - after.products)
    return None, []


def _roll(digest: str) -> Columns | None:
    """Return the columns of a roll, read once by a process; None when another took its place."""
    global _roll_read  # noqa: PLW0603 - what one process remembers
    read = _roll_read  # another thread may read another roll meanwhile
    if read[0] != digest:
        rows = Roll.objects.filter(digest=digest)
        content = rows.order_by().values_list("columns", flat=True).first()
        if content is None:
            return None
        read = _roll_read = (digest, _unpacked(bytes(content)))
    return read[1]


def _merged(whole: Columns, changed: Iterable[int], category: str) -> Columns:
    """Return the goods of a roll with the rows of those that changed in their places."""
    numbers = sorted(changed)
    kept = np.ones(len(whole), dtype=bool)
    rows = on_sale()
    if category:
        kept &= whole.category == CATEGORIES.index(category)
        rows = rows.filter(category=category)
    if not numbers:
        return whole.at(kept) if category else whole
    kept &= ~np.isin(whole.pk, np.array(numbers))
    return _together(whole.at(kept), columns_of(rows.filter(pk__in=numbers)))


def _together(one: Columns, other: Columns) -> Columns:
    """Return the goods of both by number; their places are told by one list of codes."""
    places = np.unique(np.concatenate([one.places, other.places]))
    moved = [np.searchsorted(places, part.places)[part.place] for part in (one, other)]
    arrays = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in (f.name for f in fields(Columns)[:-1])
    }
    arrays["place"] = np.concatenate(moved)
    order = np.argsort(arrays["pk"], kind="stable")
    return Columns(**{name: values[order] for name, values in arrays.items()}, places=places)
