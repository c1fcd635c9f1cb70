"""The curation sheet: what is asked of which good, when a mark is given, how long it holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import curation as rules

TODAY = date(2026, 3, 2)
SIX = [one.code for one in rules.criteria_for("anyaman-purun")]


def test_every_criterion_has_its_source_and_food_is_asked_for_papers() -> None:
    """Names are unique, and a mat is not asked for a P-IRT."""
    assert all(one.source and one.asks for one in rules.CRITERIA)
    assert len({one.code for one in rules.CRITERIA}) == len(rules.CRITERIA)
    assert "izin" not in SIX
    assert "izin" in [one.code for one in rules.criteria_for("pangan")]


def test_a_low_score_needs_a_reason() -> None:
    """1 and 2 say why; a missing or foreign number is refused."""
    scores = dict.fromkeys(SIX, 4)
    assert rules.check_scores("anyaman-purun", scores, {})["mutu"] == {"score": 4, "note": ""}
    with pytest.raises(Refusal, match="perlu alasan"):
        rules.check_scores("anyaman-purun", scores | {"mutu": 2}, {})
    assert rules.check_scores("anyaman-purun", scores | {"mutu": 2}, {"mutu": "longgar"})
    for wrong in (0, 6):
        with pytest.raises(Refusal, match="1 sampai 5"):
            rules.check_scores("anyaman-purun", scores | {"mutu": wrong}, {"mutu": "longgar"})


@pytest.mark.parametrize(
    ("verdict", "low", "words", "days", "code"),
    [
        ("lolos", 3, "", None, ""),
        ("lolos", 2, "", None, "lolos_rendah"),
        ("perbaikan", 2, "Rapikan tepinya dulu", 30, ""),
        ("perbaikan", 2, "Rapikan tepinya dulu", None, "tanggal_lihat"),
        ("perbaikan", 2, "Rapikan tepinya dulu", 0, "tanggal_lihat"),
        ("perbaikan", 2, "ya", 30, "kata_kurang"),
        ("belum", 2, "Bukan kerajinan sendiri", None, ""),
        ("belum", 2, "", None, "kata_kurang"),
        ("bagus", 5, "", None, "putusan_pilih"),
    ],
)
def test_verdicts(verdict: str, low: int, words: str, days: int | None, code: str) -> None:
    """A mark stands beside no low score; a no says what to mend, a repair when."""
    look_on = None if days is None else TODAY + timedelta(days=days)
    said = ""
    try:
        rules.check_verdict(verdict, [5, low], words, look_on, TODAY)
    except Refusal as refusal:
        said = refusal.code
    assert said == code


def test_the_more_careful_word_holds() -> None:
    """Only two yeses give a mark."""
    assert rules.outcome(["lolos", "lolos"]) == "lolos"
    assert rules.outcome(["lolos", "perbaikan"]) == "perbaikan"
    assert rules.outcome(["belum", "perbaikan"]) == "belum"


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_mark_holds_24_months(on: date) -> None:
    """The last day is the one before the same day two years on; leap days do not break it."""
    end = rules.valid_until(on) + timedelta(days=1)
    assert (end.year, end.month) == (on.year + 2, on.month)
    assert end.day == on.day or (on.month, on.day, end.day) == (2, 29, 28)
