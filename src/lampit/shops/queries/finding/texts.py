"""What goods are indexed by, as it stands in the tables now."""

from collections.abc import Sequence

from lampit.shops.models import Product, Variant
from lampit.shops.models.goods import ProductState
from lampit.shops.queries.shelf import LENGTH_OF_KECAMATAN
from lampit.shops.rules import kinds
from lampit.shops.rules.finding.weights import Texts


def texts_of(product_ids: Sequence[int]) -> dict[int, Texts]:
    """Return the texts of those goods that are on sale; two queries."""
    codes: dict[int, list[str]] = {}
    variants = Variant.objects.filter(product__in=product_ids).order_by("pk")
    for product_id, code, name in variants.values_list("product_id", "code", "name"):
        codes.setdefault(product_id, []).extend((code, name))
    rows = Product.objects.filter(pk__in=product_ids, state=ProductState.LIVE).values_list(
        "pk", "name", "category", "material", "maker__name", "maker__person", "maker__place_id",
        "maker__place__name", "maker__place__parent__name", "maker__place__level", "description",
        "price",
    )  # fmt: skip
    return {
        pk: Texts(
            name=name, code=" ".join(codes.get(pk, ())), category_code=category,
            category=kinds.category(category).label, material=material,
            maker=f"{maker} {person}", kecamatan=kecamatan_code(place_id),
            place=f"{place} {parent}" if level == 4 and parent else place, text=text, price=price,
        )
        for pk, name, category, material, maker, person, place_id, place, parent, level, text, price
        in rows
    }  # fmt: skip


def kecamatan_code(place_id: str) -> str:
    """Return the code of the kecamatan of a place, or of the kabupaten when no more is known."""
    return place_id[:LENGTH_OF_KECAMATAN]
