"""`/nasional/`: the board of boards; unknown is unknown, small is hidden, names never shown."""

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from lampit.people.access import signed_in
from lampit.places.queries import region as region_named
from lampit.proof import access, queries
from lampit.proof.models import Figure
from lampit.proof.rules.rollup import FEWEST_ANSWERS
from lampit.proof.views import charts
from lampit.web.door import door
from lampit.web.tables import csv_answer


@require_safe
@door(access.may_open_nation)
def nation(request: HttpRequest) -> HttpResponse:
    """Show who has data: one box per board, and the boards of one province as a table."""
    person = signed_in(request)
    found = queries.nation(timezone.localdate(), gettext("Indonesia"))
    asked = request.GET.get("provinsi", access.home_province(person))
    chosen = next((p for p in found.provinces if p.code == asked), None)
    shown = {
        "found": found,
        "chosen": chosen,
        "boards": found.boards.get(chosen.code, []) if chosen else found.with_data,
        "chart": charts.nation_chart(found),
        "least": FEWEST_ANSWERS,
        "doubles": queries.doubles_in(""),
    }
    return render(request, "proof/nation.html", shown)


@require_safe
@door(access.may_open_nation)
def region(request: HttpRequest, code: str) -> HttpResponse:
    """Show one province or board; inside a board only for those within whose reach it lies."""
    person, today = signed_in(request), timezone.localdate()
    place = region_named(code)
    if place is None or place.level > 2:
        raise Http404
    found = queries.one(place, today)
    inside = place.level == 2 and access.may_see_details(person, code)
    english = (get_language() or "").startswith("en")
    shown = {
        "board": found.board,
        "parent": found.parent,
        "period": found.period,
        "boards": found.boards,
        "is_province": place.level == 1,
        "inside": inside,
        "parts": queries.parts_of(found.board, today, english=english) if inside else [],
        "least": FEWEST_ANSWERS,
        "doubles": queries.doubles_in(code),
    }
    return render(request, "proof/region.html", shown)


def _rows(figures: Sequence[Figure]) -> Iterator[list[object]]:
    """Yield the published figures as rows; hidden ones say so and carry no number."""
    yield [
        "kode", "daerah", "angka", "keadaan", "n", "nilai", "galat_baku", "bawah", "atas", "mutu",
        "cara", "disembunyikan",
    ]  # fmt: skip
    for f in figures:
        yield [
            f.region_id or "00", f.region.name if f.region else gettext("Indonesia"), f.indicator,
            f.period.isoformat(), None if f.hidden else f.n, f.value, f.se, f.low, f.high,
            f.quality, f.method, gettext("ya") if f.hidden else "",
        ]  # fmt: skip


@require_safe
@door(access.may_open_nation)
def nation_file(_request: HttpRequest) -> HttpResponse:
    """Send all published figures as CSV."""
    return csv_answer(_rows(queries.figures_table(timezone.localdate())), "papan-nasional.csv")
