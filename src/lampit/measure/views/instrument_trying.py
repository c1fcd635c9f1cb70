"""The preview of an instrument: the very pages of an interview, answerable, nothing stored."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import Instrument
from lampit.measure.queries.instruments import Reading, reading_of, reading_of_draft
from lampit.measure.queries.languages import languages_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import editing, scoring
from lampit.measure.rules.instrument import Instrument as Asked
from lampit.measure.rules.instrument import Page
from lampit.measure.rules.logic import Answer, Answers
from lampit.measure.views._asking import asked_questions, spoken
from lampit.measure.views._steps import level_words
from lampit.measure.views.instruments import find_instrument
from lampit.web.door import door

LONGEST = 20_000  # signs of the answers that the page carries along


@require_http_methods(["GET", "POST"])
@door(access.may_edit_instruments)
def try_out(request: HttpRequest, instrument: int) -> HttpResponse:
    """Ask a version as in the field, with the score as one goes; answers stay in the page."""
    found = find_instrument(request, instrument)
    reading = _reading(found)
    if reading is None or not reading.instrument.pages:
        return render(request, "measure/instrument_try.html", {"instrument": found}, status=200)
    asked, answers = reading.instrument, _carried(reading.instrument, request)
    page = _page(asked, request.POST.get("halaman", ""))
    faults: list[flow.Fault] = []
    typed: dict[str, list[str]] | None = None
    if request.method == "POST" and request.POST.get("arah") != "bahasa":
        typed = {code: request.POST.getlist(code) for code in page.questions}
        answers, faults = flow.taken_page(asked, page.code, answers, typed)
        page, faults = _next(asked, page, faults, request.POST.get("arah", ""))
    context = _told(found, reading, page, answers) | {
        "questions": asked_questions(
            asked, page.questions, answers, typed=typed, faults=faults,
            help_in=_language(found, request.POST.get("bahasa", "")),
        ),
        "faults": faults,
        "chosen_language": request.POST.get("bahasa", ""),
    }  # fmt: skip
    status = 422 if faults else 200
    return render(request, "measure/instrument_try.html", context, status=status)


def _reading(found: Instrument) -> Reading | None:
    """Return a version ready to ask; None for a draft that cannot be asked yet."""
    if not found.is_draft:
        return reading_of(found)
    wrong = {fault.code for fault in editing.faults_of(found.definition)}
    hindered = wrong & {"rule_unknown", "rule_shape", "rule_word", "rule_empty", "sign_levels_gap"}
    hindered |= wrong & {"no_questions", "code_twice", "levels_gap", "kind_unknown"}
    return None if hindered else reading_of_draft(found)


def _carried(asked: Asked, request: HttpRequest) -> dict[str, Answer]:
    """Return the answers that the page carried, each checked again."""
    told = request.POST.get("jawaban", "")[:LONGEST]
    try:
        found = json.loads(told or "{}")
    except (ValueError, RecursionError):
        return {}
    kept: dict[str, Answer] = {}
    for question in asked.questions:
        given = found.get(question.id) if isinstance(found, dict) else None
        typed = [str(one) for one in given] if isinstance(given, list) else [str(given or "")]
        try:
            answer = flow.read_answer(question, typed if given != 0 else ["0"])
        except Refusal:
            continue
        if answer is not None:
            kept[question.id] = answer
    return flow.settled(asked, kept)


def _page(asked: Asked, code: str) -> Page:
    """Return the page that was shown, the first one when there is none."""
    return next((page for page in asked.pages if page.code == code), asked.pages[0])


def _next(
    asked: Asked, page: Page, faults: list[flow.Fault], way: str
) -> tuple[Page, list[flow.Fault]]:
    """Return where to go: back always, onward when the page is whole."""
    if way == "mundur":
        return _page(asked, flow.previous_page(asked, page.code) or page.code), []
    if faults:
        return page, faults
    return _page(asked, flow.next_page(asked, page.code) or page.code), []


def _language(found: Instrument, code: str) -> Any:
    """Return a further language of the version."""
    return next((one for one in languages_of(found) if one.code == code), None)


def _told(found: Instrument, reading: Reading, page: Page, answers: Answers) -> dict[str, Any]:
    """Return how far the answers are and what they score."""
    asked = reading.instrument
    scores = scoring.score(asked, answers)
    done, whole = flow.progress(asked, answers)
    return {
        "instrument": found,
        "page": page,
        "title": spoken(page.text),
        "place": flow.page_codes(asked).index(page.code) + 1,
        "pages": len(asked.pages),
        "done": done,
        "asked": whole,
        "carried": json.dumps(answers),
        "scores": scores,
        "level": level_words(asked.maturity, scores.maturity or ""),
        "dimensions": [(spoken(d.text), scores.dimensions.get(d.code)) for d in asked.dimensions],
        "most_points": len(asked.indicators),
        "languages": [(one.code, one.name) for one in languages_of(found)],
    }
