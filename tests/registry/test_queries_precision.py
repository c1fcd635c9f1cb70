"""How often proposed pairs were one business: counted by band, nothing told from a few answers."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.registry.models import Pair
from lampit.registry.queries.precision import precision
from lampit.science.survey.intervals import wilson
from tests.registry.lookalikes import office, pair_of, record

pytestmark = pytest.mark.django_db


def test_wilson_is_wilson() -> None:
    """Eight of ten: 49.0 to 94.3 % (Newcombe 1998, method 3); the ends stay within 0 and 1."""
    found = wilson(8, 10)
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (0.490, 0.943)
    assert wilson(10, 10).high == 1.0
    assert wilson(0, 10).low == 0.0
    assert wilson(0, 0).low is None


def test_answers_are_counted_by_band(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Same and different count, unsure and waiting do not; below ten there is no share."""
    staff = office()
    first = record(staff)
    others = [record(staff, name=f"Usaha {n}") for n in range(14)]
    pairs = [pair_of(first, other, 0.95 if n < 12 else 0.8) for n, other in enumerate(others)]
    for n, pair in enumerate(pairs):
        state = Pair.State.UNSURE if n == 11 else Pair.State.SAME if n % 5 else Pair.State.DIFFERENT
        Pair.objects.filter(pk=pair.pk).update(state=state, reviewer=staff)
    with django_assert_num_queries(1):
        sure, likely, maybe, _low = precision(Pair.objects.all())
    assert (sure.answered, sure.share) == (0, None)
    assert (likely.answered, likely.same) == (11, 8)
    assert likely.share_low is not None
    assert likely.share_high is not None
    assert likely.share_low < 8 / 11 < likely.share_high < 0.95
    assert likely.is_off, "the model said 95 %"
    assert (maybe.answered, maybe.same, maybe.share) == (2, 2, None)
    client.force_login(staff)
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert 'data-n="11"' in page
    assert "terlalu yakin" in page
    client.force_login(office("63.09"))
    assert 'data-n="11"' not in client.get("/balai/duplikat/ketepatan/").content.decode()
