"""Rupiah, dates, names and addresses: the written cases of the specs."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.national import addresses, dates, names, rupiah

TODAY = date(2026, 11, 24)
DATA = Path(__file__).parent / "data"
CASES = list(csv.DictReader((DATA / "normalise_examples.csv").read_text("utf-8").splitlines()))
PAIRS = list(csv.DictReader((DATA / "name_pairs.csv").read_text("utf-8").splitlines()))


def of_kind(kind: str) -> list[tuple[str, str, str]]:
    """Return (raw, expected, code) of the worked cases of one kind."""
    return [(c["raw"], c["expected"], c["code"]) for c in CASES if c["kind"] == kind]


@pytest.mark.parametrize(("raw", "expected", "code"), of_kind("rupiah"))
def test_worked_cases_of_rupiah(raw: str, expected: str, code: str) -> None:
    """Each case gives its amount or its code."""
    try:
        amount = rupiah.parse(raw)
    except rupiah.RupiahError as error:
        assert (expected, code) == ("", error.code)  # noqa: PT017 - the code is the answer
    else:
        assert (expected, code) == ("" if amount is None else str(amount), "")


@pytest.mark.parametrize(
    ("raw", "low", "high", "status"),
    [
        ("Rp 1,5 jt/bln", 1_500_000, 1_500_000, "ok"),
        ("1.5 jt", 1_500_000, 1_500_000, "ok"),
        ("1.500.000,-", 1_500_000, 1_500_000, "ok"),
        ("1.500.000,00", 1_500_000, 1_500_000, "ok"),
        ("±500rb", 500_000, 500_000, "ok"),
        ("500-700 rb", 500_000, 700_000, "range"),
        ("700rb - 1,2 jt", 700_000, 1_200_000, "range"),
        ("1.250.000 s/d 1.750.000", 1_250_000, 1_750_000, "range"),
        ("150rb/minggu", 650_000, 650_000, "converted_week"),
        ("50rb/hari", 1_300_000, 1_300_000, "converted_day"),
        ("12 jt/thn", 1_000_000, 1_000_000, "converted_year"),
        ("2 jt an", 2_000_000, 2_000_000, "approx"),
        ("500", None, None, "suspect_thousands"),
        ("1.500", None, None, "suspect_thousands"),
        (4650.0, None, None, "suspect_thousands"),
        ("Rp. 12 M", 12_000_000_000, 12_000_000_000, "ok"),
        ("-", None, None, "unknown"),
        ("tidak menentu", None, None, "unknown"),
        ("0", 0, 0, "ok"),
        ("12 x abc", None, None, "invalid"),
    ],
)
def test_sales_of_a_cell(raw: str | float, low: int | None, high: int | None, status: str) -> None:
    """Amounts, ranges and weeks are read; a bare small figure is asked about, not multiplied."""
    found = rupiah.read_sales(raw)
    assert (found.low, found.high, found.status) == (low, high, status)


def test_rupiah_is_shown_without_space() -> None:
    """EYD V: no space; a real minus; short form with a comma."""
    assert [rupiah.show(n) for n in (0, 1_250_000, -5000)] == ["Rp0", "Rp1.250.000", "−Rp5.000"]
    assert rupiah.show_short(1_250_000) == "Rp1,25 juta"
    assert rupiah.show_short(1_500_000_000) == "Rp1,5 miliar"
    assert rupiah.format(34_380) == "Rp34.380"


@given(st.integers(0, 10**12))
def test_rupiah_round_trip(amount: int) -> None:
    """What is shown is read back."""
    assert rupiah.parse(rupiah.show(amount)) == amount


@given(st.text(max_size=30))
def test_reading_sales_never_breaks(text: str) -> None:
    """Any text gives a status; an amount is never negative."""
    found = rupiah.read_sales(text)
    assert found.low is None or found.low >= 0


@pytest.mark.parametrize(("raw", "expected", "code"), of_kind("date"))
def test_worked_cases_of_dates(raw: str, expected: str, code: str) -> None:
    """Each case gives its day or its code."""
    try:
        found = dates.parse(raw, TODAY)
    except dates.DateError as error:
        assert (expected, code) == ("", error.code)  # noqa: PT017 - the code is the answer
    else:
        assert (expected, code) == (found.iso, "")


@pytest.mark.parametrize(
    ("raw", "iso", "precision"),
    [
        ("12/03/2019", "2019-03-12", "day"),
        ("3-8-16", "2016-08-03", "day"),
        ("12 Agustus 2016", "2016-08-12", "day"),
        ("12 Agt 2016", "2016-08-12", "day"),
        (42594, "2016-08-12", "day"),
        (datetime(2016, 8, 12), "2016-08-12", "day"),  # noqa: DTZ001 - a cell has no zone
        ("Nop 2018", "2018-11", "month"),
        ("5 Pebruari 1985", "1985-02-05", "day"),
        ("2015", "2015", "year"),
        (2015.0, "2015", "year"),
        ("th. 2015", "2015", "year"),
        ("±2015", "2015", "year"),
        ("Jum'at, 12 Maret 2021", "2021-03-12", "day"),
        ("Amuntai, 25-1-69", "1969-01-25", "day"),
        ("HSU/26 Juni 1966", "1966-06-26", "day"),
        ("lupa", "", ""),
        ("-", "", ""),
    ],
)
def test_dates_as_offices_write_them(raw: str | float | date, iso: str, precision: str) -> None:
    """Day first, old month names, Excel serials, years only."""
    found = dates.parse(raw, TODAY)
    assert (found.iso, found.precision) == (iso, precision)


@pytest.mark.parametrize("raw", [2031, "2031", "tahun 2031"])
def test_a_year_that_has_not_come_is_told_so(raw: str | int) -> None:
    """What is plainly a year is not called unreadable; a serial day beyond it still is."""
    with pytest.raises(dates.DateError, match="belum tiba"):
        dates.parse(raw, TODAY)
    with pytest.raises(dates.DateError, match="tidak terbaca"):
        dates.parse(9_000, TODAY)


def test_words_are_no_dates() -> None:
    """A start told in words stays unknown and is noticed; a place stays a place."""
    assert dates.parse("sejak covid", TODAY).notice == "relative_words"
    assert dates.parse("turun temurun", TODAY).notice == "handed_down"
    assert dates.parse("Amuntai, 17-08-1979", TODAY).place == "Amuntai"
    with pytest.raises(dates.DateError, match="tidak ada di kalender"):
        dates.parse("31/02/2020", TODAY)


@given(st.text(max_size=30))
def test_dates_never_break(text: str) -> None:
    """Any text is a date, unknown, or a DateError."""
    try:
        found = dates.parse(text, TODAY)
    except dates.DateError:
        return
    assert bool(found.iso) == bool(found.precision)


def test_name_pairs() -> None:
    """At least 48 of the 51 worked pairs are told right by the keys alone."""
    right = 0
    for pair in PAIRS:
        keys = [names.business_key(pair[side]) for side in ("left", "right")]
        same = names.same_person_name(pair["left"], pair["right"]) or keys[0] == keys[1] != ""
        right += same == (pair["same"] == "1")
    assert right >= 48


OWN = list(csv.DictReader((DATA / "name_pairs_own.csv").read_text("utf-8").splitlines()))


def test_name_pairs_of_our_own() -> None:
    """150 further pairs, as many as 98 in a hundred told right by the same keys."""
    wrong = [
        (pair["left"], pair["right"])
        for pair in OWN
        if names.same_person_name(pair["left"], pair["right"]) != (pair["same"] == "1")
    ]
    assert len(OWN) == 150
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize(
    ("raw", "name", "title"),
    [
        ("H. Hamdani Wahab", "Hamdani Wahab", "H."),
        ("Noor Sari, Hj.", "Noor Sari", "Hj."),
        ("masdar", "Masdar", ""),
        ("SA'ADAH SARI *", "Sa'adah Sari", ""),
        ("Rusdiana, S.Pd", "Rusdiana", ""),
        ("Hamdan", "Hamdan", ""),
    ],
)
def test_person_names(raw: str, name: str, title: str) -> None:
    """Titles and office marks come off; a name that starts with H keeps it."""
    found = names.read_person(raw)
    assert (found.name, found.title) == (name, title)


def test_one_slip_needs_other_evidence() -> None:
    """Near names are told apart from same names."""
    assert names.near_person_name("Hamdani Wahab", "Hamdani Waab")
    assert not names.same_person_name("Hamdan", "Hamdani")
    assert not names.near_person_name("Siti Aisyah", "Siti Aminah")


def test_addresses() -> None:
    """RT and RW without zeros; region names evened out."""
    assert addresses.rt_rw("Jl. Raya RT 03 RW 00, Desa X") == ("3", "")
    assert addresses.rt_rw("RT/RW 004/02") == ("4", "2")
    assert addresses.rt_rw("Komplek Artha No. 3") == ("", "")
    assert addresses.place_key("Ds. Sei Namang") == "sungai namang"
    assert addresses.tight_key("Kotaraden Hulu") == addresses.tight_key("Kota Raden Hl")
    assert addresses.is_short_for("h gading", "haur gading")
    assert not addresses.is_short_for("h gading", "banjang")
