"""Reads for buyers abroad: English texts of goods and shops, tariff numbers, carriers."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from lampit.shops.models import Maker, MakerAbroad, Product, ProductAbroad
from lampit.shops.rules.english import source_of
from lampit.shops.rules.parcels import Service
from lampit.shops.rules.tariff import Tariff
from lampit.web.prepared import Prepared

DATA = Path(__file__).resolve().parents[1] / "data"
_OF_PRODUCT = Prepared(lambda product_id: ProductAbroad.objects.filter(product_id=product_id))
_OF_MAKER = Prepared(lambda maker_id: MakerAbroad.objects.filter(maker_id=maker_id))
_NAMES = Prepared(
    lambda *product_ids: (
        ProductAbroad.objects.filter(product_id__in=product_ids)
        .exclude(name="")
        .order_by()
        .values_list("product_id", "name")
    )
)
NOTHING = Tariff("", "", "")


def abroad_of(product_id: int) -> ProductAbroad | None:
    """Return what is told abroad of a good, None for nothing; one query."""
    return _OF_PRODUCT.first(product_id)


def maker_abroad(maker_id: int) -> MakerAbroad | None:
    """Return the English text of a shop, None for none; one query."""
    return _OF_MAKER.first(maker_id)


def english_names(product_ids: Sequence[int]) -> dict[int, str]:
    """Return the English names of those goods that have one; one query."""
    return dict(_NAMES.few(*product_ids))


def indonesian_of(product: Product) -> str:
    """Return the text of a good that a translation is made from; no query."""
    return source_of(product.name, product.material, product.description)


def shop_text(maker: Maker) -> str:
    """Return the text of a shop that a translation is made from; no query."""
    return maker.story


@lru_cache(maxsize=1)
def _tariffs() -> dict[str, Tariff]:
    with (DATA / "hs_codes.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["category"]: Tariff(row["code"], row["text"], row["english"], row["note"])
            for row in csv.DictReader(file)
        }


def tariff(category: str) -> Tariff:
    """Return the tariff number goods of a category mostly have; from a file."""
    return _tariffs().get(category, NOTHING)


@lru_cache(maxsize=1)
def carriers() -> tuple[tuple[Service, str], ...]:
    """Return how carriers reckon parcels, with examples; from a file."""
    with (DATA / "carriers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (
                Service(
                    row["name"], int(row["divisor"]), int(row["least_kg"]), int(row["tolerance_g"])
                ),
                row["examples"],
            )
            for row in csv.DictReader(file)
        )
