"""The buyer's order at its unguessable address: pay, say so, cancel, write to the maker."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.orders import access, actions, queries
from lampit.orders.forms import ProofForm
from lampit.orders.models import Order, Part
from lampit.orders.rules import messages as texts
from lampit.orders.rules import states
from lampit.orders.views._asking import order_address
from lampit.outside import qr
from lampit.web.door import door, everyone
from lampit.web.language import in_words
from lampit.web.paging import page_of
from lampit.web.weights import ONE_PHOTO, takes

STOP_POLLING = 286


def asked_order(public_id: str) -> Order:
    """Return the order of an address, 404 for a wrong one."""
    order = queries.whole_order(access.orders_at(public_id))
    if order is None:
        raise Http404
    return order


def asked_part(public_id: str, number: int) -> Part:
    """Return one part of the order of an address, 404 for a wrong one."""
    for part in asked_order(public_id).parts.all():
        if part.number == number:
            return part
    raise Http404


def proof_form(number: int, request: HttpRequest | None = None) -> ProofForm:
    """Return the form that takes the proof of one part, with ids of its own on the page."""
    auto_id = f"%s{number}"
    if request is None:
        return ProofForm(auto_id=auto_id)
    return ProofForm(request.POST, request.FILES, auto_id=auto_id)


def order_page(
    request: HttpRequest, order: Order, refused: dict[int, ProofForm] | None = None
) -> HttpResponse:
    """Render the whole page of an order; a guest may send its address to her own WhatsApp."""
    text = texts.to_oneself(order.number, order_address(request, order.public_id))
    shown = shown_order(order, refused)
    shown["to_oneself"] = "" if order.user_id else texts.whatsapp_address("", text)
    status = 422 if refused else 200
    return private(render(request, "orders/order.html", shown, status=status))


def shown_order(order: Order, refused: dict[int, ProofForm] | None = None) -> dict[str, Any]:
    """Return what the parts show of an order; `refused` holds the form of a part sent in vain."""
    refused = refused or {}
    parts = list(order.parts.all())
    return {
        "order": order,
        "parts": parts,
        "mark": "-".join(part.mark for part in parts),
        "state": queries.state_of(order),
        "phone": texts.masked_phone(order.buyer_phone),
        "asked": [(part, refused.get(part.number) or proof_form(part.number)) for part in parts],
        "refused": list(refused.values()),
        "waiting": [p for p in parts if p.state == states.MENUNGGU_BAYAR],
        "is_closed": all(p.state in states.CLOSED for p in parts),
    }


def private(response: HttpResponse) -> HttpResponse:
    """Keep an order's page out of search engines and of the next site's referrer."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(["GET"])
@door(everyone)
@never_cache
def order(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an order to who knows its address; 5 queries."""
    return order_page(request, asked_order(public_id))


@require_http_methods(["GET"])
@door(everyone)
@never_cache
def order_status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the page's polling: the order's parts, and 286 when nothing can change any more."""
    shown = shown_order(asked_order(public_id))
    if request.GET.get("dulu") == shown["mark"]:
        return private(HttpResponse(status=204))
    status = STOP_POLLING if shown["is_closed"] else 200
    return private(render(request, "orders/_parts.html", shown, status=status))


@require_POST
@door(everyone)
@takes(ONE_PHOTO)
def say_paid(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Note that the buyer paid a part, with a picture when she has one."""
    part = asked_part(public_id, number)
    form = proof_form(number, request)
    if form.is_valid():
        try:
            photo = form.cleaned_data["bukti"]
            actions.say_paid(part.pk, now=timezone.now(), photo=photo.read() if photo else None)
        except Refusal as refusal:
            if refusal.code == "ilegal":  # the form is no longer in the page: say it over it
                messages.error(request, in_words(refusal.message))
                return redirect("orders:order", public_id=public_id)
            form.add_error("bukti", in_words(refusal.message))
        else:
            messages.success(request, gettext("Terima kasih. Perajin memeriksa uang yang masuk."))
            return redirect("orders:order", public_id=public_id)
    return order_page(request, asked_order(public_id), {number: form})


@require_POST
@door(everyone)
def cancel(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Cancel an unpaid part for its buyer."""
    part = asked_part(public_id, number)
    try:
        actions.cancel_by_buyer(part.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("Pesanan dibatalkan. Tidak ada yang perlu dibayar."))
    return redirect("orders:order", public_id=public_id)


@require_http_methods(["GET"])
@door(everyone)
@never_cache
def qr_picture(_request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Give a part's QRIS as a picture for the gallery, from where banking apps read it."""
    part = asked_part(public_id, number)
    if not part.qris or not part.is_reserved:
        raise Http404
    response = HttpResponse(qr.png(part.qris), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="qris-{part}.png"'
    return private(response)


@require_http_methods(["GET"])
@door(everyone)
def write_maker(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Open WhatsApp to the maker with a ready text; her number never stands in the page."""
    part = asked_part(public_id, number)
    if not part.maker.whatsapp:
        raise Http404
    # The link is the maker's own page of her part: the buyer's address is a key to all parts.
    text = texts.to_maker(
        str(part),
        texts.goods_line([(line.name, line.quantity) for line in part.lines.all()]),
        part.order.buyer_name,
        part.total,
        request.build_absolute_uri(reverse("orders:maker_order", args=[str(part)])),
    )
    response = HttpResponse(status=302)
    response["Location"] = texts.whatsapp_address(part.maker.whatsapp, text)
    return private(response)


@require_http_methods(["GET"])
@door(access.may_have_orders)
def my_orders(request: HttpRequest) -> HttpResponse:
    """List the orders that the signed-in buyer placed."""
    orders = queries.own_orders(access.visible_orders(request.user))
    page = page_of(orders, request.GET.get("hal"), size=20)
    return render(request, "orders/my_orders.html", {"page_obj": page})
