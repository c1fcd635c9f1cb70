"""The state of a payment as a pure function of its facts (commerce 2.3.5).

Facts only grow and may come in any order, any number of times: the state depends on the set.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lampit.basics.refusal import Refusal

BELUM = "BELUM"
MENUNGGU = "MENUNGGU"
DIBAYAR = "DIBAYAR"
GAGAL = "GAGAL"
KEDALUWARSA = "KEDALUWARSA"
DIBATALKAN = "DIBATALKAN"
SELISIH = "SELISIH"
DIKEMBALIKAN_SEBAGIAN = "DIKEMBALIKAN_SEBAGIAN"
DIKEMBALIKAN = "DIKEMBALIKAN"
STATES = (
    BELUM,
    MENUNGGU,
    DIBAYAR,
    GAGAL,
    KEDALUWARSA,
    DIBATALKAN,
    SELISIH,
    DIKEMBALIKAN_SEBAGIAN,
    DIKEMBALIKAN,
)

# Kinds of facts. `void` takes back the success of the same reference (a maker's wrong tap),
# `accept` says that a person accepted the difference.
SUCCESS, REFUND, VOID, ACCEPT = "success", "refund", "void", "accept"
CREATED, PENDING, DENY, EXPIRE, CANCEL = "created", "pending", "deny", "expire", "cancel"
KINDS = (SUCCESS, REFUND, VOID, ACCEPT, CREATED, PENDING, DENY, EXPIRE, CANCEL)
WITHOUT_MONEY = (
    (CANCEL, DIBATALKAN),
    (EXPIRE, KEDALUWARSA),
    (DENY, GAGAL),
    (PENDING, MENUNGGU),
    (CREATED, MENUNGGU),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a payment; the same kind and reference is the same fact."""

    kind: str
    amount: int = 0
    reference: str = ""
    currency: str = "IDR"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a payment amounts to."""

    state: str
    paid: int
    refunded: int


def standing(facts: Iterable[Fact], expected: int) -> Standing:
    """Return state, paid and refunded sums of a payment of `expected` rupiah."""
    known = set(facts)
    kinds = {fact.kind for fact in known}
    voided = {fact.reference for fact in known if fact.kind == VOID}
    successes = _distinct(f for f in known if f.kind == SUCCESS and f.reference not in voided)
    refunded = sum(f.amount for f in _distinct(f for f in known if f.kind == REFUND))
    paid = sum(fact.amount for fact in successes)
    if paid <= 0:
        state = next((state for kind, state in WITHOUT_MONEY if kind in kinds), BELUM)
        return Standing(state, 0, refunded)
    differs = any(f.currency != "IDR" or f.amount != expected for f in successes)
    if differs and ACCEPT not in kinds:
        return Standing(SELISIH, paid, refunded)
    if refunded >= paid:
        return Standing(DIKEMBALIKAN, paid, refunded)
    return Standing(DIKEMBALIKAN_SEBAGIAN if refunded else DIBAYAR, paid, refunded)


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Return one fact per reference; of contradicting ones the largest, whatever came first."""
    found: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda f: (f.amount, f.currency)):
        found[fact.reference] = fact
    return list(found.values())


def refund_due(paid: int, refunded: int, owed: int) -> int:
    """Return what must go back to the buyer, given the totals still owed for goods."""
    return max(0, paid - refunded - owed)


def check_received(amount: int, total: int, *, accept_difference: bool) -> None:
    """Refuse a received amount that is not the total, unless the maker accepts it.

    Raises:
        Refusal: `jumlah_beda` or `tidak_valid`.
    """
    if amount <= 0:
        raise Refusal("tidak_valid", "Tulis jumlah uang yang masuk, lebih dari 0.")
    if amount != total and not accept_difference:
        raise Refusal(
            "jumlah_beda",
            "Jumlah uang berbeda dari total pesanan. Periksa lagi, atau terima selisihnya.",
        )
