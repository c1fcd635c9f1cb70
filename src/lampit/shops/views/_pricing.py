"""The price helper on every page that asks for a price: what is told, what follows from it."""

from datetime import date
from fractions import Fraction
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.shops import access, actions, queries
from lampit.shops.forms import CostForm
from lampit.shops.models import Maker, Product
from lampit.shops.rules import costs, fees, kinds, parcel, peers, prices


def told_sheet(form: CostForm, maker: Maker, today: date) -> actions.Sheet | None:
    """Return the sheet a valid form tells; None while it tells nothing of the cost."""
    if not form.tells_cost:
        return None
    typed = form.cleaned_data
    wage = queries.minimum_wage(maker.region_id, today)
    return actions.Sheet(
        batch=form.batch(wage.per_hour if wage else 0),
        channel=typed.get("channel") or "",
        percent=typed.get("channel_percent"),
        is_minimum_wage=typed.get("hourly_wage") is None,
    )


def reckoned(
    form: CostForm, maker: Maker | None, today: date, product: Product | None = None
) -> dict[str, Any]:
    """Return what `shops/_price_helper.html` shows: cost, what is left, advice, similar goods."""
    typed = getattr(form, "cleaned_data", None) or {}
    price = typed.get("price") or (product.price if product else None)
    wage = queries.minimum_wage(maker.region_id, today) if maker else None
    offered = queries.fees_on(today)
    chosen = typed.get("channel") or form.initial.get("channel") or fees.OWN
    fee = offered.get(chosen)
    shown: dict[str, Any] = {
        "minimum_wage": wage,
        "wage_is_minimum": _is_minimum(form, typed),
        "fee": fee,
        "fee_is_old": fee is not None and fees.is_old(fee, today),
        "price": price,
        "helped": product,
        "market_fee": fee is None or fee.channel == fees.OWN,
    }
    batch = _batch(form, wage.per_hour if wage else 0)
    cost = costs.unit_cost(batch) if batch else None
    total = cost.total if cost else (product.cost if product else None)
    shown |= {"cost": cost, "cost_total": total, "batch": batch}
    percent = typed.get("channel_percent")
    if total:
        shown["advice"] = costs.advice(total, fee, percent)
    if price and total is not None:
        reference = product.reference_price if product else None
        shown["position"] = prices.position(price, total, reference)
        shown["left"] = costs.left(price, cost or _whole(total), fee, percent)
        if batch:
            shown["break_even"] = costs.pieces_to_break_even(price, batch, shown["left"].fee)
    if product is not None and product.weight_g:
        sides = (product.length_cm or 0, product.width_cm or 0, product.height_cm or 0)
        shown["parcel"] = parcel.rolled(product.weight_g, sides) if all(sides) else None
    if maker is not None:
        shown["peers"] = _peers(typed, maker, product, price, today)
    return shown


def _is_minimum(form: CostForm, typed: dict[str, Any]) -> bool:
    """Tell whether no wage of her own is told: typed just now, else in the kept sheet."""
    if form.is_bound:
        return typed.get("hourly_wage") is None
    sheet = form.initial.get("sheet")
    return sheet is None or sheet.hourly_wage is None


def _batch(form: CostForm, minimum_wage: int) -> costs.Batch | None:
    """Return the batch of a form, None when nothing is told or it cannot be reckoned."""
    if not form.is_bound:
        if not form.initial.get("sheet"):
            return None
        return _kept(form.initial["sheet"], minimum_wage)
    if not form.tells_cost:
        return None
    batch = form.batch(minimum_wage)
    try:
        costs.check_batch(batch)
    except Refusal:
        return None
    return batch


def _kept(sheet: Any, minimum_wage: int) -> costs.Batch:
    wage = minimum_wage if sheet.hourly_wage is None else sheet.hourly_wage
    return costs.Batch(
        tuple(costs.Material(name, amount) for name, amount in sheet.materials),
        sheet.packaging, sheet.minutes, wage, sheet.monthly_overhead, sheet.units_per_month,
        sheet.made, sheet.rejects,
    )  # fmt: skip


def _whole(total: int) -> costs.Cost:
    """Return a cost of which only the sum is known."""
    return costs.Cost(total, 0, 0, 0, Fraction(0))


def _peers(
    typed: dict[str, Any], maker: Maker, product: Product | None, price: int | None, today: date
) -> peers.Peers | None:
    """Return where the price stands in the market; None while the shelf is not told."""
    category = typed.get("category") or (product.category if product else "")
    if not category:
        return None
    unit = typed.get("unit") or (product.unit if product else kinds.UNITS[0])
    material = typed.get("material") or (product.material if product else "")
    sizes = [typed.get(f"{side}_cm") for side in ("length", "width")]
    if product is not None and not any(sizes):
        sizes = [product.length_cm, product.width_cm]
    found = queries.similar_goods(
        access.public_products(today), category=category, unit=unit, without_maker=maker.pk
    )
    return peers.compared(
        found,
        price=price,
        material=material or kinds.category(category).material,
        size_cm=(sizes[0], sizes[1]),
    )
