"""What the forms of goods tell: the words of a good, and the good described."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lampit.outside.pictures import Picture
from lampit.shops import actions
from lampit.shops.forms import ProductForm
from lampit.shops.models import Maker
from lampit.shops.rules.costs import unit_cost
from lampit.shops.rules.stock import MADE_TO_ORDER
from lampit.shops.views._pricing import told_sheet


def words_of(form: ProductForm) -> dict[str, Any]:
    """Return what a form tells of a good, also while it is refused."""
    names = ("category", "name", "material", "description")
    return {name: form[name].value() for name in names}


def draft_of(
    form: ProductForm,
    photo: Picture | None,
    maker: Maker,
    answers: Mapping[str, str] | None = None,
) -> actions.Draft:
    """Return the good a valid form describes."""
    typed = form.cleaned_data
    made = typed["kind"] == MADE_TO_ORDER
    sheet = told_sheet(form, maker, timezone.localdate())
    return actions.Draft(
        name=typed["name"],
        price=typed["price"],
        category=typed["category"],
        unit=typed["unit"],
        material=typed["material"],
        description=typed["description"],
        cost=unit_cost(sheet.batch).total if sheet else form.initial.get("cost"),
        sheet=sheet,
        lead_days=typed["lead_days"] if made else None,
        stock=None if made or typed["stock"] == typed["seen_stock"] else typed["stock"],
        weight_g=typed["weight_g"],
        size_cm=(typed["length_cm"], typed["width_cm"], typed["height_cm"]),
        photos=(photo,) if photo else (),
        answers=answers or {},
    )
