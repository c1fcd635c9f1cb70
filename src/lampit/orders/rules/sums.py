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
