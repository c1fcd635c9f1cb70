"""A questionnaire on the phone: consent, short pages, review, sent; and visits without one."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.forms import ConsentForm, DispositionForm
from lampit.measure.models import SampleMember, Submission
from lampit.measure.queries import fieldwork, targets
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.languages import languages_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import scoring, states
from lampit.measure.views._asking import asked_questions, spoken
from lampit.measure.views._steps import told_step
from lampit.people.access import signed_in
from lampit.registry.access import whole_regions
from lampit.registry.queries.paging import Turn
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import AFTER, BEFORE


def _draft(request: HttpRequest, instance: uuid.UUID) -> Submission:
    """Return a draft that the person may continue; others do not exist for them."""
    found = fieldwork.find_submission(access.open_drafts(request.user), instance)
    if found is None:
        raise Http404
    return found


def member_of(request: HttpRequest, member_id: int) -> SampleMember:
    """Return a drawn business of the person's regions."""
    found = fieldwork.find_member(access.visible_members(request.user), member_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@door(access.may_ask)
def member(request: HttpRequest, member: int) -> HttpResponse:
    """Show a drawn business: begin its questionnaire, or record why there is none."""
    found = member_of(request, member)
    first = {"disposition": found.disposition, "confirmed": found.is_confirmed}
    form = DispositionForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        refused = typed["disposition"] == "menolak"
        try:
            actions.set_disposition(
                signed_in(request),
                found.pk,
                typed["disposition"],
                typed["reason"] if refused else typed["note"],
                confirmed=typed["confirmed"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("reason" if refused else None, in_words(refusal.message))
        else:
            messages.success(request, gettext("Hasil kunjungan tercatat."))
            return redirect("measure:members", found.round_id)
    context = {
        "member": found, "form": form, "is_open": found.round.state == states.FIELD,
        "instrument": reading_of(found.round.instrument).instrument,
    }  # fmt: skip
    return render(request, "measure/member.html", context, status=422 if form.errors else 200)


@require_POST
@door(access.may_ask)
def start_survey(request: HttpRequest, member: int) -> HttpResponse:
    """Begin or continue the questionnaire of a drawn business."""
    found = member_of(request, member)
    try:
        submission = actions.start_survey(
            signed_in(request), found.pk, instance_id=uuid.uuid4(), now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("measure:member", found.pk)
    return redirect("measure:resume", submission.instance_id)


@require_GET
@door(access.may_coach)
def find_business(request: HttpRequest) -> HttpResponse:
    """Search any business of the region to ask it in coaching."""
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"text": text}
    if text:
        context["turns"] = {"after": AFTER, "before": BEFORE}
        context["page_obj"] = targets.found_businesses(
            access.askable_businesses(request.user), text, timezone.localdate(),
            Turn(request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")),
            regions=whole_regions(request.user),
        )  # fmt: skip
    return render(request, "measure/find.html", context)


@require_POST
@door(access.may_coach)
def start_coaching(request: HttpRequest, business: str) -> HttpResponse:
    """Begin or continue a questionnaire in coaching; no estimate reads it."""
    try:
        submission = actions.start_coaching(
            signed_in(request), business, instance_id=uuid.uuid4(), now=timezone.now()
        )
    except Refusal as refusal:
        if refusal.code == "business_out_of_reach":
            raise Http404 from refusal
        messages.error(request, in_words(refusal.message))
        return redirect("measure:rounds")
    return redirect("measure:resume", submission.instance_id)


@require_GET
@door(access.may_ask)
def resume(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Go on where the questionnaire was left."""
    found = _draft(request, instance)
    if not found.has_consent:
        return redirect("measure:consent", instance)
    page = flow.first_open_page(reading_of(found.instrument).instrument, found.answers)
    return (
        redirect("measure:page", instance, page) if page else redirect("measure:review", instance)
    )


@require_http_methods(["GET", "POST"])
@door(access.may_ask)
def consent(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Read the opening aloud and keep the answer; a refusal ends here with its reason."""
    found = _draft(request, instance)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"agrees": "ya" if found.has_consent else ""},
    )
    if request.method == "POST" and form.is_valid():
        person, typed, now = signed_in(request), form.cleaned_data, timezone.now()
        try:
            if typed["agrees"] == "ya":
                actions.record_consent(person, instance, now=now)
                asked = reading_of(found.instrument).instrument
                return redirect("measure:page", instance, asked.pages[0].code)
            actions.record_refusal(person, instance, typed["reason"], now=now)
        except Refusal as refusal:
            form.add_error("reason", in_words(refusal.message))
        else:
            messages.success(request, gettext("Tidak bersedia: tercatat, tidak ada yang disimpan."))
            return _back_to_list(found)
    context = _frame(found) | {"form": form, "instrument": reading_of(found.instrument).instrument}
    return render(request, "measure/consent.html", context, status=422 if form.errors else 200)


def _back_to_list(found: Submission) -> HttpResponse:
    """Return to the sample list of the round, or to the rounds after coaching."""
    if found.round_id is None:
        return redirect("measure:rounds")
    return redirect("measure:members", found.round_id)


def _frame(found: Submission, page: str = "") -> dict[str, Any]:
    """Return what every page of a questionnaire shows: business, progress, page title."""
    instrument = reading_of(found.instrument).instrument
    done, asked = flow.progress(instrument, found.answers)
    return {
        "submission": found,
        "done": done,
        "asked": asked,
        "title": spoken(flow.page_of(instrument, page).text) if page else "",
        "page_code": page,
        "place": flow.page_codes(instrument).index(page) + 1 if page else 0,
        "pages": len(instrument.pages),
        "previous": flow.previous_page(instrument, page) if page else None,
    }


@require_http_methods(["GET", "POST"])
@door(access.may_ask)
def page(request: HttpRequest, instance: uuid.UUID, page: str) -> HttpResponse:
    """Ask one page; every step is kept, also going back and also when part of it is wrong."""
    found = _draft(request, instance)
    instrument = reading_of(found.instrument).instrument
    if page not in flow.page_codes(instrument):
        raise Http404
    if not found.has_consent:
        return redirect("measure:consent", instance)
    if request.method == "GET":
        return _asked(request, found, page)
    typed = {code: request.POST.getlist(code) for code in flow.page_of(instrument, page).questions}
    try:
        found, faults = actions.save_page(
            signed_in(request), instance, page, typed, now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return _back_to_list(found)
    return _onward(request, found, page, typed, faults)


def _onward(
    request: HttpRequest,
    found: Submission,
    page: str,
    typed: dict[str, list[str]],
    faults: Sequence[flow.Fault],
) -> HttpResponse:
    """Go back, go on, or stay with what must be put right."""
    instrument = reading_of(found.instrument).instrument
    if request.POST.get("arah") == "mundur":
        before = flow.previous_page(instrument, page)
        if before is None:
            return redirect("measure:consent", found.instance_id)
        return redirect("measure:page", found.instance_id, before)
    if faults:
        return _asked(request, found, page, typed=typed, faults=faults)
    after = flow.next_page(instrument, page)
    if after is None:
        return redirect("measure:review", found.instance_id)
    return redirect("measure:page", found.instance_id, after)


def chosen_language(request: HttpRequest) -> str:
    """Return the language that helps this interviewer, as chosen on any page of this visit."""
    wanted = request.GET.get("bantuan")
    if wanted is not None:
        request.session["bantuan"] = wanted[:12]
    return str(request.session.get("bantuan", ""))


def _asked(
    request: HttpRequest,
    found: Submission,
    page: str,
    *,
    typed: dict[str, list[str]] | None = None,
    faults: Sequence[flow.Fault] = (),
) -> HttpResponse:
    """Draw a page of questions."""
    instrument = reading_of(found.instrument).instrument
    codes = flow.page_of(instrument, page).questions
    languages = languages_of(found.instrument)
    chosen = chosen_language(request)
    questions = asked_questions(
        instrument, codes, found.answers, typed=typed, faults=faults,
        help_in=next((one for one in languages if one.code == chosen), None),
    )  # fmt: skip
    context = _frame(found, page) | {"questions": questions, "faults": faults}
    context |= {"languages": languages, "chosen_language": chosen}
    return render(request, "measure/page.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "POST"])
@door(access.may_ask)
def review(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Show what is answered and what is open, and send."""
    found = _draft(request, instance)
    if request.method == "POST":
        try:
            actions.submit(
                signed_in(request), instance, now=timezone.now(), partly="sebagian" in request.POST
            )
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
            return redirect("measure:resume", instance)
        return redirect("measure:sent", instance)
    instrument = reading_of(found.instrument).instrument
    parts = [
        (page.code, spoken(page.text), len(flow.missing_on(instrument, page, found.answers)))
        for page in instrument.pages
    ]
    share = scoring.index_of(instrument, found.answers)[2]
    context = _frame(found) | {
        "parts": parts,
        "is_whole": not any(missing for _, _, missing in parts),
        "is_enough": share >= scoring.ENOUGH_SHARE,
    }
    return render(request, "measure/review.html", context)


@require_GET
@door(access.may_ask)
def sent(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Say thank you; those who coach see the index and the next best step."""
    found = fieldwork.find_submission(access.sent_submissions(request.user), instance)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"submission": found, "shows_score": access.may_see_scores(request)}
    if context["shows_score"]:
        context["step"] = told_step(reading_of(found.instrument), found.score)
    return render(request, "measure/sent.html", context)
