"""Choices of a good: size, colour, motif, each with its own price and stock or days of making."""

from collections.abc import Sequence
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.shops.rules import capacity, prices, texts
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP, check_count

MOST_OFFERED = 12
LONGEST_WORD = 40
LONGEST_LEAD = 365


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as its maker describes it.

    Attributes:
        pk: the stored variant, None for a new one.
        own_price: rupiah, None for the price of the good.
        lead_days, slots_each: days and slots of making, for what is made to order.
        stock: pieces counted, None to leave what is there.
        is_offered: False takes it off the page; what was ordered of it stays.
    """

    pk: int | None = None
    size: str = ""
    colour: str = ""
    motif: str = ""
    own_price: int | None = None
    kind: str = READY_TO_SHIP
    lead_days: int | None = None
    slots_each: int = 1
    stock: int | None = None
    is_offered: bool = True

    @property
    def name(self) -> str:
        """Return what tells it from the others: size, colour, motif."""
        words = (self.size, self.colour, self.motif)
        return " · ".join(told for word in words if (told := texts.cleaned(word)[:LONGEST_WORD]))


def check_choices(choices: Sequence[Choice], weekly_slots: int | None) -> None:
    """Refuse choices that a buyer could not tell apart or order.

    Raises:
        Refusal: `pilihan_kosong`, `pilihan_banyak`, `pilihan_tanpa_nama`, `pilihan_sama`,
            `hari_salah`, and those of prices, stock and slots.
    """
    offered = [one for one in choices if one.is_offered]
    if not offered:
        raise Refusal("pilihan_kosong", "Sisakan paling sedikit satu pilihan yang dijual.")
    if len(offered) > MOST_OFFERED:
        raise Refusal("pilihan_banyak", f"Paling banyak {MOST_OFFERED} pilihan dijual sekaligus.")
    names = [one.name.casefold() for one in offered]
    if len(offered) > 1 and "" in names:
        raise Refusal(
            "pilihan_tanpa_nama", "Tulis ukuran, warna atau motif tiap pilihan, supaya berbeda."
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refusal("pilihan_sama", f"Ada dua pilihan yang sama: {twice}. Bedakan namanya.")
    for one in offered:
        _check_choice(one, weekly_slots)


def _check_choice(one: Choice, weekly_slots: int | None) -> None:
    if one.own_price is not None:
        prices.check_price(one.own_price)
    if one.kind == MADE_TO_ORDER:
        if one.lead_days is None or not 1 <= one.lead_days <= LONGEST_LEAD:
            raise Refusal("hari_salah", "Lama membuat antara 1 dan 365 hari.")
        if not 1 <= one.slots_each <= capacity.MOST_SLOTS:
            raise Refusal("jatah_salah", "Tulis jatah seminggu antara 1 dan 1.000.")
        capacity.check_piece(one.slots_each, weekly_slots)
    elif one.stock is not None:
        check_count(one.stock, 0)


def next_code(product_id: int, taken: Sequence[str]) -> str:
    """Return a code for a further choice of a good: `B17-2`, never one that was used."""
    base = f"B{product_id}"
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
