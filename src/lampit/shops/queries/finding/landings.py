"""Pages of frequent questions: crafts, materials and places with enough goods to be worth a page.

The list of crafts is a file of the house; materials come from `materials.csv`, places from where
shops are. A page stands only while at least four goods do.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import Q

from lampit.basics.texts import gettext_noop
from lampit.places.models import Region
from lampit.shops.models import Term
from lampit.shops.queries.finding.browsing import browse
from lampit.shops.queries.finding.search import find
from lampit.shops.queries.finding.standing import Goods, standing
from lampit.shops.queries.finding.vocabulary import DATA, lexicon
from lampit.shops.queries.finding.wishes import Wish
from lampit.shops.rules.finding.words import FACET, Vocabulary, needs

FEWEST = 4
MOST_PLACES = 60
OF_MATERIAL, OF_PLACE = "bahan-", "dari-"


@dataclass(frozen=True, slots=True)
class Landing:
    """A page of a frequent question.

    Attributes:
        title, about: in Indonesian, for crafts with their English beside; `name` fills the
            titles of materials and places, which are message ids.
        wish: what narrows it, beside the question.
    """

    slug: str
    title: str
    about: str = ""
    query: str = ""
    title_en: str = ""
    about_en: str = ""
    name: str = ""
    wish: Wish = field(default_factory=Wish)


@lru_cache(maxsize=1)
def crafts() -> dict[str, Landing]:
    """Return the crafts of the file by address word."""
    with (DATA / "landings.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["slug"]: Landing(
                row["slug"],
                row["title"],
                row["about"],
                row["query"],
                row["title_en"],
                row["about_en"],
            )
            for row in csv.DictReader(file)
        }


def landing(slug: str) -> Landing | None:
    """Return the page of an address word, None when there is none; at most one query."""
    if slug in crafts():
        return crafts()[slug]
    if slug.startswith(OF_MATERIAL):
        code = slug.removeprefix(OF_MATERIAL)
        label = lexicon().labels.get(code)
        return _of_material(code, label) if label else None
    if slug.startswith(OF_PLACE):
        code = slug.removeprefix(OF_PLACE).replace("-", ".")
        place = Region.objects.filter(pk=code, level=3).first()
        title = gettext_noop("Kerajinan dari %(name)s")
        return Landing(slug, title, name=place.name, wish=Wish(place=code)) if place else None
    return None


def _of_material(code: str, label: str) -> Landing:
    title = gettext_noop("Barang dari %(name)s")
    return Landing(f"{OF_MATERIAL}{code}", title, name=label, wish=Wish(material=code))


def goods_of(
    products: Goods, asked: Landing, today: date, span: tuple[int, int]
) -> tuple[list[int], int]:
    """Return the goods of a page from `span[0]` to `span[1]` and how many there are."""
    if asked.query:
        ids = find(products, asked.query, asked.wish, today).ids
        return ids[slice(*span)], len(ids)
    found = browse(products, asked.wish, today, span)
    return list(found.ids), found.total


def landings(products: Goods, today: date) -> list[Landing]:
    """Return the pages that stand, as far as the index knows: crafts, materials, places; 3 queries.

    A page with too few goods after all leads to the search.
    """
    told = lexicon()
    by_query = {slug: _terms(one.query, told.words) for slug, one in crafts().items()}
    texts = {text for terms in by_query.values() for group in terms for text in group}
    texts |= {f"bahan{FACET}{code}" for code in told.labels}
    held = dict(Term.objects.filter(text__in=texts).values_list("text", "goods"))
    found = [
        crafts()[slug] for slug, groups in by_query.items()
        if min(sum(held.get(text, 0) for text in group) for group in groups) >= FEWEST
    ]  # fmt: skip
    found += [
        _of_material(code, label) for code, label in told.labels.items()
        if held.get(f"bahan{FACET}{code}", 0) >= FEWEST
    ]  # fmt: skip
    return [*found, *_places(products, today)]


def _terms(query: str, words: Vocabulary) -> list[tuple[str, ...]]:
    return [need.terms for need in needs(query, words)]


def _places(products: Goods, today: date) -> list[Landing]:
    """Return the kecamatan with enough goods; two queries."""
    goods: dict[str, int] = {}
    for place, count in standing(products, today).places().items():
        goods[place[:8]] = goods.get(place[:8], 0) + count
    codes = [code for code, count in goods.items() if count >= FEWEST]
    places = Region.objects.filter(Q(pk__in=codes), level=3).order_by("name", "code")[:MOST_PLACES]
    title = gettext_noop("Kerajinan dari %(name)s")
    return [
        Landing(
            f"{OF_PLACE}{place.code.replace('.', '-')}", title, name=place.name,
            wish=Wish(place=place.code),
        )
        for place in places
    ]  # fmt: skip


def beside(all_of: Sequence[Landing], asked: Landing, most: int = 12) -> list[Landing]:
    """Return pages to go on to: those after this one in the list, round its end."""
    at = next((n for n, one in enumerate(all_of) if one.slug == asked.slug), -1)
    turned = [*all_of[at + 1 :], *all_of[: max(at, 0)]]
    return [one for one in turned if one.slug != asked.slug][:most]
