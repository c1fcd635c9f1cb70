"""Goods that want a look wait for it; the answer of the office is kept; nothing is refused."""

from datetime import timedelta
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.registry.models import Permit
from lampit.shops import access, queries
from lampit.shops.actions import (
    Draft,
    add_product,
    bar_shop,
    bring_back,
    change_product,
    follow_consent,
    look,
    open_barred_shop,
    set_published,
    set_state,
    take_down,
)
from lampit.shops.models import Maker, Pledge, Product
from tests.factories import NOON, maker, member, owner, product

pytestmark = pytest.mark.django_db
HSU = "63.08"
TODAY = NOON.date()
TICK = {"janji": "ya"}


def draft(**values: Any) -> Draft:
    """Return a plain good as typed."""
    usual: dict[str, Any] = {"name": "Tikar purun", "price": 90_000, "stock": 3, "answers": TICK}
    return Draft(**usual | values)


@pytest.fixture
def siti() -> User:
    """Return a maker."""
    return member("maker", HSU)


@pytest.fixture
def shop(siti: User) -> Maker:
    """Return her shop."""
    return maker(HSU, siti)


def test_a_plain_good_is_sold_at_once_and_its_answers_are_kept(siti: User, shop: Maker) -> None:
    """Who answered what, when, to which list."""
    made = add_product(siti, shop, draft(), NOON)
    kept = Pledge.objects.get(product=made)
    assert made.state == "tayang"
    assert (kept.by, kept.at, kept.version, kept.answers) == (siti, NOON, "2026-11", TICK)
    assert not kept.needs_look


@pytest.mark.parametrize("answers", [TICK | {"satwa": "ya"}, TICK | {"satwa": "ragu"}, TICK, {}])
def test_a_risky_or_missing_answer_lets_the_good_wait(
    siti: User, shop: Maker, answers: dict[str, str]
) -> None:
    """It is kept, not refused, and buyers do not see it, by its own address either."""
    made = add_product(siti, shop, draft(name="Kipas bulu burung", answers=answers), NOON)
    made.refresh_from_db()
    assert made.state == "menunggu"
    assert not access.reachable_products().filter(pk=made.pk).exists()
    for state in ("tayang", "disembunyikan"):
        with pytest.raises(Refusal) as told:
            set_state(siti, made, state, NOON)
        assert told.value.code == "menunggu_dilihat"


def test_the_office_looks_once_and_the_good_appears(siti: User, shop: Maker) -> None:
    """Allowed, it is on sale with today's date; a second answer and another office are refused."""
    made = add_product(siti, shop, draft(name="Meja ramin", answers=TICK | {"kayu": "surat"}), NOON)
    staff, neighbour = member("staff", HSU), member("staff", "63.09")
    kept = queries.to_look_at(access.visible_pledges(staff)).get()
    assert not queries.to_look_at(access.visible_pledges(neighbour)).exists()
    with pytest.raises(Refusal) as told:
        look(neighbour, kept, True, "", NOON)
    assert told.value.code == "bukan_wilayah"
    with pytest.raises(Refusal) as told:
        look(staff, kept, False, "", NOON)
    assert told.value.code == "alasan_kosong"
    later = NOON + timedelta(hours=3)
    look(staff, kept, True, "surat asal dilihat", later)
    made.refresh_from_db()
    assert (made.state, made.published_at, made.checked_at) == ("tayang", later, later)
    assert AuditEntry.objects.filter(deed="barang.dilihat", subject_id=str(made.pk)).exists()
    with pytest.raises(Refusal) as told:
        look(staff, kept, False, "ternyata tanpa surat", later)
    assert told.value.code == "sudah_dilihat"


def test_a_good_that_becomes_risky_waits_and_an_old_one_is_left_alone(siti: User) -> None:
    """Editing asks only about what is new; goods from before the list keep selling."""
    shop = maker(HSU, siti)
    old = product(shop, name="Cermin ukir ulin", category="kayu")

    def changed(good: Product, **values: Any) -> str:
        good.refresh_from_db()
        typed = draft(name=good.name, category=good.category, **values)
        change_product(siti, good, typed, NOON, seen_version=good.version)
        good.refresh_from_db()
        return str(good.state)

    assert changed(old, description="Buatan tangan.") == "tayang"
    assert changed(old, description="Dilapis gaharu.", answers={"kayu": "tidak"}) == "tayang"
    assert changed(old, description="Dilapis gaharu. Baru.") == "tayang"
    assert changed(old, description="Dilapis gaharu dan penyu.") == "menunggu"


def test_food_waits_without_its_paper_and_not_with_it(siti: User, shop: Maker) -> None:
    """The register is asked; an ended paper does not count."""
    typed = draft(name="Abon haruan", category="pangan", answers=TICK | {"tahan": "60"})
    assert add_product(siti, shop, typed, NOON).state == "menunggu"
    paper = Permit.objects.create(
        business=shop.business, kind="pirt", number="203630801000129",
        valid_until=TODAY - timedelta(days=1),
    )  # fmt: skip
    assert add_product(siti, shop, typed, NOON).state == "menunggu"
    Permit.objects.filter(pk=paper.pk).update(valid_until=TODAY)
    made = add_product(siti, shop, typed, NOON)
    assert (made.state, made.keeps_days) == ("tayang", 60)


def test_a_draft_is_asked_when_it_is_first_sold(siti: User, shop: Maker) -> None:
    """Nothing is asked of a draft; its first sale is."""
    made = add_product(siti, shop, draft(name="Tasbih gaharu"), NOON, publish=False)
    assert not Pledge.objects.exists()
    assert set_state(siti, made, "tayang", NOON, {"janji": "ya", "kayu": "ya"}).state == "menunggu"


def test_taken_down_goods_come_back_as_they_were(siti: User, shop: Maker) -> None:
    """Its keeper can not sell it meanwhile; a hidden one comes back hidden."""
    for state in ("tayang", "disembunyikan"):
        good = product(shop, state=state)
        before = take_down(good)
        assert not access.public_products(TODAY).filter(pk=good.pk).exists()
        with pytest.raises(Refusal) as told:
            set_state(siti, good, "tayang", NOON)
        assert told.value.code == "diturunkan"
        assert take_down(good) == "diturunkan"
        bring_back(good, before, NOON)
        assert good.state == state


def test_nothing_opens_a_barred_shop_but_the_office(siti: User) -> None:
    """Neither its keeper nor a new consent; opened again it follows the consent."""
    hers = owner(HSU)
    shop = maker(HSU, siti)
    shop.business.owner = hers
    shop.business.save()
    bar_shop(shop)
    assert follow_consent(hers, True) == 0
    with pytest.raises(Refusal):
        set_published(siti, shop, True, NOON)
    open_barred_shop(shop)
    assert (shop.is_barred, shop.is_published) == (False, False)
