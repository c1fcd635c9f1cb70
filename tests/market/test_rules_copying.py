"""Addresses, pages, messages and the search of a copy: pure."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.market.rules.copying import addresses, chats, finding, pages
from lampit.market.rules.copying.addresses import BASKET, CHAT, FILE, PAGE, SEARCH, Site
from lampit.shops.rules.finding.words import Vocabulary

ROOT = "https://pasar.invalid"
WORDS = pages.Words("Pesan", "Tanya kantor", "Katalog", "Tentang")
KINDS = {
    "/": PAGE, "/kategori/lampit/": PAGE, "/produk/tas/": PAGE, "/lapak/ani/": PAGE,
    "/cari/": SEARCH, "/produk/tas/wa/": CHAT, "/keranjang/tambah/": BASKET,
    "/static/a.css": FILE, "/media/ab/1-320.webp": FILE, "/static/a.js": FILE,
}  # fmt: skip


def site(**changes: object) -> Site:
    """Return a site of one good, one shelf and one shop."""
    told: dict[str, object] = {
        "roots": (ROOT,), "base": "", "kind": lambda path: KINDS.get(path, ""),
        "chat": lambda _path: "https://wa.me/62811?text=tanya",
        "order": lambda _address: "https://wa.me/62811?text=pesan&x=1",
        "category": lambda path: "lampit" if path.startswith("/kategori/") else "",
    }  # fmt: skip
    return Site(**(told | changes))  # type: ignore[arg-type]


def made(html: str, here: str = "/produk/tas/", **changes: object) -> pages.Rewritten:
    """Return a page as a copy has it."""
    return pages.rewritten(html, here, site(**changes), {"i-cart": '<symbol id="i-cart"/>'}, WORDS)


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/?hal=2", "hal-2/index.html"),
        ("/?hal=1", "index.html"),
        ("/kategori/lampit/?hal=12", "kategori/lampit/hal-12/index.html"),
        ("/data/63.08/2026-1/tabel.csv", "data/63.08/2026-1/tabel.csv"),
        ("/kategori/lampit/?urut=murah", ""),
        ("/kategori/lampit/?hal=2&urut=murah", ""),
        ("/../etc/passwd", ""),
        ("/produk/%2e%2e/", ""),
        ("/produk/a b/", ""),
    ],
)
def test_addresses_become_files(address: str, file: str) -> None:
    """Each address has one file inside the folder, or none."""
    assert addresses.file_of(address) == file


@given(st.text(max_size=60))
def test_no_address_leads_out_of_the_folder(text: str) -> None:
    """Whatever an address holds, its file stays inside."""
    file = addresses.file_of("/" + text)
    assert not file.startswith("/")
    assert ".." not in file.split("/")


def test_links_become_relative() -> None:
    """Links, pictures and styles lead on from the place of the page."""
    html = (
        '<body><a href="/">P</a><a href="https://pasar.invalid/lapak/ani/#x">A</a>'
        '<link rel="stylesheet" href="/static/a.css">'
        '<img src="/media/ab/1-320.webp" srcset="/media/ab/1-320.webp 320w,\n'
        '  /media/ab/1-320.webp 640w">'
        '<a href="https://toko.example/">luar</a><a href="#isi">isi</a></body>'
    )
    found = made(html)
    assert '<a href="../../index.html">P</a>' in found.html
    assert '<a href="../../lapak/ani/index.html#x">A</a>' in found.html
    assert 'href="../../static/a.css"' in found.html
    assert 'srcset="../../media/ab/1-320.webp 320w, ../../media/ab/1-320.webp 640w"' in found.html
    assert '<a href="https://toko.example/">luar</a><a href="#isi">isi</a>' in found.html
    assert found.pages == {"/", "/lapak/ani/"}
    assert found.files == {"/static/a.css", "/media/ab/1-320.webp"}


def test_what_needs_a_server_goes() -> None:
    """Basket and signing in are not left as dead links; the words of a text stay."""
    html = (
        '<header><nav aria-label="Utama"><a href="/keranjang/">Keranjang</a>'
        '<a href="/masuk/">Masuk</a></nav></header><main><p>Lihat <a href="/akun/">akun</a> ini'
        ' <a class="btn" href="/saya/">Jual</a></p></main>'
        '<footer><form method="post" action="/bahasa/"><input name="a"></form></footer>'
        '<div data-live><p>hanya <div>di</div> server</p></div><b hx-get="/x/" class="y">b</b>'
    )
    found = made(html)
    assert "Keranjang" not in found.html
    assert "Masuk" not in found.html
    assert "Lihat akun ini" in found.html
    assert "Jual" not in found.html
    assert "<form" not in found.html
    assert "server" not in found.html
    assert '<b class="y">b</b>' in found.html
    assert not found.needs_server
    assert '<a href="../../katalog/index.html">Katalog</a>' in found.html


def test_a_basket_becomes_an_order_by_whatsapp() -> None:
    """Where a basket stood a link orders; without a number a sentence says whom to ask."""
    html = (
        '<main><form action="/keranjang/tambah/" method="post"><button>Beli</button></form></main>'
    )
    found = made(html)
    assert 'href="https://wa.me/62811?text=pesan&amp;x=1">Pesan</a>' in found.html
    assert "Beli" not in found.html
    assert "Tanya kantor" in made(html, order=lambda _address: "").html


def test_a_form_that_must_be_sent_is_told() -> None:
    """A page that is a form needs a server."""
    assert made('<main><form method="post" action="/lapor/">…</form></main>').needs_server


def test_filters_lead_to_the_search() -> None:
    """The filter of a shelf, and links that filter, become the search of the copy."""
    html = '<main><form class="stack" method="get"><input name="dari"></form></main>'
    found = made(html, "/kategori/lampit/")
    assert 'action="../../cari/index.html"' in found.html
    assert '<input type="hidden" name="kategori" value="lampit">' in found.html
    link = made('<a href="?urut=murah&amp;hal=3">m</a>', "/kategori/lampit/").html
    assert '<a href="../../cari/index.html?kategori=lampit&amp;urut=murah">m</a>' in link
    search = made('<a href="/cari/?q=tas+purun">t</a>', "/").html
    assert '<a href="cari/index.html?q=tas+purun">t</a>' in search


def test_icons_come_into_the_page() -> None:
    """A browser reads no sprite from a stick: the icons used stand in the page, once."""
    use = '<svg><use href="/static/web/icons.svg#i-cart"/></svg>'
    found = made(f'<body data-page="x">{use}{use}</body>').html
    assert found.count('<symbol id="i-cart"/>') == 1
    assert found.count('<use href="#i-cart"/>') == 2


def test_data_for_machines_follows() -> None:
    """Linked data leads inside the copy, absolute where the copy has an address."""
    data = {
        "@type": "Product", "url": f"{ROOT}/produk/tas/", "name": "Tas </script> & <b>",
        "image": [f"{ROOT}/media/ab/1-320.webp"],
    }  # fmt: skip
    told = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    html = (
        f'<head><link rel="canonical" href="{ROOT}/produk/tas/"><meta property="og:url" '
        f'content="{ROOT}/produk/tas/"></head><script type="application/ld+json">{told}</script>'
    )
    plain, placed = made(html).html, made(html, base="https://x.example").html
    assert "canonical" not in plain
    assert "og:url" not in plain
    assert '"url":"../../produk/tas/index.html"' in plain
    assert plain.count("</script>") == 1
    assert 'href="https://x.example/produk/tas/index.html"' in placed
    assert '"url":"https://x.example/produk/tas/index.html"' in placed
    assert ROOT not in plain + placed


def test_a_message_names_pages_of_the_copy() -> None:
    """A text to share leads to the copy or names no address, never the server that ended."""
    link = f"https://wa.me/?text=Tas%20{quote(ROOT + '/produk/tas/', safe='')}%20bagus"
    html = f'<p><a href="{link}">Bagikan</a></p>'
    assert 'href="https://wa.me/?text=Tas%20%20bagus"' in made(html).html
    placed = made(html, base="https://x.example").html
    assert quote("https://x.example/produk/tas/index.html", safe="") in placed


def test_what_is_gone_is_no_link() -> None:
    """A page that is not in the copy after all is no link any more."""
    found = made('<p><a href="/lapak/ani/">Ani</a></p>', gone=frozenset(["/lapak/ani/"]))
    assert found.html == "<p>Ani</p>"


SAY = {sentence: sentence for sentence in chats.SENTENCES}


def test_a_quoted_address_in_words_is_left_whole() -> None:
    """Only a whole value is an address: a description that quotes one keeps all its words."""
    words = f'Lihat "{ROOT}/lapak/x/" milik kami'
    told = json.dumps({"@type": "Product", "description": words})
    shown = made(f'<script type="application/ld+json">{told}</script>').html
    assert json.loads(shown.split(">", 1)[1].removesuffix("</script>"))["description"] == words


@pytest.mark.parametrize(
    ("number", "may_print", "office", "way"),
    [
        ("+6281111111", True, "+6282222222", (chats.DIRECT, "+6281111111")),
        ("+6281111111", False, "+6282222222", (chats.BY_OFFICE, "+6282222222")),
        ("+6281111111", False, "", (chats.NOBODY, "")),
        ("", True, "+6282222222", (chats.BY_OFFICE, "+6282222222")),
        ("+62", True, "12", (chats.NOBODY, "")),
    ],
)
def test_a_number_needs_consent(number: str, may_print: bool, office: str, way: object) -> None:
    """Only who lets her number be printed is written to directly."""
    contact = chats.Contact("Ani", "Banjang", number, may_print)
    assert chats.way_to(contact, office) == way


def test_each_kabupaten_has_its_office() -> None:
    """Messages go to the office of her own kabupaten, unless one number is given for all."""
    contact = chats.Contact("Ani", "Banjang", "", may_print=False, office="+6283333333")
    assert chats.way_to(contact, "") == (chats.BY_OFFICE, "+6283333333")
    assert chats.way_to(contact, "+6282222222") == (chats.BY_OFFICE, "+6282222222")


def test_a_message_by_the_office_says_whose_good_it_is() -> None:
    """The office has to know to whom it passes a message on; a maker is not told who she is."""
    good = chats.Asked("Tas purun", 85_000, "buah", "tas-purun")
    contact = chats.Contact("Anyaman Ani", "Banjang", "+6281100001111", may_print=True)
    told = chats.order_text(good, contact, chats.BY_OFFICE, SAY)
    assert "Anyaman Ani, Banjang" in told
    assert "Rp85.000" in told
    assert "tas-purun" in told
    assert "Ani" not in chats.order_text(good, contact, chats.DIRECT, SAY)


def found_in(index: finding.Index, word: str) -> set[int]:
    """Return the goods of a word as the script of the copy reads them."""
    files = finding.files(index, {}, {"63.08.01": "Banjang"})
    text = files.get(f"{finding.FOLDER}/kata-{finding.shard_of(word)}.js", "")
    held = json.loads(text.partition(",")[2].rstrip(");\n")) if text else {}
    at, found = 0, set()
    for step in held.get(word, []):
        at += step // finding.HEAVIEST
        found.add(at)
    return found


def test_the_index_finds_words_folds_and_steps() -> None:
    """Goods are found by the word as written and by what it means, in small files."""
    means = Vocabulary({"bakul": ("keranjang",), "keranjang": ("keranjang",)})
    index = finding.Index(["lampit"], means)
    for n in range(70):
        name = "Bakul besar" if n % 2 else "Tas purun"
        index.add(price=n, category="lampit", place="63.08.01", is_ready=True, card=[name],
                  texts=[(name, 4)])  # fmt: skip
    assert found_in(index, "bakul") == found_in(index, "keranjang") == set(range(1, 70, 2))
    assert found_in(index, "tas") == set(range(0, 70, 2))
    files = finding.files(index, {"bakul": "keranjang"}, {"63.08.01": "Banjang"})
    assert {f"{finding.FOLDER}/barang-{n}.js" for n in range(3)} <= set(files)
