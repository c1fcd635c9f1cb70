"""`/balai/`: how far are we, where do they stop, whom to help next, what is stale."""

from datetime import date, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lampit.desk import access, queries
from lampit.desk.views import charts
from lampit.measure import access as measure_access
from lampit.measure.queries.answers import Answers, latest_answers
from lampit.people.access import acting, may_read_audit, region_of, signed_in, visible_audit
from lampit.people.models import User
from lampit.people.queries.auditing import month_span, whole_niks
from lampit.places.models import Region
from lampit.places.queries import region as region_named
from lampit.places.rules import DISTRICT_LENGTH
from lampit.privacy import access as privacy_access
from lampit.privacy.queries import Pressing, pressing_tallied
from lampit.registry import access as registry_access
from lampit.registry.queries.checked import unseen_runs
from lampit.registry.queries.moving import moves_waiting
from lampit.registry.queries.requests import exports_waiting
from lampit.web.door import door
from lampit.web.tallies import Tally

REMEMBERED = 24 * 3_600  # seconds


def _drawn(code: str, name: str, english: bool) -> dict[str, object]:
    """Return the answer of the newest survey with its drawings.

    One answer is drawn once in each language, and remembered by this process for a day.
    """
    answers = latest_answers(code, timezone.localdate(), english=english)
    if answers is None:
        return {"answer": None}
    told: dict[str, object] = {"answer": answers.outcome, "answers": answers}
    mark = f"desk.drawn.{answers.mark}.{get_language()}"
    drawings: dict[str, object] | None = cache.get(mark)
    if drawings is None:
        drawings = _drawings(code, name, answers)
        cache.set(mark, drawings, REMEMBERED)
    return told | drawings


def _drawings(code: str, name: str, answers: Answers) -> dict[str, object]:
    answer = answers.outcome
    drawn_map = charts.map_chart(code, answer.places)
    return {
        "scale": charts.scale_chart(answers),
        "scale_narrow": charts.scale_chart(answers, narrow=True),
        "map": drawn_map,
        "intervals": charts.interval_chart(answer, name, alone=not drawn_map),
        "intervals_narrow": charts.interval_chart(answer, name, narrow=True),
        "parts_chart": charts.parts_chart(answer),
        "parts_narrow": charts.parts_chart(answer, narrow=True),
        "finding": charts.finding(answer.places),
    }


def _place(person: User, code: str) -> Region | None:
    """Return the kabupaten of a desk; most act in just that, and it is known already."""
    own = acting(person)
    return own.region if own is not None and own.region_id == code else region_named(code)


def _own_counts(request: HttpRequest, person: User, code: str) -> dict[str, Tally]:
    """Return what is counted because of her role: what she answers, what waits for her yes."""
    now, found = timezone.now(), {}
    if privacy_access.may_handle(request):
        found["asked"] = pressing_tallied(code, now)
    if registry_access.has_answer_right(person):
        exports = registry_access.visible_exports(person)
        found["exports"] = Tally(exports_waiting(exports, person.pk, now))
        found["received"] = Tally(moves_waiting(registry_access.received_moves(person), now))
    if may_read_audit(request):
        found["niks"] = Tally(whole_niks(visible_audit(person), month_span(_last_month())))
    return found


def _last_month() -> date:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def _waiting(person: User, counted: queries.Counts) -> queries.Waiting | None:
    """Return what waits for the yes of who signs for the office; None for others."""
    if "exports" not in counted:
        return None
    asked = privacy_access.visible_requests(person)
    may_refuse = privacy_access.may_refuse(person)
    return queries.waiting(counted, asked if may_refuse else asked.none(), person)


@require_safe
@door(access.may_open_desk)
def home(request: HttpRequest) -> HttpResponse:
    """Show the desk of an office; people with another desk are led there."""
    person, today = signed_in(request), timezone.localdate()
    other = access.own_page(person)
    if other:
        return redirect(other)
    code, now = region_of(person)[:DISTRICT_LENGTH], timezone.now()
    place, sees_work = _place(person, code), access.sees_work(person)
    counted = queries.counted(
        code, today, now, with_work=sees_work, also=_own_counts(request, person, code)
    )
    register = queries.register(code, today, counted["doubles"]["n"])
    funnel = queries.funnel(register.counts.businesses, counted)
    ended = unseen_runs(registry_access.visible_runs(person), person.pk, now)
    runs = queries.runs_told(code, ended)
    scores = measure_access.visible_scores(person)
    english = (get_language() or "").startswith("en")
    shown = {
        "region": place,
        "today": today,
        "register": register,
        "funnel": funnel,
        "funnel_chart": charts.funnel_chart(funnel),
        "work": queries.work(counted, runs) if sees_work else None,
        "may_import": registry_access.may_import(request),
        "may_review": registry_access.may_review(request),
        "may_see_quality": registry_access.may_open_quality(request),
        "asked": Pressing(**counted["asked"]) if "asked" in counted else None,
        "waiting": _waiting(person, counted),
        "nik_read": {"count": counted["niks"]["n"], "month": _last_month()}
        if "niks" in counted
        else None,
        "ended": [run for run in runs if run.state not in queries.UNDER_WAY],
        "work_first": access.starts_with_work(person),
        "next": queries.next_to_help(scores) if measure_access.may_see_scores(request) else None,
        "stalest": queries.stalest(registry_access.visible_businesses(person)),
        "english": english,
        **_drawn(code, (place.name if place else code).removeprefix("Kabupaten "), english),
    }
    return render(request, "desk/home.html", shown)
