"""Who lacks a legal paper: food makers without halal first, for that one is due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.people.access import region_of, signed_in
from lampit.places import queries as places
from lampit.registry import access
from lampit.registry.forms.permits import LackingForm
from lampit.registry.queries import lacking as reads
from lampit.registry.queries.paging import Turn
from lampit.registry.rules import permits
from lampit.registry.rules.asking import Asked
from lampit.registry.views.searching import region_walked
from lampit.trades.rules import SECTOR_LABELS
from lampit.web.door import door
from lampit.web.paging import AFTER, BEFORE

DISTRICT_LENGTH = len("63.08")


@require_safe
@door(access.may_open_papers)
def lacking_papers(request: HttpRequest) -> HttpResponse:
    """List the running businesses in reach without a valid paper of a kind."""
    person, today = signed_in(request), timezone.localdate()
    kind = request.GET.get("jenis", "")
    kind = kind if kind in permits.KINDS else permits.DUE_FIRST
    sector = request.GET.get("bidang", permits.MADE_IN.get(kind, ""))
    sector = sector if sector in SECTOR_LABELS else ""
    place = region_of(person)
    below = places.children(place) if len(place) == DISTRICT_LENGTH else []
    asked_place = request.GET.get("kecamatan", "")
    inside = asked_place if any(part.code == asked_place for part in below) else ""
    mine, regions = access.visible_businesses(person), access.whole_regions(person)
    found = reads.lacking(
        mine, kind, Asked(sector=sector, subdistrict=inside), today, regions=regions
    )
    turn = Turn(request.GET.get(AFTER, ""), request.GET.get(BEFORE, ""))
    form = LackingForm(initial={"jenis": kind, "bidang": sector, "kecamatan": inside})
    form.offer([(part.code, part.name) for part in below])
    shown = {
        "page_obj": reads.page(mine, found, kind, today, turn, region=region_walked(person)),
        "turns": {"after": AFTER, "before": BEFORE},
        "count": int(found.size),
        "kind_label": permits.KINDS[kind],
        "is_due": kind == permits.DUE_FIRST,
        "may_note": access.may_note_papers(request),
        "form": form,
    }
    return render(request, "registry/papers_lacking.html", shown)
