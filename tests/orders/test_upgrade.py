"""What an upgrade mends in the rows of older instances."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import Sum

from lampit.orders import actions, queries
from lampit.orders.models import Payment, Sale
from tests.orders.things import NOW, account_of, goods, order, shop

pytestmark = pytest.mark.django_db


def told() -> int:
    """Return the money of goods in the ledger, net of reversals."""
    return int(Sale.objects.aggregate(sum=Sum("goods", default=0))["sum"])


def holds() -> bool:
    """Say whether every check of `lampit verify` holds."""
    return all(check.ok for check in queries.checks())


def test_older_entries_of_another_sum_are_corrected_once() -> None:
    """The upgrade adds what really came in, to entries that told the price; the chain goes on."""
    of = shop()
    bag, basket = goods(of, price=100_000), goods(of, price=50_000)
    made = order({bag: 1, basket: 1}).parts.get()
    maker = account_of(made.maker)
    actions.confirm_payment(maker, made.pk, 150_000, now=NOW)
    Payment.objects.filter(part=made).update(paid=120_000)  # as it was told before
    assert not holds()
    upgrade = import_module("lampit.orders.migrations.0004_entries_as_received")
    for _ in range(2):
        upgrade.tell_received(apps, None)
        assert (told(), Sale.objects.count(), holds()) == (120_000, 6, True)
    actions.undo_confirmation(maker, made.pk, now=NOW + timedelta(minutes=1))
    assert (told(), holds()) == (0, True)
