"""A maker's shops on other sites, on her public page and for machines."""

import json
import re

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.shops import actions
from lampit.shops.models import MarketOffice
from tests.factories import NOW, maker, member, region

pytestmark = pytest.mark.django_db


def test_shops_elsewhere_stand_on_the_page_and_as_same_as() -> None:
    """Links that hand on no standing; a shop without any has neither line nor property."""
    keeper = member("maker", "63.08")
    shop = maker("63.08", keeper)
    bare = Client().get(f"/lapak/{shop.slug}/").content.decode()
    assert "sameAs" not in bare
    assert "Juga di" not in bare
    told_by_her = (("siti", "IG"), ("shopee.co.id/siti", ""), ("anyamansiti.com", ""))
    noted = [actions.note_elsewhere(keeper, shop, typed, site, NOW) for typed, site in told_by_her]
    page = Client().get(f"/lapak/{shop.slug}/").content.decode()
    assert "Juga di" in page
    assert "sameAs" not in page, "told by herself is not confirmed"
    assert 'rel="noopener nofollow"' in page
    with pytest.raises(Refusal, match="petugas"):
        actions.confirm_elsewhere(keeper, noted[0], NOW)
    staff = member("staff", "63.08")
    for one in noted:
        actions.confirm_elsewhere(staff, one, NOW)
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


def test_english_pages_translate_labels_and_mark_names(client: Client) -> None:
    """A label of ours is in English; the name and hours of an office are as it wrote them."""
    found = maker("63.08", member("maker", "63.08"))
    assert found.account is not None
    actions.note_elsewhere(found.account, found, "anyamansiti.com", "", NOW)
    MarketOffice.objects.create(
        region=region("63.08"), name="Dinas Contoh", address="Jalan Raya", contact="Bu Ani",
        hours="Senin-Jumat", whatsapp="+6281200009991", changed_at=NOW,
    )  # fmt: skip
    for address in (f"/lapak/{found.slug}/", "/tentang/"):
        plain = client.get(address).content.decode()
        assert "<span>Dinas Contoh, Jalan Raya</span>" in plain
        page = client.get(f"{address}?bahasa=en").content.decode()
        assert '<span lang="id">Dinas Contoh, Jalan Raya</span>' in page
        assert '<span lang="id">Bu Ani</span>' in page
        assert '<span lang="id">(Senin-Jumat)</span>' in page
        assert "Dikelola" not in page
    page = client.get(f"/lapak/{found.slug}/?bahasa=en").content.decode()
    assert ">Own website</a>" in page
    assert "Situs sendiri" not in page
