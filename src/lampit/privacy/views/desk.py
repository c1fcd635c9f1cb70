"""`/balai/permintaan/`: the queue of the office, one request, and its letter."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.privacy import access, actions, queries
from lampit.privacy.actions import About
from lampit.privacy.forms import EnterForm, LetterForm, RefusalForm
from lampit.privacy.models import Request
from lampit.privacy.rules import requests as rules
from lampit.registry.models import Owner
from lampit.web.door import door


@require_safe
@door(access.may_handle)
def requests(request: HttpRequest) -> HttpResponse:
    """Show the queue: what is due first comes first; answered requests apart."""
    person, closed = signed_in(request), request.GET.get("sudah") == "1"
    now = timezone.now()
    shown = {
        "page_obj": queries.queue(
            access.visible_requests(person), request.GET.get("hal"), now, closed=closed
        ),
        "closed": closed,
        "pressing": queries.pressing(region_of(person), now),
    }
    return render(request, "privacy/requests.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_handle)
def enter(request: HttpRequest) -> HttpResponse:
    """Write down a request that came to the desk, by telephone or by letter."""
    person, asked = signed_in(request), request.GET.get("pemilik", "")
    owner = queries.owner_at(access.office_owners(person), asked) if asked else None
    if asked and owner is None:
        raise Http404
    usual = {"received_at": timezone.localtime()}
    form = EnterForm(request.POST or None, initial=usual, has_owner=owner is not None)
    if request.method == "POST" and form.is_valid():
        made = _entered(request, form, owner)
        if made is not None:
            return redirect("privacy:request", number=made.pk)
    shown = {"form": form, "owner": owner}
    return render(request, "privacy/enter.html", shown, status=422 if form.errors else 200)


def _entered(request: HttpRequest, form: EnterForm, owner: Owner | None) -> Request | None:
    person, typed = signed_in(request), form.cleaned_data
    about = About(owner.region_id, owner) if owner else _buyer_of(request, typed["order"])
    if about is None:
        form.add_error("order", _("Pesanan ini tidak ada di wilayah Anda. Periksa nomornya."))
        return None
    try:
        return actions.enter(
            person, about, typed["kind"], typed["wish"], channel=typed["channel"],
            identity=typed["identity"], received_at=typed["received_at"], now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        field = {"identity_missing": "identity", "received_later": "received_at"}
        form.add_error(field.get(refusal.code), _(refusal.message))
        return None


def _buyer_of(request: HttpRequest, number: str) -> About | None:
    region = region_of(signed_in(request))
    order = queries.order_named(number, region)
    return About(region, order=order) if order else None


@require_safe
@door(access.may_handle)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request with its clock and what may be done."""
    return _page(request, _found(request, number))


@require_POST
@door(access.may_handle)
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a request in hand."""
    found, person = _found(request, number), signed_in(request)
    return _done(request, found, lambda: actions.take(person, found, now=timezone.now()))


@require_POST
@door(access.may_handle)
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """Have the copy of everything made."""
    found, person = _found(request, number), signed_in(request)
    back = reverse("privacy:request", args=[found.pk])
    return _done(
        request,
        found,
        lambda: actions.ask_copy(person, found, back_url=back, now=timezone.now()),
    )


@require_POST
@door(access.may_handle)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a request with a letter."""
    found, person = _found(request, number), signed_in(request)
    form = LetterForm(request.POST, prefix="jawab")
    if not form.is_valid():
        return _page(request, found, answer_form=form)
    words = form.cleaned_data["words"]
    try:
        actions.answer(person, found, words, now=timezone.now())
    except Refusal as refusal:
        form.add_error("words", _(refusal.message))
        return _page(request, found, answer_form=form)
    return redirect("privacy:letter", number=found.pk)


@require_POST
@door(access.may_handle)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse a request on a lawful ground, with a letter."""
    found, person = _found(request, number), signed_in(request)
    form = RefusalForm(request.POST, prefix="tolak")
    if not form.is_valid():
        return _page(request, found, refusal_form=form)
    typed = form.cleaned_data
    try:
        actions.refuse(person, found, typed["ground"], typed["words"], now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, _(refusal.message))
        return _page(request, found, refusal_form=form)
    return redirect("privacy:letter", number=found.pk)


@require_safe
@door(access.may_handle)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show the letter of an answered request, to be printed."""
    found = _found(request, number)
    if not found.letter:
        raise Http404
    return render(request, "privacy/letter.html", {"found": found, "who": queries.who(found)})


def _found(request: HttpRequest, number: int) -> Request:
    found = queries.request_at(access.visible_requests(signed_in(request)), number)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: Request,
    *,
    answer_form: LetterForm | None = None,
    refusal_form: RefusalForm | None = None,
) -> HttpResponse:
    person = signed_in(request)
    shown = {
        "row": queries.row_of(found, timezone.now()),
        "found": found,
        "is_open": found.state in rules.OPEN,
        "answer_form": answer_form or LetterForm(prefix="jawab"),
        "refusal_form": refusal_form or RefusalForm(prefix="tolak"),
        "may_refuse": access.may_refuse(person),
        "copies": queries.copies_of(found),
        "business": queries.business_of(found.owner) if found.owner else None,
    }
    refused = answer_form is not None or refusal_form is not None
    return render(request, "privacy/request.html", shown, status=422 if refused else 200)


def _done(request: HttpRequest, found: Request, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat."))
    return redirect("privacy:request", number=found.pk)
