"""Filters with what each would leave, counted from rows already read."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lampit.places.models import Region
from lampit.shops.models import Maker
from lampit.shops.queries.finding.texts import kecamatan_code
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.queries.finding.wishes import Row, Wish, meets
from lampit.shops.queries.shelf import places as places_of_shops
from lampit.shops.rules import kinds
from lampit.shops.rules.finding.weights import BANDS, band_of

MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter: its code, a name where the data holds one, how many it would leave.

    `count` is None where the shelf is too long to count.
    """

    code: str
    name: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """The filters of a shelf; kecamatan carry their names, the others only codes."""

    category: list[Value]
    material: list[Value]
    place: list[Value]
    band: list[Value]
    ready: int | None
    curated: int | None
    is_counted: bool


def facets(rows: Sequence[Row], wish: Wish, *, is_whole: bool) -> Facets:
    """Return the filters over the rows a question found; one query for names of places.

    Args:
        rows: the goods before filters.
        is_whole: the rows are all there are; else nothing is counted.
        wish: what is chosen: each filter is counted as if only the others were.
    """
    narrow = wish.is_narrow

    def fits(row: Row, but: str) -> bool:
        return not narrow or meets(row, wish, but)

    def values(name: str, of: Callable[[Row], Iterable[str]], chosen: str) -> list[Value]:
        left = Counter(code for row in rows if fits(row, name) for code in of(row))
        if chosen:
            left.setdefault(chosen, 0)
        return [
            Value(code, "", count, code == chosen)
            for code, count in sorted(left.items(), key=lambda one: (-one[1], one[0]))
        ][:MOST_VALUES]

    def held(name: str, of: Callable[[Row], bool]) -> int:
        return sum(1 for row in rows if of(row) and fits(row, name))

    if not is_whole:
        return _uncounted(wish)
    places = values("place", lambda r: (kecamatan_code(r.place),), wish.place)
    return Facets(
        category=values("category", lambda r: (r.category,), wish.category),
        material=values("material", lambda r: r.materials.split(), wish.material),
        place=_named(places),
        band=sorted(values("band", lambda r: (str(band_of(r.price)),), wish.band), key=_code),
        ready=held("ready", lambda r: r.ready),
        curated=held("curated", lambda r: r.curated),
        is_counted=True,
    )


def _uncounted(wish: Wish) -> Facets:
    """Return every filter there is, without counts: the shelf is too long to count."""

    def all_of(codes: Iterable[str], chosen: str) -> list[Value]:
        return [Value(code, "", None, code == chosen) for code in codes]

    places = places_of_shops(Maker.objects.filter(is_published=True))
    return Facets(
        category=all_of((kind.slug for kind in kinds.CATEGORIES), wish.category),
        material=all_of(lexicon().labels, wish.material),
        place=[Value(code, name, None, code == wish.place) for code, name in places],
        band=all_of((str(n) for n in range(len(BANDS) + 1)), wish.band),
        ready=None, curated=None, is_counted=False,
    )  # fmt: skip


def _code(value: Value) -> str:
    return value.code


def _named(places: list[Value]) -> list[Value]:
    codes = [value.code for value in places]
    names = dict(Region.objects.filter(pk__in=codes).values_list("code", "name")) if codes else {}
    return [Value(v.code, names.get(v.code, v.code), v.count, v.chosen) for v in places]
