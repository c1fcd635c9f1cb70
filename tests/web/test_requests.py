"""What every request meets: signs no text holds, and addresses that are no pages."""

import pytest
from django.test import Client

from tests.factories import maker, member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/pesan/abc/1/bayar/", "/pesan/abc/"),
        ("/pesan/a%3Fb/1/batal/", "/pesan/a%3Fb/"),
        ("/saya/pesanan/LMP-2611-000001-1/uang/", "/saya/pesanan/LMP-2611-000001-1/"),
        ("/saya/barang/tas/foto/1/hapus/", "/saya/barang/tas/foto/1/"),
        ("/saya/barang/tas/bukti/1/tarik/", "/saya/barang/tas/bukti/"),
        ("/balai/survei/5/langkah/", "/balai/survei/5/"),
        ("/keranjang/tambah/", "/keranjang/"),
        ("/keluar/", "/"),
    ],
)
def test_a_form_opened_as_a_page_leads_to_its_page(client: Client, address: str, page: str) -> None:
    """Reloading after a refusal, or returning there, shows no bare 405."""
    answer = client.get(address)
    assert answer.status_code == 405
    assert answer["Refresh"] == f"0; url={page}"
    drawn = answer.content.decode()
    assert "hanya menerima kiriman formulir" in drawn
    assert f'class="btn main" href="{page}"' in drawn
    assert "POST" in answer["Allow"]


def test_a_page_takes_no_form(client: Client) -> None:
    """Only GET is led on: a form sent to a page stays refused."""
    assert client.post("/keranjang/").status_code == 405


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/saya/barang/masih-dijual/", "product"),
        ("/saya/pilih/", "maker"),
        ("/saya/pilih/", "maker\x00"),
    ],
)
def test_a_nul_sign_in_a_form_is_told_in_words(client: Client, address: str, name: str) -> None:
    """It never reaches the database or the session; the rest can be sent again without it."""
    person = member("maker", "63.08")
    maker("63.08", person)
    client.force_login(person)
    answer = client.post(address, {name: "lapak\x00 saya", "back": "home"})
    drawn = answer.content.decode()
    assert answer.status_code == 400
    assert 'data-page="web.unreadable"' in drawn
    assert 'value="lapak saya"' in drawn
    assert "\x00" not in drawn
    assert client.get("/saya/").status_code == 200
