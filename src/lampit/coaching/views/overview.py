"""My week, my businesses by need, the visits of a region, the story of one business."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.coaching import access, queries, rules
from lampit.coaching.forms import VisitForm
from lampit.people.access import region_of, signed_in
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import PHOTO
from lampit.web.door import door
from lampit.web.paging import page_of

MOST_WEEKS = 520


def _asked_week(request: HttpRequest) -> int:
    """Read how many weeks before (-) or after (+) this one are asked for."""
    text = request.GET.get("pekan", "0")
    number = int(text) if text.lstrip("-").isdecimal() and len(text) < 5 else 0
    return max(-MOST_WEEKS, min(MOST_WEEKS, number))


@require_safe
@door(access.may_open_coaching)
def visits(request: HttpRequest) -> HttpResponse:
    """Show the week, the open steps, and whom to visit with the reasons."""
    person, today = signed_in(request), timezone.localdate()
    week = _asked_week(request)
    seen = access.visible_visits(person)
    businesses = access.visible_businesses(person)
    if not access.is_mentor(person):
        businesses = queries.coached(businesses)
    needs = queries.by_need(businesses, today=today)
    form = VisitForm(initial=VisitForm.start("", today), businesses=queries.choices(businesses))
    shown = {
        "week": queries.week(seen, today + rules.WEEK * week),
        "previous": week - 1,
        "next": week + 1,
        "today": today,
        "needs": page_of(needs, request.GET.get("hal"), size=10, total=len(needs)),
        "steps": queries.open_steps(seen, today=today),
        "is_mentor": access.is_mentor(person),
        "may_record": access.may_record(request),
        "may_assign": access.may_assign(request),
        "may_take_recap": access.may_take_recap(request),
        "counts": queries.visit_counts(region_of(person), today - rules.MONTH, today=today),
        "form": form,
    }
    return render(request, "coaching/visits.html", shown)


@require_safe
@door(access.may_open_coaching)
def history(request: HttpRequest) -> HttpResponse:
    """List all visits the person may see, newest first."""
    page = queries.page(access.visible_visits(signed_in(request)), request.GET.get("hal"))
    return render(request, "coaching/history.html", {"page_obj": page})


@require_safe
@door(access.may_open_coaching)
def business(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the coaching story of one business."""
    person, today = signed_in(request), timezone.localdate()
    rows = access.visible_businesses(person)
    need = queries.need_of(rows, pk, today=today)
    if need is None:
        raise Http404
    found = queries.history(access.visible_visits(person), pk)
    shown = {
        "need": need,
        "visits": found,
        "has_photos": any(visit.photo for visit in found),
        "photos_are_public": may_use(need.business.owner_id, PHOTO),
        "may_record": access.may_record(request),
    }
    return render(request, "coaching/business.html", shown)


@require_safe
@door(access.may_open_coaching)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the photo of a visit to those who may see the visit."""
    visit = get_object_or_404(access.visible_visits(signed_in(request)), pk=pk)
    path = Path(settings.MEDIA_ROOT) / rules.PHOTO_FOLDER / visit.photo
    if not visit.photo or not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
