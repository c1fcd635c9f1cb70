"""Choices of a good on one page: prices, stock each, retired but never gone."""

from typing import Any

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.orders.models import Line
from lampit.shops.actions.variants import save_choices
from lampit.shops.models import Product, Stock, Variant
from lampit.shops.queries import stock_differences
from lampit.shops.rules.variants import Choice
from tests.factories import NOON, maker, member, product
from tests.orders.things import order

pytestmark = pytest.mark.django_db
HSU = "63.08"


def good() -> Product:
    """Return a good on sale of a shop with an account."""
    return product(maker(HSU, member("maker", HSU)), stock=5, price=85_000)


def save(of: Product, choices: list[Choice]) -> Product:
    """Write the choices of a good as its maker."""
    assert of.maker.account is not None
    return save_choices(of.maker.account, of, choices, NOON, seen_version=of.version)


def offered(of: Product) -> dict[str, int]:
    """Return the price of each choice on offer by name."""
    rows = Variant.objects.filter(product=of, is_offered=True).select_related("product")
    return {one.name: one.price for one in rows}


def test_each_choice_has_its_price_and_its_stock() -> None:
    """The first becomes one of several; the ledger agrees."""
    own = good()
    first = own.variants.get()
    own = save(own, [
        Choice(pk=first.pk, size="100 × 200"),
        Choice(size="150 × 200", own_price=120_000, stock=3),
        Choice(size="200 × 300", own_price=200_000, kind="BUAT", lead_days=14, slots_each=3),
    ])  # fmt: skip
    assert offered(own) == {"100 × 200": 85_000, "150 × 200": 120_000, "200 × 300": 200_000}
    stocks = dict(Stock.objects.values_list("variant__size", "on_hand"))
    assert stocks == {"100 × 200": 5, "150 × 200": 3}
    assert len(set(Variant.objects.values_list("code", flat=True))) == 3
    moves = [one for one in stock_differences() if one.what != "stock-ledger" or one.stored]
    assert moves == []


def test_what_was_ordered_of_a_choice_stays() -> None:
    """A retired choice cannot be ordered any more; its order, price and code stand."""
    own = good()
    first = own.variants.get()
    order({first: 2}, way="COD")
    own.refresh_from_db()
    own = save(own, [Choice(size="Besar", stock=1)])
    first.refresh_from_db()
    assert not first.is_offered
    assert Line.objects.get().variant == first
    assert offered(own) == {"Besar": 85_000}
    with pytest.raises(Refusal):
        order({first: 1}, way="COD")
    again = save(own, [Choice(pk=own.variants.get(size="Besar").pk, size="Besar")])
    assert again.variants.get(size="Besar").code == f"B{own.pk}-2"


def test_two_pages_open_at_once_lose_nothing() -> None:
    """The second to save is told to look again."""
    own = good()
    stale = Product.objects.select_related("maker").get(pk=own.pk)
    save(own, [Choice(pk=own.variants.get().pk, size="a")])
    with pytest.raises(Refusal) as refusal:
        save(stale, [Choice(size="b")])
    assert refusal.value.code == "berubah"


def test_the_page_takes_all_at_once(client: Client) -> None:
    """Stock counted only when changed; faults are said and what was typed stays."""
    own = good()
    assert own.maker.account is not None
    client.force_login(own.maker.account)
    address = f"/saya/barang/{own.slug}/pilihan/"
    page = client.get(address).content.decode()
    assert 'name="p-1-size"' in page
    first = own.variants.get()
    sent: dict[str, Any] = {
        "version": own.version, "p-TOTAL_FORMS": "2", "p-INITIAL_FORMS": "1",
        "p-0-pk": first.pk, "p-0-seen_stock": "5", "p-0-stock": "5", "p-0-size": "Kecil",
        "p-0-kind": "SIAP", "p-1-kind": "SIAP", "p-1-size": "Kecil", "p-1-stock": "4",
        "p-1-own_price": "99.000",
    }  # fmt: skip
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "Ada dua pilihan yang sama" in wrong.content.decode()
    assert 'value="99.000"' in wrong.content.decode()
    assert client.post(address, {**sent, "p-1-size": "Besar"}).status_code == 302
    assert offered(own) == {"Kecil": 85_000, "Besar": 99_000}
    goods = client.get("/saya/barang/").content.decode()
    assert "Stok 2 pilihan" in goods
    edit = client.get(f"/saya/barang/{own.slug}/").content.decode()
    assert "Barang ini punya 2 pilihan" in edit
    buyer = client.get(f"/produk/{own.slug}/").content.decode()
    assert buyer.count('name="varian"') == 2


def test_another_makers_choices_do_not_exist(client: Client) -> None:
    """A foreign good is 404; foreign variants in the form are left out."""
    own, other = good(), good()
    assert own.maker.account is not None
    client.force_login(own.maker.account)
    assert client.get(f"/saya/barang/{other.slug}/pilihan/").status_code == 404
    sent = {
        "version": own.version, "p-TOTAL_FORMS": "1", "p-INITIAL_FORMS": "1",
        "p-0-pk": other.variants.get().pk, "p-0-kind": "SIAP", "p-0-size": "Curi",
    }  # fmt: skip
    assert client.post(f"/saya/barang/{own.slug}/pilihan/", sent).status_code == 422
    assert other.variants.get().size == ""
