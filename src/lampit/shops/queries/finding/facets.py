"""Filters with what each would leave, counted from rows already read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lampit.places.models import Region
from lampit.shops.queries.finding.texts import kecamatan_code
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.queries.finding.wishes import Row, Wish, tests_of
from lampit.shops.queries.shelf import names_of_kecamatan
from lampit.shops.rules import kinds
from lampit.shops.rules.finding.weights import BANDS, band_of

MOST_VALUES = 40
NAMES = ("category", "material", "place", "band", "ready", "curated")


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


def facets(rows: Sequence[Row], wish: Wish) -> Facets:
    """Return the filters over all the rows a question found; one query for names of places.

    Args:
        rows: the goods before filters.
        wish: what is chosen: each filter is counted as if only the others were.
    """
    left = _fitting(rows, wish)

    def values(codes: Iterable[str], chosen: str) -> list[Value]:
        counts = Counter(codes)
        if chosen:
            counts.setdefault(chosen, 0)
        order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return [
            Value(code, "", count, code == chosen)
            for place, (code, count) in enumerate(order)
            if place < MOST_VALUES or code == chosen  # what is chosen can be taken off again
        ]

    made_of = (code for row in left["material"] for code in row.materials.split())
    places = values((kecamatan_code(r.place) for r in left["place"]), wish.place)
    bands = values((str(band_of(r.price)) for r in left["band"]), wish.band)
    return Facets(
        category=values((r.category for r in left["category"]), wish.category),
        material=values(made_of, wish.material),
        place=_named(places),
        band=sorted(bands, key=_code),
        ready=sum(1 for row in left["ready"] if row.ready),
        curated=sum(1 for row in left["curated"] if row.curated),
        is_counted=True,
    )


def _fitting(rows: Sequence[Row], wish: Wish) -> dict[str, Sequence[Row]]:
    """Return by filter the rows that meet a wish, this filter left out."""
    if not wish.is_narrow:
        return dict.fromkeys(NAMES, rows)
    tests = tests_of(wish)
    meeting: list[Row] = []
    but: dict[str, list[Row]] = {name: [] for name in NAMES}
    for row in rows:
        missed = [name for name, test in tests if not test(row)]
        if not missed:
            meeting.append(row)
        elif len(missed) == 1 and missed[0] in but:
            but[missed[0]].append(row)
    return {name: [*meeting, *others] for name, others in but.items()}


def uncounted(wish: Wish, places: Iterable[str]) -> Facets:
    """Return every filter there is, without counts: the shelf is too long to count; one query.

    One more names a chosen place in which none of its goods is made, or a village.

    Args:
        wish: what is chosen.
        places: where the goods of the shelf are made.
    """

    def all_of(codes: Iterable[str], chosen: str) -> list[Value]:
        return [Value(code, "", None, code == chosen) for code in codes]

    named = names_of_kecamatan(places)
    codes = [code for code, _name in named]
    other = (
        [] if not wish.place or wish.place in codes else _named(all_of([wish.place], wish.place))
    )
    return Facets(
        category=all_of((kind.slug for kind in kinds.CATEGORIES), wish.category),
        material=all_of(lexicon().labels, wish.material),
        place=[*other, *(Value(code, name, None, code == wish.place) for code, name in named)],
        band=all_of((str(n) for n in range(len(BANDS) + 1)), wish.band),
        ready=None, curated=None, is_counted=False,
    )  # fmt: skip


def _code(value: Value) -> str:
    return value.code


def _named(places: list[Value]) -> list[Value]:
    codes = [value.code for value in places]
    names = dict(Region.objects.filter(pk__in=codes).values_list("code", "name")) if codes else {}
    return [Value(v.code, names.get(v.code, v.code), v.count, v.chosen) for v in places]
