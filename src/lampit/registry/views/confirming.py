"""The page behind a link: is this business still there? For everybody who holds the link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.actions import is_guessing, note_wrong_code
from lampit.registry import actions
from lampit.registry.forms.alive import NEAR, MovedForm
from lampit.registry.models import ConfirmLink
from lampit.registry.queries import silent
from lampit.registry.rules import alive
from lampit.web.door import door, everyone

GUESSED = "masih"


@require_http_methods(["GET", "POST"])
@never_cache
@door(everyone)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, and take the answer once; looking alone changes nothing, so chat previews may look.

    It shows the name of the business and nothing of a person.
    """
    now = timezone.now()
    if is_guessing(request, GUESSED, now=now):
        return _private(
            render(request, "registry/confirm_unknown.html", {"many": True}, status=429)
        )
    link = silent.link_with(actions.digest_of(code))
    if link is None:
        note_wrong_code(request, GUESSED, now=now)
        return _private(render(request, "registry/confirm_unknown.html", status=404))
    if request.method == "POST":
        return _private(_answered(request, link, code))
    return _private(_asked(request, link))


def _answered(request: HttpRequest, link: ConfirmLink, code: str) -> HttpResponse:
    """Take an answer; moving asks first where to."""
    now, answer = timezone.now(), request.POST.get("answer", "")
    moved = actions.Moved()
    if answer == alive.MOVED and link.answered_at is None:
        form = MovedForm(request.POST if "where" in request.POST else None)
        if not form.is_valid():
            status = 422 if form.is_bound else 200
            shown = {"link": link, "name": silent.public_name(link.business), "form": form}
            return render(request, "registry/confirm_moved.html", shown, status=status)
        told = form.cleaned_data
        moved = actions.Moved(told["where"] == NEAR, told["place"])
    try:
        actions.answer_link(code, answer, moved, now=now)
    except Refusal as refusal:
        if refusal.code == "answer_unknown":
            return _asked(request, link, refusal.message)
    return redirect("registry:confirm", code)


def _asked(request: HttpRequest, link: ConfirmLink, wrong: str = "") -> HttpResponse:
    """Show the question, or that the link is used or over."""
    now = timezone.now()
    over = link.answered_at is None and now >= link.expires_at
    shown = {
        "link": link,
        "name": silent.public_name(link.business),
        "wrong": wrong,
        "is_over": over,
        "answers": alive.ANSWERS if link.sheet is None else alive.SHEET_ANSWERS,
    }
    status = 410 if over else 422 if wrong else 200
    return render(request, "registry/confirm.html", shown, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines and its address out of the next site's referrer."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
