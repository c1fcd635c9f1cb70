"""The cost of a good (HPP), what is left of its price, and what an hour of work earns.

Sources: commerce.md section 8.1 and 8.2, domain.md section 5. Money is whole rupiah; shares and
hours are exact fractions until the one rounding at the end (half up).
"""

from dataclasses import dataclass
from fractions import Fraction

from lampit.basics.refusal import Refusal
from lampit.shops.rules.fees import Fee
from lampit.shops.rules.prices import HIGHEST_PRICE, price_by_margin, round_price

MONTH_HOURS = 173  # working hours of a month behind a monthly minimum wage
MOST_MATERIALS = 8
LONGEST_MATERIAL = 60
MOST_PIECES = 100_000
MARGINS = (Fraction(20, 100), Fraction(30, 100))


@dataclass(frozen=True, slots=True)
class Material:
    """A material of one batch and what it costs."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What making a batch takes; a batch may be one piece.

    Attributes:
        materials, packaging: rupiah for the whole batch.
        minutes: time for the whole batch, the maker's own hours included.
        hourly_wage: rupiah per hour.
        monthly_overhead: rent, power, tools (price / months of life), quota: rupiah per month.
        units_per_month: pieces over which the overhead is spread.
        made, rejects: pieces made, and those that cannot be sold.
    """

    materials: tuple[Material, ...] = ()
    packaging: int = 0
    minutes: int = 0
    hourly_wage: int = 0
    monthly_overhead: int = 0
    units_per_month: int = 0
    made: int = 1
    rejects: int = 0

    @property
    def good_units(self) -> int:
        """Return how many pieces of the batch can be sold."""
        return self.made - self.rejects


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one good piece and what it is made of, in rupiah.

    Attributes:
        minutes: working time per good piece, exact.
        is_without_work: no hours were told, the usual omission.
    """

    material: int
    packaging: int
    labour: int
    overhead: int
    minutes: Fraction

    @property
    def total(self) -> int:
        """Return the HPP."""
        return self.material + self.packaging + self.labour + self.overhead

    @property
    def without_labour(self) -> int:
        """Return what goes out to others."""
        return self.total - self.labour

    @property
    def is_without_work(self) -> bool:
        """Say whether no working time was told: then the cost is too low."""
        return self.minutes == 0


def hourly(month_amount: int) -> int:
    """Return the rupiah per hour of a monthly minimum wage, half up."""
    return half_up(Fraction(month_amount, MONTH_HOURS))


def half_up(value: Fraction) -> int:
    """Round to whole rupiah, the half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def check_batch(batch: Batch) -> None:
    """Refuse a batch from which no cost follows.

    Raises:
        Refusal: `jadi_salah`, `gagal_salah`, `sebulan_kosong`, `modal_salah`.
    """
    if not 1 <= batch.made <= MOST_PIECES:
        raise Refusal("jadi_salah", "Tulis sekali membuat jadi berapa, paling sedikit 1.")
    if not 0 <= batch.rejects < batch.made:
        raise Refusal("gagal_salah", "Yang gagal harus lebih sedikit dari yang dibuat.")
    if batch.monthly_overhead and not batch.units_per_month:
        raise Refusal(
            "sebulan_kosong", "Tulis berapa buah sebulan, supaya sewa dan listrik bisa dibagi."
        )
    money = (batch.packaging, batch.hourly_wage, batch.monthly_overhead)
    if any(not 0 <= sum_ <= HIGHEST_PRICE for sum_ in (*money, *_amounts(batch))):
        raise Refusal("modal_salah", "Ada biaya yang terlalu besar. Periksa jumlah nolnya.")


def unit_cost(batch: Batch) -> Cost:
    """Return the HPP of one good piece: the batch over its good pieces, plus its overhead share.

    The total is rounded once; labour takes the rest, so that the parts add up.

    Raises:
        Refusal: those of `check_batch`.
    """
    check_batch(batch)
    good = batch.good_units
    material = Fraction(sum(_amounts(batch)), good)
    packaging = Fraction(batch.packaging, good)
    labour = Fraction(batch.minutes * batch.hourly_wage, 60 * good)
    overhead = Fraction(batch.monthly_overhead, batch.units_per_month or 1)
    parts = half_up(material), half_up(packaging), half_up(overhead)
    total = half_up(material + packaging + labour + overhead)
    rest = total - sum(parts) if labour else 0
    return Cost(parts[0], parts[1], rest, parts[2], Fraction(batch.minutes, good))


def _amounts(batch: Batch) -> list[int]:
    return [one.amount for one in batch.materials]


@dataclass(frozen=True, slots=True)
class Left:
    """What stays of a price.

    Attributes:
        fee: rupiah for the channel and its payment.
        per_piece: rupiah after fee and HPP; below zero the good is sold under its cost.
        per_hour: rupiah that an hour of work earns after fee and what goes out; None without
            hours.
        margin, markup: the same gain in whole percent of the price and of the cost, rounded
            down; None where there is nothing to divide by.
    """

    fee: int
    per_piece: int
    per_hour: int | None
    margin: int | None
    markup: int | None


def left(price: int, cost: Cost, fee: Fee | None = None, percent: int | None = None) -> Left:
    """Return what stays of `price` in a channel (None: this market, nothing goes off)."""
    off = fee.of(price, percent) if fee else 0
    gain = price - off - cost.total
    return Left(
        fee=off,
        per_piece=gain,
        per_hour=_per_hour(price - off - cost.without_labour, cost.minutes),
        margin=gain * 100 // price if price > 0 else None,
        markup=gain * 100 // cost.total if cost.total > 0 else None,
    )


def _per_hour(amount: int, minutes: Fraction) -> int | None:
    """Return rupiah per hour, rounded down: never more than an hour earns."""
    if minutes <= 0:
        return None
    value = Fraction(amount * 60) / minutes
    return value.numerator // value.denominator


def money_in_hand(price: int, cost: int | None) -> int | None:
    """Return what stays in the maker's hand per piece; unknown cost, unknown answer."""
    return None if cost is None else price - cost


def pieces_to_break_even(price: int, batch: Batch, fee: int = 0) -> int | None:
    """Return how many pieces a month carry the fixed costs (BEP), rounded up.

    None without fixed costs, or when a piece brings nothing towards them.
    """
    if batch.monthly_overhead <= 0:
        return None
    cost = unit_cost(batch)
    gain = price - fee - (cost.total - cost.overhead)
    return -(-batch.monthly_overhead // gain) if gain > 0 else None


@dataclass(frozen=True, slots=True)
class Advice:
    """A round price a maker may take.

    Attributes:
        margin: the gain in whole percent of the price.
        markup: the same gain in whole percent of the cost.
    """

    price: int
    margin: int
    markup: int


def advice(cost: int, fee: Fee | None = None, percent: int | None = None) -> list[Advice]:
    """Return round prices at 20 and 30 % margin after the fee of a channel.

    Empty where fee and margin together take the whole price: no price helps then.
    """
    found = []
    share, fixed = (fee.share(percent), fee.fixed) if fee else (Fraction(0), 0)
    for margin in MARGINS:
        exact = price_by_margin(cost, margin, share, fixed)
        price = round_price(exact) if exact is not None else 0
        if cost > 0 and 0 < price <= HIGHEST_PRICE:
            gain = price - cost - (fee.of(price, percent) if fee else 0)
            found.append(Advice(price, gain * 100 // price, gain * 100 // cost))
    return found
