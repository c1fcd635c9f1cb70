"""Figures are written as Indonesians write them; unknown is never zero."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.web import figures

WITA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=WITA)


@pytest.mark.parametrize(
    ("value", "decimals", "language", "shown"),
    [
        (34380, 0, "id", "34.380"),
        (1.9, 1, "id", "1,9"),
        (1234567.891, 2, "id", "1.234.567,89"),
        (1234567.891, 2, "en", "1,234,567.89"),
        (-5000, 0, "id", "−5.000"),
        (-0.2, 0, "id", "0"),
        (0, 0, "id", "0"),
        (None, 0, "id", "belum diketahui"),
        (float("nan"), 0, "en", "not yet known"),
    ],
)
def test_numbers(value: float | None, decimals: int, language: str, shown: str) -> None:
    """Thousands by dots, decimals by comma; English the other way round."""
    assert figures.number(value, decimals, language) == shown


@pytest.mark.parametrize(
    ("amount", "shown", "short"),
    [
        (85_000, "Rp85.000", "Rp85 rb"),
        (412_000, "Rp412.000", "Rp412 rb"),
        (1_234_567, "Rp1.234.567", "Rp1,2 jt"),
        (1_000_000, "Rp1.000.000", "Rp1 jt"),
        (999_960, "Rp999.960", "Rp1 jt"),
        (1_200_000_000, "Rp1.200.000.000", "Rp1,2 M"),
        (-5_000, "−Rp5.000", "−Rp5 rb"),
        (750, "Rp750", "Rp750"),
        (0, "Rp0", "Rp0"),
        (None, "belum diketahui", "belum diketahui"),
    ],
)
def test_rupiah(amount: int | None, shown: str, short: str) -> None:
    """Rupiah without space, no sen; the short form keeps at most one decimal."""
    assert figures.rupiah(amount) == shown
    assert figures.short_rupiah(amount) == short


def test_english_rupiah_and_percent() -> None:
    """English pages use commas for thousands and no gap before the sign of percent."""
    assert figures.rupiah(85_000, "en") == "Rp85,000"
    assert figures.short_rupiah(1_234_567, "en") == "Rp1.2 m"
    assert figures.percent(0.189, 1, "en-us") == "18.9%"


def test_percent_takes_a_share() -> None:
    """A share of 0.18 reads 18 percent, with a thin gap that does not break."""
    assert figures.percent(0.18) == "18\u202f%"
    assert figures.percent(0.189, 1) == "18,9\u202f%"
    assert figures.percent(None) == "belum diketahui"


def test_dates() -> None:
    """Dates are written out; never 11/24/26."""
    day = date(2026, 11, 24)
    assert figures.long_date(day) == "24 November 2026"
    assert figures.short_date(day) == "24 Nov 2026"
    assert figures.day_month(date(2026, 8, 7)) == "7 Agu"
    assert figures.long_date(date(2026, 5, 1), "en") == "1 May 2026"
    assert figures.weekday(day) == "Selasa"
    assert figures.month(day) == "November 2026"
    assert figures.long_date(None) == "belum diketahui"


def test_clock_names_its_zone() -> None:
    """Local time carries WIB, WITA or WIT by its own offset."""
    assert figures.clock(NOW) == "14.05 WITA"
    assert figures.clock(NOW.astimezone(timezone(timedelta(hours=7)))) == "13.05 WIB"
    assert figures.clock(NOW.astimezone(UTC)) == "06.05"
    assert figures.clock(NOW, "en") == "14:05 WITA"


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        (timedelta(seconds=5), "baru saja"),
        (timedelta(minutes=12), "12 menit lalu"),
        (timedelta(hours=2), "2 jam lalu"),
        (timedelta(hours=30), "kemarin"),
        (timedelta(days=9), "9 hari lalu"),
        (timedelta(days=30), "30 hari lalu"),
        (timedelta(days=40), "Oktober 2026"),
        (timedelta(days=-3), "27 Nov 2026"),
    ],
)
def test_ago(back: timedelta, shown: str) -> None:
    """Relative up to thirty days, then the month; the future is a date."""
    assert figures.ago(NOW - back, NOW) == shown


def test_phone_and_masks() -> None:
    """Phones are grouped; masked ones keep their ends, a NIK only its last four digits."""
    assert figures.phone("+6281200000142") == "0812-0000-0142"
    assert figures.phone("0812 0000 142") == "0812-0000-142"
    assert figures.phone("kantor") == "kantor"
    assert figures.masked_phone("+6281200009123") == "0812-0000-9••3"
    assert figures.masked_phone("") == ""
    assert figures.masked_nik("6308010101900142") == "••••••••••••0142"
    assert figures.masked_nik("12") == "••"


@given(st.text(max_size=24))
def test_masks_never_show_more_than_they_may(text: str) -> None:
    """Whatever comes in, the mask of a NIK shows at most four of its signs."""
    masked = figures.masked_nik(text)
    assert len(masked) == len(text)
    assert masked[:-4].strip("•") == ""


@given(st.one_of(st.none(), st.floats(), st.integers()))
def test_data_value_is_plain_or_empty(value: float | None) -> None:
    """Machine values use a point and nothing else; unknown ones are empty, never nan."""
    written = figures.data_value(value)
    if written:
        float(written)
        assert "nan" not in written
        assert "inf" not in written
    else:
        assert not figures.is_known(value)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_short_rupiah_is_near_the_amount(amount: int) -> None:
    """The short form is within five percent of the amount, read back."""
    shown = figures.short_rupiah(amount, "en").replace("−", "-").replace("Rp", "")
    number, _, word = shown.partition(" ")
    unit = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12}[word]
    assert float(number.replace(",", "")) * unit == pytest.approx(amount, rel=0.051, abs=1)
