"""Whom to help next: the list with its reasons, how it is made, and taking it along."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.desk.actions.pushing import ask_second, note_going
from lampit.desk.forms.pushing import CSV, PRINT, PushForm, TakeForm
from lampit.desk.queries import pushing as queries
from lampit.desk.rules import pushing as rules
from lampit.measure import access as measure_access
from lampit.measure.queries import blocking, who_next_counts
from lampit.measure.queries.calendar import calendar_of
from lampit.measure.queries.instruments import current
from lampit.measure.queries.readiness import plan, prerequisites_of, words_of
from lampit.measure.queries.targets import TARGET, Wish
from lampit.measure.rules import targeting
from lampit.outside import workbooks
from lampit.people.access import acting, region_of, signed_in
from lampit.people.models import User
from lampit.places.queries import centroids, two_below
from lampit.places.rules import DISTRICT_LENGTH
from lampit.registry import access as registry_access
from lampit.registry.actions.exporting import Mark, most_alone
from lampit.registry.queries.exporting import TYPES, line_for
from lampit.registry.rules.exporting import needs_second
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import SIZE, KeysetPage, page_of
from lampit.web.tables import csv_lines


def _word(text: Any) -> str:
    return str(text.en if (get_language() or "").startswith("en") else text.id)


def _things(counted: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """Return what alone blocks businesses as choices of the filter."""
    found = []
    for code, n in counted:
        text = words_of(current(), code)
        if text:
            found.append((code, f"{_word(text)} ({n})"))
    return found


def _form(request: HttpRequest, things: list[tuple[str, str]]) -> PushForm:
    """Return the filter with its choices: villages of the kabupaten, mentors for the office."""
    person, code = signed_in(request), region_of(request.user)[:DISTRICT_LENGTH]
    mentors = None
    if not registry_access.is_mentor(person):
        rows = registry_access.mentors_in_reach(person).order_by("username")[:200]
        mentors = [(str(row.pk), row.get_full_name() or row.username) for row in rows]
    form = PushForm(request.GET)
    within = request.GET.get("kecamatan", "")
    points = any(place.startswith(f"{code}.") for place in centroids() if len(place) > len(code))
    form.offer(two_below(code), mentors, things, within=within, has_points=points)
    return form


def look_of(person: User, start: str = "", *, whole_phone: bool = False) -> queries.Look:
    """Return what a person may see of the businesses on the list."""
    sight = registry_access.sight_of(person)
    return queries.Look(
        timezone.localdate(), sight.sees("birth"), sight.sees("phone"), whole_phone, start
    )


def _page(person: User, wish: Wish, request: HttpRequest) -> Any:
    """Return one page of the rows of a wish, and whether it is walked from row to row."""
    scores = measure_access.visible_scores(person)
    businesses = registry_access.visible_businesses(person)
    rows = queries.listed(scores, businesses, wish)
    if wish.group != rules.UNASKED:
        return page_of(rows, request.GET.get("hal")), ""
    after = request.GET.get("setelah", "")
    if after.isascii() and after.isdigit():
        rows = rows.filter(pk__gt=int(after[:18]))
    found = list(rows[: SIZE + 1])
    key = str(found[SIZE - 1].pk) if len(found) > SIZE else ""
    return KeysetPage(found[:SIZE], "", key, 0), after


def _wanted(request: HttpRequest) -> tuple[PushForm, Wish]:
    """Return the filter of an address and what it asks for."""
    scores = measure_access.visible_scores(signed_in(request))
    form = _form(request, _things(blocking(scores)))
    return form, form.wish(request.GET.get("siapa", TARGET))


@require_safe
@door(measure_access.may_see_scores)
def who_next(request: HttpRequest) -> HttpResponse:
    """List whom to help next, each with the reasons and the next best step."""
    person = signed_in(request)
    form, wish = _wanted(request)
    page, after = _page(person, wish, request)
    counts = who_next_counts(measure_access.visible_scores(person), wish)
    context = {
        "form": form,
        "group": wish.group,
        "groups": [(code, gettext(name), counts.get(code)) for code, name in rules.NAMES.items()],
        "page_obj": page,
        "lines": queries.lines(page.object_list, look_of(person, form.start())),
        "is_walked": wish.group == rules.UNASKED,
        "after": after,
        "query": _query(request),
        "may_ask": measure_access.may_coach(request),
        "is_mentor": registry_access.is_mentor(person),
    }
    return render(request, "desk/who_next.html", context)


def _query(request: HttpRequest) -> str:
    """Return the filters of an address without group and page, to be kept by its links."""
    kept = request.GET.copy()
    for name in ("siapa", "hal", "setelah"):
        kept.pop(name, None)
    return kept.urlencode()


@require_safe
@door(measure_access.may_see_scores)
def how_listed(request: HttpRequest) -> HttpResponse:
    """Say by which rules the groups of the list are made and how it is ordered."""
    reading = current()
    context = {
        "prerequisites": [_word(p.text) for p in prerequisites_of(reading)],
        "near": plan().near_points,
        "below": targeting.TARGET_BELOW_INDEX,
        "skills": targeting.LITERATE_SKILLS,
        "helper": targeting.YOUNG_HELPER_AGE,
        "young_from": dict(targeting.FIRST_BIRTH_YEARS)["milenial"],
        "version": plan().version,
        "instrument": f"{reading.instrument.id} v{reading.instrument.version}",
    }
    return render(request, "desk/how_listed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(measure_access.may_see_scores)  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
def take_list(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask what the list is for, note it, and hand it out on paper or as a file."""
    person = signed_in(request)
    filters, wish = _wanted(request)
    rows = queries.listed(
        measure_access.visible_scores(person), registry_access.visible_businesses(person), wish
    )
    count = rows[: rules.MOST + 1].count()
    may_open = registry_access.may_read_value(person, "phone")
    form = TakeForm(request.POST or None, may_open=may_open, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, person, wish, form.cleaned_data, count, filters.start())
        except Refusal as refusal:
            place = "purpose" if refusal.code == "reason_missing" else "kind"
            form.add_error(place, in_words(refusal.message))
    context = {
        "form": form,
        "name": gettext(rules.NAMES[wish.group]),
        "count": count,
        "is_cut": count > rules.MOST,
        "most": rules.MOST,
        "alone": most_alone(),
        "needs_second": needs_second("xlsx", count, most_alone()),
        "back": f"siapa={wish.group}&{_query(request)}",
    }
    return render(request, "desk/take_list.html", context, status=422 if form.errors else 200)


def _taken(
    request: HttpRequest, person: User, wish: Wish, told: dict[str, Any], count: int, start: str
) -> HttpResponse | StreamingHttpResponse:
    """Hand the list out, or ask the second person for a long one."""
    kind, now = told["kind"], timezone.now()
    leaving = rules.taken(
        wish_kept(wish), gettext(rules.NAMES[wish.group]), CSV if kind == CSV else "xlsx",
        with_phone=bool(told.get("with_phone")),
    )  # fmt: skip
    if needs_second("xlsx", count, most_alone()):
        rules.check_long(count, is_printed=kind == PRINT)
        asked = ask_second(person, leaving, count, told["purpose"], now=now)
        return redirect("registry:export_request", asked.pk)
    look = look_of(person, start, whole_phone=bool(leaving.opened))
    rows = queries.listed(
        measure_access.visible_scores(person), registry_access.visible_businesses(person), wish
    )
    found = queries.in_order_of_places(queries.lines(rows[: rules.MOST], look))
    ids = [line.business.pk for line in found]
    mark = note_going(person, leaving, ids, told["purpose"], now=now)
    if kind == PRINT:
        return _paper(request, person, wish, told, found, mark)
    return _file(person, kind, found, mark)


def wish_kept(wish: Wish) -> dict[str, object]:
    """Return a wish as JSON keeps it."""
    return {name: getattr(wish, name) for name in wish.__dataclass_fields__}


def _paper(
    request: HttpRequest, person: User, wish: Wish, told: dict[str, Any],
    found: list[queries.Line], mark: Mark,
) -> HttpResponse:  # fmt: skip
    """Return the list as a page for A4, day by day and village by village."""
    placed = rules.days([line.business.village_id or "" for line in found], told["each"])
    context = {
        "name": gettext(rules.NAMES[wish.group]),
        "days": rules.by_day(found, placed, told["on"], calendar_of(region_of(person))),
        "line": line_for(person, mark.number, mark.purpose, mark.at),
        "count": len(found),
        "on": timezone.localdate(),
        "place": _place(person),
        "back": f"siapa={wish.group}&{_query(request)}",
    }
    return render(request, "desk/list_on_paper.html", context)


def _place(person: User) -> str:
    """Return the name of the region in which a person acts; empty for everywhere."""
    own = acting(person)
    return own.region.name if own is not None and own.region else ""


def _file(person: User, kind: str, found: list[queries.Line], mark: Mark) -> StreamingHttpResponse:
    """Return the list as a file, its first line the mark."""
    rows = queries.sheet(found, line_for(person, mark.number, mark.purpose, mark.at))
    if kind == CSV:
        answer = StreamingHttpResponse(
            (piece.encode() for piece in csv_lines(rows)), content_type=TYPES["csv"]
        )
    else:
        pieces = workbooks.streamed(rows, sheet=gettext("Dibantu"), bold_row=1, head=2)
        answer = StreamingHttpResponse(pieces, content_type=TYPES["xlsx"])
    name = f"dibantu-{mark.at:%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
