"""Answers to pairs end with what they led to, and a search never drops what it did not look at."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from lampit.registry import access, actions
from lampit.registry.actions import linking
from lampit.registry.actions.storing import FoundPair
from lampit.registry.models import Business, Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.merging import golden_of
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NIK, NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def quiet(_said: str) -> None:
    """Tell nobody."""


def test_who_parts_two_records_says_that_they_are_different() -> None:
    """The pair counts as wrongly proposed, and is asked about again once a value changes."""
    staff = office()
    one, other = record(staff), record(staff, name="Bunga Rawa")
    pair = pair_of(one, other)
    event = actions.merge_pair(staff, pair.pk, mark=mark(pair), now=NOW)
    assert event is not None
    actions.unmerge(staff, event.pk, now=LATER)
    pair.refresh_from_db()
    assert (pair.state, pair.reviewer, pair.decided_at) == ("beda", staff, LATER)
    assert pair_of(one, other).state == "beda"
    Business.objects.filter(pk=other.pk).update(name="Anyaman Bunga")
    assert pair_of(one, other).state == "baru"


def test_taking_back_one_of_several_sure_answers_leaves_no_answer_without_its_merge() -> None:
    """Of three confirmed together the last is taken back: whoever is apart is asked about again."""
    staff = office()
    a, b, c = (record(staff) for _ in range(3))
    found = [FoundPair(x.pk, y.pk, 0.999) for x, y in ((a, b), (b, c), (a, c))]
    actions.store_pairs("63.08", found, "a", now=NOW)
    marks = {pair.pk: mark(pair) for pair in Pair.objects.all()}
    assert actions.confirm_sure(staff, marks, now=NOW) == (3, 0)
    actions.undo_last(staff, now=LATER)
    for pair in Pair.objects.all():
        together = golden_of(pair.left_id) == golden_of(pair.right_id)
        assert together or pair.state == "baru"
    assert Business.objects.filter(golden=None).count() == 2


def test_a_higher_threshold_drops_nothing_it_did_not_look_at() -> None:
    """Somebody asks the command for the sure ones only: what waits for the desk stays."""
    staff = office()
    one, other = record(staff), record(staff, owner_name="Budi", name="Lain")
    waiting = pair_of(one, other, 0.7)
    linking.search_doubles("63.08", now=NOW, say=quiet, threshold=0.95)
    waiting.refresh_from_db()
    assert waiting.state == "baru"
    linking.search_doubles("63.08", now=NOW, say=quiet)
    waiting.refresh_from_db()
    assert waiting.state == "gugur"


def test_a_lower_threshold_tells_more_and_asks_about_no_more() -> None:
    """What is too unlikely to be asked about is told, not stored: else no sample may draw it."""
    staff = office()
    record(staff, nik=NIK, phones=("+6281211112222",))
    record(staff, owner_name="Sity Rahmah", name="ANYAMAN BUNGA", phones=("+6281211112222",))
    record(staff, owner_name="Siti Aminah", name="Warung Rawa")
    found = linking.search_doubles("63.08", now=NOW, say=quiet, threshold=0.0001).found
    assert found.pairs.num_rows > Pair.objects.count()
    assert not Pair.objects.filter(probability__lt=0.6).exists()


def test_a_pair_two_people_answered_is_shown_again_when_a_value_changed(settings: Settings) -> None:
    """Both said different of other values: it waits in the queue, not with the head alone."""
    settings.DOUBLE_SHARE = 1.0
    first, second = office(), office()
    one, other = record(first), record(first, name="Lain")
    pair = pair_of(one, other)
    for person in (first, second):
        actions.decide(person, pair.pk, "beda", mark=mark(pair), now=NOW)
    Business.objects.filter(pk=other.pk).update(name="Anyaman Bunga")
    assert pair_of(one, other).state == "baru"
    for person in (first, second):
        shown = queries.next_pair(access.visible_pairs(person), person.pk, LATER)
        assert shown is not None
