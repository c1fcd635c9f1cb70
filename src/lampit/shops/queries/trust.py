"""Reads for trust: the words of the check-list, what a good was asked, the office of a market."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from lampit.registry.queries.shown import valid_kinds
from lampit.shops.models import MarketOffice, Pledge, PriceSplit, Product
from lampit.shops.queries.costing import fees_on, sheet_of
from lampit.shops.rules import checklist, openness
from lampit.web.prepared import Prepared

DATA = Path(__file__).resolve().parents[1] / "data" / "sensitive.csv"
_SPLIT = Prepared(lambda product_id: PriceSplit.objects.filter(product_id=product_id))
_OFFICE = Prepared(lambda region: MarketOffice.objects.filter(region_id=region))


@cache
def sensitive_words() -> tuple[checklist.Sensitive, ...]:
    """Return the words of the check-list with their sources, read once from the data file."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            checklist.Sensitive(
                row["kind"],
                checklist.folded(row["phrase"]).strip(),
                row["label"],
                row["basis"],
                row["status"] == checklist.CHECKED,
            )
            for row in csv.DictReader(file)
        )


def papers_for(category: str, business_id: int, *, today: date) -> frozenset[str]:
    """Return the kinds of papers valid today as far as the list asks for them; food: one query."""
    if category != checklist.FOOD:
        return frozenset()
    return valid_kinds(business_id, today)


def subject_of(product: Product, *, today: date) -> checklist.Subject:
    """Return a good as the check-list looks at it; food costs one query."""
    return checklist.Subject(
        category=product.category,
        name=product.name,
        material=product.material,
        text=product.description,
        papers=papers_for(product.category, product.maker.business_id, today=today),
    )


def last_pledge(product: Product) -> Pledge | None:
    """Return what was answered last about a good, None before anything was; one query."""
    return Pledge.objects.filter(product_id=product.pk).order_by("-pk").first()


def split_of(product_id: int) -> PriceSplit | None:
    """Return of what a price is made, as its maker told; one query."""
    return _SPLIT.first(product_id)


def split_start(product: Product, known: PriceSplit | None) -> dict[str, object]:
    """Return the parts of a price to begin with: as told last, else from the price helper."""
    names = ("material", "labour", "packaging", "other")
    if known is not None:
        return {name: getattr(known, name) or "" for name in names} | {"is_shown": known.is_shown}
    sheet = sheet_of(product)
    if sheet is None:
        return {}
    units = max(1, sheet.made - sheet.rejects)
    material = sum(int(row[1]) for row in sheet.materials)
    labour = sheet.minutes * (sheet.hourly_wage or 0) // 60
    return {
        "material": material // units or "",
        "labour": labour // units or "",
        "packaging": sheet.packaging // units or "",
    }


def laid_open(product: Product, split: PriceSplit, *, today: date) -> openness.Openness | None:
    """Return the price of a good laid open, None when its parts no longer fit; no query."""
    parts = (split.material, split.labour, split.packaging, split.other)
    return openness.laid_open(
        product.price, parts, collector=product.collector_price, fees_now=fees_on(today)
    )


def market_office(region: str) -> MarketOffice | None:
    """Return the office that runs the market of a kabupaten, None before it said so; one query."""
    return _OFFICE.first(region)


def market_offices() -> list[MarketOffice]:
    """Return the offices that said who they are, by kabupaten; one query."""
    return list(MarketOffice.objects.order_by("region_id"))


def to_look_at(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """Return the pledges whose goods wait for a look, oldest first, with good and shop loaded."""
    waiting = pledges.filter(needs_look=True, look="")
    return waiting.select_related("product__maker__place").order_by("at", "pk")
