"""The demo's orders and ledger: believable, repeatable, and true to every check."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from lampit.orders import queries
from lampit.orders.actions.seeding import seed_demo_sales, seed_orders
from lampit.orders.models import Part, Sale
from lampit.orders.rules import delivery, demo, states
from tests.factories import business, member, region
from tests.orders.things import NOW, goods, shop

pytestmark = pytest.mark.django_db


def test_the_demo_has_orders_in_every_state_and_holds() -> None:
    """Every state of the table is there, stock and sums verify, and the ledger spans two years."""
    maker = shop()
    region("63.08.01")
    for _ in range(3):
        goods(maker, stock=8)
    dice = Random(1)
    counts = seed_demo_sales(
        [maker], [business("63.08")], member("buyer", "63.08"), now=NOW, rng=dice
    )
    found = Counter(Part.objects.values_list("state", flat=True))
    assert set(found) == set(states.STATES)
    assert counts["orders"] == sum(found.values())
    assert counts["sales"] > 150
    assert [check for check in queries.checks() if not check.ok] == []
    assert Sale.objects.earliest("occurred_on").occurred_on < date(2025, 2, 1)


def test_demo_orders_travel_as_their_state_says() -> None:
    """What is fetched is not sent, what is sent has an address; only parcels have a number."""
    maker = shop()
    region("63.08.01")
    for _ in range(4):
        goods(maker, stock=8)
    for seed in range(3):
        seed_orders([maker], member("buyer", "63.08"), now=NOW, rng=Random(seed))
    parts = Part.objects.select_related("order")
    assert {p.method for p in parts.filter(state=states.SIAP_DIAMBIL)} == {delivery.AMBIL}
    sent = list(parts.filter(state__in=(states.DIKIRIM, states.DIKEMBALIKAN)))
    assert all(p.address and bool(p.tracking) == (p.method == delivery.EKSPEDISI) for p in sent)
    assert not parts.exclude(method=delivery.EKSPEDISI).exclude(tracking="").exists()
    both = {demo.method_of(states.DIKIRIM, Random(n), parcels=True) for n in range(9)}
    assert both == {delivery.KURIR_KAB, delivery.EKSPEDISI}
    assert [check for check in queries.checks() if not check.ok] == []


def test_the_same_dice_give_the_same_ledger() -> None:
    """A demo can be told apart from chance: same seed, same sums."""
    shop_of = demo.DemoShop(1, 3_000_000, ((None, 50_000),), 12)
    begins, today = date(2025, 1, 1), date(2026, 11, 24)
    told = []
    for _ in range(2):
        dice = Random(7)
        told.append([demo.sales_of_month(shop_of, m, begins, dice, today=today) for m in range(24)])
    one, two = told
    assert one == two


def test_the_invented_market_falls_and_recovers() -> None:
    """Like 2020: a fall to less than half, then slowly above the beginning."""
    levels = [demo.level(month) for month in range(demo.MONTHS)]
    assert min(levels) < 0.45
    assert levels.index(min(levels)) in range(4, 10)
    assert levels[-1] > 1.0
