"""Photos with the maker in them: shown while she agrees to be seen, gone with her no.

Her portrait, and pictures of stories on which somebody can be told. Never required.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import Picture
from lampit.people.models import User
from lampit.registry.actions import hold_answers
from lampit.registry.models import Owner
from lampit.registry.queries import last_answer, may_use
from lampit.registry.queries.persons import same_as
from lampit.registry.rules.consents import PHOTO
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.actions.forgetting import forget_pictures
from lampit.shops.models import Maker, MakerStory
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
    with transaction.atomic():
        hold_answers(maker.business.owner_id)  # her no comes before the photo, or takes it
        if not may_use(maker.business.owner_id, PHOTO):
            raise Refusal(
                "foto_orang_belum_izin",
                "Pemilik belum mengizinkan foto dirinya ditampilkan. "
                "Izinnya diberikan di Data saya.",
            )
        _change(actor, maker, picture.digest, "lapak.foto", at)
    maker.refresh_from_db()
    return maker


def remove_portrait(actor: User, maker: Maker, at: datetime) -> Maker:
    """Take the photo of the maker away, with its files.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, maker)
    if maker.photo:
        with transaction.atomic():
            _change(actor, maker, "", "lapak.hapus_foto", at)
        maker.refresh_from_db()
    return maker


def _change(actor: User, maker: Maker, digest: str, deed: str, at: datetime) -> None:
    before = Maker.objects.select_for_update(no_key=True).get(pk=maker.pk).photo
    Maker.objects.filter(pk=maker.pk).update(photo=digest)
    note_help(actor, maker, deed, ("maker", maker.pk), at)
    if before and before != digest:
        transaction.on_commit(lambda: forget_pictures([before]))


def drop_portraits(owner: Owner) -> int:
    """Take away the photos of a person who no longer agrees to be seen; return how many.

    Those of her stories too: words and the rest of a story stay. In the caller's transaction,
    which holds her answers.
    """
    hers = same_as(owner.pk)
    shops = Maker.objects.filter(business__owner__in=hers).exclude(photo="")
    stories = MakerStory.objects.filter(maker__business__owner__in=hers, shows_person=True)
    return _drop(shops, stories)


def drop_portraits_without_consent(_now: datetime) -> int:
    """Take away the photos whose owner does not agree to be seen, however that came about.

    A withdrawal takes them at once; this catches a business that got another owner. A yes of
    this very moment is waited for and read anew.
    """
    seen = MakerStory.objects.filter(shows_person=True).order_by().values("maker")
    shown = Maker.objects.filter(~Q(photo="") | Q(pk__in=seen), business__owner__isnull=False)
    told = shown.annotate(answer=last_answer(PHOTO, "business__owner"))
    rows = told.order_by("pk").values_list("pk", "business__owner", "answer")
    found = [(pk, owner) for pk, owner, yes in rows if yes is not True]
    return sum(_drop_now(pk, owner) for pk, owner in found[:AT_ONCE])


def _drop_now(maker: int, owner: int) -> int:
    """Take away the photos of one shop, if its owner still does not agree."""
    with transaction.atomic():
        hold_answers(owner)
        if may_use(owner, PHOTO):
            return 0
        shops = Maker.objects.filter(pk=maker, business__owner=owner).exclude(photo="")
        stories = MakerStory.objects.filter(
            maker=maker, maker__business__owner=owner, shows_person=True
        )
        return _drop(shops, stories)


def _drop(shops: QuerySet[Maker], stories: QuerySet[MakerStory]) -> int:
    """Take photos off shops and stories, and their files after commit; return how many went."""
    with transaction.atomic():
        portraits = dict(shops.values_list("pk", "photo"))
        told = dict(stories.values_list("pk", "picture"))
        Maker.objects.filter(pk__in=portraits).update(photo="")
        MakerStory.objects.filter(pk__in=told).update(
            picture="", picture_alt="", shows_person=False
        )
        gone = [name for name in (*portraits.values(), *told.values()) if name]
        if gone:
            transaction.on_commit(lambda: forget_pictures(gone))
    return len(gone)
