"""What survives, what is hard evidence, how the log is replayed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry.rules import duplicates, merging
from lampit.registry.rules.merging import Link, Person, Value

OLD, NEW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def value(
    record: int, text: str, source: str = "impor", at: datetime = OLD, filled: int = 5
) -> Value:
    """Return what a record says."""
    return Value(record, text, source, at, filled)


def test_the_owner_is_believed_before_visit_survey_and_list() -> None:
    """The order of sources is owner, visit, survey, list, whatever is newer."""
    said = [value(1, "a", "impor", NEW), value(2, "b", "survei", NEW), value(3, "c", "kunjungan"),
            value(4, "d", "pemilik")]  # fmt: skip
    assert [merging.survivor(said[:n]) for n in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_then_the_newest_then_the_most_complete() -> None:
    """Between equal sources the newest counts, then the fullest record, then the golden one."""
    assert merging.survivor([value(1, "a"), value(2, "b", at=NEW)]) == 2
    assert merging.survivor([value(1, "a"), value(2, "b", filled=9)]) == 2
    assert merging.survivor([value(1, "a"), value(2, "b")]) == 1


def test_known_wins_over_empty_and_the_golden_record_keeps_an_equal_value() -> None:
    """Nothing known is replaced by nothing; an equal value moves nowhere."""
    assert merging.survivor([value(1, "", "pemilik"), value(2, "b")]) == 2
    assert merging.survivor([value(1, "a"), value(2, "a", "pemilik", NEW)]) == 1
    assert merging.survivor([value(1, ""), value(2, "")]) is None


def test_hard_conflicts_ask_for_a_reason() -> None:
    """NIK, sex, money and accounts can speak hard against a merge."""
    one = Person("n1", True, "P", 1980, 1)
    assert merging.conflicts(one, Person("n2", True, "P", 1980), both_sell=False) == ["nik_beda"]
    assert merging.conflicts(one, Person("n2", True, "P", 1981), both_sell=False) == []
    assert merging.conflicts(one, Person(sex="L", account=2), both_sell=True) == [
        "kelamin_beda", "dua_penjual", "dua_akun",
    ]  # fmt: skip
    with pytest.raises(Refusal, match="bertentangan"):
        merging.check_conflicts(["nik_beda"], "")
    merging.check_conflicts(["nik_beda"], "salah ketik")
    merging.check_conflicts([], "")


def test_links_follow_the_log_one_step_away() -> None:
    """A member of a member hangs on the top; parting in the middle hangs it back."""
    log = [Link(1, 2, (3,)), Link(2, 1, (2,)), Link(3, 5, (6,))]
    assert merging.links(log) == {3: 1, 2: 1, 6: 5}
    log.append(Link(4, 1, (2,), undo_of=2))
    assert merging.links(log) == {3: 2, 6: 5}
    log.append(Link(5, 2, (3,), undo_of=1))
    assert merging.links(log) == {6: 5}


@given(st.text(max_size=30), st.text(max_size=30))
def test_pieces_lose_no_character(left: str, right: str) -> None:
    """Marking changes no text, and equal texts are not marked."""
    one, other = duplicates.pieces(left, right)
    assert "".join(p.text for p in one) == left
    assert "".join(p.text for p in other) == right
    if left == right:
        assert not any(p.differs for p in (*one, *other))


def test_what_differs_is_marked() -> None:
    """Only the letter that the other side lacks is marked."""
    one, other = duplicates.pieces("Salasiah", "Salasiyah")
    assert [p.text for p in one if p.differs] == []
    assert [p.text for p in other if p.differs] == ["y"]


def test_different_and_unsure_come_back_only_when_a_compared_value_changed() -> None:
    """Answers of people outlive models."""
    assert not duplicates.may_propose("ragu", "m1", "m1")
    assert not duplicates.may_propose("beda", "m1", "m1")
    assert duplicates.may_propose("beda", "m1", "m2")
    assert duplicates.may_propose("ragu", "m1", "m2")
    assert not duplicates.may_propose("sama", "m1", "m2")


def test_a_leased_pair_waits_for_ten_minutes() -> None:
    """Somebody else waits until the lease ends; the holder does not."""
    until = NEW + duplicates.LEASE
    with pytest.raises(Refusal):
        duplicates.check_lease(1, until, 2, NEW)
    duplicates.check_lease(1, until, 1, NEW)
    duplicates.check_lease(1, until, 2, until)


def test_names_of_people_agree_as_the_model_reads_them() -> None:
    """A title or an old spelling is no other person; a slip is alike; others are different."""
    assert duplicates.person_verdict("Dahliana Huda", "Hj. Dahliana Hoeda") == "sama"
    assert duplicates.person_verdict("Fitriani Rahmah", "Fitriana Rahmah") == "mirip"
    assert duplicates.person_verdict("Fitriani", "Salasiah") == "beda"
    assert duplicates.person_verdict("", "Salasiah") == "kosong"
    assert duplicates.verdict("Dahliana Huda", "Hj. Dahliana Hoeda") != "sama", "letters alone"
