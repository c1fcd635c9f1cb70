"""Who sees which businesses, and who may do what."""

import pytest

from lampit.registry import access
from lampit.registry.actions import call_back, give_into_care, send_to_field
from tests.factories import business, member, owner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        ("head", "63.08", {"HSU"}),
        ("staff", "63.08", {"HSU"}),
        ("board", "63.08", {"HSU"}),
        ("mentor", "63.08", set()),
        ("enumerator", "63.08", set()),
        ("admin", None, {"HSU", "Tabalong"}),
        ("staff", "63.09", {"Tabalong"}),
        ("head", "63.09", {"Tabalong"}),
        ("maker", "63.08", set()),
        ("buyer", "63.08", set()),
        ("province", "63", set()),
        ("nation", None, set()),
    ],
)
def test_rows_follow_role_and_region(role: str, place: str | None, sees: set[str]) -> None:
    """Own kabupaten only; province and nation get no rows; the neighbour sees nothing of ours."""
    business("63.08", name="HSU")
    business("63.09", name="Tabalong")
    rows = access.visible_businesses(member(role, place))
    assert set(rows.values_list("name", flat=True)) == sees


def test_a_mentor_sees_those_in_his_care() -> None:
    """Not the whole kabupaten, and nothing of another one."""
    mentor = member("mentor", "63.08")
    own = business("63.08", name="Binaan", owner=owner("63.08"))
    business("63.08", name="Bukan binaan")
    far = business("63.09", name="Tabalong")
    give_into_care(mentor.pk, [own.pk, far.pk])
    assert [b.name for b in access.visible_businesses(mentor)] == ["Binaan"]
    assert [o.pk for o in access.visible_owners(mentor)] == [own.owner_id]
    assert access.confirmable_businesses(mentor).count() == 1


def test_an_enumerator_sees_whom_she_is_to_ask() -> None:
    """As long as the errand is open, of her own kabupaten, through the golden record."""
    hers, theirs = member("enumerator", "63.08"), member("enumerator", "63.09")
    asked = business("63.08", name="Terpilih", owner=owner("63.08"))
    golden = business("63.08", name="Gabungan")
    merged = business("63.08", name="Digabung", golden=golden)
    business("63.08", name="Tidak terpilih")
    gone = business("63.09", name="Sudah pindah")
    send_to_field("putaran 1", "63.08", [asked.pk, merged.pk, gone.pk])
    send_to_field("putaran 1", "63.08", [asked.pk])
    seen = access.visible_businesses(hers)
    assert set(seen.values_list("name", flat=True)) == {"Terpilih", "Gabungan"}
    assert [o.pk for o in access.visible_owners(hers)] == [asked.owner_id]
    assert access.whole_regions(hers) is None
    # Moved away after the draw: a task of the old kabupaten, of nobody in the new one.
    assert not access.visible_businesses(theirs).exists()
    send_to_field("putaran 2", "63.08", [asked.pk])
    call_back("putaran 1")
    assert [b.name for b in access.visible_businesses(hers)] == ["Terpilih"]
    call_back("putaran 2")
    assert not access.visible_businesses(hers).exists()


def test_a_maker_sees_what_is_his_own() -> None:
    """The business of one's own account, and only while it is not withdrawn."""
    maker = member("maker", "63.08")
    business("63.08", name="Milik", owner=owner("63.08", account=maker))
    business("63.08", name="Orang lain", owner=owner("63.08"))
    assert [b.name for b in access.visible_businesses(maker)] == ["Milik"]
    assert not access.editable_businesses(maker).exists()
    assert access.confirmable_businesses(maker).count() == 1


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("staff", "change reveal export phones"),
        ("admin", "export"),
        ("head", "export phones"),
        ("mentor", "phones"),
        ("enumerator", "phones"),
        ("board", ""),
        ("province", ""),
        ("nation", ""),
        ("maker", ""),
        ("buyer", ""),
    ],
)
def test_rights(role: str, rights: str) -> None:
    """Protected values open for staff alone; lists leave with the office; callers see phones."""
    person = member(role, None if role in {"admin", "nation"} else "63.08")
    held = {
        "change": access.may_change(person),
        "reveal": access.may_read_value(person, "nik"),
        "export": access.has_export_right(person),
        "phones": access.may_read_value(person, "phone"),
    }
    assert {name for name, has in held.items() if has} == set(rights.split())
