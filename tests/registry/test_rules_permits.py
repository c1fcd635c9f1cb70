"""Numbers of papers, what is refused and what is only odd, and when somebody is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry.rules import permits, reminding
from lampit.registry.rules.permits import Paper

TODAY = date(2026, 11, 24)
HSU = frozenset({"6308", "6309"})


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("nib", "NIB: 9120 0012 3456 7", "9120001234567"),
        ("nib", "belum ada", ""),
        ("pirt", "P-IRT No. 2036308010001-29", "203630801000129"),
        ("pirt", "203630801000", "203630801000"),
        ("halal", " ID63110000  123456789 ", "ID63110000 123456789"),
        ("merek", "IDM000123456", "IDM000123456"),
    ],
)
def test_numbers_are_kept_in_one_form(kind: str, typed: str, kept: str) -> None:
    """Spaces, dots and words around a number are not the number."""
    assert permits.normal_form(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("nib", "912000123456", "nib_panjang"),
        ("nib", "9,12E+12", "nib_dibulatkan"),
        ("pirt", "20363080100012", "pirt_panjang"),
        ("pirt", "903630801000129", "pirt_kemasan"),
        ("pirt", "003630801000129", "pirt_kemasan"),
    ],
)
def test_only_what_cannot_be_is_refused(kind: str, typed: str, code: str) -> None:
    """The length of NIB and P-IRT, and the packaging of a P-IRT (domain.md section 6)."""
    with pytest.raises(Refusal) as refused:
        permits.normal_form(kind, typed)
    assert refused.value.code == code


def test_odd_papers_are_kept_with_a_warning() -> None:
    """Another kabupaten, another year, an old number, an unusual look: asked, never refused."""
    good = Paper("pirt", "203630801000129", date(2024, 5, 1), date(2029, 4, 30))
    assert permits.warnings(good, HSU) == []
    assert "kode kabupaten" in permits.warnings(Paper("pirt", "203990001000129"), HSU)[0]
    assert permits.warnings(Paper("pirt", "203990001000129"), frozenset()) == []
    differs = Paper("pirt", "203630801000129", None, date(2028, 1, 1))
    assert "berbeda" in permits.warnings(differs, HSU)[0]
    longer = Paper("pirt", "203630801000129", date(2023, 1, 1), date(2029, 1, 2))
    assert "5 tahun" in permits.warnings(longer, HSU)[0]
    assert "nomor lama" in permits.warnings(Paper("pirt", "203630801000"), HSU)[0]
    assert "IDM" in permits.warnings(Paper("merek", "J0020191234"), HSU)[0]
    assert permits.warnings(Paper("halal", ""), HSU) == []
    nib = Paper("nib", "9120001234567")
    assert permits.warnings(nib, HSU, "9120001234568") != []
    assert permits.warnings(nib, HSU, "9120001234567") == permits.warnings(nib, HSU) == []


def test_the_end_follows_from_number_and_issue_where_it_may() -> None:
    """P-IRT five years, a brand ten; a halal certificate and a NIB have no made-up end."""
    assert permits.usual_end("pirt", "203630801000129", None) == date(2029, 12, 31)
    assert permits.usual_end("pirt", "203630801000129", date(2024, 5, 1)) == date(2029, 5, 1)
    assert permits.usual_end("pirt", "203630801000129", date(2020, 5, 1)) == date(2029, 12, 31)
    assert permits.usual_end("merek", "IDM000123456", date(2020, 2, 29)) == date(2030, 2, 28)
    assert permits.usual_end("halal", "ID1", date(2024, 5, 1)) is None
    assert permits.usual_end("nib", "9120001234567", date(2024, 5, 1)) is None


def test_days_that_cannot_be() -> None:
    """Issued tomorrow, or ended before it began."""
    with pytest.raises(Refusal) as refused:
        permits.check_dates(TODAY + timedelta(days=1), None, TODAY)
    assert refused.value.code == "surat_terbit"
    with pytest.raises(Refusal) as refused:
        permits.check_dates(TODAY, TODAY - timedelta(days=1), TODAY)
    assert refused.value.code == "surat_tanggal"
    permits.check_dates(TODAY, None, TODAY)


@given(st.integers(min_value=-2000, max_value=2000))
def test_one_step_is_due_and_it_is_the_nearest(days: int) -> None:
    """Who learns of a paper late is reminded once, not of every step that went by."""
    end = TODAY + timedelta(days=days)
    due = [step for step, first, last in permits.reminder_windows(TODAY) if first <= end <= last]
    wanted = next((step for step in (7, 30, 90) if 0 <= days <= step), None)
    if -365 <= days < 0:
        wanted = 0
    assert due == ([] if wanted is None else [wanted])


def test_a_maker_only_says_and_a_check_names_its_issuer() -> None:
    """Said, seen, checked: each by those whose word it can be."""
    assert permits.check_proof("dikatakan", "", may_see=False, may_check=False) == "dikatakan"
    assert permits.check_proof("dicek", "OSS", may_see=True, may_check=True) == "dicek"
    for proof, note, sees, checks, code in (
        ("dilihat", "", False, False, "proof_not_yours"),
        ("dicek", "OSS", True, False, "proof_not_yours"),
        ("dicek", "  ", True, True, "proof_note"),
        ("asli", "", True, True, "proof_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            permits.check_proof(proof, note, may_see=sees, may_check=checks)
        assert refused.value.code == code


def test_a_reminder_says_what_ends_when_and_what_to_do() -> None:
    """In words, with the day written out; the link holds the whole text."""
    text = reminding.message("Siti", "P-IRT", "Kerupuk Haruan", "pirt", date(2026, 12, 12), TODAY)
    assert "Siti" in text
    assert "habis 12 Desember 2026, tinggal 18 hari" in text
    assert "oss.go.id" in text
    late = reminding.message("", "Merek", "Tas", "merek", date(2026, 11, 20), TODAY)
    assert "sudah habis pada 20 November 2026" in late
    link = reminding.whatsapp_link("+6281234567890", text)
    assert link.startswith("https://wa.me/6281234567890?text=Assalamu%27alaikum")
    with pytest.raises(Refusal):
        reminding.whatsapp_link("+6252761234", text)


def test_nobody_is_written_to_at_night_or_too_often() -> None:
    """Between 06.00 and 21.00, at most two a week (domain.md section 13)."""
    reminding.check_moment(datetime(2026, 11, 24, 6, tzinfo=UTC), 1)
    for hour in (5, 21, 23):
        with pytest.raises(Refusal) as refused:
            reminding.check_moment(datetime(2026, 11, 24, hour, tzinfo=UTC), 0)
        assert refused.value.code == "reminder_hour"
    with pytest.raises(Refusal) as refused:
        reminding.check_moment(datetime(2026, 11, 24, 9, tzinfo=UTC), 2)
    assert refused.value.code == "reminder_often"
