"""Which interviews are held again, and what two askings say about a question."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.measure.rules import backchecks
from lampit.measure.rules.logic import Answer
from tests.measure.questionnaires import answers, instrument

HELD = [(n, n % 3) for n in range(1, 61)]


def test_five_per_cent_of_each_person_and_never_none() -> None:
    """Of 60, 20 and 1 interviews, three, one and one are held again."""
    held = [*((n, 1) for n in range(60)), *((n, 2) for n in range(100, 120)), (200, 3)]
    found = backchecks.draw_again(held, seed=7)
    assert [sum(low <= key < high for key in found) for low, high in
            ((0, 60), (100, 120), (200, 201))] == [3, 1, 1]  # fmt: skip


@given(st.integers(0, 2**31), st.randoms())
def test_the_choice_repeats_in_any_order(seed: int, chance: random.Random) -> None:
    """The order in which interviews arrive changes nothing."""
    mixed = HELD.copy()
    chance.shuffle(mixed)
    assert backchecks.draw_again(mixed, seed=seed) == backchecks.draw_again(HELD, seed=seed)


def test_later_interviews_only_add() -> None:
    """What was chosen stays chosen; with twice the interviews only the missing are added."""
    first = backchecks.draw_again(HELD[:20], seed=1, share=0.2)
    more = backchecks.draw_again(HELD, seed=1, share=0.2, already=first)
    assert not set(first) & set(more)
    assert len(first) + len(more) == 12
    assert backchecks.draw_again(HELD, seed=1, share=0.2, already=[*first, *more]) == []


def test_nobody_chooses_whom_the_seed_does_not() -> None:
    """Another seed gives another choice."""
    choices = {tuple(backchecks.draw_again(HELD, seed=n, share=0.1)) for n in range(20)}
    assert len(choices) > 15


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
