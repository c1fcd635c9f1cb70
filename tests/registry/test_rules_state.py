"""Size, age and freshness: the vectors of the field and their borders."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules import age, freshness, size

BILLION = 1_000_000_000
TODAY = date(2026, 11, 24)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("sales", "code"),
    [
        (0, "mikro"),
        (2 * BILLION, "mikro"),
        (2 * BILLION + 1, "kecil"),
        (15 * BILLION, "kecil"),
        (15 * BILLION + 1, "menengah"),
        (50 * BILLION, "menengah"),
        (50 * BILLION + 1, "besar"),
    ],
)
def test_class_by_sales(sales: int, code: str) -> None:
    """An older business is classed by its yearly sales, bounds inclusive at the top."""
    assert size.classify(None, sales, date(2010, 1, 1)) == size.SizeClass(code, "penjualan")


def test_class_by_capital_for_young_businesses() -> None:
    """Founded under PP 7/2021 the capital decides, also against the sales."""
    young = date(2021, 3, 1)
    assert size.classify(BILLION, None, young) == size.SizeClass("mikro", "modal")
    assert size.classify(BILLION + 1, 1, young) == size.SizeClass("kecil", "modal")
    assert size.classify(None, 1, young) == size.SizeClass("mikro", "penjualan")
    assert size.classify(BILLION + 1, 1, date(2021, 2, 1)).basis == "penjualan"


def test_unknown_stays_unknown() -> None:
    """Neither figure known: no class, and a label that says so."""
    assert size.classify(None, None) == size.UNKNOWN
    assert size.UNKNOWN.label == "Belum diketahui"
    assert size.sales_class(None) is None
    assert size.size_group(None) == ""


@pytest.mark.parametrize(
    ("amount", "label"),
    [
        (0, "Rp0"),
        (1, "di bawah Rp500 ribu"),
        (499_999, "di bawah Rp500 ribu"),
        (500_000, "Rp500 ribu sampai di bawah Rp1 juta"),
        (165_999_999, "Rp50 juta sampai di bawah Rp166 juta"),
        (166_000_000, "Rp166 juta ke atas"),
    ],
)
def test_sales_classes(amount: int, label: str) -> None:
    """Each amount falls into the class whose lower bound it has reached."""
    assert size.sales_class_label(size.sales_class(amount)) == label


@pytest.mark.parametrize(
    ("start", "precision", "answer"),
    [
        (date(2023, 6, 1), "month", "ya"),
        (date(2023, 5, 1), "month", "tidak"),
        (date(2023, 1, 1), "year", "mungkin"),
        (date(2022, 1, 1), "year", "tidak"),
        (date(2024, 1, 1), "year", "ya"),
        (None, "", ""),
    ],
)
def test_startups(start: date | None, precision: str, answer: str) -> None:
    """Under 42 months is new; a year alone may leave it open; unknown stays unknown."""
    assert age.is_startup(start, precision, TODAY) == answer


@pytest.mark.parametrize(
    ("ago", "answer"),
    [(30, "segar"), (31, "perlu_dicek"), (90, "perlu_dicek"), (91, "tersembunyi")],
)
def test_market_freshness(ago: int, answer: str) -> None:
    """The market's borders are 30 and 90 days."""
    assert freshness.selling(TODAY - timedelta(days=ago), TODAY) == answer


def test_never_confirmed_hides_after_ninety_days() -> None:
    """Without any confirmation the day of publication counts."""
    assert freshness.selling(None, TODAY, TODAY - timedelta(days=90)) == "perlu_dicek"
    assert freshness.selling(None, TODAY, TODAY - timedelta(days=91)) == "tersembunyi"
    assert freshness.selling(None, TODAY) == "tersembunyi"


def test_bands_of_the_register() -> None:
    """Six, eighteen and thirty-six months, inclusive; never confirmed is its own band."""
    assert freshness.band(date(2026, 5, 24), TODAY) == "segar"
    assert freshness.band(date(2026, 5, 23), TODAY) == "cukup"
    assert freshness.band(date(2025, 5, 23), TODAY) == "lama"
    assert freshness.band(date(2023, 11, 23), TODAY) == "basi"
    assert freshness.band(None, TODAY) == "belum"


@given(confirmed=days, on=days)
def test_band_bounds_say_the_same_as_band(confirmed: date, on: date) -> None:
    """The bounds for the database hold exactly the days that the band names."""
    for code in ("segar", "cukup", "lama", "basi"):
        low, high = freshness.band_bounds(code, on)
        inside = (low is None or low <= confirmed) and (high is None or confirmed <= high)
        assert inside == (freshness.band(confirmed, on) == code)
