"""The office that runs a market tells who it is and where buyers complain."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.national import phone
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.models import MarketOffice
from lampit.shops.rules import texts


@dataclass(frozen=True, slots=True)
class Office:
    """What buyers read about who runs the market."""

    name: str
    contact: str = ""
    whatsapp: str = ""
    hours: str = ""
    email: str = ""
    address: str = ""


def tell_office(actor: User, region: str, told: Office, at: datetime) -> MarketOffice:
    """Keep who runs the market of a kabupaten, and return it.

    Raises:
        Refusal: `bukan_wilayah`, `nama_kosong`, `nomor_wa_salah`.
    """
    if not access.may_judge(actor, region):
        raise Refusal("bukan_wilayah", "Ini di luar wilayah Anda.")
    name = texts.check_name(told.name, "Tulis nama kantornya.")
    try:
        number = phone.normalise(told.whatsapp.strip()) if told.whatsapp.strip() else ""
    except phone.PhoneError as error:
        raise Refusal("nomor_wa_salah", error.message) from error
    if told.whatsapp.strip() and not number:
        raise Refusal("nomor_wa_salah", "Nomor ini belum benar. Contoh: 0812-0000-4567.")
    with transaction.atomic():
        kept, _made = MarketOffice.objects.update_or_create(
            region_id=region,
            defaults={
                "name": name,
                "contact": texts.cleaned(told.contact)[:120],
                "whatsapp": number,
                "hours": texts.cleaned(told.hours)[:120],
                "email": told.email.strip()[:254],
                "address": texts.cleaned(told.address)[:200],
                "changed_by": actor,
                "changed_at": at,
            },
        )
        audit(
            actor, "pasar.pengelola", subject_kind="region", subject_id=region, region=region, at=at
        )
    return kept
