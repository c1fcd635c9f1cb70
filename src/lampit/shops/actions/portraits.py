"""The maker's own photo: shown while she agrees to be seen, gone with her no. Never required."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import Picture
from lampit.people.models import User
from lampit.registry.models import Owner
from lampit.registry.queries import last_answer, may_use
from lampit.registry.queries.persons import same_as
from lampit.registry.rules.consents import PHOTO
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.actions.forgetting import forget_pictures
from lampit.shops.models import Maker
from lampit.shops.queries.helping import agreement

AT_ONCE = 1_000


def set_portrait(actor: User, maker: Maker, picture: Picture, at: datetime) -> Maker:
    """Show another photo of the maker herself; who helps her needs her noted consent to help.

    Raises:
        Refusal: `bukan_lapak_anda`, `bantuan_belum_izin`, `foto_orang_belum_izin`.
    """
    check_keeper(actor, maker)
    if access.is_helping(actor, maker) and agreement(maker, actor) is None:
        raise Refusal(
            "bantuan_belum_izin",
            "Catat dulu izin pemilik untuk dibantu, di halaman Yang membantu lapak ini.",
        )
    if not may_use(maker.business.owner_id, PHOTO):
        raise Refusal(
            "foto_orang_belum_izin",
            "Pemilik belum mengizinkan foto dirinya ditampilkan. Izinnya diberikan di Data saya.",
        )
    _change(actor, maker, picture.digest, "lapak.foto", at)
    return maker


def remove_portrait(actor: User, maker: Maker, at: datetime) -> Maker:
    """Take the photo of the maker away, with its files.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, maker)
    if maker.photo:
        _change(actor, maker, "", "lapak.hapus_foto", at)
    return maker


def _change(actor: User, maker: Maker, digest: str, deed: str, at: datetime) -> None:
    with transaction.atomic():
        before = Maker.objects.select_for_update(no_key=True).get(pk=maker.pk).photo
        Maker.objects.filter(pk=maker.pk).update(photo=digest)
        note_help(actor, maker, deed, ("maker", maker.pk), at)
        if before and before != digest:
            transaction.on_commit(lambda: forget_pictures([before]))
    maker.refresh_from_db()


def drop_portraits(owner: Owner) -> int:
    """Take away the photos of a person who no longer agrees to be seen; return how many."""
    return _drop(
        [
            row.pk
            for row in Maker.objects.filter(business__owner__in=same_as(owner.pk)).exclude(photo="")
        ]
    )


def drop_portraits_without_consent(_now: datetime) -> int:
    """Take away the photos whose owner does not agree to be seen, however that came about.

    A withdrawal takes them at once; this catches a business that got another owner.
    """
    shown = Maker.objects.exclude(photo="").filter(business__owner__isnull=False)
    told = shown.annotate(answer=last_answer(PHOTO, "business__owner"))
    return _drop([pk for pk, yes in told.values_list("pk", "answer") if yes is not True][:AT_ONCE])


def _drop(keys: list[int]) -> int:
    if not keys:
        return 0
    with transaction.atomic():
        hers = Maker.objects.filter(pk__in=keys)
        photos = list(hers.values_list("photo", flat=True))
        hers.update(photo="")
        transaction.on_commit(lambda: forget_pictures(photos))
    return len(keys)
