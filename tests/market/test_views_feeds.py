"""Feeds over real rows: what is in them, equal to the page, right for the checker, not heavy."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.commandline import perform
from lampit.config.commands import commands
from lampit.market.rules import checking
from lampit.shops.actions.seeding import _rows
from lampit.shops.models import Capacity, Photo, Product, Variant
from lampit.shops.rules import texts
from lampit.shops.rules.capacity import week_of
from lampit.shops.rules.prices import HIGHEST_PRICE
from tests.factories import maker, product

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def secure(settings: Any) -> Client:
    """Give a reader that comes by https to a host with a name."""
    settings.ALLOWED_HOSTS = ["pasar.example"]
    return Client(headers={"host": "pasar.example"})


def _good(*, sides: tuple[int, int] = (1080, 810), **values: Any) -> Product:
    stock = values.pop("stock", 5)
    days = values.pop("days", 0)
    made = product(
        values.pop("of", "63.08"), stock=stock, days=days, checked_at=timezone.now(), **values
    )
    Photo.objects.create(
        product=made, digest=f"{made.pk:064x}", width=sides[0], height=sides[1], made=1,
        created_at=timezone.now(),
    )  # fmt: skip
    return made


def _body(client: Client, address: str) -> bytes:
    answer = client.get(address, secure=True)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def _meta(client: Client, asked: str = "") -> list[dict[str, str]]:
    content = _body(client, f"/umpan/meta.csv{asked}")
    assert [str(one) for one in checking.check_meta(io.BytesIO(content))] == []
    return list(csv.DictReader(io.StringIO(content.decode())))


def _google(client: Client, asked: str = "") -> list[dict[str, str]]:
    content = _body(client, f"/umpan/google.xml{asked}")
    found = checking.check_google([content], today=timezone.localdate())
    assert [str(one) for one in found] == []
    items = Xml.fromstring(content).iter("item")  # noqa: S314 - our own
    return [{part.tag.removeprefix(G): part.text or "" for part in item} for item in items]


def test_what_lists_do_not_show_is_in_no_feed(secure: Client) -> None:
    """Hidden, stale, closed and pictureless goods are left out; sold out stays in."""
    shown = [_good(), _good(stock=0), _good(stock=None, days=10)]
    _good(state="disembunyikan")
    _good(state="draf")
    stale = _good()
    Product.objects.filter(pk=stale.pk).update(checked_at=timezone.now() - timedelta(days=92))
    _good(of=maker("63.08", is_published=False))
    product("63.08", checked_at=timezone.now())
    small = _good(sides=(1080, 300))
    codes = [variant.code for one in shown for variant in one.variants.all()]
    assert [row["id"] for row in _meta(secure)] == codes
    assert [row["availability"] for row in _meta(secure)] == [
        "in stock", "out of stock", "in stock"
    ]  # fmt: skip
    assert [item["id"] for item in _google(secure)] == [*codes, f"B{small.pk}"]


def test_feed_data_block_and_page_agree(secure: Client) -> None:
    """One price and one availability, of every variant, wherever it is told."""
    words = {"InStock": "in stock", "OutOfStock": "out of stock", "MadeToOrder": "in stock"}
    states = {"InStock": "in_stock", "OutOfStock": "out_of_stock", "MadeToOrder": "backorder"}
    first = _good(name="Tas purun", price=85_000)
    Variant.objects.create(product=first, code="TAS-2", name="Besar", position=1, own_price=99_000)
    goods = [first, _good(stock=0, price=12_000), _good(stock=None, days=9, price=1_500_000)]
    rows = {row["id"]: row for row in _meta(secure)}
    items = {item["id"]: item for item in _google(secure)}
    for good in goods:
        page = secure.get(f"/produk/{good.slug}/", secure=True).content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert found
        data = json.loads(found[1])
        told = (data if isinstance(data, dict) else data[0])["offers"]
        offers = told if isinstance(told, list) else [told]
        codes = [variant.code for variant in good.variants.all()]
        assert len(offers) == len(codes)
        for code, offer in zip(codes, offers, strict=True):
            state = offer["availability"].rpartition("/")[2]
            assert rows[code]["price"] == f"{offer['price']} IDR"
            assert items[code]["price"] == f"{offer['price']}.00 IDR"
            assert rows[code]["availability"] == words[state]
            assert items[code]["availability"] == states[state]
            assert rows[code]["link"] == items[code]["link"] == offer["url"]
        assert f'data-value="{good.price}"' in page
    assert rows["TAS-2"]["title"] == "Tas purun – Besar"
    assert rows["TAS-2"]["item_group_id"] == items["TAS-2"]["item_group_id"] == first.slug


def test_one_shop_and_one_shelf(secure: Client) -> None:
    """`?lapak=` and `?kategori=` narrow; what there is not is 404, never everything."""
    one, other = _good(), _good(category="lampit")
    assert [row["id"] for row in _meta(secure, f"?lapak={one.maker.slug}")] == [f"B{one.pk}"]
    assert [item["id"] for item in _google(secure, "?kategori=lampit")] == [f"B{other.pk}"]
    assert _meta(secure, f"?lapak={one.maker.slug}&kategori=lampit") == []
    for asked in ("?lapak=tidak-ada", "?kategori=tidak-ada"):
        assert secure.get(f"/umpan/meta.csv{asked}", secure=True).status_code == 404


def test_a_feed_that_is_known_is_not_sent_again(secure: Client) -> None:
    """The mark is of the content: it holds while nothing changes, and no longer."""
    good = _good()
    answer = secure.get("/umpan/google.xml", secure=True)
    mark = answer["ETag"]
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    again = secure.get("/umpan/google.xml", secure=True, headers={"if-none-match": mark})
    assert (again.status_code, again.content) == (304, b"")
    Product.objects.filter(pk=good.pk).update(price=86_000)
    later = secure.get("/umpan/google.xml", secure=True, headers={"if-none-match": mark})
    assert later.status_code == 200
    assert later["ETag"] != mark
    assert b"".join(later.streaming_content)  # type: ignore[attr-defined]


def test_feeds_are_indonesian_whoever_asks(secure: Client) -> None:
    """A cookie of language changes no feed."""
    _good()
    plain = _body(secure, "/umpan/meta.csv")
    secure.cookies["bahasa"] = "en"
    assert _body(secure, "/umpan/meta.csv") == plain


def test_queries_do_not_grow_with_goods(secure: Client, django_assert_max_num_queries: Any) -> None:
    """Four queries for each thousand goods, and one that finds no more."""
    shop = maker("63.08")
    for _ in range(12):
        _good(of=shop)
    with django_assert_max_num_queries(5):
        _body(secure, "/umpan/meta.csv")


def _demo() -> Iterator[tuple[str, str, int, str]]:
    for row in _rows("demo_products.csv"):
        yield row["name"], row["description_id"], int(row["price"]), row["category"]


NASTY = [
    ("TIKAR PURUN SUPER MURAH", "BELI SEKARANG JUGA, wa.me/628123", 1, "lampit"),
    ("<script>alert(1)</script>", "<b>x</b> https://contoh.invalid/", HIGHEST_PRICE, "pangan"),
    ("تيكر ڤورون 1", "", 5_000, "kayu"), ("😀 tas", "😀 tas", 7_000, "unggas"),
    ('Tas "Kembang", merah', 'a\nb, "c"\r\nd', 9_000, "sasirangan"),
]  # fmt: skip


def test_demo_and_nasty_goods_make_right_feeds(
    secure: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The goods of the demo and the worst a maker could write, by the command as CI runs it."""
    shop = maker("63.08", name='"Acil" & <Siti>, CONTOH')
    goods = [*_demo(), *NASTY]
    for number, (name, text, price, category) in enumerate(goods):
        _good(
            of=shop, name=texts.check_name(name), description=texts.cleaned_lines(text),
            price=price, category=category, stock=number % 3, slug=f"barang-uji-{number}",
        )  # fmt: skip
    for name in ("meta.csv", "google.xml"):
        path = tmp_path / name
        path.write_bytes(_body(secure, f"/umpan/{name}"))
        assert perform(commands()["check-feed"], [str(path)]) == 0, capsys.readouterr().out
    assert len(_meta(secure)) == len(goods)
    broken = tmp_path / "rusak.csv"
    broken.write_bytes((tmp_path / "meta.csv").read_bytes().replace(b" IDR", b",00", 1))
    assert perform(commands()["check-feed"], [str(broken), "--json"]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["first"][0]["line"] == 2
    assert perform(commands()["check-feed"], [str(tmp_path / "tidak-ada.csv")]) == 2


def _full(weekly: int | None, weeks: int, *, slots: int = 2) -> Product:
    """Return a good made to order in nine days, of a maker whose next weeks are all taken."""
    shop = maker("63.08", weekly_slots=weekly)
    good = _good(of=shop, stock=None, days=9)
    monday = week_of(timezone.localdate())
    for number in range(weeks):
        week = monday + timedelta(weeks=number)
        Capacity.objects.create(maker=shop, week=week, slots=slots, used=slots)
    return good


def test_made_to_order_follows_the_weeks_of_its_maker(secure: Client) -> None:
    """A free week soon: in stock; all taken for six weeks: out, and for Google a later day."""
    today = timezone.localdate()
    soon, later, free = _full(5, 1), _full(2, 7), _full(None, 0)
    rows = {row["link"].split("/")[-2]: row["availability"] for row in _meta(secure)}
    assert rows == {soon.slug: "in stock", later.slug: "out of stock", free.slug: "in stock"}
    items = {item["link"].split("/")[-2]: item for item in _google(secure)}
    assert {item["availability"] for item in items.values()} == {"backorder"}
    for good, day in (
        (soon, week_of(today + timedelta(days=9)) + timedelta(days=6)),
        (later, week_of(today) + timedelta(weeks=7, days=6)),
        (free, today + timedelta(days=9)),
    ):
        assert items[good.slug]["availability_date"] == f"{day.isoformat()}T13:00+0800"
        page = secure.get(f"/produk/{good.slug}/", secure=True).content.decode()
        assert f'data-promised="{day.isoformat()}"' in page
        assert "schema.org/MadeToOrder" in page
    large = later.variants.get()
    large.slots_each = 3  # of two a week: no week ever takes one
    large.save()
    items = {item["link"].split("/")[-2]: item for item in _google(secure)}
    assert items[later.slug]["availability"] == "out_of_stock"
    page = secure.get(f"/produk/{later.slug}/", secure=True).content.decode()
    assert "data-full" in page
    assert "schema.org/OutOfStock" in page
    assert "schema.org/MadeToOrder" not in page


def test_weeks_cost_one_query_for_all_makers(
    secure: Client, django_assert_max_num_queries: Any
) -> None:
    """However many makers make to order."""
    for _ in range(5):
        _full(2, 3)
    with django_assert_max_num_queries(6):
        assert len(_body(secure, "/umpan/google.xml")) > 1_000
