"""A day is the day of the office, not of London: before 08.00 WITA they differ."""

from datetime import UTC, datetime, timedelta

import pytest

from lampit.registry import actions
from lampit.registry.models import Business, GroupMember, Transfer
from lampit.registry.queries import moving as queries
from tests.factories import business, member
from tests.registry import moving

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # half past one of 1 January 2027


def test_a_member_is_one_since_the_day_of_the_office() -> None:
    """Written down at half past one in the night."""
    staff = member("staff", "63.08")
    group = business("63.08", kind=Business.Kind.GROUP)
    actions.add_member(staff, group.public_id, "Siti", now=NEW_YEAR)
    assert str(GroupMember.objects.get().since) == "2027-01-01"


def test_the_receipt_of_a_move_bears_the_year_of_the_office() -> None:
    """It is filed under the year in which the office asked."""
    staff, _ = moving.staff_of_both()
    asked = moving.asked(staff, moving.moving_business())
    Transfer.objects.filter(pk=asked.pk).update(
        asked_at=NEW_YEAR, expires_at=NEW_YEAR + timedelta(days=30)
    )
    found = queries.move_with(Transfer.objects.all(), asked.pk, "63.08", NEW_YEAR)
    assert found is not None
    assert found.receipt.startswith("PINDAH-2027-")
