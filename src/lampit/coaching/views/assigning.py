"""Who looks after whom: mentors with their load, businesses without a mentor, hand-over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.coaching import access, actions, queries
from lampit.coaching.forms import AssignForm, HandOverForm
from lampit.people.access import region_of, signed_in
from lampit.people.models import User
from lampit.registry.access import whole_regions
from lampit.registry.queries.paging import Turn
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import AFTER, BEFORE


def _shown(request: HttpRequest, person: User) -> dict[str, object]:
    """Return what the page shows beside its forms: loads, and a page of free businesses."""
    loads = queries.loads(access.mentors_in_reach(person), region_of(person))
    words = request.GET.get("q", "").strip()[:60]
    free = queries.free(
        access.visible_businesses(person), words,
        Turn(request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")), timezone.localdate(),
        regions=whole_regions(person),
    )  # fmt: skip
    turns = {"after": AFTER, "before": BEFORE}
    return {"loads": loads, "page_obj": free, "turns": turns, "q": words}


def _page(
    request: HttpRequest,
    person: User,
    assign: AssignForm | None = None,
    leave: HandOverForm | None = None,
) -> HttpResponse:
    """Render the page with the forms given or fresh ones."""
    mentors = queries.mentor_choices(access.mentors_in_reach(person))
    shown = _shown(request, person) | {
        "assign_form": assign or AssignForm(mentors=mentors),
        "hand_over_form": leave or HandOverForm(mentors=mentors),
        "ticked": request.POST.getlist("business"),
    }
    return render(
        request, "coaching/assignments.html", shown, status=422 if assign or leave else 200
    )


@require_http_methods(["GET", "POST"])
@door(access.may_assign)
def assignments(request: HttpRequest) -> HttpResponse:
    """Show loads and free businesses; give ticked businesses to a mentor."""
    person = signed_in(request)
    if request.method == "GET":
        return _page(request, person)
    form = AssignForm(request.POST, mentors=queries.mentor_choices(access.mentors_in_reach(person)))
    if form.is_valid():
        ids = [int(number) for number in form.cleaned_data["business"]]
        try:
            made = actions.assign(person, int(form.cleaned_data["mentor"]), ids, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            _say_moved(request, len(made))
            return redirect("coaching:assignments")
    return _page(request, person, assign=form)


@require_POST
@door(access.may_assign)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give all businesses of one mentor to another."""
    person = signed_in(request)
    mentors = queries.mentor_choices(access.mentors_in_reach(person))
    form = HandOverForm(request.POST, mentors=mentors)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            moved = actions.hand_over(
                person, int(typed["leaving"]), int(typed["taking"]), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            _say_moved(request, moved)
            return redirect("coaching:assignments")
    return _page(request, person, leave=form)


def _say_moved(request: HttpRequest, count: int) -> None:
    """Tell how many businesses have a new mentor."""
    said = ngettext("%(count)s usaha diserahkan.", "%(count)s usaha diserahkan.", count)
    messages.success(request, said % {"count": count})
