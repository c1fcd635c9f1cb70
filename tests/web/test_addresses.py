"""Addresses by one word are those that Django would find."""

from django.test import override_settings
from django.urls import reverse

from lampit.web.addresses import address_of


def test_a_plain_word_is_put_in_as_it_is() -> None:
    """Asked twice, with all signs of a word."""
    for word in ("tas-purun_2", "A", "-", "zZ9_-x"):
        for name in ("market:product", "market:maker", "market:category"):
            assert address_of(name, word) == reverse(name, args=[word])


def test_whatever_is_not_simply_put_in_is_left_to_django() -> None:
    """Signs that are written otherwise, pages that take no word or a number, no such page."""
    for word in ("a b", "a/b", "\u00e9", "", "a\n"):
        assert address_of("market:product", word) is None
    assert address_of("market:home", "a") is None
    assert address_of("no:such", "a") is None


@override_settings(ROOT_URLCONF="bench.minimal")
def test_other_addresses_are_looked_up_anew() -> None:
    """What one list of addresses knows says nothing of another one."""
    assert address_of("market:product", "a") is None
