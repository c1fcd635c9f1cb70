"""What is done with personal data, to be read and printed; and what an owner is told first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.people.access import region_of, signed_in
from lampit.places.queries import region as region_named
from lampit.places.rules import DISTRICT_LENGTH
from lampit.privacy import access, queries
from lampit.privacy.models import Letterhead
from lampit.privacy.queries import processing as reads
from lampit.registry.rules import notice as rules
from lampit.web.door import door, everyone


@require_safe
@door(access.may_handle)
def processing(request: HttpRequest) -> HttpResponse:
    """Show the register of processing (art. 31) and the assessment of its risks (art. 34)."""
    region = region_of(signed_in(request))
    columns, rows = reads.who_sees()
    shown = {
        "region": region_named(region),
        "head": queries.letterhead_of(region),
        "activities": reads.activities(),
        "columns": columns,
        "rows": rows,
        "guards": reads.guards(),
        "risks": reads.risks(),
        "today": timezone.localdate(),
    }
    return render(request, "privacy/processing.html", shown)


@require_safe
@door(everyone)
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an owner is told before she is registered; a sheet to hand out."""
    region = region_named(code) if len(code) == DISTRICT_LENGTH else None
    if region is None:
        raise Http404
    head = queries.letterhead_of(code)
    office = f"{head.office} {region.name}" if head else _("Dinas di %s") % region.name
    told = {"office": office, "contact": _contact(head), "years": rules.KEPT_YEARS}
    shown = {
        "region": region,
        "head": head,
        "words": _(rules.WORDS) % told,
        "version": rules.VERSION,
    }
    return render(request, "privacy/notice.html", shown)


def _contact(head: Letterhead | None) -> str:
    """Return where an office is asked, in words; the office itself where none is written."""
    known = [head.phone, head.email] if head else []
    return _(" atau ").join(one for one in known if one) or _("kantor dinas")
