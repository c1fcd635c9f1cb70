"""A sitting over pairs swaps the middle of the page: what who keeps the frame is sent."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.registry.models import Pair
from tests.factories import business
from tests.registry.lookalikes import mark, office, pair_of, record

pytestmark = pytest.mark.django_db
MIDDLE = {"HX-Request": "true", "HX-Boosted": "true"}
QUEUE = "/balai/duplikat/"


@pytest.fixture
def pairs(client: Client) -> list[Pair]:
    """Return three pairs that wait, the likeliest first; staff of HSU is signed in."""
    staff = office()
    client.force_login(staff)
    first = record(staff)
    others = [business("63.08", name=f"Mirip {number}") for number in range(3)]
    return [pair_of(first, other, 0.9 - n / 10) for n, other in enumerate(others)]


def answered(client: Client, pair: Pair, **headers: str) -> str:
    """Answer a pair with "different" and return the page."""
    told = {"answer": "beda", "mark": mark(pair)}
    sent = client.post(f"{QUEUE}{pair.pk}/jawab/", told, headers=headers)
    assert sent.status_code == 200
    assert sent["HX-Push-Url"] == f"{QUEUE}?setelah={pair.pk}"
    return sent.content.decode()


def test_an_answer_brings_the_next_pair_with_it(
    client: Client, pairs: list[Pair], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """No way there and back: title and middle alone, under the address that shows it again."""
    with django_assert_max_num_queries(24):
        page = answered(client, pairs[0], **MIDDLE)
    assert Pair.objects.get(pk=pairs[0].pk).state == "beda"
    assert page.lstrip().startswith("<title>")
    assert "<body" not in page
    assert '<nav class="side"' not in page
    assert 'data-page="registry.duplicates"' in page
    assert "Jawaban tersimpan." in page
    assert f"{QUEUE}{pairs[1].pk}/jawab/" in page
    again = client.get(f"{QUEUE}?setelah={pairs[0].pk}").content.decode()
    assert "<body" in again
    assert f"{QUEUE}{pairs[1].pk}/jawab/" in again


def test_the_last_answer_ends_the_sitting(client: Client, pairs: list[Pair]) -> None:
    """Who is through is told so, in the frame that stands."""
    page = [answered(client, pair, **MIDDLE) for pair in pairs][-1]
    assert "Tidak ada pasangan yang menunggu" in page
    assert 'data-page="registry.duplicates"' in page
    assert "Urungkan jawaban terakhir" in page


def test_without_script_an_answer_leads_on(client: Client, pairs: list[Pair]) -> None:
    """The control: a form that is sent as a whole is led to a whole page."""
    told = {"answer": "beda", "mark": mark(pairs[0])}
    sent = client.post(f"{QUEUE}{pairs[0].pk}/jawab/", told)
    assert (sent.status_code, sent["Location"]) == (302, f"{QUEUE}?setelah={pairs[0].pk}")


def test_a_refused_answer_stays_under_its_address(client: Client, pairs: list[Pair]) -> None:
    """An address that takes answers only cannot be opened again; of a merge that is refused too."""
    for place, told in (("jawab/", {"answer": "beda"}), ("gabung/", {})):
        refused = client.post(
            f"{QUEUE}{pairs[0].pk}/{place}", told | {"mark": "old"}, headers=MIDDLE
        )
        assert (refused.status_code, refused["HX-Push-Url"]) == (422, "false")
        assert "<body" not in refused.content.decode()


def test_pages_of_a_sitting_tell_where_they_stand(client: Client, pairs: list[Pair]) -> None:
    """Each is led to by its middle, keeps nothing in the browser, and has its own name."""
    for place, name in (("", "pair"), ("gabung/", "merge_pair")):
        page = client.get(f"{QUEUE}{pairs[0].pk}/{place}", headers=MIDDLE).content.decode()
        assert f'data-page="registry.{name}"' in page
        assert 'hx-history="false"' in page
        assert 'hx-boost="true"' in page
