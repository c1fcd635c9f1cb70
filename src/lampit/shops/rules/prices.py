"""Prices: their place between cost (`rules.costs`) and shop price, and the buyer's saving.

Sources: commerce.md sections 8.1 and 8.3, domain.md section 5. All money is whole rupiah.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from lampit.basics.refusal import Refusal

HIGHEST_PRICE = 999_999_999
PROOF_DAYS = 180  # commerce.md 8.3; food goes with the season.
FOOD_PROOF_DAYS = 60
FEWEST_PROOFS = 3
FEWEST_SOURCES = 2
MOST_OWN_STOCKISTS = 1
# The reseller's usual share of a good that this market replaces: price tension of domain.md 5.
HPP_FLOOR = Fraction(11, 10)
LOWEST_OF_REFERENCE, HIGHEST_OF_REFERENCE = Fraction(75, 100), Fraction(89, 100)


@dataclass(frozen=True, slots=True)
class Proof:
    """One price seen elsewhere for the same good, already per unit of the good.

    Attributes:
        price: rupiah per unit.
        source: who asked that price; two proofs of one shop count as one source.
        seen_on: day of the observation.
        is_own_stockist: the shop sells this very maker's goods.
    """

    price: int
    source: str
    seen_on: date
    is_own_stockist: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """What the proofs of a good say together.

    Attributes:
        price: median of the usable proofs in rupiah, None while there are too few.
        proof_count, source_count: usable proofs and their sources.
        until: last day on which these same proofs are all valid.
    """

    price: int | None
    proof_count: int
    source_count: int
    until: date | None


def proof_days(*, is_food: bool) -> int:
    """Return how many days a proof stays valid."""
    return FOOD_PROOF_DAYS if is_food else PROOF_DAYS


def usable_proofs(proofs: Sequence[Proof], *, today: date, is_food: bool) -> list[Proof]:
    """Return the valid proofs; of the maker's own stockists only the newest counts."""
    oldest = today - timedelta(days=proof_days(is_food=is_food))
    valid = [p for p in proofs if oldest <= p.seen_on <= today and p.price > 0]
    own = sorted((p for p in valid if p.is_own_stockist), key=lambda p: p.seen_on, reverse=True)
    return [p for p in valid if not p.is_own_stockist] + own[:MOST_OWN_STOCKISTS]


def reference(proofs: Sequence[Proof], *, today: date, is_food: bool = False) -> Reference:
    """Return the reference price: the median of at least 3 proofs from at least 2 sources."""
    used = usable_proofs(proofs, today=today, is_food=is_food)
    sources = {p.source.strip().casefold() for p in used}
    until = min(
        (p.seen_on + timedelta(days=proof_days(is_food=is_food)) for p in used), default=None
    )
    if len(used) < FEWEST_PROOFS or len(sources) < FEWEST_SOURCES:
        return Reference(None, len(used), len(sources), until)
    return Reference(median([p.price for p in used]), len(used), len(sources), until)


def median(values: Sequence[int]) -> int:
    """Return the median in whole rupiah; the middle of two rounds half up."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle] + 1) // 2


def saving_share(reference_price: int | None, price: int) -> Fraction | None:
    """Return (reference - price) / reference exactly; None without reference, may be below 0."""
    if not reference_price or reference_price <= 0:
        return None
    return Fraction(reference_price - price, reference_price)


def saving_percent(reference_price: int | None, price: int) -> int | None:
    """Return the saving a buyer is shown, rounded down to whole percent; None when there is none.

    Rounded down: the page never promises more than the proofs say.
    """
    share = saving_share(reference_price, price)
    if share is None or share < Fraction(1, 100):
        return None
    return int(share * 100)


def price_by_margin(cost: int, margin: Fraction, fee_share: Fraction, fixed_fee: int) -> int | None:
    """Return (HPP + F) / (1 - f - m) rounded up to a round price; None when f + m reach 1."""
    rest = 1 - fee_share - margin
    if rest <= 0:
        return None
    exact = Fraction(cost + fixed_fee) / rest
    return -(-exact.numerator // exact.denominator)


def round_price(amount: int) -> int:
    """Round a price up to 500 below Rp100.000 and to 1.000 from there on."""
    step = 500 if amount < 100_000 else 1_000
    return -(-amount // step) * step


@dataclass(frozen=True, slots=True)
class Position:
    """Where a price stands between cost and shop price.

    Attributes:
        code: `di_bawah_modal`, `tanpa_ruang`, `pas`, `terlalu_murah`, `terlalu_mahal` or
            `belum_tahu`.
        low, high: the prices at which both sides gain, None where unknown or no room is left.
    """

    code: str
    low: int | None = None
    high: int | None = None


def position(price: int, cost: int | None, reference_price: int | None) -> Position:
    """Return where a price stands; no discount is ever proposed below cost (domain.md 5)."""
    if cost is not None and price < cost:
        return Position("di_bawah_modal")
    if cost is None or reference_price is None:
        return Position("belum_tahu")
    low = max(cost * HPP_FLOOR, reference_price * LOWEST_OF_REFERENCE)
    high = reference_price * HIGHEST_OF_REFERENCE
    if cost * HPP_FLOOR > high:
        return Position("tanpa_ruang")
    ends = (-(-low.numerator // low.denominator), int(high))
    if price < low:
        return Position("terlalu_murah", *ends)
    return Position("terlalu_mahal" if price > high else "pas", *ends)


def check_price(price: int) -> None:
    """Refuse a price that nobody can pay.

    Raises:
        Refusal: `harga_kosong`, `harga_terlalu_besar`.
    """
    if price <= 0:
        raise Refusal("harga_kosong", "Tulis harga lebih dari Rp0.")
    if price > HIGHEST_PRICE:
        raise Refusal("harga_terlalu_besar", "Harga terlalu besar. Periksa jumlah nolnya.")


def check_proof(price: int, seen_on: date, *, today: date, has_picture: bool) -> None:
    """Refuse a price proof without a picture, from the future, or without a price.

    A page behind a link changes, a photo or screenshot stays: it is required (commerce.md 8.3).

    Raises:
        Refusal: those of `check_price`, `bukti_besok`, `bukti_kosong`.
    """
    check_price(price)
    if seen_on > today:
        raise Refusal("bukti_besok", "Tanggal bukti tidak boleh sesudah hari ini.")
    if not has_picture:
        raise Refusal("bukti_kosong", "Lampirkan foto harga atau tangkapan layar halaman tokonya.")
