"""`/balai/kurasi/`, the keeper's page, and what buyers see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.people.models import User
from lampit.shops import queries
from lampit.shops.actions import ask_curation
from lampit.shops.models import CurationSheet, Maker, Product
from lampit.shops.rules import curation as rules
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"


def typed(verdict: str = "lolos", **values: str) -> dict[str, str]:
    """Return a filled sheet."""
    rows = {f"nilai.{one.code}": "4" for one in rules.CRITERIA}
    return {**rows, "verdict": verdict, "good": "Anyaman rapat", **values}


@pytest.fixture
def siti() -> User:
    """Return a maker."""
    return member("maker", HSU)


@pytest.fixture
def good(siti: User) -> Product:
    """Return her good."""
    return product(maker(HSU, siti), name="Tikar Haur", checked_at=timezone.now())


def as_(client: Client, person: User) -> Client:
    """Sign somebody in."""
    client.force_login(person)
    return client


def test_from_the_makers_tap_to_the_mark_on_the_page(
    client: Client, siti: User, good: Product
) -> None:
    """She asks, two people look without reading each other, buyers see the mark and its meaning."""
    page = f"/saya/barang/{good.slug}/kurasi/"
    assert "Ajukan kurasi" in as_(client, siti).get(page).content.decode()
    assert "Diajukan" in client.post(page, follow=True).content.decode()
    sheet = f"/balai/kurasi/{CurationSheet.objects.get().pk}/"
    first, second = member("board", HSU), member("head", HSU)
    assert "Tikar Haur" in as_(client, first).get("/balai/kurasi/").content.decode()
    after = client.post(sheet, typed(words="Rahasia kurator satu"), follow=True)
    assert "Menunggu kurator kedua" in after.content.decode()
    unseen = as_(client, second).get(sheet).content.decode()
    assert "Rahasia kurator satu" not in unseen
    assert "Satu kurator sudah menilai" in unseen
    done = client.post(sheet, typed(), follow=True).content.decode()
    assert "Rahasia kurator satu" in done
    shown = Client().get(f"/produk/{good.slug}/").content.decode()
    assert "Lolos kurasi" in shown
    assert 'href="/kurasi/"' in shown
    told = as_(client, siti).get(page).content.decode()
    assert "Tanda tampil sampai" in told
    assert first.username not in told
    assert "Mutu bahan dan kerapian" in Client().get("/kurasi/").content.decode()


def test_the_sheet_of_a_closed_shop_leads_to_no_dead_page(
    client: Client, siti: User, good: Product
) -> None:
    """Its page opens for nobody: the name stands without a link, and says why."""
    sheet = ask_curation(siti, good, NOON)
    link = f'href="/lapak/{good.maker.slug}/"'
    as_(client, member("board", HSU))
    assert link in client.get(f"/balai/kurasi/{sheet.pk}/").content.decode()
    Maker.objects.filter(pk=good.maker_id).update(is_published=False)
    page = client.get(f"/balai/kurasi/{sheet.pk}/").content.decode()
    assert link not in page
    assert "lapaknya tutup" in page


def test_a_refused_sheet_keeps_what_was_typed(client: Client, siti: User, good: Product) -> None:
    """A low score without a reason, a mark beside it, a repair without a day."""
    sheet = ask_curation(siti, good, NOON)
    as_(client, member("board", HSU))
    at = f"/balai/kurasi/{sheet.pk}/"
    cases: list[tuple[dict[str, str], str]] = [
        (typed(**{"nilai.mutu": "2"}), "perlu alasan"),
        (typed(**{"nilai.mutu": "2", "sebab.mutu": "longgar"}), "belum dapat lolos"),
        (typed("perbaikan", words="Rapikan tepinya dulu."), "dilihat lagi"),
        (typed("belum"), "apa yang perlu diubah"),
        ({"good": "Anyaman rapat"}, "Pilih 1 sampai 5"),
    ]
    for sent, words in cases:
        answer = client.post(at, sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert "Anyaman rapat" in page
    assert CurationSheet.objects.get().opinions.count() == 0


def test_who_gets_in(client: Client, siti: User, good: Product) -> None:
    """Board, head and staff of the kabupaten; others' sheets do not exist for a neighbour."""
    sheet = ask_curation(siti, good, NOON)
    for role in ("board", "head", "staff"):
        assert as_(client, member(role, HSU)).get("/balai/kurasi/").status_code == 200
    for role, code in (("mentor", HSU), ("maker", HSU), ("buyer", HSU), ("admin", ""),
                       ("enumerator", HSU)):  # fmt: skip
        assert as_(client, member(role, code)).get("/balai/kurasi/").status_code == 403
    neighbour = as_(client, member("board", "63.09"))
    assert neighbour.get(f"/balai/kurasi/{sheet.pk}/").status_code == 404
    assert neighbour.post(f"/balai/kurasi/{sheet.pk}/akhiri/").status_code == 404
    assert "Tikar Haur" not in neighbour.get("/balai/kurasi/usul/").content.decode()
    assert neighbour.post("/balai/kurasi/usul/", {"barang": good.slug}).status_code == 404
    assert (
        as_(client, member("maker", HSU)).get(f"/saya/barang/{good.slug}/kurasi/").status_code
        == 404
    )


def test_the_desk_proposes_filters_and_withdraws(client: Client, good: Product) -> None:
    """By name; a taken-back proposal is under its tab; a mark is withdrawn with words."""
    as_(client, member("staff", HSU))
    assert "Tikar Haur" in client.get("/balai/kurasi/usul/?q=haur").content.decode()
    answer = client.post("/balai/kurasi/usul/", {"barang": good.slug})
    assert "Tikar Haur" not in client.get("/balai/kurasi/usul/").content.decode()
    for query, seen in (("?q=haur", True), ("?q=lupa", False), ("?jenis=pangan", False)):
        assert ("Tikar Haur" in client.get(f"/balai/kurasi/{query}").content.decode()) is seen
    at = answer.headers["Location"]
    client.post(at, typed())
    as_(client, member("board", HSU)).post(at, typed())
    assert "berlaku sampai" in client.get("/balai/kurasi/?isi=lolos").content.decode()
    client.post(f"{at}akhiri/", {"words": "Bahannya diganti plastik."})
    assert "Lolos kurasi" not in Client().get(f"/produk/{good.slug}/").content.decode()
    keeper = good.maker.account
    assert keeper is not None
    told = as_(client, keeper).get(f"/saya/barang/{good.slug}/kurasi/").content.decode()
    assert "Bahannya diganti plastik." in told


def test_the_queue_is_paged_and_bounded(
    client: Client, siti: User, django_assert_max_num_queries: Any
) -> None:
    """Twenty a page, the oldest first, whatever waits."""
    shop = maker(HSU, siti)
    rows = [product(shop, name=f"Tikar {number:02}") for number in range(25)]
    board = member("board", HSU)
    for number, one in enumerate(rows):
        ask_curation(board, one, NOON - timedelta(days=number))
    as_(client, board)
    with django_assert_max_num_queries(14):
        page = client.get("/balai/kurasi/").content.decode()
    assert page.count('class="rowlink"') == 20
    assert "Tikar 24" in page
    assert "Tikar 00" not in page
    assert "Tikar 00" in client.get("/balai/kurasi/?hal=2").content.decode()
    assert queries.curation_counts(CurationSheet.objects.all())["menunggu"] == 25
