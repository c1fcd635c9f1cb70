"""What brought a buyer travels from the link to the ledger, with no cookie of its own."""

import pytest
from django.test import Client

from lampit.orders import actions
from lampit.orders.models import Basket, Order, Sale
from lampit.shops import actions as shops
from lampit.shops.models import TrackedLink, Variant
from tests.orders.test_views_buying import filled
from tests.orders.things import NOW, account_of, goods

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
    assert set(client.cookies) == {"sessionid", "messages"} & set(client.cookies)
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
