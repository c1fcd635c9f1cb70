"""What two askings say about a question."""

import pytest

from lampit.measure.rules import backchecks
from lampit.measure.rules.logic import Answer
from tests.measure.questionnaires import answers, instrument


def agreement(code: str, *pairs: tuple[Answer, Answer]) -> backchecks.ItemAgreement:
    """Return the agreement of one question when it was told so in pairs of interviews."""
    askings = [(answers(**{code: one}), answers(**{code: other})) for one, other in pairs]
    return next(
        item for item in backchecks.agreements(instrument(), askings) if item.question.id == code
    )


def test_kappa_of_a_choice() -> None:
    """Cohen's own reckoning: 35 of 50 alike, chance 0.5, kappa 0.4 (2 × 2: 20, 5, 10, 15)."""
    item = agreement(
        "catatan",
        *[("tidak", "tidak")] * 20, *[("tidak", "buku")] * 5,
        *[("buku", "tidak")] * 10, *[("buku", "buku")] * 15,
    )  # fmt: skip
    assert (item.pairs, item.agreement.agreed) == (50, 35)
    assert item.agreement.kappa == pytest.approx(0.4)
    assert not item.is_poor


def test_a_question_that_nobody_answers_alike_is_poor() -> None:
    """Enough pairs with a kappa below 0.4 are told; the same with few pairs is not."""
    worse = [("tidak", "buku"), ("buku", "tidak")]
    assert agreement("catatan", *worse * 5).is_poor
    assert not agreement("catatan", *worse).is_poor


def test_numbers_agree_in_their_band_and_refusals_do_not_count() -> None:
    """Three and four of ten lie in one band; -88 is no answer."""
    item = agreement("daring_kini", (3, 4), (0, 9), (-88, 3))
    assert (item.pairs, item.agreement.agreed) == (2, 1)


def test_every_option_of_a_multiple_question_is_a_pair() -> None:
    """One option more among five: four of five alike."""
    item = agreement("perangkat", (["hp_pintar"], ["hp_pintar", "komputer"]))
    assert (item.pairs, item.agreement.n, item.agreement.agreed) == (1, 5, 4)


def test_what_differs_is_named() -> None:
    """The two askings of one business, question by question."""
    other = answers(omzet="b4", perangkat=["hp_pintar", "printer"], usia_pemilik=40)
    named = [q.id for q in backchecks.differing(instrument(), answers(), other)]
    assert named == ["omzet", "perangkat"]
