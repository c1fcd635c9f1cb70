"""A page rendered for nobody: the bytes of a live answer, and what they were made of."""

import pytest
from django.test import Client

from lampit.market.rules.touching import TRACKED
from lampit.web.rendering import render
from tests.factories import maker, product, region


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_what_a_stranger_gets(language: str) -> None:
    """Status, headers and body are those of a live answer in that language."""
    good = product(maker("63.08"))
    address = f"/produk/{good.slug}/"
    client = Client()
    client.cookies["bahasa"] = language
    live = client.get(address)
    found = render(address, language=language, root="http://testserver")
    assert found.status == live.status_code == 200
    assert found.body == live.content
    for name in ("Content-Type", "Content-Security-Policy", "Content-Language", "Vary"):
        assert found.header(name) == live[name]
    assert not found.reads


@pytest.mark.django_db
def test_what_it_was_made_of_is_noted() -> None:
    """The page of a good reads this good, its maker and village, and no table whole."""
    place = region("63.08.08.2010")
    good = product(maker("63.08", place=place))
    other = product(maker("63.08"))
    found = render(f"/produk/{good.slug}/", root="http://testserver", tracked=TRACKED)
    variant = good.variants.get()
    assert {
        ("shops_product", "slug", good.slug), ("shops_maker", "id", str(good.maker_id)),
        ("places_region", "code", place.code), ("shops_variant", "product_id", str(good.pk)),
        ("shops_stock", "variant_id", str(variant.pk)),
        ("shops_photo", "product_id", str(good.pk)),
    } <= found.reads  # fmt: skip
    assert not [read for read in found.reads if not read[1]]
    assert str(other.pk) not in {value for _t, column, value in found.reads if column == "id"}


@pytest.mark.django_db
def test_it_holds_until_midnight_of_the_house() -> None:
    """Pages tell days: the next midnight in Amuntai ends what they say."""
    until = render("/robots.txt").until
    assert (until.hour, until.minute, until.second) == (0, 0, 0)
    assert str(until.tzinfo) == "Asia/Makassar"
