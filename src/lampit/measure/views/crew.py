"""Who goes out: people, areas and days, the reserve, progress; a page per enumerator on paper."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.forms import CrewForm, DivideForm, HandForm
from lampit.measure.models import Round
from lampit.measure.queries import crew as reads
from lampit.measure.queries import fieldwork
from lampit.measure.rules.planning import choices_of
from lampit.measure.views.planning import find_round
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.places.queries import names_of, subdistricts
from lampit.web.door import door
from lampit.web.language import in_words

PER_DAY = 8


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def crew(request: HttpRequest, round_id: int) -> HttpResponse:
    """Add enumerators, divide the sample among them, hand over, release the reserve."""
    found = find_round(request, round_id)
    loads = reads.loads(found)
    forms = _forms(request, found, loads)
    deed = request.POST.get("apa", "") if request.method == "POST" else ""
    form = forms.get(deed)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            messages.success(request, _done(request, found, deed, form))
            return redirect("measure:crew", found.pk)
        except Refusal as refusal:
            if form is None:
                messages.error(request, in_words(refusal.message))
                return redirect("measure:crew", found.pk)
            form.add_error(None, in_words(refusal.message))
    whole, _ = fieldwork.progress(found.pk)
    context = {
        "round": found, "loads": loads, "forms": forms, "whole": whole,
        "days": reads.by_day(found), "expected": reads.expected_now(found, whole.figures),
        "reserve": reads.reserve_left(found), "has_crew": bool(reads.people_of(loads)),
        "has_sample": bool(found.drawn_count),
        "may_type": access.may_type_answers(request),
    }  # fmt: skip
    wrong = any(one.errors for one in forms.values())
    return render(request, "measure/crew.html", context, status=422 if wrong else 200)


def _forms(request: HttpRequest, found: Round, loads: list[reads.Load]) -> dict[str, Any]:
    """Return the forms of the page by deed; the one that was sent is bound."""
    deed = request.POST.get("apa", "") if request.method == "POST" else ""
    names = names_of(subdistricts([found.region_id]))
    people = [(str(one.pk), _named(one)) for one in access.askers_of(found.region_id)]
    going = [(str(one.pk), _named(one)) for one in reads.people_of(loads)]
    first = max(timezone.localdate(), found.field_from or date.min)

    def told(name: str) -> Any:
        return request.POST if deed == name else None

    return {
        "tambah": CrewForm(
            told("tambah"), people=people, bases=sorted(names.items()),
            initial={"per_day": PER_DAY}, prefix=None,
        ),
        "bagi": DivideForm(told("bagi"), initial={"first": first}),
        "alih": HandForm(told("alih"), going=going),
    }  # fmt: skip


def _named(person: User) -> str:
    return person.get_full_name() or person.username


def _done(request: HttpRequest, found: Round, deed: str, form: Any) -> str:
    """Do what was pressed and say what came of it."""
    deeds: dict[str, Callable[..., str]] = {
        "tambah": _add, "bagi": _divide, "alih": _hand, "berhenti": _end, "lepas": _release,
    }  # fmt: skip
    if deed not in deeds:
        raise Refusal("deed_unknown", "Tombol itu tidak dikenal.")
    return deeds[deed](request, found, form)


def _add(request: HttpRequest, found: Round, form: Any) -> str:
    typed = form.cleaned_data
    person = _person(found, typed["person"])
    actions.add_enumerator(
        signed_in(request), found.pk, person, per_day=typed["per_day"], base=typed["base"],
        now=timezone.now(),
    )  # fmt: skip
    return gettext("Pendata ditambahkan.")


def _divide(request: HttpRequest, found: Round, form: Any) -> str:
    count = actions.divide_round(
        signed_in(request), found.pk, first=form.cleaned_data["first"], now=timezone.now()
    )
    return gettext("%(n)s usaha dibagi kepada pendata.") % {"n": count}


def _hand(request: HttpRequest, found: Round, form: Any) -> str:
    typed = form.cleaned_data
    to, frm = _person(found, typed["to"]), typed["frm"]
    now = timezone.now()
    if frm:
        giver = _person(found, frm)
        count = actions.hand_over(signed_in(request), found.pk, to=to, frm=giver, now=now)
    else:
        waiting = reads.waiting(found)
        count = actions.hand_over(signed_in(request), found.pk, to=to, members=waiting, now=now)
    return gettext("%(n)s usaha dialihkan.") % {"n": count}


def _end(request: HttpRequest, found: Round, _form: Any) -> str:
    person = _person(found, request.POST.get("person", ""))
    count = actions.end_enumerator(signed_in(request), found.pk, person, now=timezone.now())
    return gettext("%(n)s usaha menunggu pendata lain.") % {"n": count}


def _release(request: HttpRequest, found: Round, _form: Any) -> str:
    count = actions.release_reserve(signed_in(request), found.pk, now=timezone.now())
    return gettext("%(n)s cadangan dilepas.") % {"n": count}


def _person(found: Round, told: str) -> User:
    person = access.askers_of(found.region_id).filter(pk=told).first() if told.isdecimal() else None
    if person is None:
        raise Refusal("enumerator_unknown", "Orang itu bukan pendata di kabupaten ini.")
    return person


@require_GET
@door(access.may_see_days)
def route(request: HttpRequest, round_id: int, person: int) -> HttpResponse:
    """Show an enumerator's days on one page, to print; her own, or anybody's for the office."""
    found = find_round(request, round_id)
    if not (access.may_plan(request) or person == signed_in(request).pk):
        raise Http404
    rows = reads.route_of(access.visible_members(request.user), found, person)
    who = access.askers_of(found.region_id).filter(pk=person).first()
    if who is None:
        raise Http404
    boats = choices_of(found.plan).rates.boats
    days = [(day, list(some)) for day, some in groupby(rows, key=lambda member: member.route_day)]
    context = {
        "round": found, "who": _named(who), "boats": boats,
        "days": [(day, some, any(m.subdistrict in boats for m in some)) for day, some in days],
    }  # fmt: skip
    return render(request, "measure/route.html", context)
