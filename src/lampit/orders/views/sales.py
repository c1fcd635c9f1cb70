"""The maker's ledger: months, entries, a sale in three taps, corrections as new entries."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.national import rupiah
from lampit.orders import access, actions, queries
from lampit.orders.forms import SaleForm
from lampit.orders.models import Channel, Sale
from lampit.orders.rules import channels
from lampit.people.access import signed_in
from lampit.shops.models import Maker, Product
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


@require_http_methods(["GET"])
@door(access.may_sell)
def sales(request: HttpRequest) -> HttpResponse:
    """Show months and entries of the maker's ledger; 3 queries."""
    entries = access.visible_sales(request.user)
    today = timezone.localdate()
    shown = {
        "months": queries.shop_months(entries, today=today),
        "page_obj": page_of(queries.ledger(entries), request.GET.get("hal"), size=25),
        "sold_today": queries.sum_between(entries, today, today),
        "this_month": queries.month_start(today),
    }
    return render(request, "orders/sales.html", shown)


def told(form: SaleForm, product: Product | None) -> channels.SaleTold:
    """Return the sale as typed; without a sum, the price of the good times the units."""
    typed = form.cleaned_data
    goods = typed["uang"]
    if goods is None:
        goods = product.price * typed["jumlah"] if product else 0
    return channels.SaleTold(
        channel=typed["tempat"],
        quantity=typed["jumlah"],
        goods=goods,
        occurred_on=typed["tanggal"],
        contact=typed["kontak"],
        note=typed["catatan"],
    )


def refuse(form: SaleForm, refusal: Refusal) -> None:
    """Put a refusal where it can be corrected; a used key is replaced, so that sending works."""
    if refusal.code == "kunci_dipakai":
        form.data = {name: form.data.get(name) for name in form.data} | {"kunci": str(uuid.uuid4())}
    fields = {"sale_in_future": "tanggal", "kunci_dipakai": None}
    field = fields.get(refusal.code, "uang")
    form.add_error(field, in_words(refusal.message))


@require_http_methods(["GET", "POST"])
@door(access.may_sell)
@never_cache
def record_sale(request: HttpRequest) -> HttpResponse:
    """Note a sale: tap the good, the number, the place; the date is today."""
    maker = access.maker_of(request.user)
    if maker is None:
        raise Http404
    products = queries.sellable(maker)
    asked = request.POST.get("barang") or request.GET.get("barang") or ""
    product = next((p for p in products if str(p.pk) == asked), None)
    form = SaleForm(request.POST or None, initial=first_answers(product))
    if request.method == "POST" and form.is_valid():
        try:
            note(request, maker, form, product)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("orders:sales")
    shown = {
        "form": form,
        "products": products,
        "product": product,
        "is_free": asked == "lain",
        "places": [(code, Channel(code).label) for code in channels.FIRST_CHOICES],
        "asked": asked,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/record_sale.html", shown, status=status)


def note(request: HttpRequest, maker: Maker, form: SaleForm, product: Product | None) -> None:
    """Note the sale as typed and say so, with a way to take it back."""
    sale = actions.record_sale(
        signed_in(request),
        maker.business,
        told(form, product),
        client_uuid=form.cleaned_data["kunci"],
        now=timezone.now(),
        product=product,
    )
    say_noted(request, sale)


def first_answers(product: Product | None) -> dict[str, object]:
    """Return what the form says before anybody types."""
    return {
        "kunci": uuid.uuid4(),
        "barang": product.pk if product else None,
        "tanggal": timezone.localdate(),
    }


def say_noted(request: HttpRequest, sale: Sale) -> None:
    """Say what was noted, with a way to take it back."""
    name = sale.product.name if sale.product else gettext("jualan")
    text = gettext("Tercatat: %(count)s %(name)s, %(sum)s") % {
        "count": sale.quantity,
        "name": name,
        "sum": rupiah.show(sale.goods),
    }
    undo = reverse("orders:take_back_sale", args=[sale.pk])
    messages.success(request, text, extra_tags=f"undo:{undo}")


@require_POST
@door(access.may_sell)
def take_back_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Take an entry back with a negative one."""
    try:
        actions.take_back_sale(signed_in(request), sale_id, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "tidak_ada":
            raise Http404 from refusal
        messages.error(request, in_words(refusal.message))
    else:
        messages.info(request, gettext("Diurungkan: jualan itu tidak dihitung lagi."))
    return redirect("orders:sales")


@require_http_methods(["GET", "POST"])
@door(access.may_sell)
def correct_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Correct an entry: the old one stays and is taken back, the right one is added."""
    sale = access.visible_sales(request.user).filter(pk=sale_id).select_related("product").first()
    if sale is None:
        raise Http404
    form = SaleForm(request.POST or None, initial=answers_of(sale))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_sale(
                signed_in(request),
                sale_id,
                told(form, sale.product),
                client_uuid=form.cleaned_data["kunci"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, gettext("Diperbaiki. Catatan lama tetap tersimpan."))
            return redirect("orders:sales")
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/correct_sale.html", {"form": form, "sale": sale}, status=status)


def answers_of(sale: Sale) -> dict[str, object]:
    """Return an entry as it would have been typed."""
    return {
        "kunci": uuid.uuid4(),
        "barang": sale.product_id,
        "jumlah": sale.quantity,
        "uang": rupiah.show(sale.goods),
        "tanggal": sale.occurred_on,
        "tempat": sale.channel,
        "kontak": sale.contact if sale.channel == "LAIN" else "",
        "catatan": sale.note,
    }
