"""Ranking of KBLI groups and the sector groups."""

import pytest

from lampit.trades import rules


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("16292", "kriya"),
        ("10794", "kuliner"),
        ("56102", "kuliner"),
        ("47111", "dagang"),
        ("96122", "jasa"),
        ("01465", "lain"),
        ("1465", ""),
        ("", ""),
    ],
)
def test_sector_follows_the_division(code: str, sector: str) -> None:
    """Weaving is craft, crackers are food; a code that lost its zero is no code."""
    assert rules.sector_of(code) == sector


def test_plain_words_beat_titles() -> None:
    """A word that makers use counts more than the same word in an official title."""
    plain = rules.rank("tas purun", "Industri Barang Anyaman", "tikar; tas purun")
    official = rules.rank("tas purun", "Industri Tas dan Dompet", "dompet kulit")
    assert plain == 100 > official > 0
    assert rules.rank("pesawat", "Industri Barang Anyaman", "tikar; tas purun") == 0


def test_small_words_do_not_count() -> None:
    """`jualan` and `dan` find nothing by themselves when another word is there."""
    assert rules.words_of("Jualan tikar dan lampit") == ["tikar", "lampit"]
    assert rules.words_of("jualan") == ["jualan"]


@pytest.mark.parametrize(
    ("text", "title", "plain", "is_likely"),
    [
        ("Jasa service HP", "Reparasi Peralatan Komunikasi", "", True),
        ("Jasa service HP", "Jasa Boga Untuk Suatu Event Tertentu", "katering; jasa boga", False),
        ("Jasa", "Jasa Boga Untuk Suatu Event Tertentu", "jasa boga", False),
        ("katering nasi kotak", "Jasa Boga Untuk Suatu Event Tertentu", "katering", True),
        ("jual pulsa", "Industri Pulsar", "", False),
        ("penjahit baju", "Penjahitan dan Pembuatan Pakaian Sesuai Pesanan", "", True),
    ],
)
def test_a_group_is_likely_by_a_telling_word(
    text: str, title: str, plain: str, is_likely: bool
) -> None:
    """What every trade calls itself is no hint, a beginning alone neither."""
    assert bool(rules.likely(text, title, plain)) is is_likely
