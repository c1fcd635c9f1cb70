"""The basket and the checkout: from goods to an order, without an account."""

import secrets
import uuid
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.orders import actions, queries
from lampit.orders.forms import BasketForm, CheckoutForm, QuantityForm
from lampit.orders.models import Basket, BasketLine, Order
from lampit.orders.rules import placing
from lampit.orders.views._asking import (
    basket_token,
    buyer_of,
    fingerprint,
    link_code,
    new_basket_token,
)
from lampit.web.door import door, everyone
from lampit.web.origin import own_forms

PUBLIC_ID_BYTES = 18  # 144 bits


def by_maker(lines: list[BasketLine]) -> list[tuple[object, list[BasketLine]]]:
    """Group basket lines by their maker, for the page."""
    return [
        (maker, list(group)) for maker, group in groupby(lines, lambda b: b.variant.product.maker)
    ]


@require_http_methods(["GET"])
@door(everyone)
@never_cache
def basket(request: HttpRequest) -> HttpResponse:
    """Show what is in the basket, a block per maker."""
    lines = queries.basket_lines(queries.basket_of(basket_token(request)))
    shown = {
        "groups": by_maker(lines),
        "lines": lines,
        "total": sum(line.variant.price * line.quantity for line in lines),
    }
    return render(request, "orders/basket.html", shown)


@own_forms
@require_POST
@door(everyone)
def put_in(request: HttpRequest) -> HttpResponse:
    """Put units of a variant into the basket; `langsung` goes on to the checkout."""
    form = BasketForm(request.POST)
    if not form.is_valid() or not queries.goods_of({form.cleaned_data["varian"]: 1})[0]:
        messages.error(request, gettext("Barang ini sedang tidak dijual."))
        return redirect("orders:basket")
    typed = form.cleaned_data
    actions.put_in_basket(
        new_basket_token(request),
        typed["varian"],
        typed["jumlah"],
        buyer_of(request),
        now=timezone.now(),
        promo_code=link_code(request),
    )
    if "langsung" in request.POST:
        return redirect("orders:checkout")
    messages.success(request, gettext("Masuk keranjang."))
    return redirect("orders:basket")


@require_POST
@door(everyone)
def change(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change the units of a line, or take it out (`jumlah` 0)."""
    found = queries.basket_of(basket_token(request))
    form = QuantityForm(request.POST)
    if found is not None and form.is_valid():
        actions.set_quantity(found, line_id, form.cleaned_data["jumlah"], now=timezone.now())
    elif found is not None:
        messages.error(request, gettext("Jumlah barang harus 0 sampai 999."))
    return redirect("orders:basket")


@require_http_methods(["GET", "POST"])
@door(everyone)
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Take the order of what is in the basket; nothing typed is lost on a refusal."""
    found = queries.basket_of(basket_token(request))
    wanted = {line.variant_id: line.quantity for line in queries.basket_lines(found)}
    if request.method == "GET" and not wanted:
        return redirect("orders:basket")
    goods, sellers = queries.goods_of(wanted)
    form = _checkout_form(request, sellers)
    is_order = request.method == "POST" and "hitung" not in request.POST
    status = 422 if is_order else 200
    if is_order and form.is_valid():
        try:
            order = _place(request, form, wanted, found)
        except Refusal as refusal:
            form.refuse(refusal.code, refusal.message)
            status = 503 if refusal.code == "coba_lagi" else 422
        else:
            return redirect("orders:order", public_id=order.public_id)
    return _show_checkout(request, form, goods, status=status)


def _checkout_form(request: HttpRequest, sellers: dict[int, placing.Seller]) -> CheckoutForm:
    """Return the form as sent, or as it opens: with a new key and the name we know."""
    return CheckoutForm(
        request.POST or None,
        sellers=sellers,
        subdistricts=queries.subdistricts_of(seller.district for seller in sellers.values()),
        initial={"kunci": uuid.uuid4().hex, "nama": _name_of(request)},
    )


def _place(
    request: HttpRequest, form: CheckoutForm, wanted: dict[int, int], found: Basket | None
) -> Order:
    """Place the order as typed."""
    typed = form.cleaned_data
    return actions.place_order(
        actions.Wish(
            wanted,
            form.buyer(),
            form.parcels(),
            typed["jumlah"],
            promo_code=found.promo_code if found else "",
            heard_from=typed["tahu"],
        ),
        actions.Once(
            f"keranjang:{basket_token(request)}"[:80], typed["kunci"], fingerprint(request)
        ),
        public_id=secrets.token_urlsafe(PUBLIC_ID_BYTES),
        now=timezone.now(),
        user=buyer_of(request),
        basket=found,
    )


def _name_of(request: HttpRequest) -> str:
    """Return the name of a signed-in buyer."""
    user = buyer_of(request)
    return user.get_full_name() if user else ""


def _show_checkout(
    request: HttpRequest,
    form: CheckoutForm,
    goods: list[placing.Goods],
    *,
    status: int,
) -> HttpResponse:
    """Render the checkout with the sums of what is chosen so far."""
    region = str(form["kecamatan"].value() or "")
    shares = placing.shares(goods, form.sellers, form.parcels(), region=region)
    shown = {
        "form": form,
        "shares": [
            {
                "share": share,
                "method": form[f"kirim-{share.seller.pk}"],
                "way": form[f"bayar-{share.seller.pk}"],
            }
            for share in shares
        ],
        "goods": sum(share.goods for share in shares),
        "shipping": sum(share.fee.amount for share in shares),
        "total": sum(share.total for share in shares),
        "is_settled": all(share.fee.is_settled for share in shares),
        "buyer_fields": [form[name] for name in ("nama", "hp", "alamat", "kecamatan", "kota")],
        "last_fields": [form["catatan"], form["tahu"]],
    }
    response = render(request, "orders/checkout.html", shown, status=status)
    if status == 503:
        response["Retry-After"] = "2"
    return response
