"""What buyers abroad read of a good and of a shop, written by who keeps them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access
from lampit.shops.actions.abroad import Abroad, describe_abroad, describe_shop_abroad
from lampit.shops.forms.abroad import AbroadForm, ShopAbroadForm
from lampit.shops.models import Product
from lampit.shops.queries.abroad import (
    abroad_of,
    carriers,
    indonesian_of,
    maker_abroad,
    shop_text,
    tariff,
)
from lampit.shops.rules.english import English, mark_of
from lampit.shops.rules.parcels import charged_kg, volume_g
from lampit.shops.rules.tariff import shown_code
from lampit.shops.views._kept import good, in_a_shop, open_to_buyers, remember, shop
from lampit.web.door import door

# Which field a refusal belongs to; the others stand above the form.
FIELDS = {
    "nama_inggris_kosong": "name", "nama_panjang": "name", "belum_inggris": "description",
    "hs_salah": "hs_code", "berat_salah": "net_weight_g",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
def english(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a good in English beside its Indonesian, with its facts for export, and take both."""
    product = good(request, slug)
    known, source = abroad_of(product.pk), indonesian_of(product)
    names = ("name", "material", "description", "net_weight_g")
    start: dict[str, Any] = {n: getattr(known, n) for n in names} if known else {}
    start |= {"hs_code": shown_code(known.hs_code) if known else "", "seen": mark_of(source)}
    form = AbroadForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _taken(request, product, form):
        messages.success(request, _("Tersimpan."))
        return redirect("shops:english", product.slug)
    shown = {
        **open_to_buyers(request, product.maker),
        "form": form,
        "product": product,
        "known": known,
        "is_stale": bool(known and known.name and known.source != source),
        "tariff": tariff(product.category),
        "tariff_code": shown_code(tariff(product.category).code),
        "parcels": _parcels(product),
    }
    return render(request, "shops/english.html", shown, status=422 if form.errors else 200)


def _taken(request: HttpRequest, product: Product, form: AbroadForm) -> bool:
    """Write a valid form; a refusal becomes an error of its field."""
    typed = form.cleaned_data
    told = Abroad(
        typed["seen"],
        English(typed["name"], typed["material"], typed["description"]),
        typed["net_weight_g"],
        typed["hs_code"],
    )
    try:
        describe_abroad(signed_in(request), product, told, timezone.now())
    except Refusal as refusal:
        _refuse(form, refusal, indonesian_of(good(request, product.slug)))
        return False
    return True


def _refuse(form: forms.Form, refusal: Refusal, source: str) -> None:
    """Show a refusal; who translated an older text is shown the present one and asked again."""
    form.add_error(FIELDS.get(refusal.code), _(refusal.message))
    if refusal.code == "teks_berubah":
        remember(form, "seen", mark_of(source))


def _parcels(product: Product) -> list[dict[str, Any]]:
    """Return what a parcel of the good counts for with each kind of carrier."""
    length, width, height = product.length_cm, product.width_cm, product.height_cm
    if not (length and width and height):
        return []
    size = (length, width, height)
    return [
        {
            "name": _(service.name),
            "examples": examples,
            "divisor": service.divisor,
            "volume_g": volume_g(size, service.divisor),
            "charged_kg": charged_kg(product.weight_g or 0, size, service),
        }
        for service, examples in carriers()
    ]


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@in_a_shop
def shop_english(request: HttpRequest) -> HttpResponse:
    """Show the story of the shop in English beside the Indonesian one, and take it."""
    maker = shop(request)
    known, source = maker_abroad(maker.pk), shop_text(maker)
    start = {"story": known.story if known else "", "seen": mark_of(source)}
    form = ShopAbroadForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            describe_shop_abroad(
                signed_in(request), maker, typed["story"], typed["seen"], timezone.now()
            )
        except Refusal as refusal:
            if refusal.code == "belum_inggris":
                form.add_error("story", _(refusal.message))
            else:
                _refuse(form, refusal, shop_text(shop(request)))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("shops:shop_english")
    shown = {
        **open_to_buyers(request, maker),
        "form": form,
        "known": known,
        "is_stale": bool(known and known.source != source),
    }
    return render(request, "shops/shop_english.html", shown, status=422 if form.errors else 200)
