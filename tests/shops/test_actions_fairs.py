"""Events of an office: made, goods chosen, seen by everybody, removed."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.shops import access
from lampit.shops.actions import fairs as actions
from lampit.shops.actions.erasing import erase_shops
from lampit.shops.actions.finding import index_product
from lampit.shops.models import Fair, FairGood, Product
from lampit.shops.queries import fairs as queries
from lampit.shops.rules.fairs import Told
from tests.factories import NOW, fair, maker, member, product, region

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def told(**values: Any) -> dict[str, Any]:
    """Return what a form sends."""
    return {
        "name": "Bazar",
        "place": "",
        "from_on": "2027-03-04",
        "until_on": "2027-03-05",
    } | values


def fresh(of: Any, **values: Any) -> Product:
    """Return a good that was confirmed just now, so that it is on sale whatever the day."""
    return product(of, checked_at=timezone.now(), published_at=timezone.now(), **values)


@pytest.mark.parametrize("role", ["head", "staff", "board"])
def test_an_office_makes_an_event_by_its_forms(client: Client, role: str) -> None:
    """Name it, choose goods by ticks, come back to the same search; twice sent is one event."""
    person = member(role, "63.08")
    goods = [fresh("63.08", name=f"Tikar {n}") for n in range(3)]
    client.force_login(person)
    answer = client.post("/balai/acara/baru/", told(key="x" * 32))
    made = Fair.objects.get()
    assert answer["Location"] == f"/balai/acara/{made.slug}/barang/"
    client.post("/balai/acara/baru/", told(key="x" * 32))
    assert Fair.objects.count() == 1
    assert made.region_id == "63.08"
    page = client.get(f"/balai/acara/{made.slug}/barang/").content.decode()
    assert all(one.name in page for one in goods)
    numbers = [one.pk for one in goods]
    sent = {"shown": numbers, "good": numbers[:2], "query": "kategori=anyaman-purun&hal=1"}
    answer = client.post(f"/balai/acara/{made.slug}/barang/", sent)
    assert answer["Location"].endswith("/barang/?kategori=anyaman-purun&hal=1")
    assert set(FairGood.objects.values_list("product_id", flat=True)) == set(numbers[:2])
    client.post(f"/balai/acara/{made.slug}/barang/", {"shown": numbers, "all": "1"})
    assert FairGood.objects.count() == 3
    client.post(f"/balai/acara/{made.slug}/barang/", {"shown": numbers[:1], "good": []})
    assert set(FairGood.objects.values_list("product_id", flat=True)) == set(numbers[1:])
    deeds = list(AuditEntry.objects.order_by("number").values_list("deed", flat=True))
    assert deeds == ["acara.buat", "acara.barang", "acara.barang", "acara.barang"]
    client.post(f"/balai/acara/{made.slug}/", told(name="Bazar besar"))
    made.refresh_from_db()
    assert (made.name, made.slug) == ("Bazar besar", "bazar")
    client.post(f"/balai/acara/{made.slug}/hapus/")
    assert not Fair.objects.exists()
    assert Product.objects.filter(state="tayang").count() == 3


def test_what_is_wrong_is_said_and_kept(client: Client) -> None:
    """A refused form keeps its words; days the wrong way round stand at their field."""
    client.force_login(member("staff", "63.08"))
    answer = client.post("/balai/acara/baru/", told(place="Alun-alun", until_on="2027-03-01"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hari terakhir tidak boleh sebelum hari pertama" in page
    assert "Alun-alun" in page
    assert client.post("/balai/acara/baru/", told(name="")).status_code == 422
    assert not Fair.objects.exists()


def test_only_its_office_touches_an_event(client: Client) -> None:
    """An event of the neighbour does not exist; neither do goods of other kabupaten."""
    theirs = fair(member("staff", "63.09"))
    own_person = member("staff", "63.08")
    own, foreign = fair(own_person), fresh("63.09")
    client.force_login(own_person)
    for path in ("", "barang/", "hapus/"):
        assert client.get(f"/balai/acara/{theirs.slug}/{path}").status_code == 404
    assert theirs.slug not in client.get("/balai/acara/").content.decode()
    client.post(f"/balai/acara/{own.slug}/barang/", {"shown": foreign.pk, "good": foreign.pk})
    assert not FairGood.objects.exists()
    with pytest.raises(Refusal, match="kantor lain"):
        actions.remove_fair(own_person, theirs, NOW)


def test_province_and_nation_choose_from_all_below(client: Client) -> None:
    """The province takes goods of its kabupaten, the nation of all; a mentor arranges none."""
    near, far = fresh("63.08"), fresh("33.01")
    for role, code, expected in (
        ("province", "63", {near.pk}),
        ("nation", None, {near.pk, far.pk}),
    ):
        person = member(role, code)
        made = actions.open_fair(person, Told("Expo", "", TODAY, TODAY), NOW)
        actions.choose_goods(person, made, {near.pk, far.pk}, {near.pk, far.pk}, timezone.now())
        assert set(made.chosen.values_list("product_id", flat=True)) == expected
        client.force_login(person)
        assert client.get(f"/balai/acara/{made.slug}/").status_code == 200
    assert Fair.objects.filter(slug="expo", region="63").exists()
    with pytest.raises(Refusal):
        actions.open_fair(member("mentor", "63.08"), Told("Expo", "", TODAY, TODAY), NOW)


def test_goods_are_found_by_word_shelf_and_shop(client: Client) -> None:
    """Each narrows; the chosen alone are a view of their own; nothing found says what to do."""
    staff, shop = member("staff", "63.08"), maker("63.08", name="Anyaman Galuh")
    mat = fresh(shop, name="Tikar purun")
    basket = fresh("63.08", name="Bakul rotan", category="anyaman-rotan")
    for one in (mat, basket):
        index_product(one)
    made = fair(staff, [basket])
    client.force_login(staff)
    for query, there, absent in (
        ("q=tikar", "Tikar purun", "Bakul rotan"),
        ("kategori=anyaman-rotan", "Bakul rotan", "Tikar purun"),
        ("lapak=galuh", "Tikar purun", "Bakul rotan"),
        ("dipilih=on", "Bakul rotan", "Tikar purun"),
        ("q=bakul&lapak=galuh", "Tidak ada barang yang cocok", "Bakul rotan"),
    ):
        page = client.get(f"/balai/acara/{made.slug}/barang/?{query}").content.decode()
        assert there in page, query
        assert absent not in page, query


def test_everybody_sees_an_event_and_what_is_off_sale_drops_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page, catalogue and price list hold what is on sale today; sold again it is back."""
    staff = member("staff", "63.08")
    kept, hidden = fresh("63.08", name="Tikar besar"), fresh("63.08", name="Bakul kecil")
    made = fair(staff, [kept, hidden], name="Bazar Rawa", place="Alun-alun")
    address = f"/acara/{made.slug}/"
    page = client.get(address).content.decode()
    for word in ("Bazar Rawa", "Alun-alun", "Tikar besar", "Bakul kecil", "24 November 2026"):
        assert word in page
    monkeypatch.setattr("lampit.shops.rules.fairs.FEW_GOODS", 1)
    client.force_login(staff)
    desk = client.get(f"/balai/acara/{made.slug}/").content.decode()
    assert f"/balai/katalog/?apa=acara:{made.slug}" in desk, "too many to wait for"
    client.logout()
    Product.objects.filter(pk=hidden.pk).update(state="disembunyikan")
    page = client.get(address).content.decode()
    assert "Bakul kecil" not in page
    client.force_login(staff)
    desk = client.get(f"/balai/acara/{made.slug}/").content.decode()
    assert 'data-value="1"' in desk
    assert 'data-off="1"' in desk
    assert client.get(f"{address}katalog.pdf").content.startswith(b"%PDF-")
    Product.objects.filter(pk=hidden.pk).update(state="tayang")
    assert "Bakul kecil" in client.get(address).content.decode()
    assert client.get(f"{address}lain.pdf").status_code == 404
    assert client.get("/acara/tidak-ada/").status_code == 404


def test_the_start_page_leads_to_it_only_around_its_days() -> None:
    """From thirty days before its first day to its last; never without goods."""
    staff = member("staff", "63.08")
    first, last = date(2027, 3, 4), date(2027, 3, 6)
    made = fair(staff, [fresh("63.08")], from_on=first, until_on=last)
    fair(staff, [], from_on=first, until_on=last)

    def seen(day: date) -> list[Fair]:
        return queries.announced(access.public_fairs(), day)

    assert seen(first - timedelta(days=31)) == []
    assert seen(first - timedelta(days=30)) == [made]
    assert seen(last) == [made]
    assert seen(last + timedelta(days=1)) == []


def test_the_start_page_shows_it(client: Client) -> None:
    """One line with name and days."""
    today = timezone.localdate()
    made = fair(member("staff", "63.08"), [fresh("63.08")], from_on=today, until_on=today)
    assert f'href="/acara/{made.slug}/"' in client.get("/").content.decode()


def test_words_of_an_office_carry_their_language(client: Client) -> None:
    """On English pages name and place are told apart; on Indonesian ones nothing is."""
    today = timezone.localdate()
    made = fair(member("staff", "63.08"), [fresh("63.08")], from_on=today, until_on=today,
                name="Bazar Rawa", place="Alun-alun")  # fmt: skip
    for address, before in ((f"/acara/{made.slug}/", "<h1"), ("/", f'href="/acara/{made.slug}/')):
        english = client.get(f"{address}?bahasa=en").content.decode()
        assert re.search(rf'{before}[^>]* lang="id">Bazar Rawa<', english)
        assert '<span lang="id">Alun-alun</span>' in english
        assert 'lang="id">Bazar Rawa' not in client.get(address).content.decode()


def test_an_erased_maker_is_chosen_no_more() -> None:
    """Her goods leave every event."""
    good = fresh("63.08")
    fair(member("staff", "63.08"), [good])
    erase_shops([good.maker.business_id])
    assert not FairGood.objects.exists()


def test_an_event_holds_no_more_than_a_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be too many is refused whole."""
    staff: User = member("staff", "63.08")
    made, goods = fair(staff), [fresh("63.08").pk for _ in range(3)]
    monkeypatch.setattr("lampit.shops.rules.fairs.MOST_GOODS", 2)
    with pytest.raises(Refusal, match="paling banyak 2"):
        actions.choose_goods(staff, made, set(goods), set(goods), timezone.now())
    assert not FairGood.objects.exists()


@pytest.mark.parametrize("many", [3, 60])
def test_queries_do_not_grow(client: Client, many: int) -> None:
    """Choosing among many goods, and looking at many, costs no more queries."""
    staff, shop = member("staff", "63.08"), maker("63.08")
    region("63.08.01")
    goods = [fresh(shop, name=f"Tikar {n}") for n in range(many)]
    made = fair(staff, goods)
    client.force_login(staff)
    for address, most in (
        (f"/balai/acara/{made.slug}/barang/", 14),
        ("/balai/acara/", 9),
        (f"/acara/{made.slug}/", 7),
    ):
        with CaptureQueriesContext(
            connection,
        ) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= most, (address, len(sent))
