"""A business is handed to another kabupaten: asked, agreed, refused, taken back, over in time."""

from datetime import timedelta

import pytest
from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.registry import access, actions
from lampit.registry.models import Business, Change, ConfirmLink, Consent, Pair, Transfer
from lampit.registry.queries.consents import may_use
from lampit.registry.rules import consents
from tests.factories import NOW, business, member
from tests.registry.moving import (
    HERE,
    THERE,
    VILLAGE,
    WORDS,
    asked,
    moving_business,
    staff_of_both,
    wanted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def accepted(number: int, staff: User) -> actions.Handed:
    """Take a business over as the desk does, in one transaction."""
    with transaction.atomic():
        return actions.hand_over(staff, number, "", now=NOW)


def test_asking_notes_the_move_and_the_owners_yes() -> None:
    """The business counts as moved, stays with its office, and the ledger holds the yes."""
    staff, _ = staff_of_both()
    row = moving_business()
    made = asked(staff, row)
    row.refresh_from_db()
    assert (row.region_id, row.status) == (HERE, "pindah")
    assert may_use(row.owner_id, consents.HANDOVER)
    assert (made.name, made.trade, made.state) == ("Anyaman Siti", "tas purun", "menunggu")
    assert AuditEntry.objects.filter(deed="move_asked", region=HERE).exists()
    with pytest.raises(Refusal) as told:
        asked(staff, row)
    assert told.value.code == "move_waiting"


def test_without_the_owners_yes_nothing_is_asked() -> None:
    """No channel, no proof: the office is told what is missing and nothing is written."""
    staff, _ = staff_of_both()
    row = moving_business()
    for values, code in (({"channel": ""}, "move_no_consent"), ({"proof": ""}, "proof_missing")):
        with pytest.raises(Refusal) as told:
            actions.ask_move(staff, row.public_id, wanted(**values), WORDS, now=NOW)
        assert told.value.code == code
    assert not Transfer.objects.exists()
    row.refresh_from_db()
    assert row.status == "aktif"
    nobody = business(HERE)  # a business without a known owner holds no person
    free = wanted(channel="", proof="")
    assert actions.ask_move(staff, nobody.public_id, free, WORDS, now=NOW).pk


def test_accepting_takes_the_business_with_its_history() -> None:
    """It keeps its id and journal; what is true of the old place only goes."""
    staff, other = staff_of_both()
    row = moving_business(mentor=member("mentor", HERE))
    Pair.objects.create(
        region_id=HERE, left=row, right=business(HERE), probability=0.9, model="uji", found_at=NOW
    )
    link = ConfirmLink.objects.create(
        business=row, channel="wa", digest="d", nonce="n", made_at=NOW,
        expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    handed = accepted(asked(staff, row).pk, other)
    public_id, owner_id = row.public_id, row.owner_id
    row.refresh_from_db()
    assert (row.public_id, row.owner_id) == (public_id, owner_id)
    assert (row.region_id, row.village_id, row.district_id) == (THERE, VILLAGE, "63.09.01")
    assert (row.status, row.mentor_id, row.address, row.external_id) == ("aktif", None, "", "")
    assert row.owner is not None
    assert row.owner.region_id == THERE
    assert Pair.objects.get().state == "gugur"
    link.refresh_from_db()
    assert link.expires_at == NOW
    changed = set(
        Change.objects.filter(entity="business", source="serah").values_list("field", flat=True)
    )
    assert changed == {"region", "village", "status", "address", "external_id"}
    assert handed.transfer.counts == {"records": 1, "permits": 0, "pairs": 1, "links": 1}
    assert AuditEntry.objects.get(deed="move_received").region == THERE
    assert not access.visible_businesses(staff).filter(pk=row.pk).exists()
    assert access.visible_businesses(other).filter(pk=row.pk).exists()


def test_records_merged_into_it_go_along_and_can_be_parted_there() -> None:
    """A family moves whole; the new office takes the merge back."""
    staff, other = staff_of_both()
    row, double = moving_business(), moving_business(name="Anyaman Bu Siti")
    event = actions.merge(staff, [row.pk, double.pk], now=NOW)
    accepted(asked(staff, Business.objects.get(pk=event.golden_id)).pk, other)
    assert set(Business.objects.values_list("region_id", flat=True)) == {THERE}
    undo = actions.unmerge(other, event.pk, now=NOW)
    assert undo.undo_of_id == event.pk
    assert not Business.objects.exclude(golden=None).exists()
    villages = {one.village_id for one in Business.objects.all()}
    assert villages == {VILLAGE}


def test_an_owner_who_keeps_a_business_here_has_a_record_in_both() -> None:
    """Her NIK is sealed anew for the second record; her answers stand there too."""
    staff, other = staff_of_both()
    row = moving_business()
    assert row.owner is not None
    stays = business(HERE, owner=row.owner)
    actions.record_consent(
        staff, row.owner, consents.MARKET, True, words="x", channel="kertas", proof="map 1", now=NOW
    )
    accepted(asked(staff, row).pk, other)
    row.refresh_from_db()
    stays.refresh_from_db()
    assert row.owner is not None
    assert row.owner_id != stays.owner_id
    assert (row.owner.region_id, row.owner.name) == (THERE, "Siti Rahmah")
    assert stays.owner is not None
    assert stays.owner.region_id == HERE
    assert may_use(row.owner_id, consents.MARKET)
    assert set(Consent.objects.filter(owner=row.owner).values_list("channel", flat=True)) == {
        "serah"
    }


def test_refusing_cancelling_and_waiting_too_long_leave_the_business() -> None:
    """Each ends the request once; afterwards it may be asked again."""
    staff, other = staff_of_both()
    row = moving_business()
    first = asked(staff, row)
    with pytest.raises(Refusal) as told:
        actions.refuse_move(other, first.pk, " ", now=NOW)
    assert told.value.code == "reason_missing"
    assert actions.refuse_move(other, first.pk, "bukan di sini", now=NOW).reason == "bukan di sini"
    second = asked(staff, row)
    actions.cancel_move(staff, second.pk, now=NOW)
    with pytest.raises(Refusal) as told:
        accepted(second.pk, other)
    assert told.value.code == "move_answered"
    third = asked(staff, row)
    later = NOW + timedelta(days=31)
    with pytest.raises(Refusal) as told:
        actions.refuse_move(other, third.pk, "terlambat", now=later)
    assert told.value.code == "move_over"
    assert actions.end_moves(later) == 1
    row.refresh_from_db()
    assert row.region_id == HERE


def test_a_withdrawn_yes_or_a_changed_record_stops_it() -> None:
    """What was asked is not done when it is no longer true."""
    staff, other = staff_of_both()
    row = moving_business()
    made = asked(staff, row)
    assert row.owner is not None
    actions.record_consent(
        staff, row.owner, consents.HANDOVER, False, words="x", channel="suara", proof="lisan 2",
        now=NOW,
    )  # fmt: skip
    with pytest.raises(Refusal) as told:
        accepted(made.pk, other)
    assert told.value.code == "move_no_consent"
    Business.objects.filter(pk=row.pk).update(withdrawn_at=NOW)
    with pytest.raises(Refusal) as told:
        accepted(made.pk, other)
    assert told.value.code == "changed_meanwhile"


def test_only_the_two_offices_know_of_it_and_each_does_its_part() -> None:
    """Who sent cannot accept, who received cannot cancel, a third kabupaten sees nothing."""
    staff, other = staff_of_both()
    made = asked(staff, moving_business())
    third = member("staff", "63.10")
    for deed in (
        lambda: accepted(made.pk, staff),
        lambda: actions.cancel_move(other, made.pk, now=NOW),
        lambda: accepted(made.pk, third),
        lambda: actions.refuse_move(third, made.pk, "x", now=NOW),
    ):
        with pytest.raises(Refusal) as told:
            deed()
        assert told.value.code == "not_found"
    for role in ("mentor", "board", "enumerator", "maker"):
        assert not access.visible_moves(member(role, THERE)).exists()
    assert not access.visible_moves(member("province", "63")).exists()


def test_a_village_of_the_old_kabupaten_is_not_put_back() -> None:
    """The journal tells the old village; putting it back would tear the record apart."""
    staff, other = staff_of_both()
    row = moving_business()
    accepted(asked(staff, row).pk, other)
    change = Change.objects.get(entity_id=row.pk, field="village")
    with pytest.raises(Refusal) as told:
        actions.revert_change(other, row.public_id, change.pk, now=NOW)
    assert told.value.code == "not_revertable"
