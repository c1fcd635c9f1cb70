"""What was found: a round's figures, a business's score."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lampit.measure import access
from lampit.measure.models import Score
from lampit.measure.queries import targets
from lampit.measure.queries.answers import answers_of
from lampit.measure.queries.how import how_of
from lampit.measure.queries.how_model import how_modelled
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.listing_told import listing_told
from lampit.measure.queries.places import place_of
from lampit.measure.views import _drawings as drawings
from lampit.measure.views._asking import is_english
from lampit.measure.views._steps import level_words, told_parts, told_steps
from lampit.measure.views.planning import find_round
from lampit.web.door import door

TABLE, MODELLED = "tabel", "model"


@require_GET
@door(access.may_see_results)
def results(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the figures of a round: the sentence, then why; charts, or tables in their place."""
    found = find_round(request, round_id)
    answers = answers_of(found, english=is_english())
    context: dict[str, Any] = {
        "round": found,
        "region": found.region,
        "outcome": answers.outcome,
        "answers": answers,
        "listing": listing_told(found),
        "as_table": request.GET.get("tampil") == TABLE,
    }
    if answers.is_told:
        context |= drawings.drawn(found.region_id, answers)
    return render(request, "measure/results.html", context)


@require_GET
@door(access.may_see_results)
def figure(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """Show how a figure was reckoned; asked for by htmx, only the part that stands inline."""
    found = find_round(request, round_id)
    how = how_modelled if request.GET.get("cara") == MODELLED else how_of
    told = how(found, code, request.GET.get("kelompok", ""), english=is_english())
    if told is None:
        raise Http404
    inline = request.headers.get("HX-Request") == "true"
    page = "measure/_how.html" if inline else "measure/how.html"
    context = {
        "round": found,
        "how": told,
        "inline": inline,
        "may_take": access.may_plan(request),
    }
    return render(request, page, context)


@require_GET
@door(access.may_see_scores)
def score(request: HttpRequest, business: str) -> HttpResponse:
    """Show what the newest questionnaire of a business says and what it could do next."""
    shop = targets.find_business(access.scorable_businesses(request.user), business)
    if shop is None:
        raise Http404
    context: dict[str, Any] = {"business": shop, "may_ask": access.may_coach(request)}
    history = targets.history_of(access.visible_scores(request.user), business)
    if history:
        context |= _told(history)
    return render(request, "measure/score.html", context)


def _told(history: list[Score]) -> dict[str, Any]:
    """Return the newest score of a business in words, with its best steps."""
    newest = history[0]
    reading = reading_of(newest.submission.instrument)
    return {
        "score": newest,
        "level": level_words(reading.instrument.maturity, newest.maturity),
        "most_points": len(reading.instrument.indicators),
        "point_level": level_words(reading.instrument.point_levels, newest.point_level),
        "parts": told_parts(reading, newest),
        "steps": told_steps(reading, newest, place_of(newest.business).sector),
        "history": history,
    }
