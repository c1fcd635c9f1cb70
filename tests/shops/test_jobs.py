"""What the shops room does by the clock."""

from datetime import timedelta

import pytest

from lampit.shops.jobs import TICKS
from lampit.shops.models import Product
from tests.factories import NOON, product

pytestmark = pytest.mark.django_db


def test_lapsed_reference_prices_are_taken_away() -> None:
    """The clock takes away a reference whose proofs are gone, and leaves a standing one alone."""
    today = NOON.date()
    lapsed = product("63.08", reference_price=9, reference_until=today - timedelta(days=1))
    kept = product("63.08", reference_price=9, reference_until=today)
    assert TICKS["references"](NOON) == 1
    assert Product.objects.get(pk=lapsed.pk).reference_price is None
    assert Product.objects.get(pk=kept.pk).reference_price == 9
