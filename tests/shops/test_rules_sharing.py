"""Texts that makers share, and addresses of their shops elsewhere."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import elsewhere, sharing, texts, uploads

TOLD = sharing.Told(
    "Tas purun & rotan #1", 85_000, "buah", "Dianyam tangan.\nKuat.", "Acil Siti", "Haur Gading",
    "anyaman-purun",
)  # fmt: skip
LINK = "https://pasar.example/x/k4m7qp"


def test_a_chat_text_survives_its_link() -> None:
    """Blanks are %20, lines %0A, & and # encoded; what comes out is what went in (10.5)."""
    said = sharing.chat_text(TOLD, LINK)
    link = texts.wa_link("", said)
    assert link.startswith("https://wa.me/?text=")
    assert not set(link.partition("text=")[2]) & set(" +&#\n")
    assert parse_qs(urlsplit(link).query)["text"] == [said]
    assert "Rp85.000 per buah" in said
    assert said.endswith(LINK)


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_chat_text_of_any_good_fits_whole(name: str, maker: str) -> None:
    """The longest name in the heaviest script keeps the link at its end."""
    told = sharing.Told(f"a{name}", 999_999_999, "kilogram", "x", maker, "Haur Gading")
    said = sharing.checked_text(sharing.chat_text(told, LINK))
    assert unquote(texts.wa_link("", said)).endswith(LINK)
    assert len(texts.wa_link("", said)) <= 2_000


def test_an_edited_text_is_refused_rather_than_cut() -> None:
    """Too long by its encoded length, or empty: said, never cut behind one's back."""
    assert sharing.checked_text(" a\r\nb ") == "a\nb"
    for text, code in (("😀" * 200, "teks_panjang"), ("  \n ", "teks_kosong")):
        with pytest.raises(Refusal) as refused:
            sharing.checked_text(text)
        assert refused.value.code == code


def test_captions_carry_words_price_link_and_tags() -> None:
    """Tags are plain words, each once; a caption stays within what apps take."""
    tags = sharing.tags(TOLD, district="Kabupaten Hulu Sungai Utara")
    assert tags == ["anyamanpurun", "purun", "kerajinantangan", "produklokal", "haurgading",
                    "hulusungaiutara"]  # fmt: skip
    said = sharing.caption(TOLD, LINK, tags)
    assert said.startswith("Tas purun & rotan #1\nDianyam tangan. Kuat.\n")
    assert "#hulusungaiutara" in said
    assert LINK in said
    long = sharing.Told("n" * 120, 1, "buah", "kata " * 2000, "m" * 120, "p")
    assert len(sharing.caption(long, LINK, tags)) <= 2_200
    food = sharing.Told("Abon", 1, "bungkus", "", "m", "p", "pangan", is_food=True)
    assert "kerajinantangan" not in sharing.tags(food, district="")
    assert "Anyaman, Amuntai\nCerita." in sharing.shop_caption(
        "Anyaman", "Amuntai", "Cerita.", LINK, ["a"]
    )


def test_a_block_for_a_chats_catalogue() -> None:
    """Name, price without dots, text, link, code: in the order of the app's form."""
    rows = sharing.catalogue_block(TOLD, "B17", LINK).splitlines()
    assert rows[0] == "Nama: Tas purun & rotan #1"
    assert rows[1] == "Harga: 85000"
    assert rows[-1] == "Kode barang: B17"


ADDRESSES = [
    ("https://shopee.co.id/AnyamanSiti?smtt=0.0.9", "", "SHOPEE", "https://shopee.co.id/anyamansiti"),
    ("shopee.co.id/shop/12345678/", "", "SHOPEE", "https://shopee.co.id/shop/12345678"),
    ("https://www.tokopedia.com/anyaman-siti/", "", "TOKOPEDIA",
     "https://www.tokopedia.com/anyaman-siti"),
    ("m.tokopedia.com/anyaman_siti", "", "TOKOPEDIA", "https://www.tokopedia.com/anyaman_siti"),
    ("https://www.tiktok.com/@Anyaman.Siti?lang=id", "", "TIKTOK",
     "https://www.tiktok.com/@anyaman.siti"),
    ("HTTP://Instagram.com/anyaman_siti/?igsh=abc#x", "", "IG",
     "https://www.instagram.com/anyaman_siti/"),
    ("@anyaman_siti", "IG", "IG", "https://www.instagram.com/anyaman_siti/"),
    ("anyaman.siti", "TIKTOK", "TIKTOK", "https://www.tiktok.com/@anyaman.siti"),
    ("https://m.facebook.com/anyaman.siti", "", "FB", "https://www.facebook.com/anyaman.siti"),
    ("https://www.facebook.com/profile.php?id=100012345678&mibextid=x", "FB", "FB",
     "https://www.facebook.com/profile.php?id=100012345678"),
    ("lazada.co.id/shop/anyaman-siti/?spm=a", "", "LAZADA",
     "https://www.lazada.co.id/shop/anyaman-siti"),
    ("anyamansiti.com", "", "SITUS", "https://anyamansiti.com/"),
    ("http://anyamansiti.my.id/toko/ rumah?x=1", "", "SITUS", "https://anyamansiti.my.id/toko/rumah"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "site", "code", "address"), ADDRESSES)
def test_addresses_are_known_and_brought_into_one_form(
    typed: str, site: str, code: str, address: str
) -> None:
    """Parameters, marks, capitals and phone hosts go; reading the result again changes nothing."""
    found = elsewhere.read(typed, site)
    assert (found.site, found.address) == (code, address)
    assert elsewhere.read(address) == found


@pytest.mark.parametrize(
    ("typed", "site", "code"),
    [
        ("", "", "alamat_kosong"), ("  \u200b ", "", "alamat_kosong"),
        ("javascript:alert(1)", "", "alamat_salah"), ("data:text/html,x", "", "alamat_salah"),
        ("https://user:pw@shopee.co.id/a", "", "alamat_salah"),
        ("https://shopee.co.id:8443/a", "", "alamat_salah"), ("toko siti", "", "alamat_salah"),
        ("https://127.0.0.1/", "", "alamat_salah"), ("http://[::1]/", "", "alamat_salah"),
        ("https://localhost/x", "", "alamat_salah"), ("ftp://shopee.co.id/a", "", "alamat_salah"),
        ("https://shp.ee/abc", "", "alamat_pendek"),
        ("https://vt.tiktok.com/abc", "", "alamat_pendek"),
        ("bit.ly/siti", "", "alamat_pendek"), ("https://wa.me/62812", "", "alamat_pendek"),
        ("https://shopee.co.id/product/1/2", "", "bukan_lapak"),
        ("https://shopee.co.id/", "", "bukan_lapak"), ("instagram.com/p/abc/", "", "bukan_lapak"),
        ("https://www.instagram.com/explore", "", "bukan_lapak"),
        ("https://www.tiktok.com/foryou", "", "bukan_lapak"),
        ("https://seller.shopee.co.id/x", "", "bukan_lapak"),
        ("https://shopee.co.id.jahat.com/x", "SHOPEE", "situs_lain"),
        ("https://www.tokopedia.com/siti", "SHOPEE", "situs_lain"),
        ("anyamansiti.com", "IG", "situs_lain"), ("https://a.com/" + "x" * 300, "", "alamat_salah"),
        ("https://shopee.co.id/<script>", "", "bukan_lapak"),
    ],
)  # fmt: skip
def test_what_is_no_shop_is_refused(typed: str, site: str, code: str) -> None:
    """Scripts, foreign hosts, short links and pages that are no shop each have their sentence."""
    with pytest.raises(Refusal) as refused:
        elsewhere.read(typed, site)
    assert refused.value.code == code


@given(st.text(max_size=300), st.sampled_from(["", *elsewhere.NAMES]))
def test_whatever_is_typed_is_an_address_or_a_refusal(typed: str, site: str) -> None:
    """The result is https, bounded, without blanks or quotes, and reads as itself."""
    try:
        found = elsewhere.read(typed, site)
    except Refusal:
        return
    assert found.address.startswith("https://")
    assert len(found.address) <= elsewhere.LONGEST_ADDRESS
    assert not set(found.address) & set(' "<>\n\t\\`')
    assert elsewhere.read(found.address) == found


def test_columns_of_marketplaces_are_told_as_ours_with_their_day() -> None:
    """Every column has a heading of its own; the names fit; the sheet says it is an estimate."""
    row = uploads.Row("N" * 150, "", "Lampit", "g", "B1", "Merah", 5, 2, None, 900, (1, None, 3),
                      "Siti", ["https://a/b.jpg"])  # fmt: skip
    for site in uploads.SITES.values():
        headings = [column.heading for column in site.columns]
        assert len(set(headings)) == len(headings)
        told = {column.heading: column.value(row) for column in site.columns}
        assert len(str(told["Nama produk"])) <= site.longest_name
        assert (told["Harga (Rp)"], told["Stok"], told["Lebar (cm)"]) == (5, 2, "")
        assert told["Deskripsi"] == row.good
    assert "Perkiraan" in uploads.HONEST[0]
