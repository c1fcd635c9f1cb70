"""`/saya/data/`: what a person asked, who looked at her data, and the copy she fetches."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.orders import access as orders
from lampit.orders.models import Order
from lampit.orders.queries import personal as bought
from lampit.people.access import signed_in
from lampit.privacy import access, actions, queries
from lampit.privacy.forms import AskForm
from lampit.privacy.models import Copy, Request
from lampit.privacy.rules.requests import COPIED
from lampit.web.door import door, everyone


@require_http_methods(["GET", "POST"])
@door(access.is_somebody)
def own(request: HttpRequest) -> HttpResponse:
    """Show what a person can do about her data, what she asked, and take a request."""
    person = signed_in(request)
    owner = queries.first_owner(access.own_owners(person), request.GET.get("pemilik", ""))
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.ask(
                person, typed["kind"], typed["wish"], owner=owner, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, _(refusal.message))
        else:
            if made.kind in COPIED:
                back = reverse("privacy:own")
                actions.ask_copy(person, made, back_url=back, now=timezone.now())
            messages.success(request, _said(made))
            return redirect("privacy:own")
    rows = queries.newest(access.own_requests(person), request.GET.get("hal"), timezone.now())
    shown = {
        "owner": owner,
        "form": form,
        "page_obj": rows,
        "copies": queries.waiting_copies(access.own_requests(person)),
    }
    return render(request, "privacy/own.html", shown, status=422 if form.errors else 200)


@require_safe
@door(access.is_somebody)
def looks(request: HttpRequest) -> HttpResponse:
    """Show a person who read or changed her data, when and why."""
    person = signed_in(request)
    owner = queries.first_owner(access.own_owners(person), request.GET.get("pemilik", ""))
    page = queries.looks(owner, request.GET.get("hal")) if owner else None
    return render(request, "privacy/looks.html", {"owner": owner, "page_obj": page})


@require_POST
@door(access.is_somebody)
def fetch_copy(request: HttpRequest, number: int) -> HttpResponse:
    """Send the copy of everything, once."""
    person = signed_in(request)
    copy = queries.copy_at(access.visible_copies(person), number)
    if copy is None:
        raise Http404
    return _sent(request, copy, back=request.POST.get("back", ""))


@require_http_methods(["GET", "POST"])
@door(everyone)
def buyer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let the buyer of an order ask about her data; the address of the order is her key."""
    order = _order(public_id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.ask_as_buyer(order, typed["kind"], typed["wish"], now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, _(refusal.message))
        else:
            if made.kind in COPIED:
                actions.ask_copy(None, made, back_url=request.path, now=timezone.now())
            messages.success(request, _said(made))
            return redirect("privacy:buyer", public_id=public_id)
    asked = queries.open_of_order(order)
    shown = {
        "order": order,
        "form": form,
        "page_obj": queries.newest(asked, request.GET.get("hal"), timezone.now()),
        "copies": queries.waiting_copies(asked),
    }
    answer = render(request, "privacy/buyer.html", shown, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
@door(everyone)
def buyer_copy(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Send the copy to the buyer who holds the address of the order, once."""
    asked = queries.open_of_order(_order(public_id))
    copy = queries.copy_at(queries.copies_for(asked), number)
    if copy is None:
        raise Http404
    return _sent(request, copy, back=reverse("privacy:buyer", args=[public_id]), as_buyer=True)


def _order(public_id: str) -> Order:
    found = bought.order_at(orders.orders_at(public_id), public_id)
    if found is None:
        raise Http404
    return found


def _said(made: Request) -> str:
    return _("Permintaan %(number)s masuk. Dijawab paling lambat 3 × 24 jam dari sekarang.") % {
        "number": made.number
    }


def _sent(request: HttpRequest, copy: Copy, *, back: str, as_buyer: bool = False) -> HttpResponse:
    try:
        actor = None if as_buyer else signed_in(request)
        path = actions.fetch(actor, copy, now=timezone.now())
        content = path.read_bytes()
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    except FileNotFoundError:
        messages.error(request, _("Berkasnya sudah tidak ada. Minta salinan baru kalau perlu."))
    else:
        name = f"data-{copy.request.number}.zip"
        answer = HttpResponse(content, content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer
    is_local = back.startswith("/") and not back.startswith("//")
    return redirect(back if is_local else reverse("privacy:own"))
