"""Freshness: an office's own days, and "masih dijual" said, taken back, or kept with a good."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models.functions import TruncDate
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper, note_alive, note_help
from lampit.shops.models import FreshnessSetting, Maker, Product
from lampit.shops.models.goods import ProductState
from lampit.shops.queries.freshness import bands_of
from lampit.shops.rules import freshness

UNDO_WITHIN = timedelta(minutes=15)
MOST_REMINDERS = 7


def checked(region: str, at: datetime) -> dict[str, object]:
    """Return the fields of a good of this kabupaten that is confirmed at `at`; one query."""
    return {"checked_at": at, **freshness.last_days(timezone.localdate(at), bands_of(region))}


def confirm_selling(
    actor: User, maker: Maker, at: datetime, product_ids: Sequence[int] | None = None
) -> int:
    """Note "masih dijual" for these goods, or for all on sale; return how many.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, maker)
    goods = Product.objects.filter(maker=maker, state=ProductState.LIVE)
    if product_ids is not None:
        goods = goods.filter(pk__in=product_ids)
    with transaction.atomic():
        count = goods.update(**checked(maker.region_id, at))
        if count:
            note_alive(actor, maker, at)
        note_help(actor, maker, "barang.masih_dijual", ("maker", maker.pk), at)
    return count


def take_back_selling(
    actor: User, maker: Maker, said_at: datetime, before: Mapping[int, datetime], now: datetime
) -> int:
    """Take a tap of a few minutes ago back: the goods are as old as before; return how many.

    Goods that were confirmed once more since, by whomever, stay as they are.

    Raises:
        Refusal: `bukan_lapak_anda`, `terlambat`.
    """
    check_keeper(actor, maker)
    if now - said_at > UNDO_WITHIN:
        raise Refusal("terlambat", "Sudah lewat 15 menit. Ubah barangnya satu per satu.")
    bands, count = bands_of(maker.region_id), 0
    with transaction.atomic():
        for pk, at in before.items():
            own = Product.objects.filter(pk=pk, maker=maker, checked_at=said_at)
            last = freshness.last_days(timezone.localdate(at), bands)
            count += own.update(checked_at=at, **last)
        note_help(actor, maker, "barang.masih_ditarik", ("maker", maker.pk), now)
    return count


def set_freshness(
    actor: User, region: str, bands: freshness.Bands, weekly: int, at: datetime
) -> FreshnessSetting:
    """Set the days of a kabupaten; all its goods follow at once.

    Raises:
        Refusal: `bukan_wilayah`, `urutan_salah`, `pesan_salah`.
    """
    if not access.may_set_office(actor, region):
        raise Refusal("bukan_wilayah", "Kabupaten ini di luar wilayah Anda.")
    freshness.check_bands(bands)
    if not 0 <= weekly <= MOST_REMINDERS:
        raise Refusal("pesan_salah", "Pesan pengingat antara 0 dan 7 kali seminggu.")
    with transaction.atomic():
        row, _made = FreshnessSetting.objects.update_or_create(
            region_id=region,
            defaults={
                "fresh_days": bands.fresh_days,
                "ready_days": bands.ready_days,
                "hidden_after_days": bands.hidden_after_days,
                "weekly_reminders": weekly,
                "changed_by": actor,
                "changed_at": at,
            },
        )
        date_anew(region, bands)
        audit(
            actor, "pasar.kesegaran", subject_kind="region", subject_id=region,
            reason=f"{bands.fresh_days}/{bands.ready_days}/{bands.hidden_after_days} hari, "
            f"{weekly} pesan seminggu",
            region=region, at=at,
        )  # fmt: skip
    return row


def date_anew(region: str, bands: freshness.Bands, maker_ids: Sequence[int] | None = None) -> None:
    """Write the last days of the goods of a kabupaten, or of some of its shops, anew.

    One statement per day on which goods were confirmed; in the caller's transaction.
    """
    goods = Product.objects.filter(maker__region=region)
    if maker_ids is not None:
        goods = goods.filter(maker__in=maker_ids)
    if bands == freshness.DEFAULT:
        goods.exclude(shown_until=None).update(**freshness.last_days(timezone.localdate(), bands))
        return
    known = goods.exclude(checked_at=None)
    days = known.order_by().annotate(day=TruncDate("checked_at")).values_list("day", flat=True)
    for day in days.distinct():
        start = timezone.make_aware(datetime.combine(day, time.min))
        of_day = goods.filter(checked_at__gte=start, checked_at__lt=start + timedelta(days=1))
        of_day.update(**freshness.last_days(day, bands))
