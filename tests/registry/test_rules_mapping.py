"""What a mapping file decides, and what is refused in it. No database."""

from datetime import date
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.national import rupiah
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.mapping import check
from lampit.registry.rules.importing.record import Record
from tests.registry import messy

DAY = date(2026, 11, 25)
HEADERS = ["Nama Pemilik", "Omzet", "Modal", "Kecamatan", "Tgl Pendataan"]
DESK = Desk(messy.gazetteer(), messy.activities(), DAY)
FIELDS = {"owner": 0, "sales_month": 1, "assets": 2, "district": 3, "observed_at": 4}


def test_the_example_of_the_contract_is_taken() -> None:
    """Every key of it; null for a column that stays as it came."""
    check(
        {"version": 1, "sheet": None, "header_row": 5, "rows_per_header": 2,
         "columns": {"NAMA PEMILIK": "owner", "KET": None},
         "constants": {"observed_at": "2026-06-30"}, "decimal": "auto"},
        DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "code", "told"),
    [
        ({"kolom": {}, "columns": {}}, "mapping_unknown_key", "kolom. Yang ada: version, sheet,"),
        ({"tables": {}}, "mapping_unknown_key", "tables"),
        ({"columns": {"Nama": "pemilik"}}, "mapping_unknown_field", "pemilik. Yang ada: name, own"),
        ({"constants": {"tanggal": "2026"}}, "mapping_unknown_field", "tanggal. Yang ada: name,"),
        ({"constants": ["district"]}, "mapping_shape", "constants"),
        ({"constants": {"district": None}}, "mapping_value", "district"),
        ({"constants": {"observed_at": "besok"}}, "mapping_value", "observed_at"),
        ({"constants": {"observed_at": "2027-01-01"}}, "mapping_value", "observed_at"),
        ({"decimal": "koma"}, "mapping_shape", "auto, comma, dot"),
        ({"version": 2}, "mapping_shape", "version"),
        ({"header_row": "5"}, "mapping_shape", "header_row"),
        ({"sheet": 1}, "mapping_shape", "sheet"),
    ],
)
def test_whatever_we_would_not_do_is_refused(mapping: Any, code: str, told: str) -> None:
    """Nothing of a mapping is passed over in silence."""
    with pytest.raises(Refusal) as refused:
        check(mapping, DAY)
    assert refused.value.code == code
    assert told in refused.value.message


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1.500", "auto", 1_500),
        ("1.500", "comma", 1_500),
        ("1.500", "dot", 1),
        ("1,500", "dot", 1_500),
        ("1.500,75", "comma", 1_500),
        ("1,500.75", "dot", 1_500),
        ("1.500 jt", "auto", 1_500_000),
        ("1.500 jt", "comma", 1_500_000_000),
        ("1,555 rb", "comma", 1_555),
        ("1,555 rb", "dot", 1_555_000),
        ("Rp 1.500.000,-", "comma", 1_500_000),
        ("2,5 jt 250 rb", "comma", 2_750_000),
        ("1,5 juta", "dot", None),
        ("1.500.000", "dot", None),
        ("1,500,000", "comma", None),
    ],
)
def test_the_decimal_sign_of_amounts(text: str, decimal: str, amount: int | None) -> None:
    """With the sign known nothing is guessed; what does not fit it is no amount."""
    if amount is None:
        with pytest.raises(rupiah.RupiahError):
            rupiah.with_sign(text, decimal)
    else:
        assert rupiah.parse(rupiah.with_sign(text, decimal)) == amount


def read(cells: list[object], **choices: Any) -> tuple[Record, list[str]]:
    """Return the record of a row and the codes of its problems."""
    reader = RowReader(DESK, "Data", HEADERS, FIELDS, 2026, **choices)
    record, problems = reader.read(2, cells, "")
    return record, [problem.code for problem in problems]


def test_constants_fill_what_a_row_leaves_open() -> None:
    """The row's own word wins; a field that no cell is read for is kept with what came."""
    constants = {"district": "Danau Panggang", "observed_at": "2026-06-30", "pirt": "ada"}
    empty, _ = read(["Rina", "", "", "-", ""], constants=constants)
    assert (empty.district, empty.observed_on) == ("63.08.01", "2026-06-30")
    assert empty.extras["pirt"] == "ada"
    own, _ = read(["Rina", "", "", "Babirik", "12/10/2026"], constants=constants)
    assert (own.district, own.observed_on) == ("63.08.02", "2026-10-12")


def test_the_day_of_a_row_lies_behind_us() -> None:
    """A month is its first day; a day to come or a word is a problem and no sign of life."""
    assert read(["Rina", "", "", "", "Juni 2026"])[0].observed_on == "2026-06-01"
    for cell in ("26/11/2026", "31/31/2026"):
        record, codes = read(["Rina", "", "", "", cell])
        assert record.observed_on == ""
        assert set(codes) & {"angka_di_luar_batas", "tanggal_tidak_sah"}


def test_amounts_are_read_with_the_sign_of_the_mapping() -> None:
    """Sales and capital alike; a number that does not fit it is told."""
    record, _ = read(["Rina", "1.500 jt", "2.000,50", "", ""], decimal="comma")
    assert (record.sales_low, record.capital) == (1_500_000_000, 2_000)
    record, codes = read(["Rina", "1,5 jt", "1,5 jt", "", ""], decimal="dot")
    assert (record.sales_low, record.capital) == (None, None)
    assert codes.count("angka_tidak_sah") == 2
