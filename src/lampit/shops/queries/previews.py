"""What stands on the pictures of link previews: goods and shops as their pages tell them."""

from django.db.models import QuerySet

from lampit.shops.models import Maker, Product
from lampit.shops.queries.shelf import SHELF_SIZE, kecamatan


def previewed_good(products: QuerySet[Product], slug: str) -> tuple[Product, str] | None:
    """Return a good whose page opens and its kecamatan; one query."""
    found = products.filter(slug=slug).select_related("maker__place__parent").first()
    return (found, place_of(found.maker)) if found else None


def previewed_shop(
    makers: QuerySet[Maker], goods: QuerySet[Product], slug: str
) -> tuple[Maker, str, str] | None:
    """Return an open shop, its kecamatan, and the photo its page shows first; two queries.

    `goods` are all goods that lists show.
    """
    found = makers.filter(slug=slug).select_related("place__parent").first()
    return (found, place_of(found), first_cover(goods.filter(maker=found))) if found else None


def first_cover(goods: QuerySet[Product]) -> str:
    """Return the first photo on the first shelf of some goods, "" without one; one query."""
    covers = goods.values_list("cover", flat=True)[:SHELF_SIZE]
    return next((cover for cover in covers if cover), "")


def place_of(maker: Maker) -> str:
    """Return the kecamatan of a shop whose place is loaded, or the place itself."""
    place = maker.place
    return kecamatan(place.name, place.parent.name if place.parent else None, place.level)
