"""Shops of a maker on other sites: noted as she tells them, never fetched."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import Maker, ShopElsewhere
from lampit.shops.rules import elsewhere


def note_elsewhere(actor: User, maker: Maker, typed: str, site: str, at: datetime) -> ShopElsewhere:
    """Note a shop on another site and return it; the same address is noted once.

    Raises:
        Refusal: `bukan_lapak_anda`, `terlalu_banyak`, what `rules.elsewhere.read` raises.
    """
    check_keeper(actor, maker)
    found = elsewhere.read(typed, site)
    with transaction.atomic():
        if ShopElsewhere.objects.filter(maker=maker).count() >= elsewhere.MOST:
            raise Refusal("terlalu_banyak", f"Paling banyak {elsewhere.MOST} alamat per lapak.")
        noted, made = ShopElsewhere.objects.get_or_create(
            maker=maker, address=found.address, defaults={"site": found.site, "created_at": at}
        )
        if made:
            note_help(actor, maker, "lapak.tempat_lain", ("elsewhere", noted.pk), at)
    return noted


def confirm_elsewhere(actor: User, noted: ShopElsewhere, at: datetime) -> None:
    """Note that somebody of the office opened an address and found this maker's shop there.

    Only then do machines hear that both are the same; twice is once.

    Raises:
        Refusal: `bukan_lapak_anda`, `hanya_petugas` for who keeps the shop herself or as relative.
    """
    check_keeper(actor, noted.maker)
    if noted.maker.account_id == actor.pk or not access.works_for_office(actor):
        raise Refusal("hanya_petugas", "Alamat dipastikan oleh pendamping atau petugas dinas.")
    with transaction.atomic():
        fresh = ShopElsewhere.objects.filter(pk=noted.pk, confirmed_at=None)
        if fresh.update(confirmed_at=at, confirmed_by=actor):
            note_help(actor, noted.maker, "lapak.tempat_lain_pasti", ("elsewhere", noted.pk), at)


def remove_elsewhere(actor: User, noted: ShopElsewhere, at: datetime) -> None:
    """Take the address of a shop away again.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, noted.maker)
    with transaction.atomic():
        note_help(actor, noted.maker, "lapak.tempat_lain_hapus", ("elsewhere", noted.pk), at)
        ShopElsewhere.objects.filter(pk=noted.pk).delete()
