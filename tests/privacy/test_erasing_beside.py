"""Erasure where records were merged: all of the person go, and who is beside her stays."""

import pytest

from lampit.privacy import actions, queries
from lampit.registry import actions as registry
from lampit.registry.models import Business, Owner
from tests.factories import NOW, member
from tests.privacy.test_actions_erasing import erased, everything, person, to_erase
from tests.registry.told import told

pytestmark = pytest.mark.django_db


def test_who_runs_the_business_with_her_stays() -> None:
    """Husband and wife were merged as one business: only she is erased, his record stands alone."""
    staff, found = person()
    his = registry.register_business(
        staff,
        told(owner_name="Basuni Kurdi", name="Kios Basuni", nik="", phones=("+6289000000055",)),
        now=NOW,
        sure=True,
    )
    before = dict(Business.objects.filter(pk=his.pk).values().get())
    registry.merge(staff, [found.pk, his.pk], now=NOW, reason="usaha suami istri")
    asked = to_erase(staff, found)
    staying = {what: why for what, _count, why in queries.plan(asked).staying}
    assert "Basuni Kurdi" in staying["catatan orang lain yang digabung dengan usaha ini"]
    actions.propose_erasure(staff, asked, now=NOW)
    actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    after = dict(Business.objects.filter(pk=his.pk).values().get())
    for name in ("version", "updated_at", "search_key", "name_key"):
        before.pop(name)
        after.pop(name)
    assert after == before
    assert Owner.objects.get(businesses=his.pk).name == "Basuni Kurdi"
    assert "Zubaidah" not in everything()


def test_all_records_of_a_person_go_and_parting_brings_nothing_back() -> None:
    """Two owners were called one person: both go, with what each said itself."""
    staff, found = person()
    other = registry.register_business(
        staff, told(owner_name="Zubaidah lain", name="Kios dua", nik="", phones=()), now=NOW,
        sure=True,
    )  # fmt: skip
    ids = [found.owner_id or 0, other.owner_id or 0]
    event = registry.merge_owners(staff, ids, now=NOW, reason="nama pendek dan panjang")
    erased(staff, other)
    assert "Zubaidah" not in everything()
    registry.part_owners(staff, event.pk, now=NOW)
    assert "Zubaidah" not in everything()
    assert set(Owner.objects.filter(pk__in=ids).values_list("name", flat=True)) == {""}
