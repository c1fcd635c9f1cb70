"""What an enumerator is to ask: hers once somebody was given any, all of the round before."""

from datetime import timedelta

import pytest

from lampit.measure.access import askable_members
from lampit.measure.models import Round, SampleMember
from lampit.measure.queries import assignments_for
from tests.factories import member
from tests.measure.fieldwork import TODAY, open_field, staff

pytestmark = pytest.mark.django_db


def test_without_a_division_enumerators_share_the_round() -> None:
    """A round nobody was given anything of is asked by all its enumerators."""
    found = open_field()
    ours, theirs = member("enumerator", "63.08"), member("enumerator", "63.09")
    assert len(assignments_for(askable_members(ours))) == found.drawn_count
    assert assignments_for(askable_members(theirs)) == []


def test_an_enumerator_sees_only_what_was_given_to_her() -> None:
    """After the division each sees her own, in the order of her route, up to the day asked for."""
    found = open_field()
    ours, other = member("enumerator", "63.08"), member("enumerator", "63.08")
    rows = list(SampleMember.objects.filter(round=found).order_by("id")[:3])
    Round.objects.filter(pk=found.pk).update(is_assigned=True)
    for order, (row, days) in enumerate(zip(rows, (1, 0, 5), strict=True)):
        SampleMember.objects.filter(pk=row.pk).update(
            assigned_to=ours, route_day=TODAY + timedelta(days=days), route_order=order
        )
    assert [one.member for one in assignments_for(askable_members(ours))] == [
        rows[1].pk,
        rows[0].pk,
        rows[2].pk,
    ]
    assert [one.member for one in assignments_for(askable_members(ours), TODAY)] == [rows[1].pk]
    assert assignments_for(askable_members(other)) == []
    assert len(assignments_for(askable_members(staff()))) == found.drawn_count
    SampleMember.objects.filter(pk=rows[0].pk).update(disposition="menolak")
    assert [one.member for one in assignments_for(askable_members(ours))] == [
        rows[1].pk,
        rows[2].pk,
    ]


def test_three_queries_whatever_the_number(django_assert_max_num_queries: object) -> None:
    """Names of places come in one query for all."""
    found = open_field(each=20, wanted=80)
    ours = member("enumerator", "63.08")
    assignments_for(askable_members(ours))
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(assignments_for(askable_members(ours), round_id=found.pk)) == found.drawn_count
