"""A maker lays open of what a price is made, or closes it again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import PriceSplit, Product
from lampit.shops.rules import openness


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a price in rupiah, and whether buyers may see them."""

    material: int
    labour: int
    packaging: int = 0
    other: int = 0
    is_shown: bool = False


def tell_split(actor: User, product: Product, told: Split, at: datetime) -> PriceSplit:
    """Keep of what the price of a good is made.

    Raises:
        Refusal: `bukan_lapak_anda`, those of `openness.check_split`.
    """
    check_keeper(actor, product.maker)
    openness.check_split(product.price, (told.material, told.labour, told.packaging, told.other))
    with transaction.atomic():
        kept, _made = PriceSplit.objects.update_or_create(
            product=product,
            defaults={
                "material": told.material,
                "labour": told.labour,
                "packaging": told.packaging,
                "other": told.other,
                "is_shown": told.is_shown,
                "told_at": at,
                "told_by": actor,
            },
        )
        note_help(actor, product.maker, "harga.terbuka", ("product", product.pk), at)
    return kept
