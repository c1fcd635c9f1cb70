"""A maker's shops on other sites, on her public page and for machines."""

import json
import re

import pytest
from django.test import Client

from lampit.shops import actions
from tests.factories import NOW, maker, member

pytestmark = pytest.mark.django_db


def test_shops_elsewhere_stand_on_the_page_and_as_same_as() -> None:
    """Links that hand on no standing; a shop without any has neither line nor property."""
    keeper = member("maker", "63.08")
    shop = maker("63.08", keeper)
    bare = Client().get(f"/lapak/{shop.slug}/").content.decode()
    assert "sameAs" not in bare
    assert "Juga di" not in bare
    for typed, site in (("siti", "IG"), ("shopee.co.id/siti", ""), ("anyamansiti.com", "")):
        actions.note_elsewhere(keeper, shop, typed, site, NOW)
    page = Client().get(f"/lapak/{shop.slug}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    told = data if isinstance(data, dict) else data[0]
    wanted = ["https://shopee.co.id/siti", "https://www.instagram.com/siti/",
              "https://anyamansiti.com/"]  # fmt: skip
    assert told["sameAs"] == wanted
    for address in wanted:
        link = re.search(rf'<a[^>]*href="{re.escape(address)}"[^>]*>', page)
        assert link
        assert "nofollow" in link[0]
        assert "noopener" in link[0]
