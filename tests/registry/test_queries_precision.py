"""How often proposed pairs were one business: counted by band, nothing told from a few answers."""

import shutil

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.people.access import region_of
from lampit.registry.actions.linking import search_doubles
from lampit.registry.models import Pair
from lampit.registry.queries.precision import precision
from lampit.registry.queries.rates import index_folder, rates_of
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


def test_what_the_last_search_tells_of_names_is_shown(client: Client) -> None:
    """Unknown before the first full search; then both rates with what they rest on."""
    staff = office()
    client.force_login(staff)
    folder = index_folder(region_of(staff))
    shutil.rmtree(folder, ignore_errors=True)
    assert "belum ada pencarian penuh" in client.get("/balai/duplikat/ketepatan/").content.decode()
    for n, name in enumerate(("H. Muhammad Noor", "Muhamad Nor", "Siti Aisyah")):
        record(
            staff,
            name=f"Anyaman {n // 2}",
            owner_name=name,
            nik="6308051201050007" if n < 2 else "",
        )
    search_doubles(region_of(staff), now=timezone.now(), say=lambda _said: None)
    found = rates_of(region_of(staff))
    assert found is not None
    assert found.records == 3
    assert 0 <= found.homonymy <= 1
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert 'data-n="3"' in page
    (folder / "rates.json").write_text("{", encoding="utf-8")
    assert rates_of(region_of(staff)) is None, "an unreadable file is no figure"
    shutil.rmtree(folder)


def test_a_broken_promise_stands_on_the_page(client: Client) -> None:
    """Fifty-five answers to what is called sure, five of them two businesses: somebody is told."""
    staff = office()
    first = record(staff)
    for n in range(55):
        pair = pair_of(first, record(staff, name=f"Usaha {n}"), 0.995)
        state = Pair.State.DIFFERENT if n < 5 else Pair.State.SAME
        Pair.objects.filter(pk=pair.pk).update(state=state, reviewer=staff, conflict="")
    client.force_login(staff)
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert "50 dari 55 ternyata sama" in page
    assert '<svg class="chart"' in page
    Pair.objects.filter(state=Pair.State.DIFFERENT).update(state=Pair.State.SAME)
    assert 'role="alert"' not in client.get("/balai/duplikat/ketepatan/").content.decode()
