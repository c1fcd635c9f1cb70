"""One request, many answers at once: exactly one counts."""

from pathlib import Path

import pytest

from tests.processes import answer_of, shared_database
from tests.registry.moving import HERE, THERE, asked, moving_business, staff_of_both

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def answers(tmp_path: Path, kind: str) -> dict[str, object]:
    """Let four answer a fresh request and return what came of it."""
    staff, other = staff_of_both()
    made = asked(staff, moving_business())
    words = (str(made.pk), str(other.pk), str(staff.pk), "4", kind)
    database = shared_database(tmp_path)
    told = answer_of("tests.registry.taking", *words, folder=tmp_path, database=database)
    assert isinstance(told, dict)
    return told


def test_accepted_by_four_it_comes_once(tmp_path: Path) -> None:
    """One receives it, the others are told."""
    told = answers(tmp_path, "fair")
    assert told["outcomes"] == {"accept": 1, "move_answered": 3}
    assert (told["state"], told["region"], told["received"]) == ("diterima", THERE, 1)


def test_cancelled_and_accepted_at_once_one_of_both_holds(tmp_path: Path) -> None:
    """Whichever came first: state and place agree with it."""
    told = answers(tmp_path, "mixed")
    outcomes = told["outcomes"]
    assert isinstance(outcomes, dict)
    winner = "accept" if "accept" in outcomes else "cancel"
    assert outcomes == {winner: 1, "move_answered": 3}
    place = (told["state"], told["region"], told["received"])
    assert place == (("diterima", THERE, 1) if winner == "accept" else ("dibatalkan", HERE, 0))


def test_looking_first_would_receive_it_four_times(tmp_path: Path) -> None:
    """The control: without the lock each believes that it waits."""
    assert answers(tmp_path, "naive")["received"] == 4
