"""One recipient: planned, matched, approved, given; what a business received."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.aid import access, actions
from lampit.aid.forms import GrantForm, ReasonForm
from lampit.aid.models import Grant
from lampit.aid.queries import lists as queries
from lampit.aid.queries.matching import candidates
from lampit.aid.queries.overlaps import planned_alike, sentence
from lampit.aid.rules import grants
from lampit.aid.views.programmes import programme_or_404
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry.access import visible_businesses
from lampit.registry.queries import find
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
def add_grant(request: HttpRequest, number: int) -> HttpResponse:
    """Plan aid for somebody."""
    found = programme_or_404(request, number)
    form = GrantForm(request.POST or None, initial={"business": request.GET.get("usaha", "")[:16]})
    if request.method == "POST" and form.is_valid():
        person = signed_in(request)
        try:
            grant = actions.plan_grant(person, found.pk, form.told(), now=timezone.now())
        except Refusal as refusal:
            field = {"business_unknown": "business", "recipient_unknown": "name"}.get(refusal.code)
            form.add_error(field, in_words(refusal.message))
        else:
            messages.success(request, gettext("Penerima tercatat, belum disetujui."))
            return redirect("aid:grant", grant.public_id)
    shown = {"form": form, "programme": found}
    return render(request, "aid/grant_form.html", shown, status=422 if form.errors else 200)


@require_safe
@door(access.may_read_recipients)
def grant(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one grant with what it overlaps."""
    return grant_page(request, public_id)


@require_POST
@door(access.may_run_aid)
def do(request: HttpRequest, public_id: str, deed: str) -> HttpResponse:
    """Approve, give, take back or refuse; what stands in the way is said on the page."""
    person = signed_in(request)
    grant_or_404(request, public_id)
    try:
        actions.do(
            person, public_id, deed, reason=request.POST.get("reason", ""),
            given_on=_day(request.POST.get("given_on", "")), now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        asks = refusal.code == "aid_elsewhere"
        told = in_words(refusal.message)
        return grant_page(request, public_id, refused=told, asks_reason=asks)
    messages.success(request, gettext("Tercatat."))
    return redirect("aid:grant", public_id)


@require_POST
@door(access.may_run_aid)
def choose_match(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say which business a recipient is."""
    person = signed_in(request)
    grant_or_404(request, public_id)
    try:
        actions.choose_match(
            person, public_id, request.POST.get("business", "").strip(), now=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        return grant_page(request, public_id, refused=in_words(refusal.message))
    messages.success(request, gettext("Tercatat."))
    return redirect("aid:grant", public_id)


@require_safe
@door(access.may_read_recipients)
def of_business(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a business received: a page, or the section of its own page."""
    person = signed_in(request)
    business = find(visible_businesses(person), public_id)
    if business is None:
        raise Http404
    shown = {"business": business, "rows": queries.received(access.grants_of(person, business))}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "aid/_received.html" if is_part else "aid/of_business.html", shown)


def grant_page(
    request: HttpRequest, public_id: str, *, refused: str = "", asks_reason: bool = False
) -> HttpResponse:
    """Render one grant; a refusal is said at its top with 422."""
    person, found = signed_in(request), grant_or_404(request, public_id)
    decides = access.may_run_aid(request)
    offered = candidates(access.offered_businesses(person), found) if decides else []
    shown = {
        "view": queries.grant_page(found, decides=decides),
        "programme": found.programme,
        "refused": refused,
        "asks_reason": asks_reason,
        "decides": decides,
        "alike": _alike(found) if decides else [],
        "candidates": [] if found.business_id else offered,
        "reason_form": ReasonForm(),
        "today": timezone.localdate(),
    }
    return render(request, "aid/grant.html", shown, status=422 if refused else 200)


def _alike(found: Grant) -> list[dict[str, str]]:
    """Return what else is planned for the recipient of a planned grant, in words."""
    if found.status != grants.PLANNED:
        return []
    return [
        {"public_id": one.other.public_id, "sentence": sentence(one.other, one.basis)}
        for one in planned_alike(found)
    ]


def grant_or_404(request: HttpRequest, public_id: str) -> Grant:
    """Return a grant that exists for the person."""
    found = queries.grant(access.visible_grants(signed_in(request)), public_id)
    if found is None:
        raise Http404
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
