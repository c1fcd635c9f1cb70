"""Rules of shops: prices and proofs, freshness, stock words, names."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import drawing, freshness, prices, stock, texts

TODAY = date(2026, 11, 24)


def proof(price: int, source: str = "A", days: int = 10, *, own: bool = False) -> prices.Proof:
    """Return a price proof `days` old."""
    return prices.Proof(price, source, TODAY - timedelta(days=days), is_own_stockist=own)


def test_reference_is_the_median_of_enough_proofs() -> None:
    """Three proofs of two sources carry a reference: the example of commerce.md 8.3."""
    proofs = [proof(170_000), proof(180_000, "B"), proof(200_000, "C")]
    found = prices.reference(proofs, today=TODAY)
    assert (found.price, found.proof_count, found.source_count) == (180_000, 3, 3)
    assert prices.saving_share(found.price, 150_000) == Fraction(1, 6)
    assert prices.saving_share(found.price, 168_000) == Fraction(1, 15)  # landed, 6.7 %


@pytest.mark.parametrize(
    "proofs",
    [
        [],
        [proof(100_000), proof(100_000, "B")],
        [proof(100_000), proof(101_000), proof(102_000)],
        [proof(100_000), proof(100_000, "B"), proof(100_000, "C", 181)],
        [proof(1_000), proof(1_000, "B", own=True), proof(1_000, "C", own=True)],
        [proof(1_000), proof(1_000, "B"), proof(1_000, "C", days=-1)],
    ],
    ids=["none", "two", "one source", "one too old", "own stockists", "from tomorrow"],
)
def test_no_saving_without_enough_proof(proofs: list[prices.Proof]) -> None:
    """Too few, too old, one source, own stockists or future proofs give no reference."""
    assert prices.reference(proofs, today=TODAY).price is None


def test_food_proofs_grow_old_sooner() -> None:
    """Proofs of food hold 60 days, of the rest 180; the last valid day is told."""
    proofs = [proof(10_000, s, days=60) for s in "ABC"]
    assert prices.reference(proofs, today=TODAY, is_food=True).until == TODAY
    tomorrow = TODAY + timedelta(days=1)
    assert prices.reference(proofs, today=tomorrow, is_food=True).price is None
    assert prices.reference(proofs, today=tomorrow).price == 10_000


def test_one_shop_written_two_ways_is_one_source() -> None:
    """Case and blanks do not make a second source."""
    proofs = [proof(9, "Toko Ana"), proof(9, " toko ana "), proof(9, "TOKO ANA")]
    assert prices.reference(proofs, today=TODAY).source_count == 1


@pytest.mark.parametrize(
    ("reference", "price", "shown"),
    [
        (104_000, 85_000, 18),
        (185_000, 150_000, 18),  # 18.9 is not rounded into 19
        (100, 100, None),
        (100, 120, None),
        (1000, 995, None),
        (None, 5, None),
    ],
)
def test_shown_saving_never_promises_more(
    reference: int | None, price: int, shown: int | None
) -> None:
    """The percent on the page is rounded down; nothing is shown below one percent."""
    assert prices.saving_percent(reference, price) == shown


def test_price_tension_of_the_reference_calculation() -> None:
    """P05: feasible 138,750 to 164,650; no room: never propose a discount (domain.md 15)."""
    found = prices.position(150_000, 78_000, 185_000)
    assert found == prices.Position("pas", 138_750, 164_650)
    assert prices.position(38_000, 34_000, 40_000) == prices.Position("tanpa_ruang")
    assert prices.position(130_000, 78_000, 185_000).code == "terlalu_murah"
    assert prices.position(170_000, 78_000, 185_000).code == "terlalu_mahal"
    assert prices.position(170_000, None, 185_000).code == "belum_tahu"


@pytest.mark.parametrize("price", [0, -1, 1_000_000_000])
def test_impossible_prices_are_refused(price: int) -> None:
    """Rp0 and ten figures are typing errors."""
    with pytest.raises(Refusal):
        prices.check_price(price)


def test_a_proof_needs_proof() -> None:
    """Neither a price from tomorrow nor one without photo or link is taken."""
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Refusal, match="Tanggal"):
        prices.check_proof(5, tomorrow, today=TODAY, has_picture=True)
    with pytest.raises(Refusal, match="foto"):
        prices.check_proof(5, TODAY, today=TODAY, has_picture=False)
    prices.check_proof(5, TODAY, today=TODAY, has_picture=True)


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, "segar"), (30, "segar"), (31, "perlu_dicek"), (90, "perlu_dicek"), (91, "tersembunyi")],
)
def test_freshness_of_the_vectors(days: int, state: str) -> None:
    """The vectors of domain.md section 15."""
    checked = TODAY - timedelta(days=days)
    assert freshness.freshness(checked, today=TODAY) == state
    assert (checked >= freshness.oldest_shown(TODAY)) == (state != "tersembunyi")


@pytest.mark.parametrize(
    ("kind", "left", "lead", "ready", "code", "schema"),
    [
        ("SIAP", 12, None, True, "siap", "InStock"),
        ("SIAP", 2, None, True, "tinggal_sedikit", "InStock"),
        ("SIAP", 12, None, False, "tanya_dulu", "InStock"),
        ("SIAP", 0, None, True, "habis", "OutOfStock"),
        ("BUAT", 0, 7, True, "dibuat", "MadeToOrder"),
    ],
)
def test_availability_words(
    kind: str, left: int, lead: int | None, ready: bool, code: str, schema: str
) -> None:
    """One function tells page, feed and search how a good can be had."""
    found = stock.availability(kind, left, lead, is_surely_ready=ready)
    assert (found.code, found.schema, found.lead_days) == (code, schema, lead)


def test_lines_of_one_variant_are_summed_in_lock_order() -> None:
    """The same variant in two lines is checked as one, ascending by id."""
    assert stock.summed([(7, 1), (3, 2), (7, 4)]) == [(3, 2), (7, 5)]
    with pytest.raises(Refusal, match="Jumlah"):
        stock.summed([(1, 0)])


def test_short_stock_names_every_line() -> None:
    """The refusal tells each short line and what is left, not only the first."""
    short = stock.StockShort(
        [stock.ShortLine("b", "Tas", 5, 1), stock.ShortLine("a", "Bakul", 2, 0)]
    )
    assert short.code == "stok_habis"
    assert short.message.startswith("Bakul sudah habis (diminta 2); Tas tinggal 1 (diminta 5).")


def test_a_count_below_the_orders_is_refused() -> None:
    """Opname may not take away what buyers ordered."""
    with pytest.raises(Refusal) as refused:
        stock.check_count(2, 3)
    assert refused.value.code == "stok_dipesan"
    stock.check_count(3, 3)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Tikar purun polos 150 \u00d7 200 cm", "tikar-purun-polos-150-x-200-cm"),
        ("Lampit rotan pesan ukuran, per m²", "lampit-rotan-pesan-ukuran-per-m2"),
        ("Sa'adah & anak", "saadah-anak"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("تيكر 🧺", "b9"),
        ("Crème brûlée", "creme-brulee"),
    ],
)
def test_address_words(name: str, slug: str) -> None:
    """Address words are plain whatever the name holds; nothing left takes the fallback."""
    assert texts.slug(name, "b9") == slug


@given(st.text(max_size=300))
def test_address_words_are_always_plain(name: str) -> None:
    """Any text gives a word of letters, digits and hyphens within its length."""
    word = texts.slug(name, "x")
    assert word
    assert len(word) <= texts.LONGEST_SLUG
    assert set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_names_lose_signs_that_deceive() -> None:
    """Direction overrides and control signs fall out; Jawi letters and emoji stay."""
    assert texts.check_name("  Tas\u202e purun\u0007  🧺 ") == "Tas purun 🧺"
    assert texts.check_name("تيكر ڤورون") == "تيكر ڤورون"
    for empty in ("", " ... ", "🧺"):
        with pytest.raises(Refusal, match="Tulis nama"):
            texts.check_name(empty)


def test_preview_texts_end_at_a_word() -> None:
    """Shortened texts stay within their length and end with an ellipsis."""
    text = texts.shortened("Tikar purun polos untuk tidur dan duduk bersama", 20)
    assert text == "Tikar purun polos…"
    assert texts.shortened("pendek", 20) == "pendek"


def test_whatsapp_links_as_whatsapp_reads_them() -> None:
    """Blanks are %20, newlines %0A, & and # escaped; a bad number is refused (10.5)."""
    link = texts.wa_link("+6281200000142", "Tas & tikar #1\nmasih ada?")
    assert link == "https://wa.me/6281200000142?text=Tas%20%26%20tikar%20%231%0Amasih%20ada%3F"
    assert texts.wa_link("", "a b") == "https://wa.me/?text=a%20b"
    assert len(texts.wa_link("+6281200000142", "🧺" * 900)) <= texts.LONGEST_WA_URL
    with pytest.raises(Refusal):
        texts.wa_link("0812", "x")


def test_illustrations_follow_from_the_name_alone() -> None:
    """The same good gets the same picture, another good another one; its shape fits its name."""
    first = drawing.illustration("Bakul rotan serbaguna", "anyaman-rotan")
    again = drawing.illustration("Bakul rotan serbaguna", "anyaman-rotan")
    assert first.tobytes() == again.tobytes()
    assert first.size == (720, 720)
    assert drawing.shape_of("Kemeja sasirangan pria", "sasirangan") == "shirt"
    assert drawing.shape_of("Sesuatu", "gerabah") == "jar"
