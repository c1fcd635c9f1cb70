"""What a supervisor looks at while a round is in the field: signs, people, second askings."""

import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.forms import BackCheckForm, ConsentForm
from lampit.measure.models import BackCheck
from lampit.measure.queries import fieldquality as looking
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import backchecks as rules
from lampit.measure.rules.fieldquality import Check, Sign
from lampit.measure.views import _signs
from lampit.measure.views._asking import asked_questions, spoken
from lampit.measure.views.planning import find_round
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


@require_GET
@door(access.may_plan)
def quality(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show which interviews want a second look and why, and the work of each enumerator."""
    found = find_round(request, round_id)
    looked = looking.look(found)
    counts = looked.counts()
    code = request.GET.get("tanda", "")
    code = code if code in counts else ""
    signed = looked.by_interview(code)
    page = page_of(sorted(signed), request.GET.get("hal"))
    rows = {row.pk: row for row in looking.signed_submissions(found, list(page))}
    checks = {check.code: check for check in looking.checks_of(found.instrument)}
    people = looking.names_of_people([w.enumerator for w in looked.work if w.enumerator])
    context = {
        "round": found,
        "looked": looked,
        "counts": [(one, _signs.TITLES[one], n) for one, n in counts.items()],
        "chosen": code,
        "page_obj": page,
        "rows": [(rows[key], _told(signed[key], checks)) for key in page if key in rows],
        "work": [(people.get(w.enumerator or 0, gettext("Tidak diketahui")), w)
                 for w in looked.work],
        "with_signs": len(looked.by_interview()),
    }  # fmt: skip
    return render(request, "measure/field_quality.html", context)


def _told(signs: Sequence[Sign], checks: dict[str, Check]) -> list[tuple[str, str]]:
    """Return the signs of one interview as titles and sentences."""
    return [(str(_signs.TITLES[sign.code]), _signs.sentence(sign, checks)) for sign in signs]


@require_GET
@door(access.may_ask_again)
def backchecks(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the interviews chosen to be held again, and how well both askings agree."""
    return _backchecks(request, round_id, BackCheckForm())


def _backchecks(request: HttpRequest, round_id: int, form: BackCheckForm) -> HttpResponse:
    found = find_round(request, round_id)
    rows = looking.listed_backchecks(access.visible_backchecks(request.user), found.pk)
    context: dict[str, Any] = {
        "round": found,
        "page_obj": page_of(rows, request.GET.get("hal")),
        "form": form,
        "may_plan": access.may_plan(request),
        "today": timezone.localdate(),
    }
    if context["may_plan"]:
        context["people"] = access.askers_of(found.region_id)
        items = [item for item in looking.agreements_of(found) if item.pairs]
        context["items"] = [(item, spoken(item.question.text)) for item in items]
        context["pairs"] = max((item.pairs for item in items), default=0)
        context["enough"] = rules.ENOUGH_PAIRS
    status = 422 if form.errors else 200
    return render(request, "measure/backchecks.html", context, status=status)


@require_POST
@door(access.may_plan)
def draw_again(request: HttpRequest, round_id: int) -> HttpResponse:
    """Choose interviews by lot that are held again."""
    find_round(request, round_id)
    form = BackCheckForm(request.POST)
    if form.is_valid():
        try:
            count = actions.draw_backchecks(
                signed_in(request),
                round_id,
                share=form.cleaned_data["percent"] / 100,
                seed=secrets.randbits(31),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            told = ngettext(
                "%(n)d wawancara terpilih untuk ditanya lagi.",
                "%(n)d wawancara terpilih untuk ditanya lagi.",
                count,
            )
            messages.success(request, told % {"n": count})
            return redirect("measure:backchecks", round_id)
    return _backchecks(request, round_id, form)


@require_POST
@door(access.may_plan)
def give_again(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Give a chosen interview to somebody else than who held it first."""
    found = looking.find_backcheck(access.plannable_backchecks(request.user), instance)
    if found is None:
        raise Http404
    told = request.POST.get("orang", "")
    try:
        actions.assign_backcheck(
            signed_in(request), instance, int(told) if told.isdecimal() else None
        )
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("Tersimpan."))
    return redirect("measure:backchecks", found.round_id)


def _open(request: HttpRequest, instance: uuid.UUID) -> BackCheck:
    """Return a back-check that the person may hold; others do not exist for them."""
    found = looking.find_backcheck(access.askable_backchecks(request.user), instance)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@door(access.may_ask_again)
def again(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Read the opening aloud once more; a refusal ends here with its reason."""
    found = _open(request, instance)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"agrees": "ya" if found.has_consent else ""},
    )
    if request.method == "POST" and form.is_valid():
        person, typed, now = signed_in(request), form.cleaned_data, timezone.now()
        try:
            if typed["agrees"] == "ya":
                actions.begin_backcheck(person, instance, now=now)
                return _onward(found, None)
            actions.drop_backcheck(person, instance, typed["reason"], now=now)
        except Refusal as refusal:
            form.add_error("reason", in_words(refusal.message))
        else:
            messages.success(request, gettext("Tidak bersedia: tercatat, tidak ada yang disimpan."))
            return redirect("measure:backchecks", found.round_id)
    asked = reading_of(found.submission.instrument).instrument
    context = _frame(found) | {"form": form, "instrument": asked}
    return render(request, "measure/consent.html", context, status=422 if form.errors else 200)


def _onward(found: BackCheck, page: str | None) -> HttpResponse:
    """Lead to the page after this one (the first after none), and home after the last."""
    instrument = reading_of(found.submission.instrument).instrument
    after = flow.next_page(instrument, page) if page else flow.page_codes(instrument)[0]
    if after is None:
        return redirect("measure:end_again", found.instance_id)
    return redirect("measure:again_page", found.instance_id, after)


def _frame(found: BackCheck, page: str = "") -> dict[str, Any]:
    """Return what every page of a second asking shows; never what was answered first."""
    instrument = reading_of(found.submission.instrument).instrument
    done, asked = flow.progress(instrument, found.answers)
    return {
        "submission": {"round": found.round, "business": found.submission.business},
        "backcheck": found,
        "done": done,
        "asked": asked,
        "title": spoken(flow.page_of(instrument, page).text) if page else "",
    }


@require_http_methods(["GET", "POST"])
@door(access.may_ask_again)
def again_page(request: HttpRequest, instance: uuid.UUID, page: str) -> HttpResponse:
    """Ask one page of the second asking; every step is kept."""
    found = _open(request, instance)
    instrument = reading_of(found.submission.instrument).instrument
    if page not in flow.page_codes(instrument):
        raise Http404
    if not found.has_consent:
        return redirect("measure:again", instance)
    typed: dict[str, list[str]] | None = None
    faults: list[flow.Fault] = []
    codes = flow.page_of(instrument, page).questions
    if request.method == "POST":
        typed = {code: request.POST.getlist(code) for code in codes}
        try:
            kept, faults = actions.save_backcheck_page(signed_in(request), instance, page, typed)
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
            return redirect("measure:backchecks", found.round_id)
        found.answers = kept.answers
        if request.POST.get("arah") == "mundur":
            before = flow.previous_page(instrument, page)
            if before is None:
                return redirect("measure:again", instance)
            return redirect("measure:again_page", instance, before)
        if not faults:
            return _onward(found, page)
    questions = asked_questions(instrument, codes, found.answers, typed=typed, faults=faults)
    context = _frame(found, page) | {"questions": questions, "faults": faults}
    return render(request, "measure/page.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "POST"])
@door(access.may_ask_again)
def end_again(request: HttpRequest, instance: uuid.UUID) -> HttpResponse:
    """Close a second asking once every question is answered."""
    found = _open(request, instance)
    instrument = reading_of(found.submission.instrument).instrument
    missing = flow.first_open_page(instrument, found.answers)
    if missing is not None:
        return redirect("measure:again_page", instance, missing)
    if request.method == "POST":
        try:
            actions.finish_backcheck(signed_in(request), instance, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
        else:
            messages.success(request, gettext("Jawaban kedua tersimpan. Terima kasih."))
        return redirect("measure:backchecks", found.round_id)
    return render(request, "measure/again_end.html", _frame(found))
