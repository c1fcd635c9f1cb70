"""Demo prices laid open and the demo office that runs the market: invented, marked as such."""

from collections.abc import Sequence
from datetime import datetime

from lampit.people.models import User
from lampit.shops.models import Maker, MarketOffice, PriceSplit, Product


def seed_demo_openness(makers: Sequence[Maker], staff: User, now: datetime) -> int:
    """Lay every third price open, half of the cost as material, and return how many."""
    for region in {maker.region_id for maker in makers}:
        MarketOffice.objects.get_or_create(
            region_id=region,
            defaults={
                "name": "Dinas Perindustrian dan Perdagangan (contoh)",
                "contact": "Layanan pengaduan pasar",
                "whatsapp": "+6289000000001",
                "hours": "Senin–Jumat 08.00–15.00",
                "changed_by": staff,
                "changed_at": now,
            },
        )
    goods = Product.objects.filter(maker__in=[maker.pk for maker in makers], cost__gt=0)
    made = PriceSplit.objects.bulk_create(
        PriceSplit(
            product=good,
            material=good.cost // 2,
            labour=good.cost - good.cost // 2,
            is_shown=True,
            told_at=now,
        )
        for good in goods.order_by("pk")
        if good.pk % 3 == 0 and good.cost and good.cost < good.price
    )
    return len(made)
