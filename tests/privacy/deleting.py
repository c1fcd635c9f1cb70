"""Requests to delete a part, what is emptied for them, and their answers."""

from datetime import timedelta

from django.utils import timezone

from lampit.outside import vault
from lampit.people.models import User
from lampit.privacy import actions
from lampit.privacy.actions import Deletion
from lampit.privacy.models import Request
from lampit.registry.models import Business, Change, Owner
from lampit.registry.rules.records import context
from tests.factories import business, member, owner

PHONE, NIK = "+6281251119999", "6308055203690007"
WORDS = "Bagian yang Ibu minta sudah kami hapus dari catatan dinas."


def her_shop() -> Business:
    """Return a business whose owner has a second telephone and a NIK."""
    sealed = vault.encrypt(NIK, context("owner", "siti0001", "nik"))
    person = owner(
        "63.08", name="Siti Rahmah", public_id="siti0001", nik_sealed=sealed, phone_2=PHONE
    )
    return business("63.08", owner=person, name="Anyaman Siti", phone_2=PHONE, address="Jl. Lama")


def asked(shop: Business, kind: str = "hapus") -> Request:
    """Return her request of an hour ago."""
    received = timezone.now() - timedelta(hours=1)
    account = member("maker", "63.08")
    Owner.objects.filter(pk=shop.owner_id or 0).update(account=account)
    person = Owner.objects.get(pk=shop.owner_id or 0)
    return actions.ask(account, kind, "HP kedua saya saja", owner=person, now=received)


def emptied(shop: Business, field: str, by: User, *, hours: float = 0.2) -> Change:
    """Empty a field of the business as an edit does."""
    old = getattr(shop, field)
    Business.objects.filter(pk=shop.pk).update(**{field: ""})
    return Change.objects.create(
        entity="business", entity_id=shop.pk, field=field, old=old, new="", source="petugas",
        actor=by, at=timezone.now() - timedelta(hours=hours),
    )  # fmt: skip


def answered(staff: User, found: Request, *keys: str) -> Request:
    """Answer with these parts named."""
    deletion = Deletion(frozenset(keys))
    return actions.answer(staff, found, WORDS, now=timezone.now(), deletion=deletion)
