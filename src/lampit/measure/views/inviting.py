"""Answering by oneself: a link, a code told apart, then the pages of the questionnaire."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions import inviting
from lampit.measure.actions.odk_keys import hash_of_token
from lampit.measure.models import Invitation
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.receiving import find_invitation, finished_invitation
from lampit.measure.rules import answers as flow
from lampit.measure.views._asking import asked_questions, spoken
from lampit.measure.views.answering import member_of
from lampit.national.phone import chat_address
from lampit.people.access import signed_in
from lampit.web.door import door, everyone
from lampit.web.language import in_words
from lampit.web.programs import base_of

SEEN = "isi"


@require_POST
@door(access.may_ask)
def invite(request: HttpRequest, member: int) -> HttpResponse:
    """Make a link for a drawn business; link and code are shown once."""
    found = member_of(request, member)
    try:
        made = inviting.invite(
            signed_in(request), found.pk, is_helping="dampingi" in request.POST,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("measure:member", found.pk)
    link = base_of(request) + reverse("measure:own", args=[made.token])
    words = gettext(
        "Salam. Survei UMKM dinas: silakan isi sendiri di %(link)s. Kodenya kami beri tahu lewat "
        "telepon, jangan dibagikan."
    ) % {"link": link}
    phone = found.business.phone
    context = {
        "member": found, "made": made, "link": link, "words": words,
        "chat": chat_address(phone, words) if phone.startswith("+62") else "",
    }  # fmt: skip
    return render(request, "measure/own_made.html", context)


@require_http_methods(["GET", "POST"])
@door(everyone)
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; nothing of anybody is shown before it fits, nor after all is sent."""
    done = finished_invitation(hash_of_token(token))
    if done is not None:
        # Who comes back is thanked: nothing of anybody stands there, so no code is asked.
        context = {"agreed": done.has_consent, "sent_at": done.sent_at}
        return _shown(request, "measure/own_sent.html", context)
    error = ""
    if request.method == "POST":
        try:
            inviting.open_invitation(token, request.POST.get("kode", ""), now=timezone.now())
        except Refusal as refusal:
            error = str(in_words(refusal.message))
        else:
            request.session[SEEN] = hash_of_token(token)
            return redirect("measure:own_consent", token)
    return _shown(request, "measure/own_code.html", {"error": error}, bad=bool(error))


def _opened(request: HttpRequest, token: str) -> Invitation | None:
    """Return the link if this browser gave its code, None otherwise."""
    if request.session.get(SEEN) != hash_of_token(token):
        return None
    return find_invitation(hash_of_token(token), timezone.now())


@require_http_methods(["GET", "POST"])
@door(everyone)
def own_consent(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the answers are for, and ask whether to go on."""
    found = _opened(request, token)
    if found is None:
        return redirect("measure:own", token)
    error = ""
    if request.method == "POST":
        agrees = request.POST.get("setuju", "")
        try:
            if agrees == "ya":
                inviting.agree(token, now=timezone.now())
                return redirect("measure:own_page", token, _first(found))
            if agrees == "tidak":
                inviting.send_invitation(token, now=timezone.now(), agrees=False)
                return _shown(request, "measure/own_sent.html", {"agreed": False, "sent_at": None})
            error = gettext("Pilih salah satu jawaban.")
        except Refusal as refusal:
            error = str(in_words(refusal.message))
    asked = reading_of(found.round.instrument).instrument
    shown = {"business": found.member.business, "error": error, "instrument": asked}
    return _shown(request, "measure/own_consent.html", shown, bad=bool(error))


def _first(found: Invitation) -> str:
    instrument = reading_of(found.round.instrument).instrument
    return flow.first_open_page(instrument, found.answers) or flow.page_codes(instrument)[-1]


@require_http_methods(["GET", "POST"])
@door(everyone)
def own_page(request: HttpRequest, token: str, page: str) -> HttpResponse:
    """Ask one page; every step is kept. After the last the answers are sent."""
    found = _opened(request, token)
    if found is None or not found.has_consent:
        return redirect("measure:own", token)
    instrument = reading_of(found.round.instrument).instrument
    if page not in flow.page_codes(instrument):
        return redirect("measure:own_page", token, _first(found))
    here = flow.page_of(instrument, page)
    if request.method == "GET":
        return _asked(request, found, page)
    typed = {code: request.POST.getlist(code) for code in here.questions}
    try:
        return _step(request, token, page, typed)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("measure:own", token)


def _step(request: HttpRequest, token: str, page: str, typed: dict[str, list[str]]) -> HttpResponse:
    """Keep a page and go on, back, or stay; after the last one send.

    Raises:
        Refusal: the link ended meanwhile.
    """
    found, faults = inviting.keep_page(token, page, typed, now=timezone.now())
    instrument = reading_of(found.round.instrument).instrument
    if request.POST.get("arah") == "mundur":
        return redirect("measure:own_page", token, flow.previous_page(instrument, page) or page)
    if faults:
        return _asked(request, found, page, typed=typed, faults=faults)
    after = flow.next_page(instrument, page) or flow.first_open_page(instrument, found.answers)
    if after is not None:
        return redirect("measure:own_page", token, after)
    inviting.send_invitation(token, now=timezone.now())
    request.session.pop(SEEN, None)
    return _shown(request, "measure/own_sent.html", {"agreed": True, "sent_at": timezone.now()})


def _asked(request: HttpRequest, found: Invitation, page: str, **more: Any) -> HttpResponse:
    """Draw a page of questions."""
    instrument = reading_of(found.round.instrument).instrument
    here = flow.page_of(instrument, page)
    done, asked = flow.progress(instrument, found.answers)
    faults = more.get("faults", ())
    context = {
        "title": spoken(here.text), "done": done, "asked": asked, "faults": faults,
        "is_first": flow.previous_page(instrument, page) is None,
        "is_last": flow.next_page(instrument, page) is None,
        "questions": asked_questions(
            instrument, here.questions, found.answers, typed=more.get("typed"), faults=faults
        ),
    }  # fmt: skip
    return _shown(request, "measure/own_page.html", context, bad=bool(faults))


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, bad: bool = False
) -> HttpResponse:
    """Answer a page that no cache and no other address may keep."""
    answer = render(request, template, context, status=422 if bad else 200)
    answer["Cache-Control"] = "private, no-store"
    # Not `no-referrer`: browsers then send the forms of the page with `Origin: null`.
    answer["Referrer-Policy"] = "same-origin"
    return answer
