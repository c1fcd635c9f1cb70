"""Which interviews are held again: repeatable, of each person, never twice."""

import random

from hypothesis import given
from hypothesis import strategies as st

from lampit.science.survey.subsample import subsample

HELD = [(n, n % 3) for n in range(1, 61)]


def test_five_per_cent_of_each_person_and_never_none() -> None:
    """Of 60, 20 and 1 interviews, three, one and one are held again."""
    held = [*((n, 1) for n in range(60)), *((n, 2) for n in range(100, 120)), (200, 3)]
    found = subsample(held, seed=7, share=0.05)
    assert [sum(low <= key < high for key in found) for low, high in
            ((0, 60), (100, 120), (200, 201))] == [3, 1, 1]  # fmt: skip


@given(st.integers(0, 2**31), st.randoms())
def test_the_choice_repeats_in_any_order(seed: int, chance: random.Random) -> None:
    """The order in which interviews arrive changes nothing."""
    mixed = HELD.copy()
    chance.shuffle(mixed)
    assert subsample(mixed, seed=seed, share=0.05) == subsample(HELD, seed=seed, share=0.05)


def test_later_interviews_only_add() -> None:
    """What was chosen stays chosen; with twice the interviews only the missing are added."""
    first = subsample(HELD[:20], seed=1, share=0.2)
    more = subsample(HELD, seed=1, share=0.2, already=first)
    assert not set(first) & set(more)
    assert len(first) + len(more) == 12
    assert subsample(HELD, seed=1, share=0.2, already=[*first, *more]) == []


def test_nobody_chooses_whom_the_seed_does_not() -> None:
    """Another seed gives another choice."""
    choices = {tuple(subsample(HELD, seed=n, share=0.1)) for n in range(20)}
    assert len(choices) > 15
