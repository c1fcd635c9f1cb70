"""Every change of stock: conditional updates in ascending variant order, each with its ledger row.

The row count of the UPDATE decides, never a figure read before (commerce.md 4.2). All functions
run inside the caller's transaction when there is one: all lines or none. Goods that are made to
order have no stock and are passed over, unless the caller says that the lines were promised from
the shelf (`promised`): what a good is now does not change what a buyer ordered.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops import queries
from lampit.shops.models import Reservation, Stock, StockMove, Variant
from lampit.shops.rules.stock import StockShort, check_count, summed

Lines = Iterable[tuple[int, int]]
Reason = StockMove.Reason
MOST_TRIES = 5


def reserve_stock(
    lines: Lines,
    ref_kind: str,
    ref_id: str,
    at: datetime,
    actor: User | None = None,
    *,
    promised: bool = False,
) -> None:
    """Promise stock to the reference: all lines or none.

    Raises:
        StockShort: `stok_habis`, naming every short line and what is left.
        Refusal: `jumlah_salah`.
    """
    with transaction.atomic():
        counted = _with_stock(summed(lines), promised=promised)
        short = [
            (variant_id, quantity)
            for variant_id, quantity in counted
            if not Stock.objects.filter(
                variant_id=variant_id, on_hand__gte=F("reserved") + quantity
            ).update(reserved=F("reserved") + quantity)
        ]
        if short:
            raise StockShort(queries.short_lines(short))
        Reservation.objects.bulk_create(
            Reservation(
                variant_id=variant_id,
                ref_kind=ref_kind,
                ref_id=ref_id,
                quantity=quantity,
                created_at=at,
            )
            for variant_id, quantity in counted
        )
        _book(Reason.RESERVED, [(v, 0, q) for v, q in counted], (ref_kind, ref_id), at, actor=actor)


def take_reserved(
    lines: Lines,
    ref_kind: str,
    ref_id: str,
    at: datetime,
    actor: User | None = None,
    *,
    promised: bool = False,
) -> None:
    """Turn the reservations of a reference into sales, once.

    A line already sold for this reference is left alone. A line whose reservation was released
    meanwhile is taken from free stock when there is enough.

    Raises:
        StockShort: `stok_habis` when released stock is gone; nothing is taken then.
    """
    with transaction.atomic():
        counted = _with_stock(summed(lines), (ref_kind, ref_id), promised=promised)
        sold = _booked(Reason.SOLD, ref_kind, ref_id)
        lapsed = []
        for variant_id, quantity in counted:
            if variant_id in sold:
                continue
            if not _close(variant_id, quantity, ref_kind, ref_id, Reservation.State.TAKEN):
                lapsed.append((variant_id, quantity))
                continue
            Stock.objects.filter(variant_id=variant_id, reserved__gte=quantity).update(
                on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
            )
            _book(
                Reason.SOLD,
                [(variant_id, -quantity, -quantity)],
                (ref_kind, ref_id),
                at,
                actor=actor,
            )
        if lapsed:
            take_stock(lapsed, ref_kind, ref_id, at, actor, promised=promised)


def take_stock(
    lines: Lines,
    ref_kind: str,
    ref_id: str,
    at: datetime,
    actor: User | None = None,
    *,
    promised: bool = False,
) -> None:
    """Sell from free stock without a reservation (counter sale, late money): all lines or none.

    A second call for the same reference changes nothing.

    Raises:
        StockShort: `stok_habis`.
    """
    with transaction.atomic():
        sold = _booked(Reason.SOLD, ref_kind, ref_id)
        wanted = _with_stock(summed(lines), promised=promised)
        counted = [line for line in wanted if line[0] not in sold]
        short = [
            (variant_id, quantity)
            for variant_id, quantity in counted
            if not Stock.objects.filter(
                variant_id=variant_id, on_hand__gte=F("reserved") + quantity
            ).update(on_hand=F("on_hand") - quantity)
        ]
        if short:
            raise StockShort(queries.short_lines(short))
        _book(Reason.SOLD, [(v, -q, 0) for v, q in counted], (ref_kind, ref_id), at, actor=actor)


def release_stock(
    lines: Lines,
    ref_kind: str,
    ref_id: str,
    at: datetime,
    actor: User | None = None,
    *,
    part: str = "",
    promised: bool = False,
) -> int:
    """Give back reserved stock; return how many variants were still held.

    What was already released or sold stays as it is, so that expiry, cancelling and payment may
    race. Fewer pieces than reserved release a part; `part` then names the cancellation, since one
    reference may be cut several times.
    """
    released = 0
    with transaction.atomic():
        held = _with_stock(summed(lines), (ref_kind, ref_id), promised=promised)
        for variant_id, quantity in held:
            whole = _close(variant_id, quantity, ref_kind, ref_id, Reservation.State.RELEASED)
            if not whole and not _shrink(variant_id, quantity, ref_kind, ref_id):
                continue
            Stock.objects.filter(variant_id=variant_id, reserved__gte=quantity).update(
                reserved=F("reserved") - quantity
            )
            ref = f"{ref_id}/{part}" if part else ref_id
            _book(Reason.RELEASED, [(variant_id, 0, -quantity)], (ref_kind, ref), at, actor=actor)
            released += 1
    return released


def return_stock(
    lines: Lines,
    ref_kind: str,
    ref_id: str,
    at: datetime,
    actor: User | None = None,
    *,
    promised: bool = False,
) -> None:
    """Put sold goods back on the shelf (cancelled after payment, sent back), once per reference."""
    with transaction.atomic():
        back = _booked(Reason.RETURNED, ref_kind, ref_id)
        wanted = _with_stock(summed(lines), (ref_kind, ref_id), promised=promised)
        counted = [line for line in wanted if line[0] not in back]
        for variant_id, quantity in counted:
            Stock.objects.filter(variant_id=variant_id).update(on_hand=F("on_hand") + quantity)
        _book(Reason.RETURNED, [(v, q, 0) for v, q in counted], (ref_kind, ref_id), at, actor=actor)


def count_stock(actor: User | None, variant: Variant, counted: int, at: datetime) -> None:
    """Set what the maker counted on the shelf (opname), with its difference in the ledger.

    Raises:
        Refusal: `stok_dipesan` below what buyers ordered, `jumlah_salah`, `coba_lagi`.
    """
    if variant.is_made_to_order:
        raise Refusal("tanpa_stok", "Barang ini dibuat setelah dipesan, jadi tidak punya stok.")
    with transaction.atomic():
        for _try in range(MOST_TRIES):
            stock = Stock.objects.get_or_create(variant=variant)[0]
            check_count(counted, stock.reserved)
            if counted == stock.on_hand:
                return
            # Compare and set: a sale between reading and writing makes the difference wrong.
            if Stock.objects.filter(
                variant=variant, on_hand=stock.on_hand, reserved__lte=counted
            ).update(on_hand=counted):
                change = (variant.pk, counted - stock.on_hand, 0)
                ref = ("hitung", f"{at:%Y%m%dT%H%M%S%f}")
                _book(Reason.COUNTED, [change], ref, at, actor=actor)
                return
        raise Refusal("coba_lagi", "Stok sedang berubah karena ada pesanan. Coba simpan lagi.")


def _with_stock(
    lines: list[tuple[int, int]], ref: tuple[str, str] | None = None, *, promised: bool = False
) -> list[tuple[int, int]]:
    """Return the lines whose variants are counted on a shelf.

    With `ref`, also those it holds: goods may become "made to order" while buyers wait, and what
    was promised must still be sold or given back. `promised`: all of them.
    """
    if promised:
        return lines
    counted = queries.counted_variants([variant_id for variant_id, _ in lines])
    rest = [variant_id for variant_id, _ in lines if variant_id not in counted]
    if rest and ref is not None:
        held = Reservation.objects.filter(variant_id__in=rest, ref_kind=ref[0], ref_id=ref[1])
        counted |= set(
            held.exclude(state=Reservation.State.RELEASED).values_list("variant", flat=True)
        )
    return [line for line in lines if line[0] in counted]


def _booked(reason: Reason, ref_kind: str, ref_id: str) -> set[int]:
    """Return the variants that already have this entry for the reference."""
    rows = StockMove.objects.filter(reason=reason, ref_kind=ref_kind, ref_id=ref_id)
    return set(rows.values_list("variant_id", flat=True))


def _close(
    variant_id: int, quantity: int, ref_kind: str, ref_id: str, state: Reservation.State
) -> bool:
    """End a whole active reservation; the state in the WHERE lets only one caller win."""
    held = Reservation.objects.filter(
        variant_id=variant_id,
        ref_kind=ref_kind,
        ref_id=ref_id,
        quantity=quantity,
        state=Reservation.State.ACTIVE,
    )
    return bool(held.update(state=state))


def _shrink(variant_id: int, quantity: int, ref_kind: str, ref_id: str) -> bool:
    """Take pieces out of a larger active reservation."""
    held = Reservation.objects.filter(
        variant_id=variant_id,
        ref_kind=ref_kind,
        ref_id=ref_id,
        quantity__gt=quantity,
        state=Reservation.State.ACTIVE,
    )
    return bool(held.update(quantity=F("quantity") - quantity))


def _book(
    reason: Reason,
    changes: list[tuple[int, int, int]],
    ref: tuple[str, str],
    at: datetime,
    *,
    actor: User | None,
) -> None:
    """Append ledger rows: (variant, change on hand, change reserved)."""
    StockMove.objects.bulk_create(
        StockMove(
            variant_id=variant_id,
            d_on_hand=on_hand,
            d_reserved=reserved,
            reason=reason,
            ref_kind=ref[0],
            ref_id=ref[1],
            actor=actor,
            at=at,
        )
        for variant_id, on_hand, reserved in changes
    )
