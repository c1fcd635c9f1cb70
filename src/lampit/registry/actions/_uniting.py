"""What is not copied at a merge: lists are united, the newest sign of life counts, sums sealed."""

from collections.abc import Mapping
from typing import Any

from lampit.outside import vault
from lampit.registry.actions import _values
from lampit.registry.models import Business
from lampit.registry.rules import merging, records

SUMS = ("sales", "capital")


def united(
    golden: Business, others: list[Business], earner: Business | None
) -> dict[str, dict[str, Any]]:
    """Return the values of lists and sign of life, and sales and capital of one record.

    Args:
        golden: the record that shows them.
        others: those merged into it.
        earner: the record whose sums survive; None for merges that chose none: they fill a gap.
    """
    all_ = [golden, *others]
    numbers = merging.united((row.phone, row.phone_2) for row in all_)
    numbers = [*numbers, "", ""][: merging.PHONES_KEPT]
    found: dict[str, dict[str, Any]] = {
        merging.PHONES: dict(zip(merging.UNITED[merging.PHONES], numbers, strict=True))
    }
    channels = merging.united(row.channels for row in all_)
    if set(channels) != set(golden.channels):
        found[merging.CHANNELS] = {"channels": channels}
    seen = [row for row in all_ if row.confirmed_on is not None]
    if seen:
        newest = max(seen, key=lambda row: row.confirmed_on)  # type: ignore[arg-type,return-value]  # not None here
        found[merging.CONFIRMED] = {
            "confirmed_on": newest.confirmed_on, "confirmed_by": newest.confirmed_by
        }  # fmt: skip
    money = _money(golden, others if earner is None else [earner], is_chosen=earner is not None)
    return found | ({merging.MONEY: money} if money else {})


def _money(golden: Business, others: list[Business], *, is_chosen: bool) -> dict[str, Any]:
    """Return sales and capital of the first that knows them; sealed for the golden record's row."""
    if not is_chosen and knows_sums(golden):
        return {}
    for row in others:
        if row is not golden and (is_chosen or knows_sums(row)):
            return {
                "sales_sealed": _resealed(row, golden, "sales"),
                "capital_sealed": _resealed(row, golden, "capital"),
                "sales_band": row.sales_band,
                "size_class": row.size_class or ("" if is_chosen else golden.size_class),
            }
    return {}


def knows_sums(row: Business) -> bool:
    """Say whether a record knows sales or capital, whole or as a class."""
    return bool(row.sales_sealed or row.capital_sealed) or row.sales_band is not None


Money = dict[int, dict[str, bytes | None]]  # record → sum → as it is sealed


def money_of(rows: Mapping[int, Business]) -> Money:
    """Return the sums of records as they are sealed; none is opened."""
    return {pk: {name: _sealed(row, name) for name in SUMS} for pk, row in rows.items()}


def sums_moved(rows: Mapping[int, Business], before: Money) -> set[int]:
    """Return the records whose sums are others than before; the rest get theirs as sealed then.

    Opened is only what was sealed anew.
    """
    moved = set()
    for pk, row in rows.items():
        for name, then in before[pk].items():
            now = _sealed(row, name)
            if now == then:
                continue
            if now and then and _open(row, name, now) == _open(row, name, then):
                setattr(row, f"{name}_sealed", then)
            else:
                moved.add(pk)
    return moved


def _sealed(row: Business, name: str) -> bytes | None:
    sealed = getattr(row, f"{name}_sealed")
    return bytes(sealed) if sealed else None


def _open(row: Business, name: str, sealed: bytes) -> str:
    return vault.decrypt(sealed, records.context("business", row.public_id, name))


def _resealed(row: Business, golden: Business, name: str) -> bytes | None:
    sealed = _sealed(row, name)
    if sealed is None:
        return None
    return _values.seal("business", golden.public_id, name, _open(row, name, sealed))
