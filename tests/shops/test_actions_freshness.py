"""Days of an office, a tap taken back, and reminders with their signed links."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.registry.actions import give_into_care, seed_consents
from lampit.registry.rules.consents import MESSAGES
from lampit.shops import access, queries
from lampit.shops.actions import confirm_selling, move_shops, reminding
from lampit.shops.actions import freshness as actions
from lampit.shops.models import Maker, Product, Reminder, Stock
from lampit.shops.queries import freshness as reads
from lampit.shops.rules.freshness import DEFAULT, Bands
from tests.factories import business, maker, member, owner, product, region

pytestmark = pytest.mark.django_db
HSU, TABALONG = "63.08", "63.09"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 11.00 WITA
TODAY = NOW.date()
SHORT = Bands(7, 10, 20)


def ago(days: int) -> datetime:
    """Return an instant `days` before."""
    return NOW - timedelta(days=days)


def test_an_offices_days_hold_for_its_goods_and_no_others() -> None:
    """Lists, readiness and bands follow the office at once; the neighbour keeps the usual days."""
    own, far = maker(HSU), maker(TABALONG)
    old = product(own, checked_at=ago(25))
    unsure = product(own, checked_at=ago(12))
    other = product(far, checked_at=ago(25))
    actions.set_freshness(member("staff", HSU), HSU, SHORT, 1, NOW)
    assert set(access.public_products(TODAY)) == {unsure, other}
    goods = {g.pk: g for g in queries.shelf(access.public_products(TODAY), 0, 9, today=TODAY)}
    assert goods[unsure.pk].readiness.code == "tanya_dulu"
    assert goods[other.pk].readiness.code == "siap"
    assert reads.by_band(own, today=TODAY) == reads.ByBand(0, 1, 1, 1)
    confirm_selling_of(own)
    assert old in access.public_products(TODAY)
    assert reads.by_band(own, today=TODAY) == reads.ByBand(2, 0, 0, 0)
    actions.set_freshness(member("head", HSU), HSU, DEFAULT, 2, NOW)
    assert not Product.objects.exclude(shown_until=None).exists()


def confirm_selling_of(shop: Maker) -> None:
    """Let the owner of a shop confirm everything."""
    shop.account = member("maker", shop.region_id)
    shop.save()
    confirm_selling(shop.account, shop, NOW)


def test_a_shop_that_moves_takes_the_days_of_its_new_office() -> None:
    """Goods of a shop that goes to another kabupaten follow that one's days."""
    actions.set_freshness(member("staff", TABALONG), TABALONG, SHORT, 1, NOW)
    shop = maker(HSU)
    good = product(shop, checked_at=ago(25))
    move_shops([shop.business_id], TABALONG, TABALONG)
    assert good not in access.public_products(TODAY)
    move_shops([shop.business_id], HSU, HSU)
    assert good in access.public_products(TODAY)


def test_only_the_office_itself_sets_its_days() -> None:
    """A neighbour, a mentor and a maker may not; days out of order are refused."""
    region(HSU)
    for person in (member("staff", TABALONG), member("mentor", HSU), member("maker", HSU)):
        with pytest.raises(Refusal):
            actions.set_freshness(person, HSU, SHORT, 1, NOW)
    with pytest.raises(Refusal):
        actions.set_freshness(member("staff", HSU), HSU, Bands(50, 40, 90), 1, NOW)


def test_a_tap_is_taken_back_for_a_quarter_of_an_hour(client: Client) -> None:
    """The goods are as old as before; one confirmed again since stays; later it is too late."""
    siti = member("maker", HSU)
    shop = maker(HSU, siti)
    goods = [product(shop, checked_at=ago(days)) for days in (5, 60)]
    before = {goods[0].pk: ago(5), goods[1].pk: ago(60)}
    confirm_selling(siti, shop, NOW)
    confirm_selling(siti, shop, NOW + timedelta(minutes=1), [goods[0].pk])
    taken = actions.take_back_selling(siti, shop, NOW, before, NOW + timedelta(minutes=2))
    assert taken == 1
    goods[1].refresh_from_db()
    assert goods[1].checked_at == ago(60)
    with pytest.raises(Refusal):
        actions.take_back_selling(siti, shop, NOW, before, NOW + timedelta(minutes=16))


def test_undo_is_a_button_after_the_tap(client: Client) -> None:
    """One tap for all, one to take it back, by the page alone."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti), checked_at=ago(60))
    client.force_login(siti)
    page = client.post("/saya/barang/masih-dijual/", follow=True).content.decode()
    assert "/saya/barang/masih-dijual/tarik/" in page
    good.refresh_from_db()
    assert good.checked_at != ago(60)
    client.post("/saya/barang/masih-dijual/tarik/")
    good.refresh_from_db()
    assert good.checked_at == ago(60)


@pytest.fixture
def mentor() -> User:
    """Return a mentor with one shop in care that may be written to."""
    person = member("mentor", HSU)
    keeper = owner(HSU)
    shop = maker(HSU, whatsapp="+6281200000142", business=business(HSU, owner=keeper))
    seed_consents([keeper.pk], MESSAGES, channel="layar", now=ago(30))
    give_into_care(person.pk, [shop.business_id])
    product(shop, checked_at=ago(40), name="Bakul rotan")
    product(shop, checked_at=ago(100), name="Tikar purun")
    return person


def send(person: User, good: Product | None = None, now: datetime = NOW) -> dict[str, str]:
    """Send a reminder and return the codes of its links by deed."""
    words: Callable[[reminding.Letter], str] = lambda le: f"{le.still} {le.gone} {le.stop}"  # noqa: E731
    chat = reminding.send_reminder(
        person, Maker.objects.get(), good, address=lambda code: code, words=words, now=now
    )
    assert chat.startswith("https://wa.me/6281200000142?text=")
    return dict(
        zip(("masih", "habis", "berhenti"), unquote(chat.split("=")[1]).split(), strict=True)
    )


def test_a_link_does_one_deed_by_press_alone(client: Client, mentor: User) -> None:
    """Opening changes nothing; pressing confirms, without signing in, and the audit knows."""
    codes = send(mentor)
    reminder = Reminder.objects.get()
    Reminder.objects.update(sent_at=datetime.now(UTC))
    old = Product.objects.get(name="Tikar purun").checked_at
    page = client.get(f"/kabar/{codes['masih']}/")
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert Product.objects.get(name="Tikar purun").checked_at == old
    assert client.post(f"/kabar/{codes['masih']}/").status_code == 200
    assert Product.objects.get(name="Tikar purun").checked_at != old
    reminder.refresh_from_db()
    assert reminder.answer == "masih"
    entry = AuditEntry.objects.filter(deed="kabar.masih").get()
    assert mentor.username in entry.reason
    for wrong in (
        codes["masih"][:-1] + "x",
        codes["masih"].replace("masih", "habis"),
        "x",
        "9-a~b",
    ):
        assert client.post(f"/kabar/{wrong}/").status_code == 404


def test_gone_for_now_empties_shelves_but_not_promises(mentor: User) -> None:
    """Habis: what is reserved stays promised, the rest is counted away; one good alone."""
    good = Product.objects.get(name="Bakul rotan")
    Stock.objects.filter(variant__product=good).update(reserved=2)
    codes = send(mentor, good)
    reminding.answer_link(codes["habis"], NOW + timedelta(days=1))
    stocks = {s.variant.product.name: (s.on_hand, s.reserved) for s in Stock.objects.all()}
    assert stocks == {"Bakul rotan": (2, 2), "Tikar purun": (5, 0)}
    assert Product.objects.get(name="Tikar purun").checked_at == ago(100)


def test_what_is_made_to_order_rests_when_gone(mentor: User) -> None:
    """A good without a shelf is hidden until its maker puts it back."""
    made = product(Maker.objects.get(), stock=None, checked_at=ago(40))
    reminding.answer_link(send(mentor, made)["habis"], NOW)
    made.refresh_from_db()
    assert made.state == "disembunyikan"


def test_links_end_after_14_days(client: Client, mentor: User) -> None:
    """The last moment counts; after it the page says so and nothing changes."""
    codes = send(mentor)
    reminding.answer_link(codes["masih"], NOW + timedelta(days=14))
    with pytest.raises(Refusal):
        reminding.answer_link(codes["masih"], NOW + timedelta(days=14, seconds=1))
    Reminder.objects.update(sent_at=datetime.now(UTC) - timedelta(days=15))
    assert client.get(f"/kabar/{codes['masih']}/").status_code == 410


def test_two_a_week_and_none_after_stop(mentor: User) -> None:
    """The third of a week is refused; Monday begins anew; BERHENTI ends them until she says so."""
    send(mentor)
    codes = send(mentor, now=NOW + timedelta(hours=1))
    with pytest.raises(Refusal) as refusal:
        send(mentor, now=NOW + timedelta(hours=2))
    assert refusal.value.code == "cukup_minggu_ini"
    monday = NOW + timedelta(days=6)
    reminding.answer_link(codes["berhenti"], monday)
    with pytest.raises(Refusal) as refusal:
        send(mentor, now=monday)
    assert refusal.value.code == "minta_berhenti"
    siti = member("maker", HSU)
    Maker.objects.update(account=siti)
    reminding.set_reminders(siti, Maker.objects.get(), wanted=True, at=monday)
    send(mentor, now=monday)


def test_the_night_is_that_of_the_region(mentor: User) -> None:
    """06.30 in Papua is 04.30 in Kalimantan: the maker's clock decides."""
    with pytest.raises(Refusal) as refusal:
        send(mentor, now=datetime(2026, 11, 24, 21, 30, tzinfo=UTC))  # 05.30 WITA
    assert refusal.value.code == "bukan_jamnya"
    send(mentor, now=datetime(2026, 11, 24, 22, 0, tzinfo=UTC))


def test_the_list_of_who_is_due(
    client: Client,
    mentor: User,
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Mentors see those in their care, staff their kabupaten, others nothing; bounded queries."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for _ in range(6):
        product(maker(HSU), checked_at=ago(200))
    client.force_login(mentor)
    page = client.get("/balai/pengingat/").content.decode()
    assert page.count('data-hidden="1"') == 1
    assert "Bakul rotan" in page
    client.force_login(member("staff", HSU))
    client.get("/balai/pengingat/")
    with django_assert_max_num_queries(14):
        page = client.get("/balai/pengingat/").content.decode()
    assert page.count("data-hidden") == 7
    client.force_login(member("staff", TABALONG))
    assert "data-hidden" not in client.get("/balai/pengingat/").content.decode()
    assert client.post(f"/balai/pengingat/{Maker.objects.first().slug}/kirim/").status_code == 404  # type: ignore[union-attr]


def test_settings_page_takes_days_and_wage(client: Client) -> None:
    """Both forms save; what is wrong is said and stays; mentors do not get in."""
    client.force_login(member("staff", HSU))
    days = {"bagian": "hari", "fresh_days": "10", "ready_days": "15", "hidden_after_days": "30"}
    assert client.post("/balai/lapak/", {**days, "weekly_reminders": "1"}).status_code == 302
    assert reads.bands_of(HSU) == Bands(10, 15, 30)
    wrong = client.post("/balai/lapak/", {**days, "fresh_days": "99", "weekly_reminders": "1"})
    assert wrong.status_code == 422
    assert 'value="99"' in wrong.content.decode()
    wage = {"bagian": "upah", "month_amount": "3.800.000", "from_on": "2026-01-01"}
    assert client.post("/balai/lapak/", {**wage, "source": "SK 1/2026"}).status_code == 302
    assert client.post("/balai/lapak/", {**wage, "source": ""}).status_code == 422
    client.force_login(member("mentor", HSU))
    assert client.get("/balai/lapak/").status_code == 403
