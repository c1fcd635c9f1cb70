"""Sales as signs of life: an order handed over, a sale entered; the clock's word is an old one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lampit.orders.actions import Mover, record_sale
from lampit.orders.actions import _moving as moving
from lampit.orders.models import Move, Part
from lampit.orders.rules import states
from lampit.orders.rules.channels import SaleTold
from lampit.registry.models import Business
from tests.factories import NOON, member
from tests.orders.things import goods, order, shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def part_in(state: str) -> Part:
    """Return a part of a fresh order, put in a state as of noon."""
    made = order({goods(shop("63.08")): 1})
    part = made.parts.get()
    Part.objects.filter(pk=part.pk).update(state=state, state_at=NOON)
    part.refresh_from_db()
    return part


@pytest.mark.parametrize("by_clock", [False, True])
def test_a_finished_order_confirms_the_business(by_clock: bool) -> None:
    """A buyer's word of today; what the clock finishes tells of the day it was sent."""
    part = part_in(states.DIKIRIM)
    mover = moving.SYSTEM if by_clock else Mover(Move.Actor.BUYER)
    later = NOON + 10 * DAY
    moving.move(part, states.SELESAI, mover, now=later)
    stored = Business.objects.get(pk=part.maker.business_id)
    expected = NOON if by_clock else later
    assert stored.confirmed_on == timezone.localdate(expected)
    assert stored.confirmed_by == "pesanan"


def test_a_sale_entered_confirms_on_its_day_and_never_back() -> None:
    """Yesterday's sale moves the day to yesterday; last month's does not move it back."""
    keeper, account = shop("63.08"), member("maker", "63.08")
    keeper.account = account
    keeper.save()
    for days, client in ((1, uuid4()), (30, uuid4())):
        told = SaleTold("PASAR", 1, 50_000, (NOON - days * DAY).date())
        record_sale(account, keeper.business, told, client_uuid=client, now=NOON)
        stored = Business.objects.get(pk=keeper.business_id)
        assert stored.confirmed_on == (NOON - DAY).date()
        assert stored.confirmed_by == "penjualan"
