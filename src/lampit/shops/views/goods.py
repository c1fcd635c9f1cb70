"""Goods of a maker: list, new, change, stock, still sold."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.actions.freshness import take_back_selling as take_back
from lampit.shops.forms import ProductForm, StockForm, typed_sheet
from lampit.shops.models import Product
from lampit.shops.models.goods import ProductState
from lampit.shops.queries import freshness, keeper
from lampit.shops.views import checklist
from lampit.shops.views._describing import draft_of, words_of
from lampit.shops.views._kept import (
    good,
    in_a_shop,
    open_to_buyers,
    sent_photo,
    shop,
    shop_if_any,
)
from lampit.shops.views._pricing import reckoned
from lampit.web.door import door
from lampit.web.paging import page_of
from lampit.web.weights import ONE_PHOTO, takes

SIZE = 20


@require_http_methods(["GET"])
@door(access.may_open_shop)
@in_a_shop
def products(request: HttpRequest) -> HttpResponse:
    """List the goods of the shop in hand with what is left of each."""
    maker = shop(request)
    today = timezone.localdate()
    goods = freshness.with_bands(queries.goods_of(maker), today=today)
    page = page_of(goods, request.GET.get("hal"), size=SIZE)
    shown = {
        **open_to_buyers(request, maker),
        "page_obj": page,
        "bands": freshness.by_band(maker, today=today),
        "today": today,
    }
    return render(request, "shops/products.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@takes(ONE_PHOTO)
def edit_product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a good of the shop and take its changes."""
    product = good(request, slug)
    variant = queries.main_variant(product)
    sent = request.POST if request.method == "POST" else None
    form = ProductForm(sent, request.FILES or None, initial=_typed(product, variant))
    asked = _asked_anew(sent, product, form)
    if sent is not None and form.is_valid():
        photo = sent_photo(request, form)
        seen = form.cleaned_data["version"] or 0
        if asked is not None and asked.missing:
            form.add_error(None, checklist.say_missing(asked))
        if form.is_valid() and "reckon" not in request.POST:
            answers = asked.answers if asked else {}
            try:
                actions.change_product(
                    signed_in(request), product, draft_of(form, photo, product.maker, answers),
                    timezone.now(), seen_version=seen,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(None, _(refusal.message))
            else:
                checklist.tell_saved(request, product)
                return redirect("shops:edit_product", product.slug)
    photos = queries.photos_of(product)
    shown = {
        "form": form,
        "product": product,
        "photos": photos,
        "choice_count": len(keeper.choices_of(product)),
        "checklist": asked,
        "pledge": queries.last_pledge(product) if product.is_held else None,
        **reckoned(form, product.maker, timezone.localdate(), product),
    }
    return render(request, "shops/edit_product.html", shown, status=422 if form.errors else 200)


def _asked_anew(
    sent: QueryDict | None, product: Product, form: ProductForm
) -> checklist.Checklist | None:
    """Return what a changed good on sale is asked that it was not asked before."""
    if sent is None or not product.is_live:
        return None
    before = actions.known_questions(product, timezone.now())
    return checklist.asked(sent, product.maker, words_of(form), before=before)


@require_POST
@door(access.may_open_shop)
def reckon_cost(request: HttpRequest) -> HttpResponse:
    """Answer the cost of one piece and what stays of its price, by hour of work too (fragment).

    The button asks for the whole helper, with a row more; a changed field for the answer alone.
    """
    form = ProductForm(request.POST)
    form.is_valid()
    product = queries.kept_good(
        access.visible_products(request.user), request.GET.get("barang", "")[:80]
    )
    maker = product.maker if product else shop_if_any(request)
    shown = {"form": form, **reckoned(form, maker, timezone.localdate(), product)}
    whole = "reckon" in request.POST
    return render(request, "shops/_price_fields.html" if whole else "shops/_cost.html", shown)


@require_POST
@door(access.may_open_shop)
@in_a_shop
def confirm_selling(request: HttpRequest) -> HttpResponse:
    """Note "masih dijual" for one good or for all."""
    maker = shop(request)
    one = request.POST.get("product", "")
    known = [int(one)] if one.isdecimal() and len(one) < 18 else []
    chosen = known if one else None  # a number that cannot be is no good, never all goods
    before, now = freshness.still_before(maker, chosen), timezone.now()
    count = actions.confirm_selling(signed_in(request), maker, now, chosen)
    # The session remembers how old the goods were, so that a slip of the thumb is taken back.
    request.session["masih"] = {"maker": maker.pk, "at": now.isoformat(), "before": before}
    said = _("%(n)s barang dicatat masih dijual.") % {"n": count}
    undo = reverse("shops:take_back_selling")
    messages.success(request, said, extra_tags=f"undo:{undo}" if count else "")
    return redirect("shops:home" if request.POST.get("back") == "home" else "shops:products")


@require_POST
@door(access.may_open_shop)
@in_a_shop
def take_back_selling(request: HttpRequest) -> HttpResponse:
    """Take the last "masih dijual" of this sitting back."""
    maker, told = shop(request), request.session.pop("masih", None)
    if not told or told["maker"] != maker.pk:
        messages.info(request, _("Tidak ada yang diurungkan."))
        return redirect("shops:products")
    before = {int(pk): datetime.fromisoformat(at) for pk, at in told["before"].items()}
    said_at = datetime.fromisoformat(told["at"])
    try:
        take_back(signed_in(request), maker, said_at, before, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Diurungkan. Tanggal ceknya seperti tadi."))
    return redirect("shops:products")


@require_POST
@door(access.may_open_shop)
def set_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a good on sale or take it off the market."""
    product = good(request, slug)
    state = request.POST.get("state", "")
    if state == ProductState.LIVE and product.published_at is None and not product.is_held:
        return redirect("shops:pledge", product.slug)
    try:
        actions.set_state(signed_in(request), product, state, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        checklist.tell_state(request, product)
    return redirect("shops:edit_product", product.slug)


@require_POST
@door(access.may_open_shop)
def set_stock(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what the maker counted of a good."""
    product = good(request, slug)
    variant = queries.main_variant(product)
    form = StockForm(request.POST)
    try:
        if not form.is_valid() or variant is None:
            raise Refusal("jumlah_salah", "Tulis jumlah barang antara 0 dan 100.000.")
        actions.set_stock(
            signed_in(request), product, variant, form.cleaned_data["stock"], timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, f"{product.name}: {_(refusal.message)}")
    else:
        messages.success(request, _("Stok %(name)s tersimpan.") % {"name": product.name})
    return redirect(f"{_products_address()}#b{product.pk}")


def _products_address() -> str:
    return redirect("shops:products").url


def _typed(product: Product, variant: Any) -> dict[str, Any]:
    """Return a good as its form shows it."""
    names = (
        "name", "price", "category", "unit", "material", "description", "weight_g", "length_cm",
        "width_cm", "height_cm", "version", "cost",
    )  # fmt: skip
    shown = {name: getattr(product, name) for name in names}
    shown["price"] = f"{product.price:,}".replace(",", ".")
    shown["sheet"] = queries.sheet_of(product)
    shown |= typed_sheet(shown["sheet"])
    if variant is not None:
        shown |= {"kind": variant.kind, "lead_days": variant.lead_days}
        if not variant.is_made_to_order:
            shown["stock"] = shown["seen_stock"] = queries.on_hand(variant)
    return shown
