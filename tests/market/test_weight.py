"""What a page of the market weighs with everything it brings along, photos aside."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import maker, member, product

pytestmark = pytest.mark.django_db
MOST = 60_000
PACKED = (".woff2",)  # compressed already


def brought(page: str) -> set[Path]:
    """Return the files of ours that a page loads: styles, scripts, icons, and what styles load."""
    found = set()
    for name in set(re.findall(r'(?:src|href)="/static/([^"#?]+)', page)):
        place = finders.find(name)
        assert isinstance(place, str), name
        file = Path(place)
        found.add(file)
        if file.suffix == ".css":
            inside = re.findall(r'url\("([^":]+)"\)', file.read_text("utf-8"))
            found |= {file.parent / one for one in inside}
    return found


def weight(page: str) -> int:
    """Return the bytes that travel, every text compressed with gzip."""
    files = sum(
        len(one.read_bytes() if one.suffix in PACKED else gzip.compress(one.read_bytes()))
        for one in brought(page)
    )
    return files + len(gzip.compress(page.encode()))


def test_pages_with_all_they_bring_travel_in_60_kb(client: Client) -> None:
    """Every kind of page, both languages: page, styles, scripts, icons and font together."""
    keeper = member("maker", "63.08")
    shop = maker("63.08", keeper, story="Anyaman ibu dari rawa. " * 12)
    slugs = [
        product(shop, name=f"Tikar purun motif {n}", category="lampit").slug for n in range(24)
    ]
    public = ("/", "/kategori/lampit/", f"/produk/{slugs[0]}/", f"/lapak/{shop.slug}/",
              "/cari/?q=tikar", "/cari/?q=zzz", "/cerita/", "/tentang/", "/data/")  # fmt: skip
    weighed(client, [*public, f"/produk/{slugs[0]}/?bahasa=en", "/?bahasa=en"])
    client.force_login(keeper)
    weighed(client, ["/saya/", "/saya/barang/"])


def weighed(client: Client, addresses: list[str]) -> None:
    """Hold each page at what may travel."""
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        names = {file.suffix for file in brought(page)}
        assert {".css", ".js", ".svg", ".woff2"} <= names, "nothing is forgotten"
        assert weight(page) <= MOST, (address, weight(page))
