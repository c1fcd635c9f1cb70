"""A business passes on: the same business, a new owner; the person before keeps his data."""

from datetime import timedelta
from typing import Any

import pytest

from lampit.aid.models import Grant
from lampit.aid.queries.lists import of_owners
from lampit.basics.refusal import Refusal
from lampit.desk.actions.succeeding import Yes, pass_on_business
from lampit.people.models import AuditEntry, User
from lampit.registry import actions
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import Business, Change, Owner, OwnerPeriod
from lampit.registry.queries.owning import periods_of
from lampit.registry.queries.personal import records_of
from lampit.registry.rules.owning import Successor
from lampit.shops.actions import close_without_consent
from tests.aid.things import programme
from tests.factories import NOW, maker, member
from tests.orders.things import STATIC
from tests.registry.told import NIK, OTHER_NIK, told

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CODE = "63.08"
YES = Yes("boleh tampil", "kertas", "formulir 3")


def registered(staff: User) -> Business:
    """Return a business with an owner whose telephone is the business's too."""
    return actions.register_business(staff, told(), now=NOW)


def child(**values: Any) -> Successor:
    """Return a daughter who goes on."""
    usual: dict[str, Any] = {
        "name": "Noor Aisyah", "on": NOW.date() - timedelta(days=2), "reason": "waris",
        "nik": OTHER_NIK, "phones": ("+6289000000002",),
    }  # fmt: skip
    return Successor(**usual | values)


def test_the_business_stays_the_same_and_the_owner_is_another() -> None:
    """Two periods, no name in the journal, the old telephone gone from the business."""
    staff = member("staff", CODE)
    row = registered(staff)
    old = row.owner
    assert old is not None
    pass_on_business(staff, row.public_id, child(), None, now=NOW)
    row.refresh_from_db()
    old.refresh_from_db()
    assert row.owner is not None
    assert row.owner.name == "Noor Aisyah"
    assert (old.name, old.phone, bool(old.nik_index)) == ("Siti Rahmah", "+6289000000001", True)
    assert (row.phone, row.phone_2) == ("+6289000000002", "")
    shown = [(one.name, one.until_on is None, one.reason) for one in periods_of(row)]
    assert shown == [
        ("Noor Aisyah", True, "diwariskan, pemilik meninggal"),
        ("Siti Rahmah", False, ""),
    ]
    told_of = Change.objects.filter(field="owner").values_list("old", "new")
    assert list(told_of) == [("", "waris")]
    assert AuditEntry.objects.filter(deed="business_passed_on").exists()


def test_the_shop_goes_to_the_new_account_without_the_old_qris() -> None:
    """Without the new owner's yes it is closed; with it, it stays open for the clock as well."""
    staff = member("staff", CODE)
    row = registered(staff)
    before, after = member("maker", CODE), member("maker", CODE)
    shop = maker(CODE, before, business=row, qris=STATIC, whatsapp="+6281200000142", person="Siti")
    pass_on_business(staff, row.public_id, child(account=after.username), YES, now=NOW)
    shop.refresh_from_db()
    assert (shop.account_id, shop.is_published) == (after.pk, True)
    assert (shop.qris, shop.whatsapp, shop.person) == ("", "", "")
    assert close_without_consent(NOW) == 0
    assert Owner.objects.get(account=after).name == "Noor Aisyah"
    later = child(name="Rudi", nik="", reason="dijual", on=NOW.date(), phones=())
    pass_on_business(staff, row.public_id, later, None, now=NOW)
    shop.refresh_from_db()
    assert (shop.account_id, shop.is_published) == (None, False)
    assert OwnerPeriod.objects.filter(business=row).count() == 3


def test_neither_owner_is_told_what_is_the_others() -> None:
    """Copies, aid and erasure follow the person; merged records do not lead to the other hand."""
    staff = member("staff", CODE)
    row, double = (
        registered(staff),
        actions.register_business(staff, told(name="Anyaman Bunga", nik=""), now=NOW, sure=True),
    )
    event = actions.merge(staff, [row.pk, double.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    old = golden.owner
    assert old is not None
    Grant.objects.create(
        programme=programme(staff), region_id=CODE, business=golden, owner=old, name="Siti",
        public_id="G1", created_at=NOW,
    )  # fmt: skip
    past = set(Business.objects.values_list("owner_id", flat=True))
    pass_on_business(staff, golden.public_id, child(), None, now=NOW)
    golden.refresh_from_db()
    new = golden.owner
    assert new is not None
    mine, hers = records_of(new), records_of(old)
    assert mine.owner_ids == (new.pk,)
    assert set(mine.business_ids) == {row.pk, double.pk}
    assert hers.owner_ids == tuple(sorted({old.pk, *past}))
    assert hers.business_ids == ()
    aid_of = {
        one.pk: Grant.objects.filter(of_owners(Owner.objects.filter(pk=one.pk)))
        for one in (old, new)
    }
    assert aid_of[old.pk].count() == 1
    assert not aid_of[new.pk].exists()
    erase_person(member("head", CODE), hers, now=NOW)
    golden.refresh_from_db()
    new.refresh_from_db()
    assert (golden.withdrawn_at, new.name) == (None, "Noor Aisyah")
    assert (
        not Change.objects.filter(entity="business", field="phone").exclude(old="", new="").exists()
    )
    actions.unmerge(staff, event.pk, now=NOW)
    assert set(Business.objects.values_list("owner_id", flat=True)) == {new.pk}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"nik": NIK}, "same_owner"),
        ({"account": "tidak-ada"}, "account_unknown"),
        ({"on": NOW.date() + timedelta(days=1)}, "end_in_future"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(values: dict[str, object], code: str) -> None:
    """The same person, an unknown account, a day to come."""
    staff = member("staff", CODE)
    row = registered(staff)
    with pytest.raises(Refusal) as said:
        pass_on_business(staff, row.public_id, child(**values), None, now=NOW)
    assert said.value.code == code
    assert not OwnerPeriod.objects.exists()
    assert Owner.objects.count() == 1


def test_a_neighbour_finds_nothing_to_pass_on() -> None:
    """Another kabupaten's business does not exist."""
    row = registered(member("staff", CODE))
    with pytest.raises(Refusal) as said:
        pass_on_business(member("staff", "63.09"), row.public_id, child(), None, now=NOW)
    assert said.value.code == "not_found"
