"""Answers, searches and deeds of one moment about the same records: none is written over."""

from pathlib import Path

import pytest

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Pair
from tests.meeting import Met, meet
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.meetings import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ACTIONS = "tests.registry.meetings:", "lampit.registry.actions."


def met(first: str, second: str, *words: object, at: str, look: str, folder: Path) -> Met:
    """Let two deeds of the register meet."""
    return meet(
        DEEDS + first, DEEDS + second, *words,
        at=ACTIONS + at, look=DEEDS + look, folder=folder,
    )  # fmt: skip


def waiting() -> tuple[User, Pair]:
    """Return a person of the office and a pair that waits."""
    staff = office()
    return staff, pair_of(record(staff), record(staff, name="Anyaman Bunga"))


def test_an_answer_outlives_a_search_that_finds_the_pair(tmp_path: Path) -> None:
    """The search read the pair as waiting; the answer given since is not put back in the queue."""
    staff, pair = waiting()
    seen = met(
        "find_again", "answer", staff.pk, pair.pk,
        at="storing.children", look="answers", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "ok", ["beda"])


def test_an_answer_outlives_a_search_that_misses_the_pair(tmp_path: Path) -> None:
    """What no longer is found falls out while it waits, not when it was answered meanwhile."""
    staff, pair = waiting()
    seen = met(
        "search", "answer", staff.pk, pair.pk,
        at="storing._waiting", look="answers", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "ok", ["beda"])


def test_two_searches_at_once_store_a_pair_once(tmp_path: Path) -> None:
    """Both found it new: the second finds it known."""
    staff = office()
    one, other = record(staff), record(staff, name="Anyaman Bunga")
    seen = met(
        "find_new", "find_new", staff.pk, one.pk, other.pk,
        at="storing.children", look="answers", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "ok", ["baru"])


def test_the_same_pressed_twice_is_said_once(tmp_path: Path) -> None:
    """The second press finds it said; taking it back parts the records again."""
    staff, pair = waiting()
    seen = met(
        "unite", "unite", staff.pk, pair.pk, at="duplicates.merge", look="answers", folder=tmp_path
    )
    assert seen == Met("ok", "ok", ["sama"])


def test_taking_back_and_answering_anew_do_not_lock_each_other_out(tmp_path: Path) -> None:
    """Undo and merge lock kabupaten, pair and records in one order."""
    staff, pair = waiting()
    actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW)
    seen = met(
        "take_back", "unite", staff.pk, pair.pk,
        at="merging._family", look="answers", folder=tmp_path,
    )  # fmt: skip
    assert seen[:2] == ("ok", "ok")
    assert seen.after == ["sama"]


def test_pressed_twice_a_business_passes_on_once(tmp_path: Path) -> None:
    """Without a NIK nobody could tell the two records of the daughter apart from two people."""
    staff = office()
    one = record(staff)
    seen = met(
        "pass_on_at_once", "pass_on_at_once", staff.pk, one.public_id,
        at="owning._family", look="owners", folder=tmp_path,
    )  # fmt: skip
    assert sorted(seen[:2]) == ["ok", "same_owner"]
    assert seen.after == ["Siti Rahmah", "Noor Aisyah"]


def test_a_merge_and_a_change_of_hands_do_not_lock_each_other_out(tmp_path: Path) -> None:
    """Both hold the kabupaten, then the records by their number."""
    staff = office()
    low, high = record(staff), record(staff, name="Anyaman Bunga")
    seen = met(
        "pass_on_at_once", "merge", staff.pk, high.public_id, low.pk, high.pk,
        at="owning._account", look="owners", folder=tmp_path,
    )  # fmt: skip
    assert seen.first == "ok"
    assert seen.second == "ok"
