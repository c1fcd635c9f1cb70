"""Feeds as rules write them, and the checker of feeds against one quirk at a time."""

import csv
import io
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.market.rules import checking, feeds
from lampit.market.rules.facts import Offer, Sold
from lampit.shops.rules import texts

TODAY = date(2026, 11, 24)
ROOT = "https://pasar.example"
PICTURE = f"{ROOT}/media/ab/abcd-1080.jpg"
GOOD = {
    "id": "B17",
    "title": "Tikar purun 150 × 200",
    "description": "Tikar dari purun danau, dianyam tangan di Haur Gading.",
    "availability": "in stock",
    "condition": "new",
    "price": "150000 IDR",
    "link": f"{ROOT}/produk/tikar-purun/",
    "image_link": PICTURE,
    "brand": "Anyaman Acil Siti",
}


def _csv(rows: Iterable[dict[str, str]], columns: Iterable[str] = ()) -> bytes:
    out = io.StringIO()
    rows = list(rows)
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _meta(content: bytes) -> list[tuple[int, str, str]]:
    found = checking.check_meta(io.BytesIO(content))
    return [(one.line, one.field, one.code) for one in found]


def _changed(**changes: str) -> list[tuple[int, str, str]]:
    """Check a right row, a changed one on line 3, a right one: the line must be told."""
    return _meta(_csv([GOOD, {**GOOD, "id": "B18"} | changes, {**GOOD, "id": "B19"}]))


def test_a_right_catalogue_has_no_fault() -> None:
    """With commas, quotes and lines inside the cells."""
    more = {
        "additional_image_link": f"{ROOT}/a.jpg,{ROOT}/b.png",
        "item_group_id": "tikar",
        "quantity_to_sell_on_facebook": "4",
        "sale_price": "120000 IDR",
        "description": 'Tikar "kuat", lebar\ndan halus.',
    }
    assert _changed(**more) == []


META_QUIRKS = [
    ("price", "Rp150.000", "harga_rp"), ("price", "Rp 150000 IDR", "harga_rp"),
    ("price", "150.000 IDR", "harga_titik"), ("price", "1,500,000 IDR", "harga_titik"),
    ("price", "150000.00 IDR", "harga_desimal"), ("price", "150000IDR", "harga_spasi"),
    ("price", "150000  IDR", "harga_spasi"), ("price", "150000 USD", "harga_mata_uang"),
    ("price", "150000 idr", "harga_mata_uang"), ("price", "0 IDR", "harga_nol"),
    ("price", "150000", "harga"), ("price", "seratus ribu", "harga"), ("price", "", "kosong"),
    ("sale_price", "160000 IDR", "harga_obral"), ("sale_price", "Rp1", "harga_rp"),
    ("title", "TIKAR PURUN LEBAR", "huruf_besar"), ("title", "", "kosong"),
    ("title", "t" * 201, "terlalu_panjang"), ("title", " Tikar", "spasi"),
    ("title", "Tikar  purun", "spasi"), ("title", "<b>Tikar</b>", "tag_html"),
    ("title", "Tikar\u202epurun", "tanda_kendali"), ("title", "Tikar &amp; tas", "tag_html"),
    ("description", "Tikar purun 150 × 200", "sama_judul"),
    ("description", "Pesan di https://wa.me/628", "ada_tautan"),
    ("description", "Lihat www.toko.com", "ada_tautan"),
    ("description", "Lihat juga di tokositi.com ya", "ada_tautan"),
    ("description", "d" * 10_000, "terlalu_panjang"), ("description", "", "kosong"),
    ("description", "KUAT DAN TAHAN LAMA SEKALI", "huruf_besar"),
    ("description", "<p>Kuat</p>", "tag_html"),
    ("availability", "in_stock", "keadaan"), ("availability", "In Stock", "keadaan"),
    ("availability", "instock", "keadaan"), ("availability", "preorder", "keadaan"),
    ("availability", "tersedia", "keadaan"), ("condition", "New", "kondisi"),
    ("condition", "baru", "kondisi"), ("id", "", "kosong"), ("id", "x" * 101, "terlalu_panjang"),
    ("id", "B17", "id_ganda"), ("id", "B18 ", "spasi"),
    ("link", "http://pasar.example/produk/x/", "tautan_http"), ("link", "/produk/x/", "tautan"),
    ("link", "https://pasar.example/produk/x y/", "tautan"),
    ("link", "https://localhost/", "tautan"),
    ("link", "ftp://pasar.example/x", "tautan"), ("link", "https://a:b@pasar.example/", "tautan"),
    ("image_link", "http://pasar.example/a.jpg", "tautan_http"),
    ("image_link", f"{ROOT}/a.webp", "gambar_jenis"),
    ("image_link", f"{ROOT}/a.gif", "gambar_jenis"), ("image_link", "", "kosong"),
    ("brand", "", "kosong"), ("brand", "b" * 101, "terlalu_panjang"),
    ("additional_image_link", ",".join(f"{ROOT}/{n}.jpg" for n in range(21)), "gambar_banyak"),
    ("additional_image_link", PICTURE, "gambar_ganda"),
    ("additional_image_link", f"{ROOT}/a.jpg, {ROOT}/b.jpg", "tautan"),
    ("quantity_to_sell_on_facebook", "4,0", "jumlah"),
    ("quantity_to_sell_on_facebook", "-1", "jumlah"),
    ("quantity_to_sell_on_facebook", "0", "stok_nol"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "code"), META_QUIRKS)
def test_each_quirk_of_a_catalogue_is_named_with_its_line(
    field: str, value: str, code: str
) -> None:
    """One wrong cell, its line, its column, its name."""
    assert (3, field, code) in _changed(**{field: value})


def test_faults_of_the_whole_file_are_named() -> None:
    """Encoding, mark, separators, quotes, header and rows of another length."""
    plain = _csv([GOOD])
    assert _meta(b"\xef\xbb\xbf" + plain) == [(1, "id", "bom")]
    assert _meta(plain.replace(b"Siti", b"S\xe9ti"))[-1] == (2, "", "bukan_utf8")
    semicolons = plain.replace(b",", b";")
    assert (1, ";".join(GOOD), "bukan_koma") in _meta(semicolons)
    assert _meta(b"") == [(1, "", "kosong")]
    assert _meta(plain + b"B18,Tas\r\n") == [(3, "", "jumlah_kolom")]
    assert _meta(plain + b'"B18" x,Tas\r\n')[-1][2] == "kutip"
    without = _csv([{name: value for name, value in GOOD.items() if name != "brand"}])
    assert _meta(without) == [(1, "brand", "kolom_hilang")]
    assert _meta(_csv([GOOD | {"harga": "1"}])) == [(1, "harga", "kolom_asing")]
    twice = plain.replace(b"id,title", b"id,id,title").replace(b"B17,", b"B17,B17,")
    assert (1, "id", "kolom_ganda") in _meta(twice)
    wide = _csv([GOOD | {"description": "satu\ndua\ntiga"}, {**GOOD, "title": ""}])
    assert {(5, "title", "kosong"), (5, "id", "id_ganda")} <= set(_meta(wide))


ITEM = {
    "id": "B17", "title": "Tikar purun", "description": "Tikar dari purun danau.",
    "link": f"{ROOT}/produk/tikar/", "image_link": PICTURE, "availability": "in_stock",
    "price": "150000.00 IDR", "condition": "new", "brand": "Acil Siti", "identifier_exists": "no",
    "shipping_weight": "0.9 kg",
}  # fmt: skip
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
    'xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n<title>Pasar</title>'
    "<link>https://pasar.example/</link><description>Kerajinan</description>\n"
)
TAIL = "</channel>\n</rss>\n"


def _item(values: dict[str, str], inside: str = "") -> str:
    told = "".join(f"<g:{name}>{value}</g:{name}>" for name, value in values.items())
    return f"<item>{told}{inside}</item>\n"


def _google(text: str | bytes) -> list[tuple[int, str, str]]:
    content = text.encode() if isinstance(text, str) else text
    pieces = [content[start : start + 97] for start in range(0, len(content), 97)]
    found = checking.check_google(pieces, today=TODAY)
    return [(one.line, one.field, one.code) for one in found]


def _with(values: dict[str, str], inside: str = "") -> list[tuple[int, str, str]]:
    second = {
        name: value for name, value in ({**ITEM, "id": "B18"} | values).items() if value != "–"
    }
    return _google(HEAD + _item(ITEM) + _item(second, inside) + TAIL)


def test_a_right_feed_has_no_fault() -> None:
    """Also with what is made first, with its day, and a flat rate of sending."""
    made = {"availability": "backorder", "availability_date": "2026-12-25T13:00+0800"}
    rate = "<g:shipping><g:country>ID</g:country><g:price>0.00 IDR</g:price></g:shipping>"
    assert _with({}) == []
    assert _with(made, rate) == []


GOOGLE_QUIRKS = [
    ("price", "Rp150.000", "harga_rp"), ("price", "150000 IDR", "harga_desimal"),
    ("price", "150.000 IDR", "harga_titik"), ("price", "150.000,00 IDR", "harga_titik"),
    ("price", "150000.00IDR", "harga_spasi"), ("price", "0.00 IDR", "harga_nol"),
    ("price", "150000.00 USD", "harga_mata_uang"), ("price", "–", "kosong"),
    ("availability", "in stock", "keadaan"), ("availability", "InStock", "keadaan"),
    ("availability", "preorder", "tanggal_hilang"), ("availability", "backorder", "tanggal_hilang"),
    ("availability_date", "2026-12-25T13:00+0800", "tanggal_lebih"),
    *(("identifier_exists", word, "identifier_exists") for word in ("–", "false", "No", "tidak")),
    ("gtin", "12345", "gtin"),
    ("image_link", "http://pasar.example/a.jpg", "tautan_http"),
    ("image_link", f"{ROOT}/a.webp", "gambar_jenis"), ("link", "produk/tikar", "tautan"),
    ("id", "x" * 51, "terlalu_panjang"), ("id", "B17", "id_ganda"), ("id", " B18", "spasi"),
    ("title", "t" * 151, "terlalu_panjang"), ("title", "TIKAR PURUN", "huruf_besar"),
    ("title", "Tikar\n purun", "spasi"), ("title", "Tikar &lt;b&gt;purun", "tag_html"),
    ("description", "d" * 5001, "terlalu_panjang"), ("description", "Tikar purun", "sama_judul"),
    ("description", "Pesan: wa.me/62812", "ada_tautan"), ("condition", "baru", "kondisi"),
    ("brand", "–", "kosong"), ("shipping_weight", "900", "berat"),
    ("shipping_weight", "0,9 kg", "berat"), ("warna", "merah", "kolom_asing"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "code"), GOOGLE_QUIRKS)
def test_each_quirk_of_a_feed_is_named_with_its_line(field: str, value: str, code: str) -> None:
    """One wrong element, its line, its name; a multi-line title keeps its first line."""
    told = "availability_date" if code == "tanggal_hilang" else field
    assert (6, told, code) in _with({field: value})


@pytest.mark.parametrize(
    ("on", "code"),
    [("25-12-2026", "tanggal"), ("2026-12-25", "tanggal"), ("2026-02-30T13:00+0800", "tanggal"),
     ("2028-12-25T13:00+0800", "tanggal_jauh"), ("2026-11-01T13:00+0800", "tanggal_lewat")],
)  # fmt: skip
def test_the_day_of_a_backorder_is_checked(on: str, code: str) -> None:
    """A day in another form, too far or gone by."""
    found = _with({"availability": "backorder", "availability_date": on})
    assert found == [(6, "availability_date", code)]


def test_faults_of_the_whole_feed_are_named() -> None:
    """Broken XML, another root, another name space, bombs, a channel without its facts."""
    assert _google(HEAD + _item(ITEM))[-1][2] == "bukan_xml"
    assert _google("<html><p>Masuk dulu</p></html>")[0] == (1, "html", "bukan_rss")
    atom = (HEAD + _item(ITEM) + TAIL).replace("ns/1.0", "cns/1.0")
    assert (5, "price", "ruang_nama") in _google(atom)
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert _google(HEAD.replace("<rss", f"{bomb}<rss") + TAIL)[-1][2] == "dtd"
    assert _google(HEAD.replace("<title>Pasar</title>", "") + TAIL)[-1][2] == "saluran"
    assert (
        _google((HEAD + _item(ITEM) + TAIL).encode().replace(b"Siti", b"S\xe9ti"))[-1][2]
        == "bukan_xml"
    )
    gtin = _with({"gtin": "8991234567891"})
    assert gtin == [(6, "identifier_exists", "gtin_bertentangan")]
    assert _with({"gtin": "8991234567891", "identifier_exists": "–"}) == []
    twice = "<g:price>1.00 IDR</g:price>"
    assert (6, "price", "unsur_ganda") in _with({}, twice)
    wrong = "<g:shipping><g:country>Indonesia</g:country></g:shipping>"
    assert (6, "shipping", "kirim") in _with({}, wrong)
    assert (6, "brand", "unsur_isi") in _with({"brand": "<g:b>x</g:b>"})
    many = "".join(
        f"<g:additional_image_link>{ROOT}/{n}.jpg</g:additional_image_link>" for n in range(11)
    )
    assert (6, "additional_image_link", "gambar_banyak") in _with({}, many)


def _offer(name: str, text: str, *sold: Sold, maker: str = "Acil Siti") -> feeds.Listed:
    facts = Offer(
        name=name, text=text, code="B1", price=85_000, availability="InStock", unit="lembar",
        material="Purun", maker=maker, place="Haur Gading", address=f"{ROOT}/produk/b/",
        maker_address=f"{ROOT}/lapak/a/", category="Anyaman purun", weight_g=900,
        sold=sold or [Sold("B1", "", 85_000, "InStock", 3)],
    )  # fmt: skip
    pictures = (PICTURE, f"{ROOT}/media/cd/cdef-1080.jpg")
    return feeds.Listed(facts, "anyaman-purun", False, "b", pictures, pictures)


def _both(*listed: feeds.Listed) -> tuple[list[tuple[int, str, str]], list[tuple[int, str, str]]]:
    meta = "".join(feeds.meta_csv(listed, today=TODAY)).encode()
    xml = "".join(
        feeds.google_xml(listed, title="Pasar", address=f"{ROOT}/", text="Kerajinan", today=TODAY)
    )
    return _meta(meta), _google(xml)


NASTY = [
    ("TIKAR PURUN SUPER MURAH", "BELI SEKARANG JUGA KAKAK"),
    ("<script>alert(1)</script> tikar", "<b>kuat</b> &amp; awet, pesan https://wa.me/62812 ya"),
    ("Tikar", "Tikar"), ("Tikar", ""), ("😀 tas 🎉", "😀"), ("تيكر ڤورون", "تيكر"),
    ('Tas "Kembang", merah', 'baris satu\nbaris, "dua"\n\nbaris tiga; www.toko.co.id'),
    ("=HYPERLINK(\"x\")", "+62 812"), ("x" * 120, "kata " * 800), ("Tikar\u202e", "a\u0000b\ufffe"),
    ("Tikar ]]>", "]]> <!-- x --> <![CDATA["), ("A&B", "tokositi.com"),
    ("   tikar   lebar ", "   "), ("&amp;lt;b&amp;gt; tas", "&lt;b&gt;kuat&lt;/b&gt;"),
    ("TIKAR", "Ikuti ig: instagram.com/siti"), ("5 < 6 > 4", "5 < 6 dan 7 > 2"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), NASTY)
def test_whatever_makers_write_the_feeds_hold(name: str, text: str) -> None:
    """Capitals, marks, links, quotes, lines, emoji, Jawi: mended, never refused by a reader."""
    assert _both(_offer(name, text)) == ([], [])


@given(st.text(max_size=200), st.text(max_size=400), st.text(max_size=90))
def test_any_text_makes_a_right_feed(name: str, text: str, maker: str) -> None:
    """Whatever the signs; a name and a shop always have a letter or digit (`check_name`)."""
    name, maker = texts.cleaned(f"a1 {name}")[:120], texts.cleaned(f"b2 {maker}")
    assert _both(_offer(name, texts.cleaned_lines(text), maker=maker)) == ([], [])


def test_variants_are_rows_of_one_group() -> None:
    """Each with its own code, name, price and stock."""
    listed = _offer(
        "Tas purun", "Tas.", Sold("B1", "Merah", 85_000, "InStock", 2),
        Sold("B2", "Hijau", 90_000, "OutOfStock"), Sold("B3", "Biru", 95_000, "MadeToOrder", 0, 7),
        Sold("B4", "Besar", 95_000, "MadeToOrder", 0, 45),
    )  # fmt: skip
    assert _both(listed) == ([], [])
    rows = list(csv.DictReader(io.StringIO("".join(feeds.meta_csv([listed], today=TODAY)))))
    told = [(row["id"], row["title"], row["price"], row["availability"]) for row in rows]
    assert told == [
        ("B1", "Tas purun – Merah", "85000 IDR", "in stock"),
        ("B2", "Tas purun – Hijau", "90000 IDR", "out of stock"),
        ("B3", "Tas purun – Biru", "95000 IDR", "in stock"),
        ("B4", "Tas purun – Besar", "95000 IDR", "out of stock"),
    ]
    assert {row["item_group_id"] for row in rows} == {"b"}
    assert [row["quantity_to_sell_on_facebook"] for row in rows] == ["2", "", "", ""]
    items = "".join(feeds.google_items(listed, today=TODAY))
    assert "<g:availability>backorder</g:availability>" in items
    assert "<g:availability_date>2026-12-01T13:00+0800</g:availability_date>" in items
    assert "<g:availability_date>2027-01-08T13:00+0800</g:availability_date>" in items
    assert items.count("<g:availability>out_of_stock<") == 1
    assert "<g:shipping_weight>0.9 kg</g:shipping_weight>" in items


def test_what_readers_would_refuse_is_left_out() -> None:
    """No picture, no row; no price, no row; a long code is cut to one that stays."""
    bare = _offer("Tas", "Tas kuat.")
    bare = feeds.Listed(bare.offer, bare.shelf, False, "b", (), ())
    assert len(list(feeds.meta_csv([bare], today=TODAY))) == 1
    assert list(feeds.google_items(bare, today=TODAY)) == []
    free = _offer("Tas", "Tas kuat.", Sold("B1", "", 0, "InStock", 2))
    assert list(feeds.meta_rows(free, today=TODAY)) == []
    long = "k" * 90
    assert len(feeds.id_of(long, 50)) == 50
    assert feeds.id_of(long, 50) != feeds.id_of(f"{long}x", 50)
    assert _both(_offer("Tas", "Kuat.", Sold(long, "", 5, "InStock", 2))) == ([], [])


@given(st.text(alphabet='=+-@\t\r AB1("', min_size=1, max_size=12))
def test_no_cell_of_a_feed_is_a_formula(name: str) -> None:
    """Whoever opens the file in a spreadsheet runs nothing that a maker typed as a name."""
    for cell in next(csv.reader([feeds._line([name, "Tikar"])])):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
