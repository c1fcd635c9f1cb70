"""A round is planned in steps: opened, sized and costed in both designs, then drawn."""

import secrets
from dataclasses import asdict, fields, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.forms import ChangeForm, DrawForm, PlanForm, RoundForm
from lampit.measure.models import Round
from lampit.measure.queries import fieldwork, listing, planning
from lampit.measure.rules import states
from lampit.measure.rules.costs import Rates
from lampit.measure.rules.exceeding import of_plan
from lampit.measure.rules.listed_draw import expected_walk
from lampit.measure.rules.planning import TWO, Choices, both_designs, choices_of
from lampit.measure.views.planning import find_round, named_places
from lampit.people.access import region_of, signed_in
from lampit.places.queries import names_of, subdistricts
from lampit.science import survey
from lampit.web.door import door
from lampit.web.language import in_words

PERCENT = ("response_rate", "reserve_share", "kept_share")
RATES = tuple(one.name for one in fields(Rates))
WANTED = 400
WORD_OF_BPS = ("recommendation_missing", "waiver_without_reason", "number_waived")
# What a new plan starts with: sizes apart, the large certain (measurement notes, section 3).
FIRST = Choices(by_size=True, certain_from=20)


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round; it is a draft until its sample is drawn."""
    earlier = fieldwork.drawn_rounds(access.plannable_rounds(request.user))
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        rounds=[(str(one.pk), one.name) for one in earlier],
        initial={"reference_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("measure:plan", _opened(request, form.cleaned_data).pk)
        except Refusal as refusal:
            place = {"reference_far": "reference_on", "round_exists": "name"}.get(refusal.code)
            form.add_error(place, in_words(refusal.message))
    context = {"form": form}
    return render(request, "measure/round_new.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, typed: dict[str, Any]) -> Round:
    """Open the round with the plan that a first look shows."""
    person = signed_in(request)
    opened = actions.open_round(
        person, region_of(request.user), typed["name"], wanted=WANTED, recommendation="",
        reference_on=typed["reference_on"], now=timezone.now(),
    )  # fmt: skip
    first = replace(FIRST, lists_first=listing.seems_incomplete(opened.region_id))
    actions.choose_plan(person, opened.pk, first, WANTED)
    if typed["after"]:
        actions.choose_before(person, opened.pk, int(typed["after"]))
    return opened


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def plan(request: HttpRequest, round_id: int) -> HttpResponse:
    """Choose size, design and cost; both designs stand side by side with what they can say."""
    found = find_round(request, round_id)
    if found.state != states.PLANNED:
        return redirect("measure:round", found.pk)
    codes = subdistricts([found.region_id])
    names = names_of(codes)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        places=[(code, names.get(code, code)) for code in codes],
        initial=_as_typed(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            choices, wanted = _chosen(form.cleaned_data)
            actions.choose_plan(signed_in(request), found.pk, choices, wanted)
            goes_on = request.POST.get("lanjut") == "undi"
            return redirect("measure:draw" if goes_on else "measure:plan", found.pk)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
    context = {"round": found, "form": form} | _outlook(found)
    return render(request, "measure/round_plan.html", context, status=422 if form.errors else 200)


def _as_typed(found: Round) -> dict[str, Any]:
    """Return the kept choices as the form shows them."""
    choices = choices_of(found.plan)
    typed = asdict(choices) | asdict(choices.rates) | {"wanted": found.wanted_count}
    typed |= {name: round(typed[name] * 100) for name in PERCENT}
    return {name: value or None if name.startswith("margin") else value
            for name, value in typed.items()}  # fmt: skip


def _chosen(typed: dict[str, Any]) -> tuple[Choices, int]:
    """Return what was typed as choices, and the number of answers."""
    rates = Rates(**{name: typed[name] for name in RATES if name != "boats"})
    rates = replace(rates, boats=tuple(typed["boats"]))
    known = {one.name for one in fields(Choices)} - {"rates"}
    told = {k: v for k, v in typed.items() if k in known and v is not None}
    told |= {name: told[name] / 100 for name in PERCENT}
    return Choices(**told, rates=rates), typed["wanted"]


def _outlook(found: Round) -> dict[str, Any]:
    """Return both designs with their precision and cost, and the chosen one by kecamatan."""
    choices = choices_of(found.plan)
    try:
        register = planning.population(found.region_id, found.reference_on, choices, found.after)
        spreads = planning.spreads_of(found.region_id) if choices.allocation == "neyman" else None
        offers = both_designs(register.people, found.wanted_count, choices, spreads)
    except Refusal as refusal:
        return {"why_not": in_words(refusal.message)}
    shown = [(o, in_words(o.refusal.message) if o.refusal else "") for o in offers]
    walks = next((o.plan for o in offers if o.design == TWO and o.plan), None)
    chosen = next(offer.plan for offer in offers if offer.design == choices.design)
    places = named_places([(p.code, p) for p in chosen.places]) if chosen else []
    return {
        "offers": shown, "chosen": chosen, "places": places, "choices": choices,
        "exceeding": of_plan(chosen, choices) if chosen else None,
        "walk": walks and expected_walk(register.people, walks.allocation),
        "goes_back": register.before is not None and bool(register.before.villages),
        "frame": register.people.cells.total, "has_spreads": spreads is None or bool(spreads),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def draw(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show once more what will be drawn, take what BPS said, and draw."""
    found = find_round(request, round_id)
    if found.state != states.PLANNED:
        return redirect("measure:round", found.pk)
    first = {"recommendation": found.recommendation, "waived": found.is_waived}
    form = DrawForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        person, now, typed = signed_in(request), timezone.now(), form.cleaned_data
        try:
            actions.note_recommendation(
                person, found.pk, typed["recommendation"], is_waived=typed["waived"], now=now
            )
            drawn = actions.draw(person, found.pk, seed=secrets.randbits(31), now=now)
        except Refusal as refusal:
            place = "recommendation" if refusal.code in WORD_OF_BPS else None
            form.add_error(place, in_words(refusal.message))
        else:
            done = drawn.get_state_display() if drawn.drawn_count else gettext("Desa sudah diundi")
            messages.success(request, done)
            return redirect("measure:round", found.pk)
    context = {"round": found, "form": form} | _outlook(found)
    return render(request, "measure/round_draw.html", context, status=422 if form.errors else 200)


@require_POST
@door(access.may_plan)
def drop(request: HttpRequest, round_id: int) -> HttpResponse:
    """Delete a round that was never drawn, once that was said to be meant."""
    found = find_round(request, round_id)
    if request.POST.get("yakin") != "ya":
        messages.error(request, gettext("Centang dahulu bahwa rancangan ini memang dihapus."))
        return redirect("measure:round", found.pk)
    try:
        name = actions.drop_round(signed_in(request), found.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("measure:round", found.pk)
    messages.success(request, gettext("Rancangan %(name)s dihapus.") % {"name": name})
    return redirect("measure:rounds")


@require_GET
@door(access.may_plan)
def change(request: HttpRequest) -> HttpResponse:
    """Say how small a change two rounds of some size will find, with the same businesses or not."""
    asked = bool(request.GET)
    form = ChangeForm(request.GET if asked else None)
    context: dict[str, Any] = {"form": form}
    typed = {name: field.initial for name, field in form.fields.items()}
    if asked and form.is_valid():
        typed = form.cleaned_data
    if not form.errors:
        told = {"deff": typed["deff"], "correlation": typed["correlation"] / 100}
        for name, overlap in (("found", typed["overlap"] / 100), ("apart", 0.0)):
            value = survey.detectable_change(typed["answers"], overlap=overlap, **told)
            context[name] = value * 100
        context["index"] = survey.detectable_change(
            typed["answers"], spread=20.0, overlap=typed["overlap"] / 100, **told
        )
    return render(request, "measure/change.html", context, status=422 if form.errors else 200)
