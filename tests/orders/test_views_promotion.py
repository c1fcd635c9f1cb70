"""What brought a buyer travels from the link to the ledger, with no cookie of its own."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.orders import actions
from lampit.orders.models import Basket, Order, Sale
from lampit.orders.rules import promoting
from lampit.shops import actions as shops
from lampit.shops.models import LinkDay, Spend, TrackedLink, Variant
from lampit.shops.rules import promotion
from tests.factories import sale
from tests.orders.test_views_buying import filled
from tests.orders.things import NOW, account_of, goods, order

pytestmark = pytest.mark.django_db


def _link(bag: Variant, channel: str = "IG") -> TrackedLink:
    return shops.tracked_link(bag.product.maker, bag.product, channel, None, NOW)


def _put(client: Client, bag: Variant, referer: str = "") -> None:
    sent = {"varian": bag.pk, "jumlah": 1}
    client.post("/keranjang/tambah/", sent, headers={"referer": referer})


def _page(bag: Variant, code: str, host: str = "testserver") -> str:
    return f"http://{host}/produk/{bag.product.slug}/?x={code}"


def test_the_code_of_the_page_stays_with_the_basket() -> None:
    """The first link counts; another site's or an unknown code tells nothing."""
    bag, client = goods(), Client()
    first, second = _link(bag), _link(bag, "WA")
    _put(client, bag, _page(bag, "bcdfgh"))
    _put(client, bag, _page(bag, first.code, "lain.example"))
    assert Basket.objects.get().promo_code == ""
    assert not any(first.code in cookie.value for cookie in client.cookies.values())
    _put(client, bag, _page(bag, first.code))
    _put(client, bag, _page(bag, second.code))
    assert Basket.objects.get().promo_code == first.code


def test_the_order_and_the_ledger_tell_the_link(client: Client) -> None:
    """Ordered by the form and paid: order, sale and the emptied basket agree."""
    bag = goods()
    link = _link(bag)
    _put(client, bag, _page(bag, link.code))
    basket = Basket.objects.get()
    sent = filled(client.get("/pesan/").content.decode(), bag)
    answer = client.post("/pesan/", sent)
    assert answer.status_code == 302
    order = Order.objects.get()
    assert order.promo_code == link.code
    basket.refresh_from_db()
    assert basket.promo_code == ""
    part = order.parts.get()
    actions.confirm_payment(account_of(bag.product.maker), part.pk, part.total, now=NOW)
    assert set(Sale.objects.values_list("promo_code", flat=True)) == {link.code}


def _clicked(link: TrackedLink, visits: int, asks: int = 0) -> None:
    LinkDay.objects.create(
        link=link, day=timezone.localdate() - timedelta(days=1), visits=visits, asks=asks
    )


def _sold(bag: Variant, code: str, goods_sum: int) -> None:
    made = order({bag: 1})
    Order.objects.filter(pk=made.pk).update(promo_code=code)
    part = made.parts.get()
    line = part.lines.get()
    sale(
        bag.product.maker.business, timezone.localdate(), goods_sum, channel="LAPAK",
        source="ORDER", promo_code=code, order_line=line,
    )  # fmt: skip


def test_the_maker_reads_where_buyers_came_from() -> None:
    """Clicks and orders by channel; without a link apart; cost per order as in the definitions."""
    bag = goods(stock=50)
    keeper = account_of(bag.product.maker)
    today = timezone.localdate()
    campaign = shops.begin_campaign(keeper, bag.product.maker, "Pameran", today, None, NOW)
    fair = shops.tracked_link(bag.product.maker, None, "POSTER", campaign, NOW)
    _clicked(_link(bag), 40, 7)
    _clicked(fair, 12)
    _clicked(_link(goods()), 99)
    _sold(bag, fair.code, 60_000)
    _sold(bag, fair.code, 40_000)
    _sold(bag, "", 85_000)
    _sold(bag, _link(goods()).code, 1_000)
    for kind, amount in (("STAN", 750_000), ("ANGKUT", 150_000)):
        spent = promotion.check_spending(kind, amount, today, today=today)
        shops.note_spending(keeper, campaign, spent, kind, NOW)
    client = Client()
    client.force_login(keeper)
    page = client.get("/saya/promosi/")
    told = dict(page.context["channels"])
    assert told["Instagram"] == promoting.Brought(40, 7, 0, 0)
    assert told["Poster dan kartu (QR)"] == promoting.Brought(12, 0, 2, 100_000)
    assert page.context["unattributed"] == promoting.Brought(0, 0, 2, 86_000)
    assert 'data-value="450000"' in page.content.decode()
    whole = client.get(f"/saya/promosi/{campaign.pk}/").context
    assert whole["cost"].per_order == 450_000
    assert round(whole["cost"].sales_per_rupiah, 3) == 0.111


def test_spending_is_noted_by_form_and_taken_back() -> None:
    """Own hours become rupiah; slips stay at their field; a foreign campaign does not exist."""
    bag = goods()
    keeper, client = account_of(bag.product.maker), Client()
    client.force_login(keeper)
    today = timezone.localdate().isoformat()
    answer = client.post("/saya/promosi/baru/", {"name": "Iklan", "begun_on": today})
    address = answer["Location"]
    hours = {"kind": "JAM", "minutes": "1,5", "hourly_value": "8.000"}
    sent = {"key": "k1", "spent_on": today, **hours}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    spend = Spend.objects.get()
    assert spend.amount == 12_000
    wrong = client.post(address, {**sent, "key": "k2", "kind": "IKLAN"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.keys() == {"amount"}
    early = client.post("/saya/promosi/baru/", {
        "name": "Lain", "begun_on": today, "ended_on": "2020-01-01"})  # fmt: skip
    assert early.context["form"].errors.keys() == {"ended_on"}
    stranger = Client()
    stranger.force_login(account_of(goods().product.maker))
    back = f"/saya/promosi/catatan/{spend.pk}/tarik/"
    assert stranger.get(address).status_code == 404
    assert stranger.post(back).status_code == 404
    client.post(back)
    assert Spend.objects.get().withdrawn_at is not None
    assert client.get(address).context["cost"].hours == 0


def test_queries_of_the_page_are_bounded(django_assert_max_num_queries: Any) -> None:
    """However many links and campaigns a shop has."""
    bag = goods(stock=50)
    keeper = account_of(bag.product.maker)
    client = Client()
    client.force_login(keeper)
    for number in range(6):
        campaign = shops.begin_campaign(
            keeper, bag.product.maker, f"P{number}", timezone.localdate(), None, NOW
        )
        _clicked(shops.tracked_link(bag.product.maker, None, "IG", campaign, NOW), 2)
    with django_assert_max_num_queries(16):
        assert client.get("/saya/promosi/").status_code == 200
