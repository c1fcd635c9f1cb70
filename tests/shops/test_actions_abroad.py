"""English texts and export facts: written by keepers, tied to the Indonesian text."""

from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.shops.actions.abroad import Abroad, describe_abroad, describe_shop_abroad
from lampit.shops.models import MakerAbroad, Product, ProductAbroad
from lampit.shops.queries.abroad import abroad_of, english_names, indonesian_of, shop_text
from lampit.shops.rules.english import English, mark_of
from tests.factories import NOON, assigned, maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"


def told(good: Product, **values: Any) -> Abroad:
    """Return what a keeper tells who has read the present text."""
    given: dict[str, Any] = {
        "seen": mark_of(indonesian_of(good)),
        "english": English("Reed mat", "Reed", "Soft."),
    }
    return Abroad(**given | values)


def test_a_translation_keeps_author_day_and_the_text_it_was_made_from() -> None:
    """It is out of date when the good says something else, and right again when saved again."""
    keeper = member("maker", HSU)
    good = product(maker(HSU, keeper), name="Tikar", description="Lembut.", weight_g=1_400)
    describe_abroad(keeper, good, told(good, net_weight_g=1_200, hs_code="4601.29"), NOON)
    found = abroad_of(good.pk)
    assert found is not None
    assert (found.author, found.written_at, found.hs_code) == (keeper, NOON, "460129")
    assert found.source == indonesian_of(good)
    assert english_names([good.pk]) == {good.pk: "Reed mat"}
    Product.objects.filter(pk=good.pk).update(description="Lembut dan tebal.")
    good.refresh_from_db()
    assert good.changed_at == NOON
    assert found.source != indonesian_of(good)
    describe_abroad(keeper, good, told(good), NOON)
    found.refresh_from_db()
    assert found.source == indonesian_of(good)
    assert found.net_weight_g is None, "what is emptied goes"


def test_who_read_an_older_text_is_asked_again() -> None:
    """The Indonesian text changed between opening the form and saving it."""
    keeper = member("maker", HSU)
    good = product(maker(HSU, keeper))
    old = told(good)
    Product.objects.filter(pk=good.pk).update(name="Nama lain")
    with pytest.raises(Refusal) as refused:
        describe_abroad(keeper, good, old, NOON)
    assert refused.value.code == "teks_berubah"
    assert not ProductAbroad.objects.exists()


def test_nothing_told_leaves_no_row() -> None:
    """Emptying the form takes the translation away; a tariff number alone is no translation."""
    keeper = member("maker", HSU)
    good = product(maker(HSU, keeper))
    describe_abroad(keeper, good, told(good), NOON)
    describe_abroad(keeper, good, told(good, english=English(), hs_code="460219"), NOON)
    found = abroad_of(good.pk)
    assert found is not None
    assert (found.name, found.author, found.written_at) == ("", None, None)
    assert english_names([good.pk]) == {}
    describe_abroad(keeper, good, told(good, english=English()), NOON)
    assert abroad_of(good.pk) is None


def test_a_good_is_not_heavier_without_its_packaging() -> None:
    """Net weight above the weight as sent is refused."""
    keeper = member("maker", HSU)
    good = product(maker(HSU, keeper), weight_g=1_400)
    for grams in (1_401, 0, -5):
        with pytest.raises(Refusal) as refused:
            describe_abroad(keeper, good, told(good, net_weight_g=grams), NOON)
        assert refused.value.code == "berat_salah"


def test_mentors_translate_in_the_audit_and_strangers_do_not() -> None:
    """Who looks after the business may; another maker and the neighbour may not."""
    shop = maker(HSU, story="Kami menganyam.")
    good, mentor = product(shop), member("mentor", HSU)
    assigned(mentor, shop.business)
    describe_abroad(mentor, good, told(good), NOON)
    describe_shop_abroad(mentor, shop, "We weave.", mark_of(shop_text(shop)), NOON)
    deeds = AuditEntry.objects.filter(actor=mentor).values_list("deed", flat=True)
    assert {"barang.inggris", "lapak.inggris"} <= set(deeds)
    for stranger in (member("maker", HSU), member("staff", "63.09")):
        with pytest.raises(Refusal) as refused:
            describe_abroad(stranger, good, told(good), NOON)
        assert refused.value.code == "bukan_lapak_anda"
        with pytest.raises(Refusal):
            describe_shop_abroad(stranger, shop, "x", mark_of(shop_text(shop)), NOON)


def test_the_story_of_a_shop() -> None:
    """Kept with its source, refused when it is the Indonesian one, gone when emptied."""
    keeper = member("maker", HSU)
    shop = maker(HSU, keeper, story="Kami menganyam.")
    seen = mark_of(shop_text(shop))
    with pytest.raises(Refusal) as refused:
        describe_shop_abroad(keeper, shop, "kami menganyam.", seen, NOON)
    assert refused.value.code == "belum_inggris"
    describe_shop_abroad(keeper, shop, "We weave.", seen, NOON)
    assert MakerAbroad.objects.get(maker=shop).source == "Kami menganyam."
    describe_shop_abroad(keeper, shop, "  ", seen, NOON)
    assert not MakerAbroad.objects.exists()
