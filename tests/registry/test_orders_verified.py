"""A kept order of the list that is wrong is seen in the list, and found by `lampit verify`."""

from collections.abc import Callable

import numpy as np
import pytest

from lampit.registry import queries
from lampit.registry.actions import ordering
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import Business, KeptOrder, Recent
from lampit.registry.queries import Asked, kept
from lampit.registry.queries.paging import KEPT, Turn, everyone
from tests.registry.test_catalogue import register
from tests.registry.test_queries import TODAY, hsu

pytestmark = pytest.mark.django_db


@pytest.fixture
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep orders of sixty businesses, and let pages use them however few match."""
    monkeypatch.setattr(ordering, "LEAST", 20)
    monkeypatch.setattr("lampit.registry.queries.paging.SORTED_AT_ONCE", 0)
    register(60)
    catch_up()
    assert kept.mark() == 1


def verified() -> bool:
    """Say whether the check of the orders holds."""
    return next(one.ok for one in queries.checks() if one.name == "registry_orders")


def listed() -> list[int]:
    """Return the first two pages by name, as the list shows them."""
    rows = hsu()
    found = queries.chosen(rows, Asked(), TODAY, regions=["63.08"])
    first = queries.page(rows, found, "nama", TODAY)
    second = queries.page(rows, found, "nama", TODAY, Turn(after=first.after))
    return [row.id for row in (*first.object_list, *second.object_list)]


def by_name() -> list[int]:
    """Return the same out of the rows themselves."""
    return list(hsu().order_by("name", "id").values_list("pk", flat=True)[:50])


def swapped(name: str) -> None:
    """Change the places of two businesses of HSU in what is kept under a name."""
    block = KeptOrder.objects.get(name=name)
    held = np.frombuffer(block.held, "<u4").copy()
    some = [place for place, pk in enumerate(held) if pk in set(by_name()[:20])]
    one, other = some[3], some[9]
    held[[one, other]] = held[[other, one]]
    KeptOrder.objects.filter(name=name).update(held=held.tobytes())


def unnoted() -> None:
    """Write a name without anybody noting it, as a database without its triggers would."""
    Business.objects.filter(pk=by_name()[5]).update(name="Zzz")
    Recent.objects.all().delete()


@pytest.mark.usefixtures("_kept")
def test_orders_that_are_right_are_found_right() -> None:
    """Also while written ones wait, and once they are taken in."""
    assert (listed(), verified()) == (by_name(), True)
    Business.objects.filter(pk=by_name()[5]).update(name="Zzz")
    assert (listed(), verified()) == (by_name(), True)
    catch_up()
    assert (listed(), verified()) == (by_name(), True)


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize("breaking", [lambda: swapped("nama"), unnoted], ids=["swapped", "unnoted"])
def test_a_wrong_order_is_seen_and_found(breaking: Callable[[], None]) -> None:
    """The control: broken, the list is not that of the rows, and verify says so."""
    breaking()
    assert listed() != by_name()
    assert not verified()


@pytest.mark.usefixtures("_kept")
def test_wrong_places_send_a_page_elsewhere_and_are_found() -> None:
    """A page begins at the place that is kept of its business."""
    last = by_name()[24]
    places = KeptOrder.objects.get(name=kept.places_of("nama"))
    held = np.frombuffer(places.held, "<u4").copy()
    held[last] = 0
    KeptOrder.objects.filter(name=places.name).update(held=held.tobytes())
    assert listed() != by_name()
    assert not verified()


@pytest.mark.usefixtures("_kept")
def test_every_kept_order_is_looked_at() -> None:
    """Each of them, broken alone, is found."""
    for name in KEPT:
        held = KeptOrder.objects.get(name=name).held
        turned = np.frombuffer(held, "<u4")[::-1].tobytes()
        assert list(everyone(name)), name
        KeptOrder.objects.filter(name=name).update(held=turned)
        assert not verified(), name
        KeptOrder.objects.filter(name=name).update(held=held)
        assert verified(), name
