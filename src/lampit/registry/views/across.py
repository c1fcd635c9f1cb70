"""Persons whom two kabupaten list: found, asked, compared and answered by both offices."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.people.models import User
from lampit.registry import access, actions
from lampit.registry.forms.across import AcrossForm, DeclineForm
from lampit.registry.queries import across as queries
from lampit.registry.rules import across as rules
from lampit.web.door import door

Deed = Callable[[User, datetime], Any]


@require_safe
@door(access.may_open_across)
def across_pairs(request: HttpRequest) -> HttpResponse:
    """List the own records whose person another kabupaten lists too."""
    person, now = signed_in(request), timezone.now()
    region = region_of(person)
    rows = access.visible_across(person)
    shown = {
        "page_obj": queries.page_of_across(rows, region, request.GET.get("hal"), now),
        "waiting": queries.waiting_across(region, now),
    }
    return render(request, "registry/across_pairs.html", shown)


@require_safe
@door(access.may_open_across)
def across_pair(request: HttpRequest, number: int) -> HttpResponse:
    """Show one pair as the own office may see it, and what can be done now."""
    return _page(request, number)


@require_POST
@door(access.may_open_across)
def ask_across(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the other office to compare."""

    def deed(person: User, now: datetime) -> None:
        actions.ask_across(person, number, now=now)

    return _done(request, number, deed, gettext("Pertanyaan terkirim ke dinas lain."))


@require_POST
@door(access.may_open_across)
def compare_across(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to compare."""

    def deed(person: User, now: datetime) -> None:
        actions.compare_across(person, number, now=now)

    return _done(request, number, deed, gettext("Kedua catatan sekarang bisa dibandingkan."))


@require_POST
@door(access.may_open_across)
def decline_across(request: HttpRequest, number: int) -> HttpResponse:
    """Say no to comparing, with a reason that the other office reads."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, number, decline=form)

    def deed(person: User, now: datetime) -> None:
        actions.decline_across(person, number, form.cleaned_data["reason"], now=now)

    return _done(request, number, deed, gettext("Dinas yang bertanya dapat membaca alasannya."))


@require_POST
@door(access.may_open_across)
def answer_across(request: HttpRequest, number: int) -> HttpResponse:
    """Say what the two records are."""
    person = signed_in(request)
    found = _found(person, number)
    form = _answer_form(found, request.POST)
    if not form.is_valid():
        return _page(request, number, answer=form)
    told = form.cleaned_data
    try:
        row = actions.answer_across(
            person, number, told["what"], told["keeper"], now=timezone.now()
        )
    except Refusal as refusal:
        form.add_error("keeper" if refusal.code == "keeper_missing" else None,
                       gettext(refusal.message))  # fmt: skip
        return _page(request, number, answer=form)
    if row.state == rules.SETTLED:
        messages.success(request, gettext("Kedua dinas sepakat. Pasangan ini selesai."))
    else:
        messages.success(request, gettext("Jawaban tersimpan. Dinas lain juga menjawab."))
    return redirect("registry:across_pair", number)


def _found(person: User, number: int) -> queries.Across:
    rows = access.visible_across(person)
    found = queries.across_with(rows, number, region_of(person), timezone.now())
    if found is None:
        raise Http404
    return found


def _answer_form(found: queries.Across, typed: Any = None) -> AcrossForm:
    said = {"what": found.answer.what, "keeper": found.answer.keeper}
    form = AcrossForm(typed, initial=said)
    form.offer([(found.own_region, gettext("Dinas kita")), (found.other_region, found.office)])
    return form


def _page(
    request: HttpRequest, number: int, *, decline: DeclineForm | None = None,
    answer: AcrossForm | None = None,
) -> HttpResponse:  # fmt: skip
    person = signed_in(request)
    found = _found(person, number)
    shown = {
        "pair": found,
        "may_ask": found.state in (rules.FOUND, rules.REFUSED, rules.OVER) and bool(found.own),
        "may_agree": found.state == rules.ASKED and not found.is_asker,
        "may_answer": found.state == rules.OPEN,
        "may_hand_over": access.may_ask_move(request),
        "decline": decline or DeclineForm(),
        "answer": answer or _answer_form(found),
        "days": rules.WAITS.days,
    }
    wrong = any(form is not None and form.errors for form in (decline, answer))
    return render(request, "registry/across_pair.html", shown, status=422 if wrong else 200)


def _done(request: HttpRequest, number: int, deed: Deed, said: str) -> HttpResponse:
    """Do a deed and lead back to the pair with what came of it."""
    try:
        deed(signed_in(request), timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.warning(request, gettext(refusal.message))
    else:
        messages.success(request, said)
    return redirect("registry:across_pair", number)
