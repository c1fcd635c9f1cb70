"""The results page and what each number opens: words, tables, tallies, who may see them."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure.queries import results
from tests.factories import member
from tests.measure.fieldwork import open_field
from tests.measure.test_queries import Queries, answered
from tests.measure.test_queries_answers import whole

pytestmark = pytest.mark.django_db
MOST_BYTES = 60 * 1024


def test_the_page_says_it_and_why(client: Client) -> None:
    """One sentence, then each why; a screen reader hears value and interval; under 60 KB."""
    found = answered()
    client.force_login(member("head", "63.08"))
    answer = client.get(reverse("measure:results", args=[found.pk]))
    page = answer.content.decode()
    told = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert re.search(r"\d+ persen, antara \d+ dan \d+", told)
    for heading in (
        "Bagian indeks", "Tingkat kematangan", "Siapa yang sudah, siapa yang belum?",
        "Langsung atau lewat internet?", "Yang bergantung pada tatap muka",
        "Dari putaran ke putaran", "Tanda digital",
    ):  # fmt: skip
        assert heading in told
    assert "Baru satu putaran" in told
    assert len(gzip.compress(answer.content)) < MOST_BYTES


def test_the_switch_shows_tables_in_place_of_pictures(client: Client) -> None:
    """By a plain link: no map and no plot of the kecamatan, their table open."""
    found = answered()
    client.force_login(member("staff", "63.08"))
    url = reverse("measure:results", args=[found.pk])
    drawn, table = (client.get(url, q).content.decode() for q in ({}, {"tampil": "tabel"}))
    assert "Indeks digital per kecamatan" in drawn
    assert 'class="card" open' not in drawn
    assert 'class="card" open' in table
    assert "Tampilkan sebagai gambar" in table


def test_each_number_opens_how_it_was_reckoned(client: Client) -> None:
    """A page without JavaScript, a part of it with htmx; the link stands in the sentence."""
    found = answered()
    client.force_login(member("head", "63.08"))
    url = reverse("measure:figure", args=[found.pk, "index"])
    assert url in client.get(reverse("measure:results", args=[found.pk])).content.decode()
    page = client.get(url)
    assert "<h1>" in page.content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in part
    own = results.reckoned(whole(found.pk)).one("index")
    assert own is not None
    for text in (page.content.decode(), part):
        assert f'data-n="{own.estimate.n}"' in text
        assert "Langkah bobot" in text
        assert "95 dari 100" in text
    assert client.get(reverse("measure:figure", args=[found.pk, "tiada"])).status_code == 404


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        ("head", "63.08", 200),
        ("board", "63.08", 200),
        ("mentor", "63.08", 200),
        ("enumerator", "63.08", 403),
        ("maker", "63.08", 403),
        ("province", "63", 403),
        ("staff", "63.09", 404),
    ],
)
def test_who_may_open_a_figure(client: Client, role: str, code: str, status: int) -> None:
    """As the results: the neighbour's rounds do not exist."""
    found = open_field()
    client.force_login(member(role, code))
    answer = client.get(reverse("measure:figure", args=[found.pk, "index"]))
    assert answer.status_code == status
    if status == 200:  # nobody answered yet, and it says so
        assert "belum ada jawaban" in answer.content.decode()


def test_remembered_pages_ask_little(
    client: Client, django_assert_max_num_queries: Queries
) -> None:
    """The second time the figures cost two queries, the rest is the frame of the page."""
    found = answered()
    client.force_login(member("head", "63.08"))
    url = reverse("measure:results", args=[found.pk])
    client.get(url)
    with django_assert_max_num_queries(8):
        client.get(url)
