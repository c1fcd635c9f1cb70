"""What an answer to a deletion takes: all of the named part, and nothing that nobody deleted."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from lampit.outside import vault
from lampit.people.models import User
from lampit.privacy.models import Request
from lampit.privacy.queries import deletable
from lampit.registry.actions import (
    edit_business,
    merge,
    register_business,
)
from lampit.registry.actions.importing import planning
from lampit.registry.actions.importing.undoing import undo_run
from lampit.registry.models import (
    Business,
    Change,
    Claim,
    ImportRow,
    ImportRun,
    MergeEvent,
    Owner,
    OwnerSource,
)
from lampit.registry.rules import merging
from lampit.registry.rules.changes import MASK
from lampit.registry.rules.provenance import Standing
from lampit.registry.rules.records import context
from lampit.registry.rules.veils import GONE
from tests.factories import business, member, owner, region
from tests.privacy.deleting import PHONE, answered, asked, emptied, her_shop
from tests.registry.told import told

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def staff() -> User:
    """Return who answers at the desk of HSU."""
    return member("staff", "63.08")


@pytest.fixture
def shop() -> Business:
    """Return a business whose owner has a second telephone and a NIK."""
    return her_shop()


def test_a_number_that_another_deleted_leaves_what_its_owner_told(
    staff: User, shop: Business
) -> None:
    """B lost 9999 and was merged into A: what goes is 9999; A keeps 0001, also in its history."""
    hers = "+6281251110001"
    found = asked(shop)
    change = emptied(shop, "phone_2", staff)
    top = business("63.08", owner=shop.owner, name="Toko Siti", phone_2=hers, address="Jl. Baru")
    kept = Change.objects.create(
        entity="business", entity_id=top.pk, field="phone_2", old="", new=hers, source="umkm",
        at=timezone.now(),
    )  # fmt: skip
    address = emptied(shop, "address", staff)
    Business.objects.filter(pk=shop.pk).update(golden=top)
    offered = {one.key for one in deletable(found)}
    assert f"c{change.pk}" in offered
    assert f"c{address.pk}" not in offered, "the record it is part of tells an address"
    answered(staff, found, f"c{change.pk}")
    for one in (top, kept, change):
        one.refresh_from_db()
    assert (top.phone_2, kept.new, change.old) == (hers, hers, "")


def test_a_value_of_hers_that_another_record_tells_is_not_called_gone(
    staff: User, shop: Business
) -> None:
    """Emptied on one record of the person while the other still says where she was born."""
    found = asked(shop)
    more = owner("63.08", name="Siti Rahmah", birth_place="Amuntai", person_id=shop.owner_id)
    Owner.objects.filter(pk=shop.owner_id or 0).update(person=shop.owner_id)
    Change.objects.create(
        entity="owner", entity_id=shop.owner_id or 0, field="birth_place", old="Amuntai", new="",
        source="petugas", actor=staff, at=timezone.now(),
    )  # fmt: skip
    assert deletable(found) == []
    Owner.objects.filter(pk=more.pk).update(birth_place="")
    assert [one.what for one in deletable(found)] == ["birth_place"]


def put_through(staff: User, **values: Any) -> Business:
    """Register a business of HSU at the desk."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    return register_business(staff, told(**values), now=timezone.now())


def cleared(staff: User, shop: Business, **values: Any) -> Business:
    """Save an edit of it at the desk."""
    return edit_business(
        staff, shop.public_id, told(**values), based_on=shop.version, now=timezone.now()
    )


def holding(number: str) -> list[str]:
    """Return where a number still stands."""
    places = {
        "business": Business.objects.filter(Q(phone=number) | Q(phone_2=number)),
        "owner": Owner.objects.filter(Q(phone=number) | Q(phone_2=number)),
        "said": OwnerSource.objects.filter(Q(phone=number) | Q(phone_2=number)),
        "words": Business.objects.filter(search_key__contains=number.lstrip("+")),
        "history": Change.objects.filter(Q(old__contains=number) | Q(new__contains=number)),
        "beside": Claim.objects.filter(value__contains=number),
    }
    found = [name for name, rows in places.items() if rows.exists()]
    notes = [*MergeEvent.objects.values_list("written", flat=True),
             *ImportRow.objects.values_list("before", flat=True)]  # fmt: skip
    return found + ["notes"] * (number.lstrip("+") in str(notes))


def test_a_telephone_cleared_at_the_desk_is_held_nowhere(staff: User) -> None:
    """Registering copied it to the person: it goes there, too, and from what finds her."""
    shop = cleared(staff, put_through(staff, phones=(PHONE,)), phones=())
    assert holding(PHONE) == ["owner", "words", "history"], "the desk's edit alone leaves these"
    request = asked(shop)
    Request.objects.filter(pk=request.pk).update(received_at=timezone.now() - timedelta(days=1))
    request.refresh_from_db()
    (one,) = [part for part in deletable(request) if part.kind == "isian"]
    assert PHONE not in repr(one)
    answered(staff, request, one.key)
    assert holding(PHONE) == []
    assert deletable(request) == []


def test_the_first_of_two_numbers_is_gone_although_the_second_moved_up(staff: User) -> None:
    """Wherever it stood: the record, one merged into it, notes, the person; the other stays."""
    other = "+6281251118888"
    shop = put_through(staff, phones=(PHONE, other))
    part = business("63.08", owner=shop.owner, name="Siti", phone=PHONE, search_key="x")
    merged = merge(staff, [shop.pk, part.pk], now=timezone.now())
    note = {"phone": {"phone": PHONE, "phone_2": other}}
    MergeEvent.objects.filter(pk=merged.pk).update(
        written={**merged.written, "before": {**merged.written["before"], **note}}
    )
    run = ImportRun.objects.create(
        region=shop.region, file_name="a.xlsx", path="a", digest="d", created_at=timezone.now()
    )
    words = ["siti", f"siti {PHONE[1:]} {other[1:]}"]
    row = ImportRow.objects.create(
        run=run, sheet="1", row=2, action="update", business_id=shop.pk,
        before={"business": {"phone": ["", PHONE], "rt": ["1", "2"], "search_key": words}},
    )  # fmt: skip
    shop.refresh_from_db()
    cleared(staff, shop, phones=(other,))
    request = asked(shop)
    Request.objects.filter(pk=request.pk).update(received_at=timezone.now() - timedelta(days=1))
    request.refresh_from_db()
    keys = [one.key for one in deletable(request) if one.number == PHONE]
    assert len(keys) == 1
    answered(staff, request, *keys)
    assert holding(PHONE) == []
    for one in (shop, part, row, merged):
        one.refresh_from_db()
    assert (shop.phone, shop.phone_2, part.phone) == (other, "", "")
    assert row.before == {
        "business": {"rt": ["1", "2"], "search_key": ["siti", f"siti {other[1:]}"]}
    }
    assert merged.written["before"]["phone"] == {"phone": other, "phone_2": ""}
    assert Owner.objects.get(pk=shop.owner_id or 0).phone == other
    assert other[1:] in shop.search_key


def test_a_number_that_her_other_business_shows_goes_from_the_named_one_alone(
    staff: User, shop: Business
) -> None:
    """Nobody deleted it there, so it is still hers."""
    Owner.objects.filter(pk=shop.owner_id or 0).update(phone=PHONE)
    second = business("63.08", owner=shop.owner, name="Kue Siti", phone=PHONE)
    found = asked(shop)
    change = emptied(shop, "phone_2", staff)
    answered(staff, found, f"c{change.pk}")
    change.refresh_from_db()
    second.refresh_from_db()
    assert (change.old, second.phone) == ("", PHONE)
    assert Owner.objects.get(pk=shop.owner_id or 0).phone == PHONE


def test_what_was_reckoned_from_a_deleted_value_goes_with_it(staff: User, shop: Business) -> None:
    """Bands of sales with a merged record and in the undo of a list; year and state of a birth."""
    sealed = vault.encrypt("2000000", context("business", shop.public_id, "capital"))
    Business.objects.filter(pk=shop.pk).update(sales_band=None, capital_sealed=sealed)
    part = business(
        "63.08", owner=shop.owner, name="Siti", golden=shop, sales_sealed=b"x", sales_band=9,
        size_class="kecil", started_on="2015-01-01", started_precision="year",
    )  # fmt: skip
    Business.objects.filter(pk=shop.pk).update(size_class="kecil")
    Owner.objects.filter(pk=shop.owner_id or 0).update(
        birth_year=1969, nik_status="ok", nik_sealed=None, nik_index=""
    )
    run = ImportRun.objects.create(
        region=shop.region, file_name="a.xlsx", path="a", digest="d", created_at=timezone.now()
    )
    pairs = {"sales_band": [None, 9], "size_class": ["", "kecil"], "rt": ["1", "2"]}
    row = ImportRow.objects.create(
        run=run, sheet="1", row=2, action="update", business_id=shop.pk,
        before={"business": pairs, "owner": {"birth_year": [None, 1969], "nik_status": ["", "ok"]}},
    )  # fmt: skip
    found = asked(shop)
    for entity, pk, field in (
        ("business", shop.pk, "sales"), ("business", shop.pk, "started_on"),
        ("owner", shop.owner_id, "nik"), ("owner", shop.owner_id, "birth"),
    ):  # fmt: skip
        Change.objects.create(
            entity=entity, entity_id=pk or 0, field=field, old=MASK, new="", source="petugas",
            actor=staff, at=timezone.now(),
        )  # fmt: skip
    keys = [one.key for one in deletable(found)]
    assert len(keys) == 4
    answered(staff, found, *keys)
    for one in (part, row, shop):
        one.refresh_from_db()
    assert (part.sales_sealed, part.sales_band, part.size_class) == (None, None, "")
    assert (part.started_on, part.started_precision) == (None, "")
    assert shop.size_class == "mikro", "reckoned anew from the capital, which stays"
    person = Owner.objects.get(pk=shop.owner_id or 0)
    assert (person.birth_year, person.nik_status) == (None, "")
    assert row.before == {"business": {"rt": ["1", "2"]}, "owner": {}}


def test_a_list_taken_back_leaves_the_mark_of_a_deleted_column(staff: User, shop: Business) -> None:
    """The list introduced the column: what its undo puts back bears the mark as well."""
    kept = {"Agama": "Islam"}
    Business.objects.filter(pk=shop.pk).update(extras=kept)
    run = ImportRun.objects.create(
        region=shop.region, file_name="a.csv", digest="d", created_at=timezone.now(), state="done",
    )  # fmt: skip
    ImportRow.objects.create(
        run=run, sheet="", row=2, action="update", business_id=shop.pk, owner_id=shop.owner_id,
        before={"business": {"extras": [{}, kept], "rt": ["", ""]}},
    )  # fmt: skip
    found = asked(shop)
    answered(staff, found, *[one.key for one in deletable(found) if one.what == "Agama"])
    undo_run(run, staff, now=timezone.now())
    shop.refresh_from_db()
    assert shop.extras == {"Agama": GONE}
    again = planning._kept(shop.extras, {"Agama": "Islam"}, Standing({}, "impor"))
    assert again == {}


def test_of_others_only_the_deleted_field_is_emptied(staff: User, shop: Business) -> None:
    """What a record merged by mistake showed in other fields is that record's own history."""
    other = business("63.08", owner=owner("63.08", name="Siti R."), name="Siti")
    now = timezone.now()
    for field, old, new, of in (
        ("golden", "", other.public_id, shop), ("golden", other.public_id, "", shop),
        ("phone_2", "", PHONE, other), ("address", "Jl. Satu", "Jl. Lama", other),
    ):  # fmt: skip
        Change.objects.create(
            entity="business", entity_id=of.pk, field=field, old=old, new=new,
            source=merging.MERGED if new else merging.PARTED, at=now - timedelta(days=8),
        )  # fmt: skip
    found = asked(shop)
    change = emptied(shop, "phone_2", staff)
    answered(staff, found, f"c{change.pk}")
    lines = Change.objects.filter(entity_id=other.pk).order_by("pk").values_list("old", "new")
    assert list(lines) == [("", ""), ("Jl. Satu", "Jl. Lama")]
