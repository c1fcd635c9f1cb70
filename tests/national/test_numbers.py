"""NIK, telephone and NIB: every written case of the specs, and numbers made up by hypothesis."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.national import nib, nik, phone

TODAY = date(2026, 11, 24)
CASES = list(
    csv.DictReader(
        (Path(__file__).parent / "data" / "normalise_examples.csv").read_text("utf-8").splitlines()
    )
)


def of_kind(kind: str) -> list[tuple[str, str, str]]:
    """Return (raw, expected, code) of the worked cases of one kind."""
    return [(c["raw"], c["expected"], c["code"]) for c in CASES if c["kind"] == kind]


@pytest.mark.parametrize(("raw", "expected", "code"), of_kind("nik"))
def test_worked_cases_of_nik(raw: str, expected: str, code: str) -> None:
    """Each case gives its number or its code."""
    try:
        found = nik.parse(raw, TODAY)
    except nik.NikError as error:
        assert (expected, code) == ("", error.code)  # noqa: PT017 - the code is the answer
    else:
        assert (expected, code) == (found.number, "".join(found.notices))


@pytest.mark.parametrize(
    ("raw", "number", "notices"),
    [
        ("6308055203690007", "6308055203690007", ()),
        ("630805 520369 0007", "6308055203690007", ()),
        ("6308.05.520369.0007", "6308055203690007", ()),
        ("'6308055203690007", "6308055203690007", ()),
        ("6308055203690O07", "6308055203690007", ("nik_huruf",)),
        ("6308052902000001", "6308052902000001", ()),
        ("9601010101900001", "9601010101900001", ()),
        ("9701010101900001", "9701010101900001", ("nik_wilayah",)),
        ("6308050101260001", "6308050101260001", ("nik_umur",)),
        ("6308054111460003", "6308054111460003", ()),
    ],
)
def test_nik_that_has_the_form(raw: str, number: str, notices: tuple[str, ...]) -> None:
    """Blanks, dots and an apostrophe do no harm; doubts are noticed and kept."""
    found = nik.parse(raw, TODAY)
    assert (found.number, found.notices) == (number, notices)


def test_nik_tells_birth_and_sex() -> None:
    """Women's day of birth is stored plus 40; the century follows today."""
    woman = nik.parse("6308055203690007", TODAY)
    man = nik.parse("6308051203690007", TODAY)
    assert (woman.sex, man.sex) == ("P", "L")
    assert woman.born_on == man.born_on == date(1969, 3, 12)
    assert woman.region == "63.08.05"


@pytest.mark.parametrize(
    ("raw", "code", "position"),
    [
        ("6308052902010001", "nik_tanggal", 7),
        ("6308053002900001", "nik_tanggal", 7),
        ("6308057202900001", "nik_tanggal", 7),
        ("6308051213690001", "nik_tanggal", 9),
        ("6308055203690000", "nik_urut", 13),
        ("630805520369000", "nik_panjang", 16),
        ("63080552036900071", "nik_panjang", 17),
        ("6,30805E+15", "nik_dibulatkan", 7),
        ("6.30805E+15", "nik_dibulatkan", 7),
        (6308055203690000.0, "nik_dibulatkan", 7),
        (9108055203690002.0, "nik_dibulatkan", 7),
        ("-", "nik_kosong", 0),
        ("menyusul", "nik_kosong", 0),
        ("blm ada", "nik_kosong", 0),
        ("", "nik_kosong", 0),
        ("1234567890123456", "nik_tidak_wajar", 0),
    ],
)
def test_nik_that_has_not(raw: str | float, code: str, position: int) -> None:
    """Each wrong text has its code and the place of the first wrong digit."""
    with pytest.raises(nik.NikError) as refused:
        nik.parse(raw, TODAY)
    assert (refused.value.code, refused.value.position) == (code, position)


def test_nik_says_how_many_digits_are_written() -> None:
    """The sentence counts."""
    with pytest.raises(nik.NikError, match=r"NIK harus 16 angka\. Baru 15 yang tertulis\."):
        nik.parse("630805520369000", TODAY)


def test_nik_is_shown_masked() -> None:
    """Only the first four and the last four digits are seen."""
    assert nik.mask("6308055203690007") == "6308••••••••0007"
    assert "6" not in nik.mask("63080")


@given(
    born=st.dates(date(1927, 1, 1), date(2011, 1, 1)),
    woman=st.booleans(),
    serial=st.integers(1, 9999),
)
def test_any_wellformed_nik_comes_back(born: date, woman: bool, serial: int) -> None:
    """What is put into a NIK is read out of it."""
    raw = f"630805{born.day + 40 * woman:02d}{born:%m%y}{serial:04d}"
    try:
        found = nik.parse(raw, TODAY)
    except nik.NikError as error:
        assert error.code == "nik_tidak_wajar"  # noqa: PT017 - the code is the answer
        return
    assert (found.born_on, found.sex, found.serial) == (born, "LP"[woman], raw[12:])


@given(st.text(max_size=30))
def test_nik_never_breaks(text: str) -> None:
    """Any text is a NIK or a NikError, nothing else."""
    try:
        assert len(nik.parse(text, TODAY).number) == 16
    except nik.NikError as error:
        assert error.message  # noqa: PT017 - the code is the answer


@pytest.mark.parametrize(("raw", "expected", "code"), of_kind("phone"))
def test_worked_cases_of_phone(raw: str, expected: str, code: str) -> None:
    """Each case gives its numbers or its code."""
    found = phone.read(raw)
    assert (";".join(found.numbers), "".join(found.codes)) == (expected, code)


@pytest.mark.parametrize(
    "raw",
    [
        "081234567890", "+62 812-3456-7890", "62812 3456 7890", "(0812) 3456-7890",
        "812 3456 7890", 81234567890, 81234567890.0, "0812-3456-7890 (WA)",
    ],
)  # fmt: skip
def test_one_phone_in_many_shapes(raw: str | float) -> None:
    """All of them are the same number."""
    assert phone.normalise(raw) == "+6281234567890"


def test_phones_that_are_not_one_mobile() -> None:
    """Two in a cell, a fixed line, a foreign one, none, an incomplete one."""
    assert phone.read("0812345678/0857-1234-5678").mobiles == ("+62812345678", "+6285712345678")
    fixed = phone.read("0527-61234")
    assert (fixed.mobiles, fixed.others) == ((), ("+6252761234",))
    assert phone.read("+60 12-345 6789").codes == ("hp_luar_negeri",)
    assert phone.read("+123456789012345").others == ("+123456789012345",)
    assert phone.read("+1234567890123456") == phone.Phones(codes=("hp_tidak_sah",))
    for missing in ("08", "0", "-", "tdk ada", ""):
        assert phone.read(missing) == phone.Phones()
        assert phone.normalise(missing) == ""
    with pytest.raises(phone.PhoneError, match="tidak lengkap"):
        phone.normalise("08123")


@given(st.text(max_size=30))
def test_phone_never_breaks(text: str) -> None:
    """Any text gives a result; mobiles always start with +628."""
    assert all(number.startswith("+628") for number in phone.read(text).mobiles)


@pytest.mark.parametrize(
    "cell",
    [
        "0812 5555 001 rt 2", "0812 5555 0001 (RT 2)", "08125555001 anak ke 2",
        "0812511100 ext 12", "0812 5555 0001 jam 8", "0812 5555 0001 no 2", "08125555 (wa) 0001",
        "0812 / jam 5555 0001", "2 anak 0812 5555 0001", "0812 5555 00 rt OI",
    ],
)  # fmt: skip
def test_digits_behind_a_word_are_not_glued_to_a_number(cell: str) -> None:
    """Whether they belong to it nobody knows: a person looks, no wrong number comes in."""
    assert phone.read(cell) == phone.Phones(codes=("hp_tidak_sah",))


@pytest.mark.parametrize(
    "cell",
    [
        "0812 5555 0001 (suami) 0813 5555 0002 (istri)", "HP 081255550001 WA 081355550002",
        "Rina 0812-5555-0001 atau Hasan: 0813-5555-0002",
    ],
)  # fmt: skip
def test_words_part_two_whole_numbers(cell: str) -> None:
    """Each of the two is a number by itself."""
    assert phone.read(cell) == phone.Phones(("+6281255550001", "+6281355550002"))


def test_phone_is_shown_as_people_write() -> None:
    """Groups of four; masked in the middle."""
    assert phone.show("+6281234567892") == "0812-3456-7892"
    assert phone.mask("+6281234567892") == "0812-••••-7892"


def test_nib() -> None:
    """Thirteen digits in any writing; words for "not yet" are no number."""
    assert nib.parse("9999 0566 76001") == nib.parse(9999056676001.0) == "9999056676001"
    assert nib.parse("proses") == nib.parse("-") == nib.parse("blm ada") == ""
    assert nib.parse("0000000000000") == nib.parse(0.0) == ""
    for raw, code in (("999905667600", "nib_panjang"), ("9,999E+12", "nib_dibulatkan")):
        with pytest.raises(nib.NibError) as refused:
            nib.parse(raw)
        assert refused.value.code == code


def test_nik_in_a_number_cell_that_kept_all_digits() -> None:
    """Excel puts a 0 for the 16th digit; other programs write all of them."""
    assert nik.parse(6308055203690001.0, TODAY).number == "6308055203690001"
    assert nik.parse(6308055203690001, TODAY).number == "6308055203690001"


@pytest.mark.parametrize("cell", ["rt 3", "=HYPERLINK(1)", "belum ada 2"])
def test_what_is_told_and_no_number_is_asked_about(cell: str) -> None:
    """Words with a digit beside them do not vanish; words alone and zeros tell nothing."""
    assert phone.read(cell) == phone.Phones(codes=("hp_tidak_sah",))
    assert phone.read("WA 0") == phone.read("tidak ada") == phone.Phones()
