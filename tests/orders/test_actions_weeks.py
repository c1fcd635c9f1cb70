"""Orders take weeks of the maker for what is made to order, and give them back unmade."""

from datetime import timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.orders import actions
from lampit.orders.models import Line, Order
from lampit.orders.queries.checks import checks
from lampit.shops.models import Capacity, Variant
from tests.factories import product
from tests.orders.things import LATER, NOW, account_of, order, shop

pytestmark = pytest.mark.django_db


def made(weekly: int | None = 2) -> Variant:
    """Return a variant made to order in three days, by a maker of `weekly` pieces a week."""
    keeper = shop()
    keeper.weekly_slots = weekly
    keeper.save()
    return product(keeper, stock=None, days=3).variants.get()


def used() -> int:
    """Return how many slots are used in all weeks."""
    return sum(Capacity.objects.values_list("used", flat=True))


def fine() -> bool:
    """Say whether `lampit verify` finds the weeks right."""
    return all(check.ok for check in checks() if check.name == "capacity")


def test_an_order_takes_weeks_and_its_lines_keep_the_day() -> None:
    """Three pieces at two a week: the end of the second week is promised, and kept on the line."""
    variant = made()
    order({variant: 3})
    line = Line.objects.get()
    monday = NOW.date() - timedelta(days=NOW.weekday())
    assert line.promised_on == monday + timedelta(weeks=1, days=6)
    assert used() == 3
    assert fine()


def test_weeks_come_back_when_an_order_lapses_or_is_cancelled() -> None:
    """Unpaid after its time, or cancelled: nobody works for it; paid late: the weeks anew."""
    variant = made()
    lapsed = order({variant: 2}).parts.get()
    actions.expire_due(LATER)
    assert used() == 0
    assert fine()
    actions.confirm_payment(account_of(lapsed.maker), lapsed.pk, lapsed.total, now=LATER)
    assert used() == 2
    assert fine()


def test_a_full_schedule_refuses_the_whole_order() -> None:
    """No week of the year takes it: nothing is ordered, nothing held."""
    variant = made(1)
    with pytest.raises(Refusal) as refusal:
        order({variant: 60})
    assert refusal.value.code == "jadwal_penuh"
    assert not Order.objects.exists()
    assert used() == 0
