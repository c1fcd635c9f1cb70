"""Writes events: made, changed, goods chosen and let go, removed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import Picture
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions.forgetting import forget_pictures
from lampit.shops.actions.papers import forget_about
from lampit.shops.models import Fair, FairGood
from lampit.shops.rules import fairs, texts


def open_fair(
    actor: User, told: fairs.Told, at: datetime, *, picture: Picture | None = None, key: str = ""
) -> Fair:
    """Keep a new event of the actor's office; the same `key` gives the same event again.

    Raises:
        Refusal: `bukan_acara_anda`, and those of `rules.fairs.checked`.
    """
    code = region_of(actor)
    if not access.may_arrange(actor, Fair(region_id=code or None)):
        raise Refusal("bukan_acara_anda", "Acara dibuat oleh dinas atau Dekranasda.")
    told = fairs.checked(told)
    known = _of_key(actor, key)
    if known is not None:
        return known
    base = texts.slug(told.name, "acara")
    taken = base in fairs.RESERVED or Fair.objects.filter(slug=base).exists()
    for slug in (*([] if taken else [base]), f"{base}-{at:%y%m%d%H%M%S%f}"):
        try:
            with transaction.atomic():
                fair = Fair.objects.create(
                    region_id=code or None, slug=slug, name=told.name, place=told.place,
                    from_on=told.from_on, until_on=told.until_on, form_key=key or None,
                    picture=picture.digest if picture else "", created_at=at, changed_at=at,
                )  # fmt: skip
                _note(actor, fair, "acara.buat", at)
                return fair
        except IntegrityError:
            # The same form came twice at this moment, or another event took the address word.
            again = _of_key(actor, key)
            if again is not None:
                return again
            if slug != base:
                raise
    raise AssertionError("the last try returns or raises")


def _of_key(actor: User, key: str) -> Fair | None:
    return access.visible_fairs(actor).filter(form_key=key).first() if key else None


def change_fair(
    actor: User, fair: Fair, told: fairs.Told, at: datetime, *, picture: Picture | None = None
) -> Fair:
    """Write what its office changed; its address stays. Without a new picture the old one stays.

    Raises:
        Refusal: `bukan_acara_anda`, and those of `rules.fairs.checked`.
    """
    _check(actor, fair)
    told = fairs.checked(told)
    shown = picture.digest if picture else fair.picture
    before = fair.picture
    with transaction.atomic():
        Fair.objects.filter(pk=fair.pk).update(
            name=told.name, place=told.place, from_on=told.from_on, until_on=told.until_on,
            picture=shown, changed_at=at,
        )  # fmt: skip
        _note(actor, fair, "acara.ubah", at)
        if shown != before:
            transaction.on_commit(lambda: forget_pictures([before]))
    fair.refresh_from_db()
    return fair


def choose_goods(
    actor: User, fair: Fair, wanted: Collection[int], shown: Collection[int], at: datetime
) -> tuple[int, int]:
    """Choose the wanted of the goods a page showed and let the others of it go; tell how many.

    Goods that are not on sale, or not in the region, are not chosen. Twice changes nothing.

    Raises:
        Refusal: `bukan_acara_anda`, `barang_banyak`.
    """
    _check(actor, fair)
    today = timezone.localdate(at)
    with transaction.atomic():
        Fair.objects.select_for_update().get(pk=fair.pk)
        held = set(fair.chosen.filter(product__in=shown).values_list("product_id", flat=True))
        may = access.goods_for_fairs(actor, today).filter(pk__in=set(wanted) & set(shown) - held)
        new = sorted(may.order_by().values_list("pk", flat=True))
        gone = sorted(held - set(wanted))
        if new:
            fairs.check_room(fair.chosen.count() - len(gone) + len(new))
        _let_go(fair, gone)
        FairGood.objects.bulk_create(
            [FairGood(fair=fair, product_id=pk, chosen_at=at) for pk in new], ignore_conflicts=True
        )
        if new or gone:
            Fair.objects.filter(pk=fair.pk).update(changed_at=at)
            _note(actor, fair, "acara.barang", at, f"+{len(new)} −{len(gone)}")
    return len(new), len(gone)


def _let_go(fair: Fair, numbers: Sequence[int]) -> None:
    if numbers:
        FairGood.objects.filter(fair=fair, product__in=numbers).delete()


def remove_fair(actor: User, fair: Fair, at: datetime) -> None:
    """Remove an event with its choice of goods; the goods themselves stay on sale.

    Raises:
        Refusal: `bukan_acara_anda`.
    """
    _check(actor, fair)
    picture = fair.picture
    with transaction.atomic():
        _note(actor, fair, "acara.hapus", at, fair.name)
        Fair.objects.filter(pk=fair.pk).delete()
        transaction.on_commit(lambda: forget_pictures([picture]))
        transaction.on_commit(lambda: forget_about(f"acara:{fair.slug}"))


def _check(actor: User, fair: Fair) -> None:
    if not access.may_arrange(actor, fair):
        raise Refusal("bukan_acara_anda", "Acara ini milik kantor lain.")


def _note(actor: User, fair: Fair, deed: str, at: datetime, reason: str = "") -> None:
    audit(
        actor, deed, subject_kind="fair", subject_id=fair.pk, reason=reason,
        region=fair.region_id or "", at=at,
    )  # fmt: skip
