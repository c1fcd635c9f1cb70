"""A maker's weeks: told by her, taken by orders, given back when they end.

Every change of a week is one conditional update whose row count decides, as with stock. Orders of
one maker's made goods follow each other at her row, so that two of them never wait for each
other's weeks in opposite order; makers ascend as in every order (commerce.md 4.3, 6).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import Capacity, CapacityHold, Maker, Variant
from lampit.shops.queries import capacity as reads
from lampit.shops.rules import capacity, texts

Lines = Iterable[tuple[int, int]]
LONGEST_NOTE = 80


def take_capacity(
    lines: Lines, ref_kind: str, ref_id: str, today: date, at: datetime
) -> dict[int, date]:
    """Take the weeks in which the pieces of a reference are made; return when each is ready.

    Walks forward from today and the days of making; an order larger than a week goes on in the
    next. Goods from the shelf are passed over. Call it in the transaction of the order.

    Raises:
        Refusal: `jadwal_penuh`; nothing is taken then.
    """
    wanted = dict(lines)
    promised: dict[int, date] = {}
    with transaction.atomic():
        gates: dict[int, Maker] = {}
        for variant in reads.made_variants(list(wanted)):
            maker_id = variant.product.maker_id
            maker = gates.get(maker_id) or _gate(maker_id)
            gates[maker_id] = maker
            ref = (ref_kind, ref_id)
            promised[variant.pk] = _walk(maker, variant, wanted[variant.pk], ref, today, at)
    return promised


def _gate(maker_id: int) -> Maker:
    """Return the row of a maker, held until the transaction ends."""
    return Maker.objects.select_for_update(no_key=True).get(pk=maker_id)


def _walk(
    maker: Maker,
    variant: Variant,
    wanted: int,
    ref: tuple[str, str],
    today: date,
    at: datetime,
) -> date:
    lead = variant.lead_days or 0
    monday = capacity.first_week(today, lead)
    for _week in range(capacity.MOST_WEEKS):
        row = _row(maker, monday)
        free = None if row is None else row.slots - row.used
        pieces = capacity.pieces_that_fit(capacity.Week(monday, free), wanted, variant.slots_each)
        if pieces and _taken(row, pieces * variant.slots_each):
            _hold(maker, variant, monday, pieces, ref, at)
            wanted -= pieces
            if not wanted:
                limited = row is not None
                return capacity.ready_on(monday, is_limited=limited, today=today, lead_days=lead)
        monday += timedelta(weeks=1)
    raise capacity.full(variant.product.name)


def _row(maker: Maker, monday: date) -> Capacity | None:
    """Return the row of a week, made when she told a limit; None where weeks are not counted."""
    row = Capacity.objects.filter(maker=maker, week=monday).first()
    if row is not None or maker.weekly_slots is None:
        return row
    held = reads.held_in(maker.pk, monday, monday + timedelta(weeks=1)).get(monday, 0)
    return Capacity.objects.create(
        maker=maker, week=monday, slots=max(maker.weekly_slots, held), used=held
    )


def _taken(row: Capacity | None, slots: int) -> bool:
    """Take slots of a week; the condition in the update decides."""
    if row is None:
        return True
    rows = Capacity.objects.filter(pk=row.pk, used__lte=F("slots") - slots)
    return bool(rows.update(used=F("used") + slots))


def _hold(
    maker: Maker,
    variant: Variant,
    monday: date,
    pieces: int,
    ref: tuple[str, str],
    at: datetime,
) -> None:
    CapacityHold.objects.update_or_create(
        ref_kind=ref[0],
        ref_id=ref[1],
        variant=variant,
        week=monday,
        defaults={
            "maker": maker, "pieces": pieces, "slots": pieces * variant.slots_each,
            "is_active": True, "created_at": at,
        },
    )  # fmt: skip


def give_back_capacity(ref_kind: str, ref_id: str) -> int:
    """Give back what is still held for a reference; return how many weeks; twice is once."""
    rows = CapacityHold.objects.filter(ref_kind=ref_kind, ref_id=ref_id, is_active=True)
    given = 0
    with transaction.atomic():
        gates: set[int] = set()
        for hold in rows.order_by("maker_id", "week", "variant_id"):
            if hold.maker_id not in gates:
                _gate(hold.maker_id)
                gates.add(hold.maker_id)
            own = CapacityHold.objects.filter(pk=hold.pk, is_active=True)
            if own.update(is_active=False):
                week = Capacity.objects.filter(maker=hold.maker_id, week=hold.week)
                week.filter(used__gte=hold.slots).update(used=F("used") - hold.slots)
                given += 1
    return given


def set_weekly(actor: User, maker: Maker, slots: int | None, today: date, at: datetime) -> None:
    """Tell how much fits into a usual week, None for no limit; weeks she set herself stay.

    Raises:
        Refusal: `bukan_lapak_anda`, `jatah_salah`.
    """
    check_keeper(actor, maker)
    if slots is not None:
        capacity.check_slots(slots, 0)
    with transaction.atomic():
        before = _gate(maker.pk).weekly_slots
        Maker.objects.filter(pk=maker.pk).update(weekly_slots=slots)
        usual = Capacity.objects.filter(
            maker=maker, week__gte=capacity.week_of(today), slots=before or 0, note=""
        )
        if slots is None:
            usual.delete()
        else:
            usual.update(slots=Greatest("used", slots))
        note_help(actor, maker, "lapak.kapasitas", ("maker", maker.pk), at)
    maker.refresh_from_db()


def set_week(
    actor: User, maker: Maker, week: date, slots: int, at: datetime, *, note: str = ""
) -> Capacity:
    """Tell how much fits into one week.

    Raises:
        Refusal: `bukan_lapak_anda`, `jatah_salah`, `minggu_dipesan`.
    """
    check_keeper(actor, maker)
    with transaction.atomic():
        _gate(maker.pk)
        row = _own_row(maker, week)
        capacity.check_slots(slots, row.used)
        row.slots, row.note = slots, texts.cleaned(note)[:LONGEST_NOTE]
        row.save()
        note_help(actor, maker, "lapak.kapasitas", ("maker", maker.pk), at)
    return row


def close_weeks(actor: User, maker: Maker, first: date, last: date, note: str, at: datetime) -> int:
    """Take no new work for the weeks from `first` to `last`: harvest, flood, Lebaran.

    What buyers already got stays promised. Return how many weeks were closed.

    Raises:
        Refusal: `bukan_lapak_anda`, `minggu_salah`.
    """
    check_keeper(actor, maker)
    monday, end = capacity.week_of(first), capacity.week_of(last)
    if not timedelta(0) <= end - monday <= reads.LONGEST:
        raise Refusal(
            "minggu_salah", "Tanggal akhirnya harus sesudah tanggal awal, paling lama setahun."
        )
    count = 0
    with transaction.atomic():
        _gate(maker.pk)
        while monday <= end:
            row = _own_row(maker, monday)
            row.slots, row.note = row.used, texts.cleaned(note)[:LONGEST_NOTE] or "libur"
            row.save()
            monday, count = monday + timedelta(weeks=1), count + 1
        note_help(actor, maker, "lapak.tutup_minggu", ("maker", maker.pk), at)
    return count


def _own_row(maker: Maker, week: date) -> Capacity:
    """Return the unsaved or stored row of a week with what is promised of it; gate held."""
    found = Capacity.objects.filter(maker=maker, week=week).first()
    if found is not None:
        return found
    held = reads.held_in(maker.pk, week, week + timedelta(weeks=1)).get(week, 0)
    return Capacity(maker=maker, week=week, slots=held, used=held)
