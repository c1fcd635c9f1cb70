"""Businesses that move to another kabupaten: asked, listed, refused, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.registry import access, actions
from lampit.registry.forms.moving import MoveForm, RefusalForm, TakeForm
from lampit.registry.queries import moving as queries
from lampit.registry.queries import village_choices
from lampit.registry.queries.consents import may_use
from lampit.registry.rules import consents, moving
from lampit.registry.views.businesses import found_or_404
from lampit.web.door import door

FIELD_OF = {
    "region_unknown": "region", "village_unknown": "village", "end_in_future": "on",
    "move_no_consent": "channel", "channel_unknown": "channel", "proof_missing": "proof",
}  # fmt: skip
INCOMING, OUTGOING = "masuk", "keluar"


@require_safe
@door(access.may_open_moves)
def moves(request: HttpRequest) -> HttpResponse:
    """List what comes from and goes to other kabupaten, newest first."""
    person, now = signed_in(request), timezone.now()
    way = request.GET.get("arah", "")
    rows = {INCOMING: access.received_moves, OUTGOING: access.sent_moves}.get(
        way, access.visible_moves
    )(person)
    shown = {
        "page_obj": queries.page_of_moves(rows, region_of(person), request.GET.get("hal"), now),
        "way": way,
        "waiting": queries.waiting_moves(access.received_moves(person), now),
    }
    return render(request, "registry/moves.html", shown)


@require_safe
@door(access.may_open_moves)
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request as the own office may see it, and what can be done now."""
    return _page(request, number)


@require_http_methods(["GET", "POST"])
@door(access.may_ask_move)
def ask_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask another kabupaten to take a business over; nothing but name, trade and village goes."""
    person = signed_in(request)
    found = found_or_404(person, public_id)
    is_agreed = may_use(found.owner_id, consents.HANDOVER)
    form = MoveForm(request.POST or None, initial={"on": timezone.localdate()})
    form.offer(queries.destinations(found.region_id), is_agreed=is_agreed)
    if request.method == "POST" and form.is_valid():
        typed, words = form.cleaned_data, gettext(consents.BY_CODE[consents.HANDOVER].words)
        wanted = moving.Wanted(
            typed["region"], typed["village_code"], typed["on"], typed.get("channel", ""),
            typed.get("proof", ""),
        )  # fmt: skip
        try:
            made = actions.ask_move(person, public_id, wanted, words, now=timezone.now())
        except Refusal as refusal:
            field = FIELD_OF.get(refusal.code)
            form.add_error(field if field in form.fields else None, gettext(refusal.message))
        else:
            messages.success(request, gettext("Permintaan terkirim ke dinas tujuan."))
            return redirect("registry:move", made.pk)
    shown = {
        "business": found,
        "form": form,
        "is_agreed": is_agreed,
        "words": gettext(consents.BY_CODE[consents.HANDOVER].words),
        "days": moving.WAITS.days,
    }
    return render(request, "registry/move_ask.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.may_open_moves)
def refuse_move(request: HttpRequest, number: int) -> HttpResponse:
    """Say no, with a reason that the other office reads."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, number, form)
    try:
        actions.refuse_move(
            signed_in(request), number, form.cleaned_data["reason"], now=timezone.now()
        )
    except Refusal as refusal:
        return _refused(request, number, refusal)
    messages.success(request, gettext("Ditolak. Dinas asal dapat membaca alasannya."))
    return redirect("registry:move", number)


@require_POST
@door(access.may_open_moves)
def cancel_move(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what the other office has not answered yet."""
    try:
        actions.cancel_move(signed_in(request), number, now=timezone.now())
    except Refusal as refusal:
        return _refused(request, number, refusal)
    messages.success(request, gettext("Permintaan dibatalkan. Usaha tetap di daftar Anda."))
    return redirect("registry:move", number)


def _page(request: HttpRequest, number: int, form: RefusalForm | None = None) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    region = region_of(person)
    found = queries.move_with(access.visible_moves(person), number, region, now)
    if found is None:
        raise Http404
    take, is_open = (
        TakeForm(initial={"village": found.row.to_village_id}),
        found.state == "menunggu",
    )
    if is_open and found.is_incoming:
        take.offer(village_choices(region))
    shown = {
        "move": found,
        "may_answer": is_open and found.is_incoming,
        "may_cancel": is_open and not found.is_incoming,
        "take": take,
        "form": form or RefusalForm(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "registry/move.html", shown, status=status)


def _refused(request: HttpRequest, number: int, refusal: Refusal) -> HttpResponse:
    if refusal.code == "not_found":
        raise Http404 from refusal
    messages.warning(request, gettext(refusal.message))
    return redirect("registry:move", number)
