"""The demo shows reviews, reports and open prices, all marked as invented."""

from random import Random

import pytest

from lampit.shops.models import MarketOffice, PriceSplit
from lampit.trust.actions import seed_demo_trust
from lampit.trust.models import Notice, Report, Review
from tests.factories import NOON, member, product
from tests.orders.things import NOW
from tests.trust.things import HSU, bought

pytestmark = pytest.mark.django_db


def test_everything_of_the_demo_is_marked_as_such() -> None:
    """The first review waits at the desk, the others stand; each text says it is an example."""
    lines = [bought() for _ in range(6)]
    makers = [line.part.maker for line in lines]
    for maker in makers:
        product(maker, cost=40_000, price=85_000)
    counts = seed_demo_trust(makers, member("staff", HSU), now=NOON, rng=Random(1))
    assert counts == {"reviews": Review.objects.count(), "reports": 3}
    assert Review.objects.filter(state="DITAHAN").count() == 1
    told = Review.objects.exclude(text="").values_list("text", flat=True)
    assert all("contoh" in text for text in told)
    assert not Report.objects.filter(is_demo=False).exists()
    assert not Notice.objects.filter(is_demo=False).exists()
    assert "contoh" in MarketOffice.objects.get().name
    assert all(one.material + one.labour < 85_000 for one in PriceSplit.objects.all())
    assert NOW < NOON
