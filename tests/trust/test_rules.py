"""Reviews, reports and notices: what may be averaged, held, decided, by whom."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.trust.rules import answering, notices, reports, reviews
from tests.factories import NOON

TODAY = NOON.date()


def refused(act: object, *args: object) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(Refusal) as told:
        act(*args)  # type: ignore[operator]
    return told.value.code


def test_nothing_is_averaged_below_five() -> None:
    """Four reviews have a number, five have a mean, rounded half up."""
    assert reviews.average(4, [20, 20, 20]) == reviews.Average(4)
    told = reviews.average(5, [25, 20, 23])
    assert (told.n, told.tenths, told.mean, told.by_question) == (5, 45, "4.5", (50, 40, 46))
    assert reviews.average(0, [0, 0, 0]).mean == ""


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=5, max_size=60))
def test_the_mean_is_the_mean(rows: list[tuple[int, int, int]]) -> None:
    """Within half a tenth of the exact mean, never beyond 1 to 5."""
    sums = [sum(column) for column in zip(*rows, strict=True)]
    tenths = reviews.average(len(rows), sums).tenths
    exact = Fraction(sum(sums), 3 * len(rows))
    assert tenths is not None
    assert abs(Fraction(tenths, 10) - exact) <= Fraction(1, 20)
    assert 10 <= tenths <= 50


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bagus, rapi, cepat sampai.", ()),
        ("Ukuran 150 x 200, harga 85.000, tahun 2026.", ()),
        ("WA saja 0812-3456-7890", ("telepon",)),
        ("hubungi +62 812 3456 7890", ("telepon",)),
        ("nol delapan satu dua tiga empat lima enam tujuh", ("telepon",)),
        ("lihat www.toko-lain.com", ("tautan",)),
        ("ig @tokosebelah", ("tautan",)),
        ("beli di toko-lain.co saja", ("tautan",)),
        ("wa.me/628123456789", ("telepon", "tautan")),
    ],
)
def test_numbers_and_links_are_held(text: str, why: tuple[str, ...]) -> None:
    """In figures, with signs between, or in words; sizes and prices are not numbers to call."""
    assert reviews.held_for(text) == why


@pytest.mark.parametrize(
    ("name", "how", "shown"),
    [
        ("Dewi Lestari", "nama", "Dewi"), ("Dewi Lestari", "inisial", "D."),
        ("Dewi", "tanpa", ""), ("", "nama", ""), ("123", "inisial", ""),
        ("Sa'adah binti H.", "nama", "Sa'adah"),
    ],
)  # fmt: skip
def test_no_more_of_a_name_than_was_chosen(name: str, how: str, shown: str) -> None:
    """A first name, a letter, or nobody."""
    assert reviews.shown_name(name, how) == shown


def test_three_answers_from_one_to_five() -> None:
    """Anything else is asked again."""
    assert reviews.check_answers([1, 5, 3]) == reviews.Answers(1, 5, 3)
    for bad in ([1, 5], [1, 5, None], [0, 5, 3], [1, 6, 3]):
        assert refused(reviews.check_answers, bad) == "nilai_kosong"


def test_only_what_was_received_is_reviewed() -> None:
    """Paid or sent is not enough."""
    reviews.check_received("SELESAI")
    for state in ("DIKIRIM", "DIBAYAR", "DIBATALKAN", ""):
        assert refused(reviews.check_received, state) == "belum_diterima"


def test_an_answer_can_be_mended_for_a_day() -> None:
    """From the first time, not from the last change."""
    assert reviews.may_edit_answer(None, NOON)
    assert reviews.may_edit_answer(NOON, NOON + timedelta(days=1))
    assert not reviews.may_edit_answer(NOON, NOON + timedelta(days=1, seconds=1))


def test_each_reason_has_a_rule_and_a_term() -> None:
    """What is forbidden or cheats is answered within a day, the rest within five."""
    assert all(one.basis and one.words for one in reports.REASONS.values())
    assert reports.due_at("dilarang", NOON) == NOON + timedelta(days=1)
    assert reports.due_at("harga", NOON) == NOON + timedelta(days=5)
    due = NOON + timedelta(days=5)
    told = [reports.clock(due, NOON + timedelta(hours=h), None) for h in (0, 96, 121)]
    assert told == ["tenang", "segera", "lewat"]
    assert reports.clock(due, NOON, NOON) == "selesai"


def test_a_report_says_what_and_is_typed_by_somebody() -> None:
    """Unknown reasons, empty words, forms sent in a blink or a day late are refused in words."""
    assert reports.check_report("palsu", "  Ini bukan purun.  ") == "Ini bukan purun."
    assert refused(reports.check_report, "benci", "Ini bukan purun.") == "alasan_pilih"
    assert refused(reports.check_report, "palsu", "pendek") == "isi_pendek"
    assert refused(reports.check_report, "palsu", "x" * 1_001) == "isi_panjang"
    reports.check_pace(3.0)
    assert refused(reports.check_pace, 1.0) == "terlalu_cepat"
    assert refused(reports.check_pace, None) == "halaman_lama"
    assert refused(reports.check_pace, 90_000.0) == "halaman_lama"


def test_one_person_never_decides_twice() -> None:
    """Nor does nobody decide."""
    notices.check_other(1, 2)
    assert refused(notices.check_other, 1, 1) == "orang_sama"
    assert refused(notices.check_other, None, 1) == "orang_sama"


def test_an_appeal_needs_something_to_appeal_against() -> None:
    """Ended, waiting, and the fourth one are refused."""
    notices.check_appeal("BERLAKU", pending=False, earlier=2)
    assert refused(notices.check_appeal, "DICABUT", False, 0) == "tidak_berlaku"
    assert refused(notices.check_appeal, "BERLAKU", True, 1) == "sudah_diajukan"
    assert refused(notices.check_appeal, "BERLAKU", False, 3) == "sudah_tiga_kali"


def test_a_day_to_mend_lies_ahead() -> None:
    """Tomorrow to 90 days."""
    assert notices.check_until(TODAY + timedelta(days=1), TODAY) > TODAY
    for day in (None, TODAY, TODAY + timedelta(days=91)):
        assert refused(notices.check_until, day, TODAY) == "tanggal_ubah"


def test_answering_is_told_from_five_orders_on() -> None:
    """The median, rounded up to whole hours."""
    assert answering.answering([3600.0] * 4, 9) == answering.Answering(4, None, 9)
    told = answering.answering([60, 3600, 3601, 90_000, 7200], 2)
    assert told == answering.Answering(5, 2, 2)
