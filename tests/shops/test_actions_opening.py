"""A first shop: for whom it may be opened, whose it is, when buyers see it."""

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.registry.models import Business
from lampit.shops import access
from lampit.shops.actions import Profile, open_new_shop
from lampit.shops.models import Maker
from tests.factories import NOW, assigned, business, maker, member, owner
from tests.privacy.test_actions_consents import say

pytestmark = pytest.mark.django_db
HSU, TABALONG = "63.08", "63.09"
RAWA = Profile("Anyaman Rawa", whatsapp="0812-0000-4567")


def test_an_owner_opens_her_shop_and_it_shows_with_her_yes(client: Client) -> None:
    """Her account keeps it; nobody sees it before she agrees, everybody after."""
    siti = member("maker", HSU)
    person = owner(HSU, account=siti)
    shop = open_new_shop(siti, business(HSU, owner=person), RAWA, NOW)
    page = f"/lapak/{shop.slug}/"
    assert (shop.account, shop.is_published, shop.whatsapp) == (siti, False, "+6281200004567")
    assert client.get(page).status_code == 404
    say(siti, person, "pasar", True)
    assert client.get(page).status_code == 200
    assert not AuditEntry.objects.filter(deed="lapak.baru").exists()


def test_staff_and_a_mentor_open_one_for_others() -> None:
    """It is the owner's where the register knows her account; who opened it stands in the audit."""
    siti, staff, mentor = member("maker", HSU), member("staff", HSU), member("mentor", HSU)
    known = business(HSU, owner=owner(HSU, account=siti))
    assert open_new_shop(staff, known, RAWA, NOW).account == siti
    silent = business(HSU, owner=owner(HSU))
    assigned(mentor, silent)
    silent.refresh_from_db()
    shop = open_new_shop(mentor, silent, RAWA, NOW)
    assert shop.account is None
    assert access.may_keep(mentor, shop)
    deeds = AuditEntry.objects.filter(deed="lapak.baru").values_list("actor", flat=True)
    assert set(deeds) == {staff.pk, mentor.pk}


def test_nobody_opens_a_shop_that_is_not_in_his_hands() -> None:
    """Foreign, closed, merged, or with a shop already: refused, nothing is written."""
    siti = member("maker", HSU)
    hers = business(HSU, owner=owner(HSU, account=siti))
    foreign = business(TABALONG)
    shut = business(HSU, status="tutup")
    with_shop = maker(HSU).business
    golden = business(HSU)
    Business.objects.filter(pk=maker(HSU).business_id).update(golden=golden)
    before = Maker.objects.count()
    staff = member("staff", HSU)
    cases = [(staff, one) for one in (foreign, shut, with_shop, golden)]
    cases += [(member("maker", HSU), hers), (member("mentor", HSU), hers)]
    cases += [(member(role, HSU), hers) for role in ("head", "enumerator", "board")]
    for person, one in cases:
        with pytest.raises(Refusal) as refused:
            open_new_shop(person, one, RAWA, NOW)
        assert refused.value.code == "usaha_tidak_ada"
    assert Maker.objects.count() == before


def test_opened_twice_it_is_one_shop() -> None:
    """A form sent twice finds the business with its shop."""
    siti = member("maker", HSU)
    hers = business(HSU, owner=owner(HSU, account=siti))
    open_new_shop(siti, hers, RAWA, NOW)
    with pytest.raises(Refusal):
        open_new_shop(siti, hers, RAWA, NOW)
    assert Maker.objects.count() == 1
