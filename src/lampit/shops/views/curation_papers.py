"""`/balai/kurasi/…pdf`: the sheet of a curation on paper, and an empty form to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.people.access import region_of, signed_in
from lampit.places.queries import region
from lampit.shops import access, queries
from lampit.shops.actions import curation_papers as papers
from lampit.shops.queries.trust import market_office
from lampit.web.door import door


@require_safe
@door(access.may_curate)
def blank_form(request: HttpRequest) -> HttpResponse:
    """Hand out an empty sheet for each of two curators; two queries."""
    made = papers.blank_form(_council(request), now=timezone.now())
    return _pdf(made, "lembar-kurasi-kosong")


@require_safe
@door(access.may_curate)
def sheet_paper(request: HttpRequest, number: int) -> HttpResponse:
    """Hand a sheet out: empty for who has not said her word while it is open; six queries."""
    found = queries.curation_sheet(access.curated_sheets(request.user), number)
    if found is None:
        raise Http404
    opinions, person = queries.opinions_of(found), signed_in(request)
    council, now = _council(request), timezone.now()
    is_hers = any(one.opinion.curator_id == person.pk for one in opinions)
    if found.is_open and not is_hers:
        return _pdf(papers.form_of(found, council, now=now), f"lembar-kurasi-{number}-kosong")
    made = papers.sheet_of(found, opinions, council, now=now)
    return _pdf(made, f"lembar-kurasi-{number}")


def _council(request: HttpRequest) -> papers.Council:
    code = region_of(request.user)
    place, office = region(code) if code else None, market_office(code) if code else None
    return papers.Council(
        access.curating_level(request.user), place.name if place else "",
        office.name if office else "",
    )  # fmt: skip


def _pdf(made: bytes, stem: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{stem}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
