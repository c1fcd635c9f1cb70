"""The reliability page of a round: what its own answers say about the instrument."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lampit.measure import access
from lampit.measure.queries import fieldquality, reliability
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.reliability import FEWEST, FEWEST_PLACE
from lampit.measure.views._asking import spoken
from lampit.measure.views.planning import find_round
from lampit.places.queries import names_of
from lampit.web.door import door


@require_GET
@door(access.may_see_results)
def page(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show consistency, items, times, weights, interviewers and re-interviews, each with its n."""
    found = find_round(request, round_id)
    instrument, told = reliability.reliability(found)
    names = names_of([one.where for one in told.weightings if one.where])
    context: dict[str, Any] = {
        "round": found,
        "told": told,
        "fewest": FEWEST,
        "fewest_place": FEWEST_PLACE,
        "scales": [(_dimension(instrument, one.code), one) for one in told.scales],
        "items": [(spoken(one.question.text), one) for one in told.items],
        "weightings": [
            (one, _dimension(instrument, one.code), names.get(one.where, one.where))
            for one in told.weightings
        ],
        "again": [one for one in fieldquality.agreements_of(found) if one.pairs],
    }
    return render(request, "measure/reliability.html", context)


def _dimension(instrument: Instrument, code: str) -> str:
    """Return the words of a dimension, empty for a way of weighting."""
    return next((spoken(d.text) for d in instrument.dimensions if d.code == code), "")
