"""Goods and shops: put on sale, changed, confirmed, proven; by their keepers only."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from lampit.basics.refusal import Refusal
from lampit.national import qris
from lampit.outside.pictures import Picture
from lampit.people.models import AuditEntry
from lampit.shops import access, queries
from lampit.shops.actions import (
    Draft,
    Profile,
    Sighting,
    add_product,
    attach_photo,
    change_product,
    confirm_selling,
    demo_qris,
    demo_workshops,
    describe_shop,
    open_shop,
    proofs,
    record_reference,
    refresh_all_references,
    remove_photo,
    seed_demo_shops,
    set_published,
    set_qris,
    set_state,
    set_stock,
    withdraw_reference,
)
from lampit.shops.models import PriceReference, Product
from lampit.shops.queries.finding import Wish, find
from tests.factories import NOON, business, maker, member, product

pytestmark = pytest.mark.django_db
HSU, TABALONG = "63.08", "63.09"
TODAY = NOON.date()


def found(question: str) -> list[int]:
    """Return the numbers of the goods a buyer finds, on sale or not."""
    return find(Product.objects.all(), question, Wish(), TODAY).ids


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    """Point the media folder to an empty place."""
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def picture(sign: str = "a") -> Picture:
    """Return a picture that was kept."""
    return Picture(sign * 64, 1080, 1080, {})


def draft(**values: Any) -> Draft:
    """Return the mat of the journey."""
    given: dict[str, Any] = {"name": "Sajadah purun", "price": 62_000, "cost": 33_000}
    return Draft(**{**given, "stock": 12, "category": "anyaman-purun"} | values)


def test_a_new_good_is_on_sale_at_once() -> None:
    """Siti's prayer mat: live, found by search, twelve to be had, its price and cost kept."""
    siti = member("maker", HSU)
    shop = maker(HSU, siti)
    made = add_product(siti, shop, draft(photos=[picture()]), NOON)
    assert made.slug == "sajadah-purun"
    assert access.public_products(TODAY).get() == made
    assert found("sajadah") == [made.pk]
    whole = queries.whole(access.reachable_good(made.slug), today=TODAY)
    assert whole is not None
    assert (whole.readiness.left, whole.choices[0].code) == (12, f"B{made.pk}")
    assert made.cover == "a" * 64
    assert not AuditEntry.objects.exists()


def test_the_same_form_twice_makes_one_good() -> None:
    """An answer lost on the way and sent again does not double the good."""
    siti = member("maker", HSU)
    shop = maker(HSU, siti)
    first, again = (add_product(siti, shop, draft(), NOON, key="k1") for _ in range(2))
    assert first == again
    other = add_product(siti, shop, draft(), NOON, key="k2")
    assert (other != first, other.slug) == (True, "sajadah-purun-2")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "تيكر ڤورون", "Baru", "Tas 🧺 “x”"])
def test_hostile_names_get_plain_addresses(name: str) -> None:
    """Markup, Jawi, emoji and words of our own pages make no trouble."""
    siti = member("maker", HSU)
    made = add_product(siti, maker(HSU, siti), draft(name=name), NOON)
    assert made.name == name
    assert made.slug.isascii()
    assert made.slug not in {"", "baru"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"price": 0}, "harga_kosong"),
        ({"name": "🧺"}, "nama_kosong"),
        ({"category": "senjata"}, "kategori_salah"),
        ({"lead_days": 0}, "hari_salah"),
        ({"cost": -1}, "modal_salah"),
        ({"size_cm": (0, None, None)}, "ukuran_salah"),
    ],
)
def test_what_can_not_be_sold_is_refused(values: dict[str, Any], code: str) -> None:
    """Nothing is written when a good is refused."""
    siti = member("maker", HSU)
    with pytest.raises(Refusal) as refused:
        add_product(siti, maker(HSU, siti), draft(**values), NOON)
    assert refused.value.code == code
    assert not Product.objects.exists()


def test_only_keepers_change_a_shop() -> None:
    """Another maker, the neighbour's staff and a buyer are refused; nothing changes."""
    good = product(maker(HSU, member("maker", HSU)))
    variant = queries.main_variant(good)
    assert variant is not None
    for other in (member("maker", HSU), member("staff", TABALONG), member("buyer", HSU)):
        for deed in (
            lambda: add_product(other, good.maker, draft(), NOON),  # noqa: B023
            lambda: change_product(other, good, draft(), NOON, seen_version=1),  # noqa: B023
            lambda: set_state(other, good, "disembunyikan", NOON),  # noqa: B023
            lambda: set_stock(other, good, variant, 1, NOON),  # noqa: B023
            lambda: confirm_selling(other, good.maker, NOON),  # noqa: B023
            lambda: describe_shop(other, good.maker, Profile("x"), NOON),  # noqa: B023
            lambda: set_qris(other, good.maker, demo_qris("a", 1), NOON),  # noqa: B023
        ):
            with pytest.raises(Refusal) as refused:
                deed()
            assert refused.value.code == "bukan_lapak_anda"


def test_help_of_the_office_is_audited() -> None:
    """Staff of the same kabupaten may add for a maker; the audit says who did."""
    good = product(maker(HSU, member("maker", HSU)))
    staff = member("staff", HSU)
    set_state(staff, good, "disembunyikan", NOON)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.deed, entry.region) == (staff, "barang.disembunyikan", HSU)


def test_a_change_on_an_old_view_is_refused() -> None:
    """Two phones open the same good; the second to save is told, nothing is lost."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti))
    change_product(siti, good, draft(name="Tikar besar"), NOON, seen_version=1)
    with pytest.raises(Refusal) as refused:
        change_product(siti, good, draft(name="Tikar kecil"), NOON, seen_version=1)
    assert refused.value.code == "berubah"
    good.refresh_from_db()
    assert (good.name, good.version) == ("Tikar besar", 2)
    assert queries.stock_differences() == []
    assert found("besar")


def test_made_to_order_and_back() -> None:
    """A good may change from stock to order; its stock then no longer counts."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti), stock=3)
    change_product(siti, good, draft(stock=None, lead_days=9), NOON, seen_version=1)
    found = queries.whole(access.reachable_good(good.slug), today=TODAY)
    assert found is not None
    assert (found.readiness.code, found.readiness.lead_days) == ("dibuat", 9)


def test_still_sold_with_one_tap() -> None:
    """All live goods of the shop are fresh again; hidden and foreign ones stay as they were."""
    siti = member("maker", HSU)
    shop = maker(HSU, siti)
    old = NOON - timedelta(days=95)
    stale, hidden = product(shop, checked_at=old), product(shop, state="disembunyikan")
    foreign = product(HSU, checked_at=old)
    assert not access.public_products(TODAY).filter(pk=stale.pk).exists()
    assert confirm_selling(siti, shop, NOON) == 1
    assert access.public_products(TODAY).get() == stale
    hidden.refresh_from_db()
    foreign.refresh_from_db()
    assert (hidden.state, foreign.checked_at) == ("disembunyikan", old)


def test_saving_follows_from_standing_proofs() -> None:
    """Two proofs show nothing, the third does, a withdrawn one takes it back."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti), price=85_000)
    seen = [
        record_reference(
            siti, good, Sighting(price, "TOKO", name, TODAY, photo="a" * 64), NOON,
            today=TODAY,
        )
        for price, name in ((110_000, "A"), (98_000, "B"), (104_000, "C"))
        if not Product.objects.exclude(reference_price=None).exists()
    ]  # fmt: skip
    good.refresh_from_db()
    assert (good.reference_price, good.reference_until) == (104_000, TODAY + timedelta(days=180))
    row = queries.shelf(access.public_products(TODAY), 0, 9, today=TODAY)[0]
    assert (row.saving, row.reference_price) == (18, 104_000)
    PriceReference.objects.filter(pk=seen[0].pk).update(photo="", link="https://toko.example")
    proofs.refresh_reference(good, today=TODAY)
    assert good.reference_price is None  # a link alone proves nothing
    PriceReference.objects.filter(pk=seen[0].pk).update(photo="a" * 64)
    proofs.refresh_reference(good, today=TODAY)
    late = TODAY + timedelta(days=181)
    assert queries.shelf(Product.objects.all(), 0, 9, today=late)[0].saving is None
    withdraw_reference(siti, seen[0], NOON, today=TODAY)
    good.refresh_from_db()
    assert good.reference_price is None


def test_references_are_reckoned_anew_by_the_daily_job() -> None:
    """When proofs lapse the daily job takes the reference price away, once."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti))
    for name in "ABC":
        seen = Sighting(100_000, "TOKO", name, TODAY, photo="a" * 64)
        record_reference(siti, good, seen, NOON, today=TODAY)
    late = TODAY + timedelta(days=181)
    assert refresh_all_references(today=TODAY) == 0
    assert refresh_all_references(today=late) == 1
    assert refresh_all_references(today=late) == 0


def test_a_swapped_qris_needs_a_second_yes() -> None:
    """A first code is taken, another name asks first, both are audited; dynamic ones refused."""
    siti = member("maker", HSU)
    shop = maker(HSU, siti)
    assert set_qris(siti, shop, demo_qris("bunga rawa", 1), NOON).merchant_name
    other = demo_qris("penipu", 2)
    with pytest.raises(Refusal, match="atas nama CONTOH PENIPU"):
        set_qris(siti, shop, other, NOON)
    set_qris(siti, shop, other, NOON, confirmed=True)
    shop.refresh_from_db()
    assert shop.qris == other
    deeds = list(AuditEntry.objects.order_by("number").values_list("deed", flat=True))
    assert deeds == ["qris.pasang", "qris.ganti"]
    for text, code in (
        ("https://example.org", "qris_salah"),
        (other[:-9], "qris_salah"),
        (qris.make_dynamic(other, 5_000), "already_dynamic"),
    ):
        with pytest.raises(Refusal) as refused:
            set_qris(siti, shop, text, NOON)
        assert refused.value.code == code


def test_a_renamed_shop_is_found_by_its_new_name() -> None:
    """The search terms of all goods follow the name of their maker."""
    siti = member("maker", HSU)
    shop = maker(HSU, siti)
    product(shop)
    profile = Profile("Anyaman Melati", whatsapp="0812 0000 0142")
    assert describe_shop(siti, shop, profile, NOON).whatsapp == "+6281200000142"
    assert found("melati")
    with pytest.raises(Refusal) as refused:
        describe_shop(siti, shop, Profile("x", whatsapp="0812"), NOON)
    assert refused.value.code == "nomor_wa_salah"


def test_a_shop_opens_once_and_closes_with_its_goods() -> None:
    """Opening again gives the same shop; a closed one takes its goods off the market."""
    siti = member("maker", HSU)
    place = business(HSU)
    shop = open_shop(place, siti, Profile("Anyaman Rawa"), NOON)
    assert open_shop(place, siti, Profile("Lain"), NOON) == shop
    product(shop)
    set_published(siti, shop, False, NOON)
    assert not access.reachable_products().exists()


def test_photos_keep_their_order_and_their_number() -> None:
    """The first photo is the cover; the next takes its place; the eleventh is refused."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti))
    for sign in "0123456789":
        attach_photo(siti, good, picture(sign), "", NOON)
    attach_photo(siti, good, picture("0"), "", NOON)  # the same photo again is no other photo
    with pytest.raises(Refusal, match="Paling banyak 10"):
        attach_photo(siti, good, picture("a"), "", NOON)
    remove_photo(siti, good, queries.photos_of(good)[0].pk, NOON)
    good.refresh_from_db()
    assert good.cover == "1" * 64


def test_demo_shops_are_the_same_each_time(media: Path) -> None:
    """Twenty shops, 46 goods, pictures marked as illustrations, books true, QRIS readable."""
    places = {w.id: business(HSU, name=w.name) for w in demo_workshops()[:3]}
    siti = member("maker", HSU)
    makers = seed_demo_shops(places, {"L01": siti}, NOON, with_pictures=False)
    assert [shop.account for shop in makers] == [siti, None, None]
    assert len(demo_workshops()) == 20
    assert Product.objects.count() == 11
    assert all(qris.parse(shop.qris).kind == "static" for shop in makers)
    assert queries.stock_differences() == []
    bag = Product.objects.get(name="Tas jinjing eceng gondok")
    assert bag.reference_price is None  # its proofs have no picture here
    PriceReference.objects.update(photo="a" * 64)
    refresh_all_references(today=TODAY)
    bag.refresh_from_db()
    assert bag.reference_price == 185_000
