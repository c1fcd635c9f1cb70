"""`/saya/data/`: what a person asked, who looked at her data, and the copy she fetches."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
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
from lampit.privacy.forms import AskForm, OwnAskForm, ReplyForm, linked
from lampit.privacy.models import Copy, Request
from lampit.privacy.rules.requests import COPIED, CORRECT, WITHDRAWN, wish_about
from lampit.web.door import door, everyone


@require_http_methods(["GET", "POST"])
@door(access.is_somebody)
def own(request: HttpRequest) -> HttpResponse:
    """Show what a person can do about her data, what she asked, and take a request."""
    person = signed_in(request)
    owner = queries.first_owner(access.own_owners(person), request.GET.get("pemilik", ""))
    kept, now = queries.held(person, owner), timezone.now()
    form = OwnAskForm(request.POST or None, initial=_pressed(request, kept))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            wish = wish_about(typed["kind"], typed["wish"], kept.title_of(typed["about"]))
            made = actions.ask(person, typed["kind"], wish, owner=owner, now=now)
        except Refusal as refusal:
            _refused(form, refusal, access.own_requests(person))
        else:
            if made.kind in COPIED:
                back = reverse("privacy:own")
                actions.ask_copy(person, made, back_url=back, now=now)
            if made.received_at < now:
                told = {"number": made.number}
                messages.info(request, _("Permintaan ini sudah masuk sebagai %(number)s.") % told)
            else:
                messages.success(request, _said(made))
            return redirect(f"{reverse('privacy:own')}#permintaan-{made.pk}")
    rows = queries.newest(access.own_requests(person), request.GET.get("hal"), timezone.now())
    shown = {
        "owner": owner,
        "others": queries.other_owners(access.own_owners(person), owner) if owner else [],
        "held": kept,
        "about": kept.title_of(form["about"].value() or ""),
        "form": form,
        "page_obj": rows,
        "copies": queries.waiting_copies(access.own_requests(person)),
    }
    return render(request, "privacy/own.html", shown, status=422 if form.errors else 200)


def _pressed(request: HttpRequest, kept: queries.Held) -> dict[str, str]:
    """Return what is filled in already for who pressed "Salah?" beside a group."""
    about = request.GET.get("perbaiki", "")
    return {"kind": CORRECT, "about": about} if kept.title_of(about) else {}


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
    """Send the copy of everything; again within an hour."""
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
            _refused(form, refusal, queries.open_of_order(order))
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
    """Send the copy to the buyer who holds the address of the order; again within an hour."""
    asked = queries.open_of_order(_order(public_id))
    copy = queries.copy_at(queries.copies_for(asked), number)
    if copy is None:
        raise Http404
    return _sent(request, copy, back=reverse("privacy:buyer", args=[public_id]), as_buyer=True)


def _refused(form: AskForm, refusal: Refusal, mine: QuerySet[Request]) -> None:
    """Put a refusal where it belongs; of what was asked already a link leads to it."""
    known = queries.open_like(mine, form.cleaned_data["kind"])
    if refusal.code == "already_asked" and known is not None:
        where = f"#permintaan-{known.pk}"
        form.add_error(None, linked(_(refusal.message), where, known.number))
    else:
        form.add_error("wish" if refusal.code == "wish_missing" else None, _(refusal.message))


@require_POST
@door(access.is_somebody)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Let a person take her own request back."""
    person = signed_in(request)
    found = _one(access.own_requests(person), number)
    return _settled(request, lambda: actions.withdraw(person, found, now=timezone.now()))


@require_POST
@door(access.is_somebody)
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """Take a person's answer to what the office asked back."""
    person, words = signed_in(request), _words(request)
    found = _one(access.own_requests(person), number)
    return _settled(request, lambda: actions.reply(person, found, words, now=timezone.now()))


@require_POST
@door(everyone)
def buyer_withdraw(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Let the buyer who holds the address of the order take her request back."""
    found = _one(queries.open_of_order(_order(public_id)), number)
    done = partial(actions.withdraw, None, found, now=timezone.now())
    return _settled(request, done, public_id)


@require_POST
@door(everyone)
def buyer_reply(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Take a buyer's answer to what the office asked back."""
    found, words = _one(queries.open_of_order(_order(public_id)), number), _words(request)
    done = partial(actions.reply, None, found, words, now=timezone.now())
    return _settled(request, done, public_id)


def _one(requests: QuerySet[Request], number: int) -> Request:
    found = queries.request_at(requests, number)
    if found is None:
        raise Http404
    return found


def _words(request: HttpRequest) -> str:
    form = ReplyForm(request.POST)
    return form.cleaned_data["words"] if form.is_valid() else ""


def _settled(request: HttpRequest, act: Callable[[], Request], public_id: str = "") -> HttpResponse:
    """Do something with one's own request and lead back to the page it stands on."""
    try:
        done = act()
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        told = {"number": done.number}
        if done.state == WITHDRAWN:
            messages.success(request, _("Permintaan %(number)s dibatalkan.") % told)
        else:
            messages.success(request, _("Keterangan Anda terkirim untuk %(number)s.") % told)
    if public_id:
        return redirect("privacy:buyer", public_id=public_id)
    return redirect("privacy:own")


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
