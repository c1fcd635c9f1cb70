"""The queue: pairs stored once, answers that outlive models, leases, undo, the sure page."""

from datetime import timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry import access, actions
from lampit.registry.actions.storing import FoundPair
from lampit.registry.models import Business, Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.merging import golden_of
from tests.factories import business, member, sale
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NIK, NOW, OTHER_NIK

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=11)


def test_pairs_are_stored_once_in_either_order() -> None:
    """The second run renews the waiting pair; pairs of other regions are left out."""
    staff = office()
    one, other = record(staff), record(staff, name="Lain")
    far = business("63.09")
    found = [FoundPair(other.pk, one.pk, 0.8), FoundPair(one.pk, far.pk, 0.9)]
    assert actions.store_pairs("63.08", found, "a", now=NOW).new == 1
    again = actions.store_pairs("63.08", [FoundPair(one.pk, other.pk, 0.7)], "b", now=NOW)
    assert (again.new, again.kept) == (0, 1)
    pair = Pair.objects.get()
    assert (pair.left_id, pair.right_id, pair.probability, pair.model) == (
        one.pk,
        other.pk,
        0.7,
        "b",
    )


def test_different_stays_different_until_a_compared_value_changes() -> None:
    """A new model does not ask again; a changed name does."""
    staff = office()
    one, other = record(staff), record(staff, name="Lain")
    pair = pair_of(one, other)
    actions.decide(staff, pair.pk, "beda", mark=mark(pair), now=NOW, reason="dua orang")
    assert pair_of(one, other).state == "beda"
    Business.objects.filter(pk=other.pk).update(note="catatan baru", version=5)
    assert pair_of(one, other).state == "beda"
    Business.objects.filter(pk=other.pk).update(name="Anyaman Bunga")
    assert pair_of(one, other).state == "baru"


def test_a_full_run_drops_what_it_no_longer_finds_but_no_answer() -> None:
    """Waiting pairs fall out and may come back; answered ones stay."""
    staff = office()
    one, other, third = record(staff), record(staff, name="B"), record(staff, name="C")
    answered, waiting = pair_of(one, other), pair_of(one, third)
    actions.decide(staff, answered.pk, "ragu", mark=mark(answered), now=NOW)
    assert actions.store_pairs("63.08", [], "b", now=NOW, is_full=True).gone == 1
    waiting.refresh_from_db()
    answered.refresh_from_db()
    assert (waiting.state, answered.state) == ("gugur", "ragu")
    assert pair_of(one, third).state == "baru"


def test_an_answer_to_changed_records_is_asked_again() -> None:
    """What the reviewer saw is no longer so: nothing is decided."""
    staff = office()
    one, other = record(staff), record(staff, name="Lain")
    pair = pair_of(one, other)
    seen = mark(pair)
    Business.objects.filter(pk=one.pk).update(name="Nama lain")
    with pytest.raises(Refusal) as refused:
        actions.decide(staff, pair.pk, "beda", mark=seen, now=NOW)
    assert refused.value.code == "changed_meanwhile"
    with pytest.raises(Refusal) as refused:
        actions.merge_pair(staff, pair.pk, mark=seen, now=NOW)
    assert refused.value.code == "changed_meanwhile"


def test_a_pair_is_leased_to_one_reviewer_for_ten_minutes() -> None:
    """A colleague is led to another pair and cannot answer this one; then he can."""
    staff, colleague = office(), office()
    one, other, third = record(staff), record(staff, name="B"), record(staff, name="C")
    first, second = pair_of(one, other, 0.95), pair_of(one, third, 0.9)
    actions.lease(staff, first.pk, now=NOW)
    pairs = access.visible_pairs(colleague)
    assert queries.next_pair(pairs, colleague.pk, NOW) == second
    with pytest.raises(Refusal) as refused:
        actions.decide(colleague, first.pk, "beda", mark=mark(first), now=NOW)
    assert refused.value.code == "leased"
    assert queries.next_pair(pairs, colleague.pk, LATER) == first
    actions.decide(colleague, first.pk, "beda", mark=mark(first), now=LATER)


def test_the_last_answer_is_taken_back_with_its_merge() -> None:
    """Undo parts what the answer merged, and the pair waits again."""
    staff = office()
    one, other = record(staff), record(staff, name="Lain")
    pair = pair_of(one, other)
    event = actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW)
    assert event is not None
    assert golden_of(other.pk) == golden_of(one.pk) == event.golden_id
    assert queries.waiting_count(access.visible_pairs(staff)) == 0
    assert actions.undo_last(staff, now=LATER).state == "baru"
    assert golden_of(other.pk) == other.pk
    assert queries.waiting_count(access.visible_pairs(staff)) == 1
    with pytest.raises(Refusal, match="Belum ada"):
        actions.undo_last(staff, now=LATER)


def test_sure_pairs_are_confirmed_by_a_person_and_conflicts_are_not_among_them() -> None:
    """Owners of different sex are never on the sure page, whatever the probability."""
    staff = office()
    one, other = record(staff), record(staff, name="Anyaman Bunga Rawah")
    left, right = record(staff, nik=NIK, name="C"), record(staff, nik=OTHER_NIK, name="D")
    sure, hard = pair_of(one, other, 0.995), pair_of(left, right, 0.999)
    assert hard.conflict == "kelamin_beda,usaha_kedua"
    assert [row[0] for row in queries.sure_rows(access.visible_pairs(staff))] == [sure]
    second = pair_of(record(staff, name="E"), record(staff, name="F"), 0.999)
    assert second.conflict == "usaha_kedua"
    assert len(queries.sure_rows(access.visible_pairs(staff))) == 1
    marks = {sure.pk: mark(sure), hard.pk: mark(hard)}
    assert actions.confirm_sure(staff, marks, now=NOW) == (1, 1)
    assert golden_of(left.pk) == left.pk


def test_where_money_hangs_two_people_must_say_the_same() -> None:
    """The first answer waits, is not asked of the same person again; the second one merges."""
    staff, head = office(), member("head", "63.08")
    one, other = record(staff), record(staff, name="Anyaman Bunga Rawah")
    sale(one, NOW.date(), 50_000)
    pair = pair_of(one, other, 0.995)
    assert pair.conflict == "dua_orang"
    assert not queries.sure_rows(access.visible_pairs(staff)), "never among the sure ones"
    assert actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW) is None
    assert golden_of(other.pk) == other.pk
    pair.refresh_from_db()
    assert (pair.state, pair.first_reviewer) == ("baru", staff)
    with pytest.raises(Refusal) as refused:
        actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW)
    assert refused.value.code == "second_person"
    assert queries.next_pair(access.visible_pairs(staff), staff.pk, NOW) is None
    assert queries.next_pair(access.visible_pairs(head), head.pk, NOW) == pair
    event = actions.merge_pair(head, pair.pk, mark=mark(pair), now=LATER)
    assert event is not None
    assert golden_of(other.pk) == golden_of(one.pk) == event.golden_id
    pair.refresh_from_db()
    assert (pair.state, pair.first_reviewer, pair.reviewer) == ("sama", staff, head)


def test_the_first_of_two_counts_only_for_what_it_saw() -> None:
    """Records changed since: the next answer is the first again; whoever disagrees decides."""
    staff, head = office(), member("head", "63.08")
    one, other = record(staff), record(staff, name="Anyaman Bunga Rawah")
    sale(one, NOW.date(), 50_000)
    pair = pair_of(one, other, 0.9)
    assert actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW) is None
    Business.objects.filter(pk=one.pk).update(name="Anyaman Bunga")
    assert actions.merge_pair(head, pair.pk, mark=mark(pair), now=NOW) is None
    pair.refresh_from_db()
    assert pair.first_reviewer == head
    actions.decide(staff, pair.pk, "beda", mark=mark(pair), now=LATER)
    pair.refresh_from_db()
    assert pair.state == "beda"


def test_money_of_a_record_merged_before_counts_too() -> None:
    """A sale on a member of the golden record asks for two people just as well."""
    staff = office()
    one, other, third = record(staff), record(staff, name="B"), record(staff, name="C")
    actions.merge(staff, (one.pk, other.pk), now=NOW)
    hidden = one if golden_of(one.pk) == other.pk else other
    sale(hidden, NOW.date(), 50_000)
    top = Business.objects.get(pk=golden_of(one.pk))
    pair = pair_of(top, third)
    assert actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW) is None


def test_a_neighbour_finds_no_pair() -> None:
    """Pairs of another region do not exist."""
    staff, next_door = office(), office("63.09")
    pair = pair_of(record(staff), record(staff, name="Lain"))
    with pytest.raises(Refusal) as refused:
        actions.lease(next_door, pair.pk, now=NOW)
    assert refused.value.code == "not_found"
    with pytest.raises(Refusal) as refused:
        actions.decide(next_door, pair.pk, "beda", mark=mark(pair), now=NOW)
    assert refused.value.code == "not_found"


def test_what_agrees_is_told_in_one_plain_sentence() -> None:
    """The words are those of the page, without weights."""
    staff = office()
    one = record(staff, phones=("+6281211112222",), name="Salasiah")
    other = record(staff, phones=("+6281211112222",), name="Salasiyah")
    said = queries.sentence(queries.compare(one, other))
    assert said == "Nama pemilik, nomor HP/WA dan desa/kelurahan sama, nama usaha mirip."


def test_sure_pairs_of_a_loose_chain_are_asked_one_by_one() -> None:
    """A resembles B and B resembles C: not on the page of sure ones, until A and C are alike."""
    staff = office()
    one, other, third = (record(staff) for _ in range(3))
    chain = [FoundPair(one.pk, other.pk, 0.999), FoundPair(other.pk, third.pk, 0.999)]
    actions.store_pairs("63.08", chain, "a", now=NOW, is_full=True)
    pairs = access.visible_pairs(staff)
    assert (queries.sure(pairs).count(), queries.doubtful(pairs).count()) == (0, 2)
    whole = [*chain, FoundPair(one.pk, third.pk, 0.7)]
    actions.store_pairs("63.08", whole, "a", now=NOW, is_full=True)
    assert (queries.sure(pairs).count(), queries.doubtful(pairs).count()) == (2, 1)
    answered = Pair.objects.get(left=one, right=third)
    actions.decide(staff, answered.pk, "beda", mark=mark(answered), now=NOW)
    actions.store_pairs("63.08", whole, "a", now=NOW, is_full=True)
    assert (queries.sure(pairs).count(), queries.doubtful(pairs).count()) == (0, 2)
