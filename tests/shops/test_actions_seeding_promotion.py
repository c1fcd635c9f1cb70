"""The demo shows every page of sharing something."""

import pytest

from lampit.shops.actions._demo_promotion import FAIRS, promote
from lampit.shops.models import Campaign, LinkDay, ShopElsewhere, Spend, TrackedLink
from lampit.shops.rules import promotion
from tests.factories import NOW, maker

pytestmark = pytest.mark.django_db


def test_demo_shops_are_promoted_alike_each_time() -> None:
    """Links with clicks, a marked campaign with money and own hours, shops elsewhere."""
    shops = [maker("63.08", slug=f"lapak-contoh-{number}") for number in range(8)]
    promote(shops, NOW)
    assert TrackedLink.objects.count() == 6 * len(promotion.CHANNELS) + FAIRS
    assert LinkDay.objects.filter(visits__gt=0).count() > 60
    assert not LinkDay.objects.filter(visits=0).exists()
    fairs = list(Campaign.objects.all())
    assert len({fair.maker_id for fair in fairs}) == len(fairs) == FAIRS
    assert all("(contoh)" in fair.name and fair.heard_as == "PAMERAN" for fair in fairs)
    assert set(Spend.objects.values_list("kind", flat=True)) == {"STAN", "ANGKUT", "JAM"}
    assert ShopElsewhere.objects.values("maker").distinct().count() == 4
    assert all("contoh-" in one.address for one in ShopElsewhere.objects.all())
