"""Rounds: the list, a new one with its plan, progress and the drawn businesses."""

import secrets
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import Round
from lampit.measure.queries import fieldwork, targets
from lampit.measure.queries.listing_told import listing_told
from lampit.measure.rules import states
from lampit.measure.rules.exceeding import of_draw
from lampit.measure.rules.planning import choices_of
from lampit.people.access import signed_in
from lampit.places.queries import names_of
from lampit.places.rules import SUBDISTRICT, level
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of

T = TypeVar("T")


def find_round(request: HttpRequest, round_id: int) -> Round:
    """Return a round of the person's regions; others do not exist for them."""
    found = fieldwork.find_round(access.visible_rounds(request.user), round_id)
    if found is None:
        raise Http404
    return found


def named_places(parts: list[tuple[str, T]]) -> list[tuple[str, T]]:
    """Put the name of its kecamatan before each part; one query."""
    # Whose kecamatan nobody noted stands under the code of the kabupaten.
    names = names_of([code for code, _ in parts if level(code) == SUBDISTRICT])
    return [(names.get(code, gettext("Kecamatan belum diketahui")), part) for code, part in parts]


@require_GET
@door(access.may_open_survey)
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds of the kabupaten, and the way to whom to help next."""
    rows = fieldwork.listed_rounds(access.visible_rounds(request.user))
    context: dict[str, Any] = {
        "page_obj": page_of(rows, request.GET.get("hal"), size=12),
        "may_plan": access.may_plan(request),
        "may_ask": access.may_ask(request),
        "may_coach": access.may_coach(request),
        "may_see_results": access.may_see_results(request),
    }
    if access.may_see_scores(request):
        context["next_counts"] = targets.who_next_counts(access.visible_scores(request.user))
    return render(request, "measure/rounds.html", context)


@require_GET
@door(access.may_open_survey)
def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show how a round stands: states, response, progress by kecamatan or stratum."""
    found = find_round(request, round_id)
    by_sector = request.GET.get("rinci") == "strata"
    whole, parts = fieldwork.progress(found.pk, by_sector=by_sector)
    context = {
        "round": found,
        "whole": whole,
        "parts": named_places([(part.code, part) for part in parts]),
        "by_sector": by_sector,
        "exceeding": of_draw(
            found.drawn_count, found.wanted_count, choices_of(found.plan), found.expected
        ),
        "may_plan": access.may_plan(request),
        "may_type": access.may_type_answers(request),
        "steps": states.NEXT_STATES[found.state] if access.may_plan(request) else (),
        "may_ask": access.may_ask(request),
        "may_see_results": access.may_see_results(request),
        "may_list": access.may_see_listing(request),
        "listing": listing_told(found),
    }
    return render(request, "measure/round.html", context)


@require_POST
@door(access.may_plan)
def move(request: HttpRequest, round_id: int) -> HttpResponse:
    """Move a round to its next state."""
    find_round(request, round_id)
    person, wanted, now = signed_in(request), request.POST.get("ke", ""), timezone.now()
    if wanted == states.PUBLISHED and request.POST.get("yakin") != "ya":
        messages.error(request, gettext("Centang dahulu bahwa hasil dan bobotnya sudah diperiksa."))
        return redirect("measure:round", round_id)
    try:
        if wanted == states.DRAWN:
            moved = actions.draw(person, round_id, seed=secrets.randbits(31), now=now)
        else:
            moved = actions.move_round(person, round_id, wanted, now=now)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, moved.get_state_display())
    return redirect("measure:round", round_id)


@require_GET
@door(access.may_ask)
def members(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the drawn businesses of a round, filtered by kecamatan and result, page by page."""
    found = find_round(request, round_id)
    place, status = request.GET.get("kecamatan", ""), request.GET.get("hasil", "")
    rows = fieldwork.listed_members(
        access.visible_members(request.user), found.pk, subdistrict=place, status=status
    )
    whole, parts = fieldwork.progress(found.pk)
    context = {
        "round": found,
        "page_obj": page_of(rows, request.GET.get("hal")),
        "places": named_places([(part.code, part) for part in parts]),
        "whole": whole,
        "chosen_place": place,
        "chosen_status": status,
        "is_open": found.state == states.FIELD,
    }
    return render(request, "measure/members.html", context)
