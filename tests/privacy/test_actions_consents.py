"""Consents: the ledger, and what follows from an answer at once."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import Error, transaction
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import AuditEntry, User
from lampit.privacy import actions, queries
from lampit.registry.models import Consent, Owner
from lampit.registry.queries import may_use
from lampit.registry.queries.consents import proof_of
from lampit.shops.actions import close_without_consent, open_shop, set_published
from lampit.shops.actions.makers import Profile
from lampit.shops.models import Maker
from tests.factories import NOW, business, maker, member, owner

pytestmark = pytest.mark.django_db


def own_shop() -> tuple[User, Owner, Maker]:
    """Return a maker with her record in the register and an open shop, nothing answered yet."""
    account = member("maker", "63.08")
    person = owner("63.08", account=account)
    return account, person, maker("63.08", account, business=business("63.08", owner=person))


def say(actor: User, person: Owner, purpose: str, is_given: bool) -> Consent:
    """Answer as the page does, with the words as they are now."""
    version = queries.version_now(purpose)
    return actions.answer_consent(actor, person, purpose, is_given, version=version, now=NOW)


def test_yes_opens_the_shop_and_no_closes_it_at_once() -> None:
    """The public page is gone in the moment in which the consent goes, and comes back with it."""
    account, person, shop = own_shop()
    client = Client()
    say(account, person, "pasar", True)
    assert client.get(f"/lapak/{shop.slug}/").status_code == 200
    say(account, person, "pasar", False)
    assert client.get(f"/lapak/{shop.slug}/").status_code == 404
    assert client.get(f"/lapak/{shop.slug}/wa/").status_code == 404
    say(account, person, "pasar", True)
    assert client.get(f"/lapak/{shop.slug}/").status_code == 200
    assert [row.is_given for row in Consent.objects.all()] == [True, False, True]
    deeds = AuditEntry.objects.filter(subject_id=person.public_id).values_list("deed", flat=True)
    assert sorted(deeds) == ["consent_given", "consent_given", "consent_withdrawn"]


def test_the_same_answer_twice_is_one_row() -> None:
    """A form sent twice writes nothing new."""
    account, person, _shop = own_shop()
    first = say(account, person, "kontak_wa", True)
    assert say(account, person, "kontak_wa", True) == first
    assert may_use(person.pk, "kontak_wa")
    assert not may_use(person.pk, "bagi_mitra")
    assert may_use(person.pk, "statistik")
    assert may_use(None, "pasar")


def test_nobody_answers_for_another() -> None:
    """Not another maker, not staff of another kabupaten, not staff without a proof."""
    _account, person, _shop = own_shop()
    version = queries.version_now("pasar")
    with pytest.raises(Refusal) as refused:
        say(member("maker", "63.08"), person, "pasar", True)
    assert refused.value.code == "not_yours"
    cases = (
        ("63.09", "kertas", "map Babirik 3", "not_allowed"),
        ("63.08", "kertas", "", "proof_missing"),
        ("63.08", "layar", "map Babirik 3", "channel_unknown"),
    )
    for region, channel, proof, told in cases:
        with pytest.raises(Refusal) as refused:
            actions.note_answer(
                member("staff", region), person, "pasar", True, version=version, channel=channel,
                proof=proof, now=NOW,
            )  # fmt: skip
        assert refused.value.code == told
    assert not Consent.objects.exists()


def test_the_desk_notes_an_answer_with_its_proof_sealed() -> None:
    """Where the paper lies is in no table in clear, and is read at the desk."""
    _account, person, _shop = own_shop()
    row = actions.note_answer(
        member("staff", "63.08"), person, "pasar", True, version=queries.version_now("pasar"),
        channel="kertas", proof="map Babirik 3", now=NOW,
    )  # fmt: skip
    assert b"Babirik" not in bytes(row.proof_sealed or b"")
    assert proof_of(row) == "map Babirik 3"
    moved = Consent(public_id="LAIN", proof_sealed=row.proof_sealed)
    with pytest.raises(vault.VaultError):
        proof_of(moved)


def test_words_that_changed_while_a_page_was_open_are_asked_again() -> None:
    """Nobody agrees to a sentence that was not on the screen."""
    account, person, _shop = own_shop()
    with pytest.raises(Refusal) as refused:
        actions.answer_consent(account, person, "pasar", True, version="0" * 32, now=NOW)
    assert refused.value.code == "words_changed"


def test_the_database_refuses_to_change_an_answer() -> None:
    """Only where the proof lies may be emptied."""
    account, person, _shop = own_shop()
    row = say(account, person, "pasar", True)
    with pytest.raises(Error), transaction.atomic():
        Consent.objects.filter(pk=row.pk).update(is_given=False)
    assert Consent.objects.filter(pk=row.pk).update(proof_sealed=None) == 1


def test_a_shop_opens_only_with_consent_and_the_clock_closes_the_others() -> None:
    """A business that got another owner is closed by the next tick; one without owner stays."""
    account, person, shop = own_shop()
    plain = maker("63.08")
    with pytest.raises(Refusal) as refused:
        set_published(account, shop, True, NOW)
    assert refused.value.code == "izin_belum_ada"
    opened = open_shop(business("63.08", owner=person), account, Profile("Anyaman Rawa"), NOW)
    assert not opened.is_published
    say(account, person, "pasar", True)
    assert Maker.objects.filter(is_published=True).count() == 3
    assert close_without_consent(NOW) == 0
    shop.business.owner = owner("63.08")
    shop.business.save()
    assert close_without_consent(NOW) == 1
    assert set(Maker.objects.filter(is_published=True)) == {opened, plain}


def test_an_upgrade_keeps_open_shops_open() -> None:
    """Who opened a shop before the ledger is noted as having agreed, once, with the old date."""
    account, person, shop = own_shop()
    own_closed = owner("63.08")
    maker("63.08", business=business("63.08", owner=own_closed), is_published=False)
    upgrade = import_module("lampit.registry.migrations.0009_open_shops_consented")
    upgrade.tell_ledger(apps, None)
    upgrade.tell_ledger(apps, None)
    row = Consent.objects.get()
    found = (row.owner, row.channel, row.by, row.at)
    assert found == (person, "pindahan", account, shop.created_at)
    assert close_without_consent(NOW) == 0
    assert row.text_id == queries.version_now("pasar")
    say(account, person, "pasar", False)
    upgrade.tell_ledger(apps, None)
    assert not may_use(person.pk, "pasar")
