"""Counts for the desk and whom to visit: right, scoped, one or two queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lampit.coaching import access, actions, queries
from lampit.coaching.actions import SeedVisit
from tests.factories import assigned, business, member

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
Counter = Callable[..., AbstractContextManager[Any]]


def days(count: int) -> date:
    """Return the day so many days before."""
    return DAY - timedelta(days=count)


def seeded(code: str, *visits: tuple[int, str]) -> int:
    """Return the id of a coached business with (days ago, result) visits."""
    mentor, shop = member("mentor", code), business(code)
    assigned(mentor, shop)
    actions.seed(
        [],
        [
            SeedVisit(
                shop.pk, mentor.pk, days(ago), "foto", result, "jalan", 45,
                next_step="Foto", due_on=days(ago) + timedelta(days=5),
            )
            for ago, result in visits
        ],
    )  # fmt: skip
    return shop.pk


def test_counts_of_a_region(django_assert_num_queries: Counter) -> None:
    """Visits since a day, met, businesses, mentors, overdue steps; the neighbour has its own."""
    seeded("63.08", (3, "selesai"), (40, "selesai"))
    seeded("63.08", (10, "tidak_bertemu"))
    seeded("63.09", (1, "selesai"))
    with django_assert_num_queries(1):
        found = queries.visit_counts("63.08", days(30), today=DAY)
    assert (found.visits, found.met, found.businesses, found.mentors) == (2, 1, 2, 2)
    assert found.overdue_steps == 2
    assert queries.visit_counts("63", days(30), today=DAY).visits == 3


def test_who_was_not_visited(django_assert_num_queries: Counter) -> None:
    """Of four coached ones: one lately, one long ago, two never; uncoached ones do not count."""
    seeded("63.08", (3, "selesai"))
    seeded("63.08", (91, "selesai"))
    seeded("63.08")
    seeded("63.08")
    business("63.08")
    with django_assert_num_queries(1):
        found = queries.not_visited("63.08", days(90))
    assert (found.assigned, found.count, found.never) == (4, 3, 2)


def test_needs_cost_one_query(django_assert_num_queries: Counter) -> None:
    """The office's list of coached businesses, the most pressing first."""
    late, calm = seeded("63.08", (100, "selesai")), seeded("63.08", (1, "selesai"))
    rows = queries.coached(access.visible_businesses(member("staff", "63.08")))
    with django_assert_num_queries(1):
        found = queries.by_need(rows, today=DAY)
    assert [need.business.pk for need in found] == [late, calm]
    assert found[0].weight > found[1].weight
