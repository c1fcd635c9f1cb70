"""What stands on the map of the site: fixed pages, goods and shops that lists show."""

from datetime import date

from django.urls import reverse

from lampit.market.queries.standing import goods_of_day
from lampit.market.rules.mapping import GOODS_A_FILE, MAKERS_A_FILE, STORIES_A_FILE, Place
from lampit.outside.pictures import file_name
from lampit.shops import access
from lampit.shops.queries import finding
from lampit.shops.queries.fairs import current
from lampit.shops.queries.finding import landings
from lampit.shops.queries.mapping import files_of, mapped_goods, mapped_makers, mapped_stories
from lampit.shops.rules import kinds

PAGES, GOODS, MAKERS, STORIES = "halaman", "barang", "lapak", "cerita"
# Pages for everybody that list no rows of their own, as URL names; the first in both languages.
FIXED = (
    "market:home", "market:explore", "market:how_ordered", "market:stories", "market:about",
    "market:how_to_buy", "market:want_to_sell", "market:curation",
)  # fmt: skip
INDONESIAN = ("market:datasets",)


def file_names(today: date) -> list[tuple[str, int]]:
    """Return kind and number of each file that holds something; three queries."""
    goods = finding.standing(goods_of_day(today), today).files(GOODS_A_FILE)
    makers = files_of(access.public_makers(), MAKERS_A_FILE)
    stories = files_of(access.public_stories(), STORIES_A_FILE)
    listed = ((GOODS, goods), (MAKERS, makers), (STORIES, stories))
    return [(PAGES, 1), *((kind, file + 1) for kind, files in listed for file in files)]


def places_of(kind: str, number: int, today: date) -> list[Place]:
    """Return the pages of one file, none for a file that is not there; at most seven queries."""
    if number < 1:
        return []
    if kind == GOODS:
        goods = mapped_goods(access.public_products(today), number - 1, GOODS_A_FILE)
        return [
            Place(
                reverse("market:product", args=[good.slug]),
                good.changed,
                good.has_english,
                [f"/media/{file_name(digest, '1080.jpg')}" for digest in good.photos],
            )
            for good in goods
        ]
    if kind == MAKERS:
        makers = mapped_makers(access.public_makers(), number - 1, MAKERS_A_FILE)
        return [
            Place(reverse("market:maker", args=[one.slug]), one.changed, one.has_english)
            for one in makers
        ]
    if kind == STORIES:
        stories = mapped_stories(access.public_stories(), number - 1, STORIES_A_FILE)
        return [Place(reverse("market:story", args=[one.slug]), one.changed) for one in stories]
    return _fixed(today) if (kind, number) == (PAGES, 1) else []


def _fixed(today: date) -> list[Place]:
    asked = landings.landings(goods_of_day(today), today)
    shelves = [reverse("market:category", args=[shelf.slug]) for shelf in kinds.CATEGORIES]
    both = [reverse(name) for name in FIXED] + shelves
    both += [reverse("market:landing", args=[one.slug]) for one in asked]
    fairs = current(access.public_fairs(), today)
    return [
        *(Place(path, has_english=True) for path in both),
        *(Place(reverse(name)) for name in INDONESIAN),
        *(Place(reverse("market:fair", args=[one.slug]), one.changed_at) for one in fairs),
    ]
