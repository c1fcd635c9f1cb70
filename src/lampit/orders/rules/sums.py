"""Sums of an order in whole rupiah: lines, discount shares, parts (commerce 3.1)."""

from collections.abc import Sequence

from lampit.basics.refusal import Refusal

MOST_UNITS = 999
QRIS_LIMIT = 10_000_000  # rupiah per transaction, Bank Indonesia; also both gateways


def split_discount(discount: int, goods: Sequence[int]) -> list[int]:
    """Share `discount` over `goods` by largest remainder, ties to the lower position.

    The shares sum to `discount` exactly. No goods value, no discount.
    """
    whole = sum(goods)
    if not whole or not discount:
        return [0] * len(goods)
    shares = [discount * part // whole for part in goods]
    remainders = [discount * part % whole for part in goods]
    order = sorted(range(len(goods)), key=lambda i: (-remainders[i], i))
    for i in order[: discount - sum(shares)]:
        shares[i] += 1
    return shares


def as_received(lines: Sequence[tuple[int, int]], received: int) -> list[tuple[int, int]]:
    """Return for each line (goods, shipping borne) when `received` came in for all of them.

    Lines are (goods, discount); `received` is what came in less the shipping the buyer owes, so
    it may be below 0. What is missing lowers the lines by their value, then the maker bears
    shipping; what is too much raises them. The results less discounts sum to `received` exactly.
    """
    values = [goods - discount for goods, discount in lines]
    change = received - sum(values)
    cut = min(max(0, -change), sum(values))
    more = max(0, change)
    lowered = split_discount(cut, values)
    raised = split_discount(more, values) if sum(values) else [more, *[0] * (len(lines) - 1)]
    borne = max(0, -change) - cut
    return [
        (goods - lowered[at] + raised[at], borne if at == 0 else 0)
        for at, (goods, _discount) in enumerate(lines)
    ]


def part_total(goods: int, discount: int, shipping: int) -> int:
    """Return what the buyer pays for one part.

    Raises:
        Refusal: `tidak_valid`, when a figure is negative or the discount exceeds the goods.
    """
    if min(goods, discount, shipping, goods - discount) < 0:
        raise Refusal("tidak_valid", "Potongan tidak boleh lebih besar dari harga barang.")
    return goods - discount + shipping


def check_quantity(quantity: int) -> None:
    """Refuse a number of units that no basket takes.

    Raises:
        Refusal: `tidak_valid`.
    """
    if not 1 <= quantity <= MOST_UNITS:
        raise Refusal("tidak_valid", f"Jumlah barang harus 1 sampai {MOST_UNITS}.")
