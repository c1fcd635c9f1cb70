"""How the weights of a round came about, and the corrections of a published one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import WeightStep
from lampit.measure.queries import frozen
from lampit.measure.queries import recompute as recomputing
from lampit.measure.queries.listing import is_listed
from lampit.measure.queries.margins import kept_margins
from lampit.measure.rules import states
from lampit.measure.rules.estimating import INDEX, telling, totals
from lampit.measure.rules.estimating.domains import UNKNOWN
from lampit.measure.views.planning import find_round
from lampit.people.access import signed_in
from lampit.places.queries import names_of
from lampit.registry.models import Sector
from lampit.web import figures
from lampit.web.door import door
from lampit.web.language import in_words

MOST_CLASSES = 60
DECIMALS = {"smallest_factor": 2, "largest_factor": 2}


@require_GET
@door(access.may_see_results)
def weights(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show each step of the weights of a revision, and the revisions of the round."""
    found = find_round(request, round_id)
    revisions = frozen.revisions_of(found)
    readable = revisions if access.may_plan(request) else [r for r in revisions if r.published_at]
    wanted = request.GET.get("revisi", "")
    own = [r for r in readable if str(r.number) == wanted] if wanted else readable
    if wanted and not own:
        raise Http404
    steps = frozen.steps_of(own[0]) if own else []
    names = names_of(_places(steps))
    context: dict[str, Any] = {
        "round": found,
        "revision": own[0] if own else None,
        "revisions": readable,
        "steps": [_step(step, names) for step in steps],
        "may_plan": access.may_plan(request),
        "waiting": next((r for r in revisions if not r.published_at), None),
        "may_choose": access.may_plan(request) and found.state == states.CLOSED,
        "margins": _margins(found.plan),
        "known": kept_margins(found),
        "is_listed": is_listed(found),
        "is_published": found.state == states.PUBLISHED,
        "typed": request.session.pop("measure.reason", ""),
    }
    return render(request, "measure/weights.html", context)


def _margins(plan: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the margins that may be fitted to: code, words, whether chosen."""
    chosen = plan.get("weight_margins", list(totals.MARGINS))
    return [(m, gettext(telling.MARGIN_TITLES[m]), m in chosen) for m in totals.MARGINS]


def _places(steps: Iterable[WeightStep]) -> list[str]:
    """Return the codes of kecamatan that the classes name."""
    labels = [one["name"] for step in steps for one in step.told.get("classes") or []]
    labels += [str(one["label"]) for step in steps for one in telling.merged_lines(step.told)]
    parts = [p for label in labels for cell in telling.parts_of(label.split("=")[-1]) for p in cell]
    return sorted({part for part in parts if part[:2].isdigit() and "." in part})


def _step(step: WeightStep, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a step ready for its card."""
    words = telling.words_of(step.kind, step.told)
    lines = telling.class_lines(step.told)
    numbers = {name: _number(name, value) for name, value in words.numbers.items()}
    merged = telling.merged_lines(step.told)
    return {
        "row": step,
        "title": gettext(words.title),
        "sentence": gettext(words.sentence) % numbers if numbers else gettext(words.sentence),
        "method": gettext(words.method) if words.method else "",
        "remarks": [_filled(gettext(remark), numbers) for remark in words.remarks],
        "lines": [
            (_label(one.name, names), _margin(one.margin), one) for one in lines[:MOST_CLASSES]
        ],
        "left": max(len(lines) - MOST_CLASSES, 0),
        "merged": [(_margin(m["margin"]), _label(m["label"], names), m["answers"]) for m in merged],
    }


def _filled(words: str, numbers: Mapping[str, str]) -> str:
    """Return a remark with its numbers; one without any is left as it is."""
    return words % numbers if "%(" in words else words


def _margin(code: str) -> str:
    return gettext(telling.MARGIN_TITLES[code]) if code in telling.MARGIN_TITLES else ""


def _number(name: str, value: float) -> str:
    return figures.number(value, DECIMALS.get(name, 0), figures.tongue(get_language()))


def _label(label: str, names: Mapping[str, str]) -> str:
    """Return the label of a class in words: kecamatan by name, sectors by theirs."""
    told = []
    for cell in telling.parts_of(label):
        words = [_word(code, names) for code in cell if code]
        told.append(" · ".join(words))
    return " + ".join(told)


def _word(code: str, names: Mapping[str, str]) -> str:
    sectors = dict(Sector.choices)
    sayings = {
        UNKNOWN: gettext("belum diketahui"),
        "hp": gettext("ada nomor HP"),
        "-": gettext("tanpa nomor HP"),
        "L": gettext("Laki-laki"),
        "P": gettext("Perempuan"),
    }
    return names.get(code) or str(sectors.get(code, "")) or sayings.get(code, code)


@require_GET
@door(access.may_plan)
def recompute(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give the files with which a figure is reckoned again: data, DESIGN, a script for R.

    To head and staff, who may look up single answers anyway: from rows and weights more can be
    worked out than the page tells.
    """
    found = find_round(request, round_id)
    indicator = request.GET.get("indikator", INDEX)
    by = request.GET.get("menurut", "")
    try:
        packed = recomputing.bundle(recomputing.files(found, indicator, by))
    except Refusal as refusal:
        raise Http404 from refusal
    name = "-".join([found.region_id, found.name, indicator, *by.split(",")]).strip("-")
    safe = "".join(one if one.isalnum() or one in "-_." else "_" for one in name)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{safe}.zip"'
    return answer


@require_POST
@door(access.may_plan)
def choose_margins(request: HttpRequest, round_id: int) -> HttpResponse:
    """Choose to which known totals a closed round is fitted, then process it."""
    find_round(request, round_id)
    person, now = signed_in(request), timezone.now()
    try:
        actions.choose_margins(person, round_id, request.POST.getlist("margin"), now=now)
        actions.move_round(person, round_id, states.PROCESSED, now=now)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("Putaran sudah diolah. Periksa bobotnya."))
    return redirect("measure:weights", round_id)


@require_POST
@door(access.may_plan)
def correct(request: HttpRequest, round_id: int) -> HttpResponse:
    """Process a published round once more, publish that correction, or drop it."""
    find_round(request, round_id)
    person, now, deed = signed_in(request), timezone.now(), request.POST.get("langkah", "")
    try:
        if deed == "terbit":
            done = actions.publish_revision(person, round_id, now=now)
            told = gettext("Revisi %(number)s sudah terbit.") % {"number": done.number}
        elif deed == "buang":
            actions.drop_revision(person, round_id, now=now)
            told = gettext("Revisi yang belum terbit sudah dibuang.")
        else:
            done = actions.revise(person, round_id, request.POST.get("alasan", ""), now=now)
            told = gettext("Revisi %(number)s sudah diolah, belum terbit.") % {
                "number": done.number
            }
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        request.session["measure.reason"] = request.POST.get("alasan", "")[:300]
    else:
        messages.success(request, told)
    return redirect("measure:weights", round_id)
