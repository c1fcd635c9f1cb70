"""Records of owners become one person and are parted again; nothing is lost either way."""

from datetime import timedelta
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions.wording import refresh_words
from lampit.registry.models import Business, Owner, OwnerMerge, OwnerSource
from lampit.registry.queries import owner_with_nik
from lampit.registry.queries.consents import may_use
from lampit.registry.queries.persons import known_of, same_as
from lampit.registry.queries.profile import masked_nik
from lampit.registry.rules.consents import MARKET
from tests.factories import member
from tests.registry.lookalikes import office, record
from tests.registry.test_actions_merging_walks import edited
from tests.registry.told import NIK, NOW, OTHER_NIK

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def image(owner: Owner) -> dict[str, Any]:
    """Return every column of an owner that parting must restore."""
    row = Owner.objects.filter(pk=owner.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("version", "updated_at")}


def two(staff: User, **second: Any) -> tuple[Owner, Owner]:
    """Return the owners of two businesses, the first with a NIK."""
    left = record(staff, nik=NIK, name="Anyaman Satu", phones=("+6289000000001",))
    told = {"owner_name": "Hj. Siti Rahmah", "name": "Warung Dua", "phones": ("+6289000000002",)}
    right = record(staff, **(told | second))
    assert left.owner is not None
    assert right.owner is not None
    return left.owner, right.owner


def test_two_records_show_one_person_and_part_again_exactly() -> None:
    """A NIK known to one is known of both; parting gives each back what it said, to the bit."""
    staff = office()
    left, right = two(staff)
    before = image(left), image(right)
    event = actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    left.refresh_from_db()
    right.refresh_from_db()
    assert left.nik_index == right.nik_index != ""
    assert masked_nik(right) == masked_nik(left) != ""
    assert left.name == right.name
    assert (left.phone, left.phone_2) == (right.phone, right.phone_2)
    assert set(same_as(right.pk)) == {left.pk, right.pk}
    assert Business.objects.get(owner=right).name == "Warung Dua"
    actions.part_owners(staff, event.pk, now=LATER)
    assert (image(left), image(right)) == before
    assert not OwnerSource.objects.exists()
    assert set(same_as(right.pk)) == {right.pk}


def test_a_choice_against_the_rule_is_shown_and_remembered() -> None:
    """Who decides may take the other name; both sources keep theirs."""
    staff = office()
    left, right = two(staff)
    actions.merge_owners(staff, (left.pk, right.pk), now=NOW, choices={"owner_name": right.pk})
    left.refresh_from_db()
    assert left.name == "Hj. Siti Rahmah"
    assert OwnerSource.objects.get(owner=left).name == "Siti Rahmah"
    third = record(staff, owner_name="Siti Rahmah", name="Tiga").owner
    assert third is not None
    with pytest.raises(Refusal, match="tidak dikenal"):
        actions.merge_owners(staff, (left.pk, third.pk), now=NOW, choices={"phone": left.pk})


def test_twice_is_once_and_parting_twice_too() -> None:
    """The same merge again gives the same event."""
    staff = office()
    left, right = two(staff)
    first = actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    assert actions.merge_owners(staff, (right.pk, left.pk), now=LATER) == first
    undo = actions.part_owners(staff, first.pk, now=LATER)
    assert actions.part_owners(staff, first.pk, now=LATER) == undo


def test_an_edit_reaches_all_records_and_stays_where_it_was_made() -> None:
    """Edited through one business, shown at the other; parted, only the first keeps it."""
    staff = office()
    left, right = two(staff)
    event = actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    shop = Business.objects.get(owner=right)
    actions.edit_business(
        staff, shop.public_id, edited(shop, "owner_name", 7), based_on=shop.version, now=LATER
    )
    left.refresh_from_db()
    assert left.name == "Baru 7"
    actions.part_owners(staff, event.pk, now=LATER + timedelta(minutes=1))
    left.refresh_from_db()
    right.refresh_from_db()
    assert (left.name, right.name) == ("Siti Rahmah", "Baru 7")


def test_businesses_are_found_by_what_the_person_is_called_now() -> None:
    """Search words follow the name that the person shows, on every record."""
    staff = office()
    left, right = two(staff, owner_name="Siti Rahmah Zubaidah")
    actions.merge_owners(
        staff, (left.pk, right.pk), now=NOW, choices={"owner_name": right.pk},
        reason="nama lengkap di KTP",
    )  # fmt: skip
    assert "jubaida" in Business.objects.get(owner=left).search_key
    assert refresh_words(list(Business.objects.values_list("pk", flat=True))) == 0


def test_hard_evidence_needs_a_reason() -> None:
    """Two whole NIK that differ are not one person without a word why."""
    staff = office()
    left, right = two(staff, nik=OTHER_NIK)
    with pytest.raises(Refusal) as refused:
        actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    assert refused.value.code == "conflict_reason"
    actions.merge_owners(staff, (left.pk, right.pk), now=NOW, reason="NIK lama salah ketik")
    # The NIK that is not shown still finds the person.
    for number in (NIK, OTHER_NIK):
        assert owner_with_nik(Owner.objects.all(), number) is not None


def test_a_consent_of_one_record_counts_for_the_person_until_parted() -> None:
    """Who said yes said it for all her businesses; the ledger stays where it was written."""
    staff = office()
    left, right = two(staff)
    actions.record_consent(
        staff, left, MARKET, True, words="Boleh tampil", channel="kertas", now=NOW,
        proof="map 3",
    )  # fmt: skip
    assert not may_use(right.pk, MARKET)
    event = actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    assert may_use(right.pk, MARKET)
    actions.part_owners(staff, event.pk, now=LATER)
    assert not may_use(right.pk, MARKET)


def test_only_the_office_of_both_may_do_it() -> None:
    """Another kabupaten, or another role, finds no such owner."""
    staff = office()
    left, right = two(staff)
    event = actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    for actor, code in ((office("63.09"), "not_found"), (member("mentor", "63.08"), "not_allowed")):
        with pytest.raises(Refusal) as refused:
            actions.part_owners(actor, event.pk, now=NOW)
        assert refused.value.code == code
        with pytest.raises(Refusal) as refused:
            actions.merge_owners(actor, (left.pk, right.pk), now=NOW)
        assert refused.value.code == code
    assert OwnerMerge.objects.count() == 1


def test_one_account_serves_all_records_and_two_stay_apart() -> None:
    """Who keeps an account sees all her businesses; with two accounts each keeps its own."""
    staff = office()
    left, right = two(staff)
    maker = member("maker", "63.08")
    Owner.objects.filter(pk=right.pk).update(account=maker)
    event = actions.merge_owners(staff, (left.pk, right.pk), now=NOW)
    left.refresh_from_db()
    assert left.account_id == maker.pk
    actions.part_owners(staff, event.pk, now=LATER)
    assert image(left)["account_id"] is None
    other = member("maker", "63.08")
    Owner.objects.filter(pk=left.pk).update(account=other)
    actions.merge_owners(staff, (left.pk, right.pk), now=LATER, reason="dua akun satu orang")
    left.refresh_from_db()
    right.refresh_from_db()
    assert (left.account_id, right.account_id) == (other.pk, maker.pk)
    assert known_of(left).account == other.pk
