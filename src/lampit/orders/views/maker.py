"""The maker's orders: what is to do, has the money come in, send, finish, cancel."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.orders import access, actions, queries
from lampit.orders.forms import MoneyForm, MoveForm, ShippingForm
from lampit.orders.models import Part
from lampit.orders.rules import delivery, states
from lampit.orders.rules import messages as texts
from lampit.orders.views._asking import order_address
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


def asked(request: HttpRequest, number: str) -> queries.PartView:
    """Return the part of an address as its maker sees it; somebody else's is 404."""
    view = queries.one_part(access.visible_parts(request.user), number, now=timezone.now())
    if view is None:
        raise Http404
    return view


@require_http_methods(["GET"])
@door(access.may_sell)
def maker_orders(request: HttpRequest) -> HttpResponse:
    """List the maker's orders under tabs; first what is to do."""
    tab = request.GET.get("keadaan", "perlu")
    parts = access.visible_parts(request.user)
    counts = queries.tab_counts(parts)
    shown = {
        "tab": tab if tab in dict(queries.TABS) else "perlu",
        "counts": counts,
        "open_orders": counts["perlu"],
        "page_obj": page_of(queries.parts_in(parts, tab), request.GET.get("hal"), size=20),
    }
    return render(request, "orders/maker_orders.html", shown)


@require_http_methods(["GET"])
@door(access.may_sell)
@never_cache
def maker_summary(request: HttpRequest) -> HttpResponse:
    """Give the shop's first page its orders to do and its month, as list items."""
    maker = access.maker_of(request.user)
    if maker is None:
        return HttpResponse(status=204)
    today = queries.maker_today(maker, today=timezone.localdate())
    return render(request, "orders/_summary.html", {"today": today})


@require_http_methods(["GET"])
@door(access.may_sell)
@never_cache
def maker_order(request: HttpRequest, number: str) -> HttpResponse:
    """Show one order with its next steps."""
    return shown(request, number)


def shown(
    request: HttpRequest,
    number: str,
    *,
    money: MoneyForm | None = None,
    step: MoveForm | None = None,
    shipping: ShippingForm | None = None,
) -> HttpResponse:
    """Render one order, with what was typed and refused."""
    view = asked(request, number)
    part = view.part
    # The address of an order opens all its parts: a maker gets it only when all are hers.
    link = "" if view.has_other_makers else order_address(request, part.order.public_id)
    text = texts.to_buyer(part.state, number, part.maker.name, part.total, link)
    refused = money or step or shipping
    page = {
        "view": view,
        "part": part,
        "money": money or MoneyForm(initial={"jumlah": part.total}),
        "step": step or MoveForm(),
        "shipping_form": shipping or ShippingForm(),
        "steps": next_steps(part),
        "whatsapp": texts.whatsapp_address(part.order.buyer_phone, text)
        if part.order.buyer_phone
        else "",
        "may_cancel": states.DIBATALKAN in states.MOVES[part.state],
        "closed": part.state in states.CLOSED,
    }
    return render(request, "orders/maker_order.html", page, status=422 if refused else 200)


def next_steps(part: Part) -> list[str]:
    """Return the forward moves that make sense for this delivery."""
    by_hand = part.method == delivery.AMBIL
    skipped = {states.DIKIRIM} if by_hand else {states.SIAP_DIAMBIL}
    if not (part.state == states.MENUNGGU_KONFIRMASI and part.is_cod):
        skipped |= {states.DIPROSES} if part.state in states.RESERVED else set()
    forward = (states.DIPROSES, states.SIAP_DIAMBIL, states.DIKIRIM, states.SELESAI)
    return [s for s in forward if s in states.MOVES[part.state] and s not in skipped]


@require_POST
@door(access.may_sell)
def answer_money(request: HttpRequest, number: str) -> HttpResponse:
    """Take the maker's answer: the money is there, not there, or another sum."""
    part = asked(request, number).part
    form = MoneyForm(request.POST)
    if not form.is_valid():
        return shown(request, number, money=form)
    typed = form.cleaned_data
    maker, now = signed_in(request), timezone.now()
    try:
        if typed["jawab"] == "belum":
            actions.deny_payment(maker, part.pk, now=now)
            messages.info(request, gettext("Pembeli diberi tahu: uang belum masuk."))
        else:
            amount = part.total if typed["jawab"] == "sudah" else typed["jumlah"] or 0
            actions.confirm_payment(
                maker, part.pk, amount, now=now, accept_difference=typed["terima"]
            )
            # The page itself offers to take it back, as long as that is possible.
            messages.success(request, gettext("Uang masuk dicatat."))
    except Refusal as refusal:
        form.add_error("jumlah", in_words(refusal.message))
        return shown(request, number, money=form)
    return redirect("orders:maker_order", number=number)


@require_POST
@door(access.may_sell)
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take back a confirmed payment within ten minutes."""
    part = asked(request, number).part
    try:
        actions.undo_confirmation(signed_in(request), part.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.info(request, gettext("Diurungkan. Pesanan kembali menunggu uang masuk."))
    return redirect("orders:maker_order", number=number)


@require_POST
@door(access.may_sell)
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Take the next step of a part."""
    part = asked(request, number).part
    form = MoveForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.move_by_maker(
                signed_in(request),
                part.pk,
                typed["ke"],
                now=timezone.now(),
                reason=typed["alasan"],
                tracking=typed["resi"],
            )
        except Refusal as refusal:
            field = "alasan" if refusal.code == "alasan" else None
            form.add_error(field, in_words(refusal.message))
        else:
            return redirect("orders:maker_order", number=number)
    return shown(request, number, step=form)


@require_POST
@door(access.may_sell)
def settle_shipping(request: HttpRequest, number: str) -> HttpResponse:
    """Say what sending costs, so that the buyer can pay."""
    part = asked(request, number).part
    form = ShippingForm(request.POST)
    if form.is_valid():
        try:
            actions.settle_shipping(
                signed_in(request), part.pk, form.cleaned_data["ongkir"], now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("ongkir", in_words(refusal.message))
        else:
            messages.success(request, gettext("Ongkos kirim dicatat. Pembeli bisa membayar."))
            return redirect("orders:maker_order", number=number)
    return shown(request, number, shipping=form)


@require_http_methods(["GET"])
@door(access.may_sell)
@never_cache
def proof(request: HttpRequest, number: str, proof_id: int) -> HttpResponse:
    """Show the picture a buyer sent, to the maker of that part alone."""
    for picture in asked(request, number).proofs:
        file = actions.proof_folder() / picture.name
        if picture.pk == proof_id and not picture.deleted_at and file.is_file():
            return HttpResponse(file.read_bytes(), content_type="image/jpeg")
    raise Http404
