"""What pages tell of whom one buys from, and what they say of what was taken down."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.registry.models import Permit
from lampit.shops.actions import bar_shop, take_down
from lampit.shops.models import Curation, MarketOffice, PriceSplit
from lampit.trust.models import Answering, Review
from tests.factories import maker, product, region
from tests.trust.things import HSU, reviewed

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    """Return the text of a page."""
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def product_data(text: str) -> dict[str, Any]:
    """Return the data block of the good."""
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert block is not None
    found: dict[str, Any] = next(one for one in json.loads(block[1]) if one["@type"] == "Product")
    return found


def test_nothing_is_claimed_without_reviews(client: Client) -> None:
    """No stars, no rating in the data block; it is said that there are none."""
    good = product(HSU)
    text = page(client, f"/produk/{good.slug}/")
    assert "Belum ada ulasan." in text
    assert "aggregateRating" not in text


def test_four_reviews_have_a_number_five_a_mean(client: Client) -> None:
    """The mean of the page is the mean of the data block; held and withdrawn ones do not count."""
    good = reviewed(5)
    path = f"/produk/{good.slug}/"
    text = page(client, path)
    assert 'data-value="4.7" data-n="5"' in text
    told = product_data(text)["aggregateRating"]
    assert (told["ratingValue"], told["reviewCount"]) == ("4.7", 5)
    first = Review.objects.order_by("pk")[0]
    Review.objects.filter(pk=first.pk).update(state="DITAHAN")
    text = page(client, path)
    assert "4 ulasan. Rata-rata baru ditampilkan mulai 5 ulasan." in text
    assert "aggregateRating" not in text
    assert first.text not in text


def test_reviews_have_pages_of_their_own(client: Client) -> None:
    """Newest first, the rest by link; what a buyer typed is text."""
    good = reviewed(6, text="<b>tebal</b>", answer="Terima <i>kasih")
    text = page(client, f"/produk/{good.slug}/")
    assert "Baca 6 ulasan" in text
    assert "<b>tebal" not in text
    assert "<i>kasih" not in text
    for path in (f"/produk/{good.slug}/ulasan/", f"/lapak/{good.maker.slug}/ulasan/"):
        assert page(client, path).count("Laporkan ulasan ini") == 6
    assert client.get("/produk/tidak-ada/ulasan/").status_code == 404


def test_papers_are_those_valid_today(client: Client) -> None:
    """The number of a NIB is the owner's own; ended papers and those without number stay out."""
    good = product(HSU)
    today = timezone.localdate()
    for kind, number, until in (
        ("nib", "1234567890123", None), ("halal", "ID99", today),
        ("pirt", "203630801000125", today - timedelta(days=1)), ("merek", "", None),
    ):  # fmt: skip
        Permit.objects.create(
            business=good.maker.business, kind=kind, number=number, valid_until=until,
            proof="dilihat" if kind == "halal" else "dikatakan",
        )  # fmt: skip
    for path in (f"/produk/{good.slug}/", f"/lapak/{good.maker.slug}/"):
        text = page(client, path)
        assert "1234567890123" not in text
        assert "NIB" in text
        assert "ID99" in text
        assert "203630801000125" not in text
        assert text.count("kata perajin, belum dicek dinas") == 1


def test_what_the_law_has_a_buyer_know(client: Client) -> None:
    """Condition, how long food keeps, what is not on record, the rule of return, whom to tell."""
    food = product(HSU, category="pangan", keeps_days=30)
    text = page(client, f"/produk/{food.slug}/")
    for said in ("30 hari sejak dibuat", "Halal", "belum tercatat", "2 hari kerja", "Keadaan"):
        assert said in text
    craft = page(client, f"/produk/{product(HSU).slug}/")
    assert "sejak dibuat" not in craft
    assert "kontak pengaduannya belum ditulis" in craft
    MarketOffice.objects.create(
        region=region(HSU), name="Dinas Dagang", whatsapp="+6281200004567", hours="08.00–15.00",
        changed_at=timezone.now(),
    )  # fmt: skip
    told = page(client, f"/produk/{food.slug}/")
    assert all(one in told for one in ("Dinas Dagang", "08.00–15.00", "/lapor/barang/"))


def test_a_price_is_open_with_consent_alone(client: Client) -> None:
    """Without it, and when the parts no longer fit, not one of its numbers stands in the page."""
    good = product(HSU, price=150_000, collector_price=91_234)
    split = PriceSplit.objects.create(
        product=good, material=45_678, labour=24_000, told_at=timezone.now()
    )
    path = f"/produk/{good.slug}/"
    for is_shown, price in ((False, 150_000), (True, 50_000)):
        PriceSplit.objects.filter(pk=split.pk).update(is_shown=is_shown)
        type(good).objects.filter(pk=good.pk).update(price=price)
        text = page(client, path)
        assert "45.678" not in text
        assert "91.234" not in text
    type(good).objects.filter(pk=good.pk).update(price=150_000)
    text = page(client, path)
    assert "45.678" in text
    assert 'data-value="91234"' in text
    assert "perkiraan, dicek" in text


def test_marks_and_answers_are_told_while_they_hold(client: Client) -> None:
    """A curated good with its level and day; how she answers with its number of orders."""
    good = product(HSU)
    today = timezone.localdate()
    mark = Curation.objects.create(
        product=good, level="provinsi", passed_on=today - timedelta(days=9), until=today
    )
    Answering.objects.create(maker=good.maker, n=7, hours=3, finished=12, reckoned_on=today)
    path = f"/produk/{good.slug}/"
    text = page(client, path)
    assert "Lolos kurasi Dekranasda provinsi" in text
    assert "biasanya menjawab dalam 3 jam (7 pesanan)" in text
    Curation.objects.filter(pk=mark.pk).update(until=today - timedelta(days=1))
    assert "Lolos kurasi" not in page(client, path)


def test_what_was_taken_down_says_so(client: Client) -> None:
    """410 with the reason's office, no word of the good; lists and the shop go on without it."""
    keeper = maker(HSU, name="Lapak Rawa")
    good = product(keeper, name="Kipas bulu")
    other = product(keeper, name="Tikar purun", checked_at=timezone.now())
    take_down(good)
    text = page(client, f"/produk/{good.slug}/", 410)
    assert "Barang ini diturunkan" in text
    assert "Kipas bulu" not in text
    shop = page(client, f"/lapak/{keeper.slug}/")
    assert ("Kipas bulu" in shop, "Tikar purun" in shop) == (False, True)
    assert client.get(f"/produk/{good.slug}/wa/").status_code == 404
    waiting = product(keeper, state="menunggu")
    assert client.get(f"/produk/{waiting.slug}/").status_code == 404
    bar_shop(keeper)
    assert "Lapak ini ditutup" in page(client, f"/lapak/{keeper.slug}/", 410)
    assert client.get(f"/produk/{other.slug}/").status_code == 404


def test_food_tells_its_ingredients_and_live_ducks_no_material(client: Client) -> None:
    """A label says composition; nobody asks what a duckling is made of."""
    words = {}
    for category, material in (("pangan", "Telur itik, garam"), ("unggas", ""), ("lainnya", "")):
        one = product("63.08", category=category, material=material)
        words[category] = client.get(f"/produk/{one.slug}/").content.decode()
    assert "Komposisi" in words["pangan"]
    assert "Telur itik, garam" in words["pangan"]
    assert "Bahan" not in words["unggas"].split('id="rinci"')[1].split("</dl>")[0]
    assert "belum diketahui" in words["lainnya"].split('id="rinci"')[1].split("</dl>")[0]
