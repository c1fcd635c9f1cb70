"""Corrections from the field go through the register's own edit, and wait where they must."""

from datetime import timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import actions, queries
from lampit.registry.access import sight_of
from lampit.registry.models import Business, Change
from lampit.registry.rules.proposing import CHANGED, IDENTITY, NEARER, WHY
from lampit.registry.rules.provenance import REPLACE
from tests.factories import business, member
from tests.registry.told import NOW, told

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SEEN = {"name": "Anyaman Bunga Rawa", "owner_name": "Siti Rahmah"}


def registered(**values: object) -> tuple[User, User, Business]:
    """Return staff, the mentor of a registered business, and the business."""
    staff, mentor = member("staff", "63.08"), member("mentor", "63.08")
    source = str(values.pop("source", "petugas"))
    made = actions.register_business(staff, told(**values), source=source, now=NOW)
    Business.objects.filter(pk=made.pk).update(mentor=mentor)
    return staff, mentor, made


def propose(who: User, of: Business, **fields: str) -> actions.Used:
    """Propose fields as somebody who saw the business as it was registered."""
    proposal = actions.Proposal(fields, SEEN, NOW + timedelta(minutes=1))
    return actions.use_proposed(who, of.public_id, proposal, now=LATER)


def test_it_is_an_edit_in_the_proposers_name_and_can_be_put_back() -> None:
    """Value, version, journal with person and source; one press restores it."""
    staff, mentor, made = registered()
    used = propose(mentor, made, name="Anyaman Jaya", address="Jalan Darat", rt="3")
    assert used.waits == {}
    row = Business.objects.get(pk=made.pk)
    assert (row.name, row.address, row.rt, row.version) == ("Anyaman Jaya", "Jalan Darat", "3", 2)
    assert "jaia" in row.search_key
    change = Change.objects.get(pk=used.changes["name"])
    assert (change.source, change.actor, change.old) == ("kunjungan", mentor, SEEN["name"])
    lines = queries.history(row, None, sight_of(staff)).object_list
    assert {"name", "address", "rt"} <= {line.field for line in lines if line.can_revert}
    actions.take_back_proposed(staff, made.public_id, used.changes, now=LATER)
    row.refresh_from_db()
    assert (row.name, row.address, row.rt) == (SEEN["name"], "", "")


def test_a_later_edit_is_not_overwritten_and_taking_back_neither() -> None:
    """Both waits and undo stop before the word of somebody who came later."""
    staff, mentor, made = registered()
    used = propose(mentor, made, name="Anyaman Jaya")
    actions.edit_business(
        staff, made.public_id, told(name="Ketiga"), based_on=2, weaker=REPLACE, now=LATER
    )
    with pytest.raises(Refusal) as refused:
        actions.take_back_proposed(staff, made.public_id, used.changes, now=LATER)
    assert refused.value.code == "changed_since"
    assert propose(mentor, made, name="Keempat").waits == {"name": WHY[CHANGED]}
    assert Business.objects.get(pk=made.pk).name == "Ketiga"


def test_identity_and_nearer_sources_wait_for_staff() -> None:
    """Another owner's name, and what the owner said herself."""
    staff, mentor, made = registered(source="petugas")
    assert propose(mentor, made, owner_name="Rahmah").waits == {"owner_name": WHY[IDENTITY]}
    actions.edit_business(
        staff, made.public_id, told(rt="7"), based_on=1, source="pemilik", now=NOW
    )
    seen = actions.Proposal({"rt": "9"}, {"rt": "7"}, None)
    assert actions.use_proposed(mentor, made.public_id, seen, now=LATER).waits == {
        "rt": WHY[NEARER]
    }
    changes = actions.accept_proposed(
        staff, made.public_id, {"rt": "9"}, source="kunjungan", based_on=2, now=LATER
    )
    assert Change.objects.get(pk=changes["rt"]).actor == staff
    assert Business.objects.get(pk=made.pk).rt == "9"


def test_what_the_register_refuses_waits_with_its_sentence() -> None:
    """Nothing of it is written then."""
    _, mentor, made = registered()
    Business.objects.filter(pk=made.pk).update(kbli="99999")
    used = propose(mentor, made, name="Anyaman Jaya")
    assert "KBLI" in used.waits["name"]
    assert not used.changes
    assert Business.objects.get(pk=made.pk).name == SEEN["name"]


def test_only_who_meets_the_maker_proposes() -> None:
    """A foreign mentor, a board, and staff of elsewhere find nothing."""
    _, _, made = registered()
    strangers = member("mentor", "63.08"), member("board", "63.08"), member("staff", "63.09")
    for who in strangers:
        with pytest.raises(Refusal) as refused:
            propose(who, made, name="Lain")
        assert refused.value.code == "not_found"


def test_a_business_without_owner_or_village_gets_neither_by_a_correction() -> None:
    """Its name is corrected; no owner without a name appears, no region is lost."""
    staff, bare = member("staff", "63.08"), business("63.08", name="Warung")
    proposal = actions.Proposal({"name": "Warung Ani"}, {"name": "Warung"})
    assert actions.use_proposed(staff, bare.public_id, proposal, now=NOW).changes
    row = Business.objects.get(pk=bare.pk)
    assert (row.name, row.owner_id, row.village_id, row.region_id) == (
        "Warung Ani", None, None, "63.08",
    )  # fmt: skip
