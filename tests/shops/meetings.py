"""What two keepers of a shop do at one moment; words are ids as text (tests.meeting)."""

from datetime import date

from lampit.people.models import User
from lampit.shops.actions import Sighting, record_reference, set_qris, withdraw_reference
from lampit.shops.models import Maker, PriceReference, Product
from tests.factories import NOON

TODAY = date(2026, 11, 24)


def set_first(keeper: str, code: str, *_: str) -> None:
    """Set the first QRIS of the one shop."""
    set_qris(User.objects.get(pk=keeper), Maker.objects.get(), code, NOON)


def set_other(keeper: str, _code: str, other: str) -> None:
    """Set the QRIS of another name."""
    set_first(keeper, other)


def code_of(*_: str) -> list[str]:
    """Return the QRIS of the one shop."""
    return list(Maker.objects.values_list("qris", flat=True))


def record(keeper: str, *_: str) -> None:
    """Record a price proof of a shop seen on the market."""
    seen = Sighting(104_000, "TOKO", "D", TODAY, photo="a" * 64)
    person = User.objects.get(pk=keeper)
    record_reference(person, Product.objects.get(), seen, NOON, today=TODAY)


def withdraw(keeper: str, *_: str) -> None:
    """Take the oldest proof back."""
    proof = PriceReference.objects.order_by("pk")[0]
    withdraw_reference(User.objects.get(pk=keeper), proof, NOON, today=TODAY)


def price(*_: str) -> list[int | None]:
    """Return the reference price of the one good."""
    return list(Product.objects.values_list("reference_price", flat=True))
