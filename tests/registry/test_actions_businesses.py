"""Register, edit, collide, revert: every change is told with its person and source."""

from typing import Any

import pytest
from django.db import connection

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.registry import actions, queries
from lampit.registry.models import Business, Change, Owner
from lampit.trades.models import Kbli
from tests.factories import business, member, region
from tests.registry.told import NIK, NOW, OTHER_NIK, told

pytestmark = pytest.mark.django_db


def test_registering_keeps_owner_business_and_origin() -> None:
    """Owner and business are two rows; keys, sector and start class follow from what was told."""
    staff = member("staff", "63.08")
    Kbli.objects.create(code="16292", title="Anyaman", plain_words="tas purun", search="tas purun")
    made = actions.register_business(staff, told(activity="tas purun", sales=3_000_000), now=NOW)
    assert made.owner is not None
    assert (made.sector, made.sales_band, made.size_class) == ("kriya", 4, "mikro")
    assert made.district_id == "63.08.08"
    assert made.is_online is False
    assert made.owner.birth_year == 1969
    assert made.owner.sex == "P"
    assert list(Change.objects.values_list("entity", "field", "source", "actor")) == [
        ("business", "registered", "petugas", staff.pk)
    ]
    assert AuditEntry.objects.get().fields == "nik,phone,sales"


def test_protected_values_are_not_readable_in_the_database() -> None:
    """Raw SQL shows neither the NIK nor the sales nor the birth date."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(sales=3_456_789), now=NOW)
    with connection.cursor() as cursor:
        stored = ""
        for table in (
            "registry_owner",
            "registry_business",
            "registry_change",
            "people_auditentry",
        ):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - own names
            stored += " ".join(
                bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
                for row in cursor.fetchall()
                for cell in row
            )
    assert NIK not in stored
    assert "3456789" not in stored
    assert "1969-03-12" not in stored
    assert made.owner is not None
    assert queries.masked_nik(made.owner) == "6308••••••••0007"


def test_look_alikes_are_shown_before_saving() -> None:
    """The same NIK, phone, or name in the village stops the first try; being sure saves."""
    staff = member("staff", "63.08")
    first = actions.register_business(staff, told(), now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.register_business(staff, told(name="Toko Lain"), now=NOW)
    assert refused.value.code == "maybe_known"
    second = actions.register_business(staff, told(name="Toko Lain"), now=NOW, sure=True)
    assert second.owner_id == first.owner_id
    assert Owner.objects.count() == 1
    stranger = told(owner_name="Hasan", name="Mebel Hasan", nik=OTHER_NIK, phones=())
    assert actions.register_business(staff, stranger, now=NOW).owner_id != first.owner_id


def test_a_near_name_is_shown_before_saving() -> None:
    """The owner written another way, in the village or with the same business name elsewhere."""
    staff = member("staff", "63.08")
    first = told(owner_name="Norhayati Maoelida", name="Tikar Maulida", nik="", phones=())
    actions.register_business(staff, first, now=NOW)
    again = told(owner_name="Norhayati Maulida", name="Tikar Maulida", nik="", phones=())
    other = told(owner_name="Norhayati Maulida", name="Warung", nik="", phones=())
    for near in (again, other):
        with pytest.raises(Refusal) as refused:
            actions.register_business(staff, near, now=NOW)
        assert refused.value.code == "maybe_known"
    far = told(owner_name="Abdul Gani", name="Mebel Gani", nik="", phones=())
    assert actions.register_business(staff, far, now=NOW).pk


@pytest.mark.parametrize(
    ("role", "place", "values", "code"),
    [
        ("head", "63.08", {}, "not_allowed"),
        ("mentor", "63.08", {}, "not_allowed"),
        ("province", "63", {}, "not_allowed"),
        ("staff", "63.09", {}, "out_of_reach"),
        ("staff", "63.08", {"village": "63.08.08"}, "village_unknown"),
        ("staff", "63.08", {"kbli": "99999"}, "kbli_unknown"),
        ("staff", "63.08", {"started_on": NOW.date().replace(year=2027)}, "start_in_future"),
    ],
)
def test_refused_registrations(role: str, place: str, values: dict[str, Any], code: str) -> None:
    """Only staff register, only in their kabupaten, only what can be."""
    with pytest.raises(Refusal) as refused:
        actions.register_business(member(role, place), told(**values), now=NOW)
    assert refused.value.code == code
    assert not Business.objects.exists()


def test_an_edit_tells_each_field() -> None:
    """Old and new of each changed field, the NIK only as the fact; the version counts on."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(), now=NOW)
    new = told(name="Bunga Rawa", nik=OTHER_NIK, workers_female=5, owner_name="Hj. Siti Rahmah")
    edited = actions.edit_business(staff, made.public_id, new, based_on=1, now=NOW)
    assert edited.version == 2
    changed = {c.field: (c.old, c.new) for c in Change.objects.exclude(field="registered")}
    assert changed == {
        "name": ("Anyaman Bunga Rawa", "Bunga Rawa"),
        "workers_female": ("3", "5"),
        "owner_name": ("Siti Rahmah", "Hj. Siti Rahmah"),
        "nik": ("•••", "•••"),
    }
    assert "bunga" in edited.search_key


def test_saving_the_same_again_changes_nothing() -> None:
    """No change rows, no new version."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(), now=NOW)
    again = actions.edit_business(staff, made.public_id, told(nik=""), based_on=1, now=NOW)
    assert again.version == 1
    assert Change.objects.count() == 1


def test_the_second_of_two_edits_is_told() -> None:
    """An edit begun on an old version is refused and changes nothing."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(), now=NOW)
    actions.edit_business(staff, made.public_id, told(name="Satu"), based_on=1, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.edit_business(staff, made.public_id, told(name="Dua"), based_on=1, now=NOW)
    assert refused.value.code == "changed_meanwhile"
    assert Business.objects.get().name == "Satu"


def test_a_neighbour_cannot_edit() -> None:
    """For staff of another kabupaten the business does not exist."""
    told()
    ours = business("63.08", village=region("63.08.08.2010"))
    neighbour = member("staff", "63.09")
    region("63.09.01.2001")
    with pytest.raises(Refusal) as refused:
        actions.edit_business(
            neighbour, ours.public_id, told(village="63.09.01.2001"), based_on=1, now=NOW
        )
    assert refused.value.code == "not_found"


def test_a_change_is_reverted_once_and_only_if_untouched() -> None:
    """The old value comes back as a new change; a value changed again stays."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(), now=NOW)
    new = told(name="Dua", workers_female=9, channels=("whatsapp",), owner_name="Rahmah")
    actions.edit_business(staff, made.public_id, new, based_on=1, now=NOW)
    for field in ("name", "workers_female", "channels", "owner_name"):
        change = Change.objects.get(field=field)
        actions.revert_change(staff, made.public_id, change.pk, now=NOW)
        with pytest.raises(Refusal) as refused:
            actions.revert_change(staff, made.public_id, change.pk, now=NOW)
        assert refused.value.code == "changed_since"
    back = Business.objects.select_related("owner").get()
    assert back.owner is not None
    assert (back.name, back.workers_female, back.channels) == (
        "Anyaman Bunga Rawa",
        3,
        ["langsung"],
    )
    assert back.owner.name == "Siti Rahmah"
    assert back.is_online is False
    assert Change.objects.filter(source="urung").count() == 4


def test_what_cannot_be_reverted() -> None:
    """Protected values and the registration itself stay."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(), now=NOW)
    actions.edit_business(staff, made.public_id, told(nik=OTHER_NIK), based_on=1, now=NOW)
    for field, code in (("nik", "secret_value"), ("registered", "changed_since")):
        change = Change.objects.get(field=field)
        with pytest.raises(Refusal) as refused:
            actions.revert_change(staff, made.public_id, change.pk, now=NOW)
        assert refused.value.code == code
