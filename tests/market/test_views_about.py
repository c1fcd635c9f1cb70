"""Plain pages of the market: found from every foot, opened by everybody, with few queries."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.shops.models import MarketOffice
from tests.factories import NOON, maker, region

PAGES = ("/tentang/", "/cara-beli/", "/mau-jualan/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_plain_pages(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Each has one heading and a canonical address; one asks for the offices alone."""
    with django_assert_num_queries(1 if address == "/tentang/" else 0):
        page = client.get(address).content.decode()
    assert page.count("<h1>") == 1
    assert f'rel="canonical" href="http://testserver{address}"' in page
    for other in PAGES:
        assert f'href="{other}"' in page
    main = page.split("<main", 1)[1].split("</main", 1)[0]
    assert "#pengaduan" in main or 'id="pengaduan"' in main, "who is told to call finds the number"


@pytest.mark.django_db
def test_complaints_go_to_the_offices_that_said_so(client: Client) -> None:
    """No page names a contact of its own: each foot leads to those that offices wrote."""
    page = client.get("/tentang/").content.decode()
    assert "belum ditulis" in page
    assert "0812-0000-0100" not in page
    for code, name, number in (("63.08", "Dinas Utara", "1"), ("63.09", "Dinas Timur", "2")):
        MarketOffice.objects.create(
            region=region(code), name=name, whatsapp=f"+628120000999{number}", changed_at=NOON
        )
    page = client.get("/tentang/").content.decode()
    assert "Dinas Utara" in page
    assert "0812-0000-9992" in page
    assert 'href="https://wa.me/6281200009992"' in page, "pressed, not copied by hand"
    foot = client.get("/").content.decode().split("<footer", 1)[1]
    assert 'href="/tentang/#pengaduan"' in foot
    assert "WhatsApp" not in foot


@pytest.mark.django_db
def test_the_start_page_is_named_after_its_kabupaten(client: Client) -> None:
    """The name of the only kabupaten with shops, none for several: no place stands in the page."""
    first, second = region("31.71", "Kota Contoh"), region("31.72", "Kota Lain")
    maker(first.code, place=region("31.71.01", "Kecamatan Satu"))
    assert "Pasar perajin Kota Contoh" in client.get("/").content.decode()
    maker(second.code, place=region("31.72.01", "Kecamatan Dua"))
    page = client.get("/").content.decode()
    assert "<title>" in page
    assert "Kota Contoh" not in page
    for word in ("Amuntai", "Hulu Sungai", "Alabio"):
        assert word not in page
