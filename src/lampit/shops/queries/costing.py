"""Reads for the price helper: minimum wages, fees of channels, similar goods, the kept sheet."""

import csv
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.places.queries import names_of
from lampit.shops.models import CostSheet, Product, Wage
from lampit.shops.rules import costs, fees, kinds, peers

DATA = Path(__file__).resolve().parents[1] / "data"
MOST_PEERS = 2_000
KABUPATEN, PROVINCE = "kabupaten", "provinsi"


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The minimum wage that holds in a kabupaten on a day.

    Attributes:
        scope: `kabupaten` (UMK noted by its office) or `provinsi` (UMP of the file).
        is_estimate: read in the press; the decree was not seen.
    """

    month_amount: int
    per_hour: int
    from_on: date
    source: str
    scope: str
    place: str
    is_estimate: bool


def minimum_wage(region: str, today: date) -> MinimumWage | None:
    """Return the newest minimum wage of a kabupaten, else of its province; two queries."""
    own = Wage.objects.filter(region=region, from_on__lte=today).order_by("-from_on").first()
    of_province = _provincial().get(region[:2])
    if own is not None and (of_province is None or own.from_on >= of_province.from_on):
        place = names_of([region]).get(region, region)
        return MinimumWage(
            own.month_amount, costs.hourly(own.month_amount), own.from_on, own.source, KABUPATEN,
            place, is_estimate=False,
        )  # fmt: skip
    if of_province is None or of_province.from_on > today:
        return None
    place = names_of([region[:2]]).get(region[:2], region[:2])
    return MinimumWage(
        of_province.month_amount, costs.hourly(of_province.month_amount), of_province.from_on,
        of_province.source, PROVINCE, place, is_estimate=of_province.is_estimate,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Provincial:
    month_amount: int
    from_on: date
    source: str
    is_estimate: bool


@lru_cache(maxsize=1)
def _provincial() -> dict[str, _Provincial]:
    """Return the newest minimum wage of each province, from a file."""
    found: dict[str, _Provincial] = {}
    with (DATA / "wages.csv").open(encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["from"]):
            found[row["province"]] = _Provincial(
                int(row["month_amount"]), date.fromisoformat(row["from"]), row["source"],
                is_estimate=row["is_estimate"] == "1",
            )  # fmt: skip
    return found


@lru_cache(maxsize=1)
def fee_rows() -> tuple[fees.FeeRow, ...]:
    """Return the dated fees of sales channels (commerce.md 8.2), from a file."""
    with (DATA / "channel_fees.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_fee_row(row) for row in csv.DictReader(file))


def _fee_row(row: dict[str, str]) -> fees.FeeRow:
    return fees.FeeRow(
        channel=row["channel"],
        label=row["label"],
        part=row["part"],
        percent=Fraction(row["percent"]) / 100 if row["percent"] else None,
        cap=int(row["cap"]) if row["cap"] else None,
        free_up_to=int(row["free_up_to"]),
        fixed=int(row["fixed"]),
        from_on=date.fromisoformat(row["from"]),
        until=date.fromisoformat(row["to"]) if row["to"] else None,
        source=row["source"],
        checked_on=date.fromisoformat(row["checked_on"]),
        is_estimate=row["is_estimate"] == "1",
    )


def fees_on(today: date) -> dict[str, fees.Fee]:
    """Return what each channel keeps on a day, in the order of the table; from a file."""
    return {fee.channel: fee for fee in fees.holding(fee_rows(), today)}


def channel_choices() -> list[tuple[str, str]]:
    """Return the channels (code, words) of the table, those of the past too; from a file."""
    return [(code, _(label)) for code, label in _named().items()]


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    return {row.channel: row.label for row in fee_rows()}


def similar_goods(
    products: QuerySet[Product], *, category: str, unit: str, without_maker: int
) -> list[peers.Peer]:
    """Return goods of other makers on a shelf, sold by the same unit, freshest first; one query."""
    rows = (
        products.filter(category=category, unit=unit)
        .exclude(maker=without_maker)
        .order_by("-checked_at", "pk")
        .values_list("maker_id", "price", "material", "length_cm", "width_cm")[:MOST_PEERS]
    )
    usual = kinds.category(category).material
    return [
        peers.Peer(maker, price, material or usual, length, width)
        for maker, price, material, length, width in rows
    ]


def sheet_of(product: Product) -> CostSheet | None:
    """Return the sheet behind the cost of a good; one query."""
    return CostSheet.objects.filter(pk=product.pk).first()
