"""The page of the weights: each step with its figures, what was merged, corrections."""

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import Revision, Round, Score
from lampit.measure.rules import states
from tests.factories import member
from tests.measure.test_actions_processing import closed, published
from tests.measure.test_views import signed

pytestmark = pytest.mark.django_db


def page(client: Client, found: Round, **query: str) -> str:
    """Return the page of the weights of a round."""
    return client.get(reverse("measure:weights", args=[found.pk]), query).content.decode()


def test_each_step_is_shown_with_its_figures(
    client: Client, django_assert_max_num_queries: object
) -> None:
    """Seven steps, their sums, the classes, in few queries."""
    found = published()
    signed(client, member("head", "63.08"))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        text = page(client, found)
    for title in ("Bobot dasar", "Yang tidak menjawab", "Disesuaikan dengan jumlah", "Bobot akhir"):
        assert title in text
    assert 'data-value="240' in text
    assert "Kriya" in text
    assert "Faktor" in text


def test_a_round_in_the_field_says_when_weights_are_made(client: Client) -> None:
    """Nothing to show yet: the page says what comes."""
    found = closed()
    signed(client, member("board", "63.08"))
    text = page(client, found)
    assert "Bobot disusun ketika putaran diolah" in text
    assert "Olah sekarang" not in text


def test_processing_with_chosen_totals(client: Client) -> None:
    """Staff leave sex out and process; the steps fit to the other totals."""
    found = closed()
    signed(client, member("staff", "63.08"))
    assert "Olah sekarang" in page(client, found)
    address = reverse("measure:choose_margins", args=[found.pk])
    client.post(address, {"margin": ["kecamatan_sektor"]})
    found.refresh_from_db()
    assert found.state == states.PROCESSED
    revision = Revision.objects.get(round=found)
    assert revision.design["margins"] == ["margin:kecamatan_sektor"]
    client.post(address, {"margin": ["bulan"]})
    assert "tidak dikenal" in page(client, found)


def test_a_correction_from_the_page(client: Client) -> None:
    """A short reason is refused and kept; then r2 waits, is published, and both are read."""
    found = published()
    signed(client, member("staff", "63.08"))
    address = reverse("measure:correct", args=[found.pk])
    client.post(address, {"alasan": "salah"})
    assert 'value="salah"' in page(client, found)
    Score.objects.update(index=44.0)
    client.post(address, {"alasan": "Nilai dihitung ulang sesudah pemeriksaan"})
    assert "Terbitkan revisi 2" in page(client, found)
    client.post(address, {"langkah": "terbit"})
    assert "Nilai dihitung ulang" in page(client, found)
    assert "revisi 1" in page(client, found, revisi="1")
    answer = client.get(reverse("measure:weights", args=[found.pk]), {"revisi": "9"})
    assert answer.status_code == 404


def test_an_unpublished_correction_is_for_the_office(client: Client) -> None:
    """The board neither sees it in the list nor opens it by its number."""
    found = published()
    actions.revise(None, found.pk, "Nilai dihitung ulang sesudah pemeriksaan", now=found.opened_at)
    signed(client, member("board", "63.08"))
    assert "belum terbit" not in page(client, found)
    answer = client.get(reverse("measure:weights", args=[found.pk]), {"revisi": "2"})
    assert answer.status_code == 404
