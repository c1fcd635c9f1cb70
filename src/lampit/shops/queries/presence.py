"""Whether businesses have a shop here, goods on sale, a QRIS code."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from lampit.registry.queries import golden_id
from lampit.shops.models import Maker
from lampit.shops.models.goods import ProductState


@dataclass(frozen=True)
class Presence:
    """What the market knows of one business: is its shop open, how many goods, has it QRIS."""

    is_open: bool
    goods: int
    has_qris: bool


def presence_of(business_ids: Collection[int]) -> dict[int, Presence]:
    """Return the presence of each business that has a shop, merged records too; one query.

    Keys are golden records.
    """
    asked = Q(business_id__in=business_ids) | Q(business__golden_id__in=business_ids)
    live = Count("products", filter=Q(products__state=ProductState.LIVE))
    rows = Maker.objects.filter(asked).order_by("pk").annotate(top=golden_id(), live=live)
    told = rows.values_list("top", "is_published", "live", "qris")
    return {top: Presence(is_open, goods, bool(qris)) for top, is_open, goods, qris in told}
