"""A business comes over with shop, scores and visits; care and open interviews end."""

import pytest

from lampit.aid.models import Grant
from lampit.basics.refusal import Refusal
from lampit.coaching.models import Assignment
from lampit.desk.actions.moving import accept_move
from lampit.measure.access import visible_members
from lampit.measure.models import SampleMember
from lampit.privacy.models import Request
from lampit.registry.models import Business, Transfer
from lampit.shops.models import Maker
from tests.aid.things import programme
from tests.factories import NOW, assigned, maker, member, sale
from tests.measure.fieldwork import first_member, open_field
from tests.registry.moving import HERE, THERE, VILLAGE, asked, moving_business, staff_of_both

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_what_hangs_on_a_business_is_treated_and_counted() -> None:
    """The shop moves, the mentor's care ends, aid stays; the receipt tells how much."""
    staff, other = staff_of_both()
    row = moving_business()
    shop = maker(HERE, business=row)
    assigned(member("mentor", HERE), row)
    sale(row, NOW.date(), 85_000)
    given = Grant.objects.create(
        programme=programme(staff), region_id=HERE, business=row, name="Siti", public_id="G1",
        created_at=NOW,
    )  # fmt: skip
    receipt = accept_move(other, asked(staff, row).pk, "", now=NOW)
    shop.refresh_from_db()
    given.refresh_from_db()
    assert (shop.region_id, shop.place_id, shop.is_published) == (THERE, VILLAGE, True)
    assert not Assignment.objects.filter(until_on=None).exists()
    assert given.region_id == HERE
    counts = Transfer.objects.get(pk=receipt.pk).counts
    assert (counts["sales"], counts["shops"], counts["care"], counts["aid"]) == (1, 1, 1, 1)


def test_who_was_drawn_counts_as_moved_in_the_open_round() -> None:
    """The old office neither asks on nor sees her; the round goes on with its figures."""
    staff, other = staff_of_both()
    drawn = first_member(open_field(10, region=HERE))
    receipt = asked(staff, drawn.business)
    accept_move(other, receipt.pk, "", now=NOW)
    drawn.refresh_from_db()
    assert drawn.disposition == SampleMember.Disposition.MOVED
    assert not visible_members(staff).filter(pk=drawn.pk).exists()


def test_an_open_data_request_is_answered_first() -> None:
    """The office that owes an answer keeps the data until it gave it; nothing is half done."""
    staff, other = staff_of_both()
    row = moving_business()
    receipt = asked(staff, row)
    Request.objects.create(
        number="PDP-2026-1", region_id=HERE, owner=row.owner, kind="lihat", channel="meja",
        received_at=NOW, due_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refusal) as told:
        accept_move(other, receipt.pk, "", now=NOW)
    assert told.value.code == "request_open"
    assert Business.objects.get(pk=row.pk).region_id == HERE
    assert Transfer.objects.get(pk=receipt.pk).state == "menunggu"
    Request.objects.all().delete()
    accept_move(other, receipt.pk, "", now=NOW)
    assert Maker.objects.count() == 0
