"""A demo event with chosen goods; invented and marked as such. Only `lampit demo` calls it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from lampit.shops.models import Fair, FairGood, Product

NAME, PLACE = "Bazar Rawa (contoh)", "Halaman kantor bupati, stan 12"
IN_DAYS, LASTS_DAYS = 6, 2
MOST = 30


def seed_fair(products: Sequence[Product], now: datetime) -> None:
    """Arrange an event in a few days for a third of the demo goods."""
    if not products:
        return
    first = timezone.localdate(now) + timedelta(days=IN_DAYS)
    made = Fair.objects.create(
        region_id=products[0].maker.region_id, slug="bazar-rawa-contoh", name=NAME, place=PLACE,
        from_on=first, until_on=first + timedelta(days=LASTS_DAYS), created_at=now,
        changed_at=now,
    )  # fmt: skip
    FairGood.objects.bulk_create(
        FairGood(fair=made, product=product, chosen_at=now) for product in products[::3][:MOST]
    )
