"""A good changed field by field, as programs do: the rest stays; written as the page writes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lampit.people.models import User
from lampit.shops.actions.goods import Draft, change_product
from lampit.shops.models import Product


def change_fields(actor: User, product: Product, told: Mapping[str, Any], at: datetime) -> Product:
    """Change the named fields of a good (names of `Draft`) and return it.

    What else stands of the good is what was read with it: somebody who changes it at the same
    moment makes this one be refused, never overwritten.

    Raises:
        Refusal: those of `change_product`; `berubah` when it changed since it was read.
    """
    draft = replace(draft_of(product), **told)
    return change_product(actor, product, draft, at, seen_version=product.version)


def draft_of(product: Product) -> Draft:
    """Return a stored good as its maker would describe it again, photos and stock left; 1 query."""
    offered = list(product.variants.filter(is_offered=True).order_by("position", "pk")[:1])
    return Draft(
        name=product.name,
        price=product.price,
        category=product.category,
        unit=product.unit,
        material=product.material,
        description=product.description,
        cost=product.cost,
        lead_days=offered[0].lead_days if offered else None,
        weight_g=product.weight_g,
        size_cm=(product.length_cm, product.width_cm, product.height_cm),
    )
