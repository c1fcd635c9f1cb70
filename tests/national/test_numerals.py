"""Numbers in words, and dates that are written with them."""

from datetime import date

import pytest

from lampit.national.dates import DateError, parse
from lampit.national.numerals import as_digits

TODAY = date(2026, 11, 29)
UNITS = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def in_words(number: int) -> str:
    """Return a number up to 9999 as people say it."""
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    words = [{0: "", 1: "seribu"}.get(thousands, f"{UNITS[thousands % 10]} ribu")]
    words.append({0: "", 1: "seratus"}.get(hundreds, f"{UNITS[hundreds]} ratus"))
    tens, unit = divmod(rest, 10)
    if rest in (10, 11):
        words.append("sepuluh" if rest == 10 else "sebelas")
    elif tens == 1:
        words.append(f"{UNITS[unit]} belas")
    else:
        words += [f"{UNITS[tens]} puluh" if tens else "", UNITS[unit]]
    return " ".join(word for word in words if word)


def test_every_number_up_to_three_thousand() -> None:
    """Alone, before a word and after one."""
    for number in range(1, 3000):
        words = in_words(number)
        assert as_digits(words) == str(number), words
        assert as_digits(f"tahun {words} masehi") == f"tahun {number} masehi"


def test_years_as_people_say_them() -> None:
    """Nineteen and twenty before two digits: all of them."""
    for year in [*range(1910, 2000), *range(2010, 2030)]:
        century, rest = divmod(year, 100)
        if rest >= 10:
            assert as_digits(f"{in_words(century)} {in_words(rest)}") == str(year)


def test_other_words_stay() -> None:
    """Words that only begin like a number, signs and digits are left alone."""
    for text in ("duapuluh", "limau", "rt 2, rw 1", "", "satunya toko ini"):
        assert as_digits(text) == text


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("dua belas Maret 2015", "2015-03-12"),
        ("Dua puluh lima Agustus dua ribu sepuluh", "2010-08-25"),
        ("tiga puluh satu Desember sembilan belas delapan puluh lima", "1985-12-31"),
        ("Maret dua ribu", "2000-03"), ("tahun dua ribu tujuh belas", "2017"),
        ("akhir 2015", "2015"), ("awal tahun 2010", "2010"), ("kira-kira 2009", "2009"),
    ],
)  # fmt: skip
def test_dates_in_words(written: str, iso: str) -> None:
    """With the precision in which they are told."""
    assert parse(written, TODAY).iso == iso


def test_places_with_a_number_stay_places() -> None:
    """`Simpang Empat` is a kecamatan, alone and before a date; what is no date helps on."""
    assert parse("Simpang Empat", TODAY).place == "Simpang Empat"
    assert parse("Simpang Empat, 12-3-1990", TODAY).place == "Simpang Empat"
    for text in ("2 tahun lalu", "tiga puluh dua Januari 2015"):
        with pytest.raises(DateError, match="tahunnya saja"):
            parse(text, TODAY)
