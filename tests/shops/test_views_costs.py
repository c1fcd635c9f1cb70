"""The price helper on the maker's pages: what is left, by hour too, and what others ask."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.shops import queries
from lampit.shops.actions import note_wage
from lampit.shops.models import CostSheet, Product
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"
TYPED = {
    "name": "Sajadah purun", "price": "62.000", "category": "anyaman-purun", "unit": "lembar",
    "kind": "SIAP", "stock": "12", "key": "k1", "cek.janji": "ya",
}  # fmt: skip
COSTS = {
    "material_1": "Purun", "material_cost_1": "10rb", "material_2": "Pewarna",
    "material_cost_2": "5.000", "packaging_cost": "3000", "hours": "1,5", "hourly_wage": "10.000",
}  # fmt: skip


@pytest.fixture
def siti(client: Client) -> Any:
    """Sign in a maker with a shop."""
    person = member("maker", HSU)
    maker(HSU, person, name="Anyaman Bunga Rawa")
    client.force_login(person)
    return person


def test_the_price_helper_says_what_stays_by_piece_and_by_hour(client: Client, siti: Any) -> None:
    """Cost 33,000 at 62,000: 29,000 a piece, 29,333 an hour; with and without scripts."""
    part = client.post("/saya/barang/hitung/", {**TYPED, **COSTS}).content.decode()
    for told in ('data-value="33000"', 'data-left="29000"', 'data-hour="29333"'):
        assert told in part
    page = client.post("/saya/barang/baru/", {**TYPED, **COSTS, "reckon": "1"})
    assert page.status_code == 200
    body = page.content.decode()
    assert 'data-left="29000"' in body
    assert 'name="material_3"' in body, "a row more than was filled"
    assert 'name="material_4"' not in body
    assert not Product.objects.exists()
    low = client.post("/saya/barang/hitung/", {**TYPED, **COSTS, "price": "20000"})
    assert "Di bawah modal" in low.content.decode()
    assert "1.333" in low.content.decode(), "and the hourly wage it means"


def test_the_sheet_is_kept_and_comes_back(client: Client, siti: Any) -> None:
    """Cost and rows are saved with the good and stand in its page again; buyers see neither."""
    client.post("/saya/barang/baru/", {**TYPED, **COSTS, "channel": "shopee"})
    made = Product.objects.get()
    assert made.cost == 33_000
    sheet = CostSheet.objects.get()
    assert sheet.materials == [["Purun", 10_000], ["Pewarna", 5_000]]
    page = client.get(f"/saya/barang/{made.slug}/").content.decode()
    assert 'value="Pewarna"' in page
    assert 'data-fee="10550"' in page, "10 % + 5 % + 1,250 of 62,000"
    assert "sebulan dibagi 173 jam" not in page, "her own wage is not called the minimum wage"
    assert "33.000" not in client.get(f"/produk/{made.slug}/").content.decode()


def test_an_empty_wage_is_the_minimum_wage(client: Client, siti: Any) -> None:
    """UMP of the file by default, told with source; the office's own UMK goes before it."""
    typed = {**TYPED, "hours": "1"}
    part = client.post("/saya/barang/hitung/", typed).content.decode()
    assert 'data-value="21532"' in part
    assert "100.3.3.1/01101/KUM/2025" in part
    staff = member("staff", HSU)
    note_wage(staff, HSU, 3_800_000, date(2026, 1, 1), "SK Gubernur 1/2026", NOON)
    part = client.post("/saya/barang/hitung/", typed).content.decode()
    assert 'data-value="21965"' in part
    assert "SK Gubernur 1/2026" in part
    with pytest.raises(Refusal):
        note_wage(member("staff", "63.09"), HSU, 3_800_000, date(2026, 1, 1), "SK 1/2026", NOON)


def test_every_kabupaten_has_a_wage() -> None:
    """All 38 provinces stand in the file, so no maker of 514 districts is without a default."""
    provinces = [
        *range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82,
        *range(91, 97),
    ]  # fmt: skip
    assert len(provinces) == 38
    found = [queries.minimum_wage(f"{code}.01", date(2026, 11, 24)) for code in provinces]
    assert all(one is not None and one.per_hour > 10_000 for one in found)


def test_impossible_batches_stand_at_their_field(client: Client, siti: Any) -> None:
    """Overhead without pieces a month is asked for; what was typed stays."""
    sent = {**TYPED, **COSTS, "monthly_overhead": "50.000"}
    answer = client.post("/saya/barang/baru/", sent)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Tulis berapa buah sebulan" in body
    assert 'value="Pewarna"' in body


def test_similar_goods_are_said_only_when_enough(client: Client, siti: Any) -> None:
    """Five goods of three other makers give median and quartiles; her own do not count."""
    others = [maker(HSU) for _ in range(3)]
    for number in range(4):
        price = 40_000 + number * 10_000
        product(others[number % 3], price=price, unit="lembar", checked_at=timezone.now())
    part = client.post("/saya/barang/hitung/", TYPED).content.decode()
    assert "Belum cukup pembanding" in part
    product(others[0], price=90_000, unit="lembar", checked_at=timezone.now())
    product(others[0], price=1_000, unit="lembar", state="disembunyikan")
    part = client.post("/saya/barang/hitung/", TYPED).content.decode()
    assert 'data-n="5" data-value="60000"' in part


def test_the_helper_costs_few_queries(
    client: Client, siti: Any, django_assert_max_num_queries: Any
) -> None:
    """The answer is the same number of queries for many goods."""
    for _ in range(12):
        product(HSU, unit="lembar")
    with django_assert_max_num_queries(9):
        client.post("/saya/barang/hitung/", {**TYPED, **COSTS})


def test_parts_of_a_price_stand_as_people_write_money(client: Client, siti: Any) -> None:
    """What the price helper knows comes with its thousands apart, and is read back so."""
    client.post("/saya/barang/baru/", {**TYPED, **COSTS})
    made = Product.objects.get()
    page = client.get(f"/saya/barang/{made.slug}/rincian-harga/").content.decode()
    assert 'value="15.000"' in page
    assert 'value="15000"' not in page
