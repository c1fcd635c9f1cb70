"""The bounds of the queue move only by many answers, with their intervals."""

import pytest

from lampit.registry.rules import calibrating
from lampit.registry.rules.calibrating import Answer, bounds
from lampit.registry.rules.duplicates import QUEUED_FROM, SURE_FROM, is_drawn


def answers(*told: tuple[float, int, int]) -> list[Answer]:
    """Return answers from (probability, the same, different)."""
    return [
        Answer(probability, is_same)
        for probability, same, different in told
        for is_same in [True] * same + [False] * different
    ]


def test_few_answers_move_nothing() -> None:
    """Below two hundred the usual bounds hold, whatever they say."""
    found = bounds(answers((0.97, 199, 0)))
    assert (found.queued_from, found.sure_from, found.sides) == (QUEUED_FROM, SURE_FROM, {})


def test_what_people_confirm_may_be_called_sure_earlier() -> None:
    """Two hundred and fifty of 0.97 that are all one business move the bound below them."""
    found = bounds(answers((0.97, 250, 0), (0.955, 40, 10)))
    assert found.sure_from == 0.96
    side = found.sides["sure"]
    assert (side.n, side.same) == (250, 250)
    assert side.low is not None
    assert side.low >= calibrating.SURE_SHARE
    assert found.as_json()["method"] == "wilson-95"


def test_where_the_model_promises_too_much_nothing_is_sure() -> None:
    """Of three hundred above 0.99 every tenth is two businesses: people look at each again."""
    assert bounds(answers((0.995, 270, 30))).sure_from == calibrating.NEVER


@pytest.mark.parametrize(("same", "bound"), [(0, 0.75), (12, QUEUED_FROM)])
def test_what_is_never_the_same_is_no_longer_asked(same: int, bound: float) -> None:
    """The lower bound rises only where the upper end of the share below it is small."""
    found = bounds(answers((0.7, same, 300), (0.78, 100, 20)))
    assert found.queued_from == bound


def test_conflicts_do_not_count_for_sure() -> None:
    """A pair with hard evidence against it is never on the page of sure ones."""
    told = [Answer(0.97, is_same=True, has_conflict=True)] * 300
    assert bounds(told).sure_from == SURE_FROM


def test_the_drawn_share_is_the_asked_one() -> None:
    """Keyed hashes spread evenly; none of no share, all of the whole."""
    numbers = [f"{n * 2654435761 % 16**8:08x}" for n in range(4000)]
    assert sum(is_drawn(number, 0.05) for number in numbers) == pytest.approx(200, abs=12)
    assert not any(is_drawn(number, 0) for number in numbers)
    assert all(is_drawn(number, 1) for number in numbers)


def test_a_broken_promise_is_told_and_a_kept_one_is_not() -> None:
    """Sure means 99.5 %: 198 of 200 break it, 199 keep it, 40 answers tell nothing."""
    told = calibrating.broken_promise(answers((0.995, 198, 2)), SURE_FROM)
    assert told is not None
    assert (told.n, told.same) == (200, 198)
    assert calibrating.broken_promise(answers((0.995, 199, 1), (0.9, 0, 99)), SURE_FROM) is None
    assert calibrating.broken_promise(answers((0.995, 20, 20)), SURE_FROM) is None
    clashing = [Answer(0.995, is_same=False, has_conflict=True)] * 60
    assert calibrating.broken_promise(clashing, SURE_FROM) is None, "never called sure"
