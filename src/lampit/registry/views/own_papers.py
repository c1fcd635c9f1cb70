"""A maker's own papers at `/saya/surat/`: which end, in plain words what to do, and the forms."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access, actions
from lampit.registry.forms.permits import PermitForm, offer_businesses
from lampit.registry.queries import papers as queries
from lampit.registry.views.papers import OWN, field_of, paper_page, removed, say_saved
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.weights import ONE_PHOTO, takes


@require_safe
@door(access.may_keep_own_papers)
def own_papers(request: HttpRequest) -> HttpResponse:
    """List the maker's own papers, those to be dealt with first."""
    person, today = signed_in(request), timezone.localdate()
    rows = queries.own_papers(access.visible_permits(person), today)
    known = access.papered_businesses(person).exists()
    return render(request, "registry/own_papers.html", {"rows": rows, "has_business": known})


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_keep_own_papers)
@takes(ONE_PHOTO)
def add_own_permit(request: HttpRequest) -> HttpResponse:
    """Take a paper as the maker tells it."""
    person = signed_in(request)
    offered = queries.business_choices(access.papered_businesses(person))
    if not offered:
        raise Http404
    form = PermitForm(request.POST or None, request.FILES or None)
    offer_businesses(form, offered)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("business") or offered[0][0]
        try:
            permit = actions.note_permit(
                person, chosen, form.cleaned_data["kind"], **form.paper(), scan=form.sent(),
                now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(field_of(refusal), in_words(refusal.message))
        else:
            say_saved(request, permit)
            return redirect("registry:own_papers")
    status = 422 if form.errors else 200
    return render(request, "registry/own_paper_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_keep_own_papers)
@takes(ONE_PHOTO)
def own_paper(request: HttpRequest, permit_id: int) -> HttpResponse:
    """Show and change one of the maker's own papers."""
    return paper_page(request, permit_id, OWN, may_change=True)


@require_POST
@door(access.may_keep_own_papers)
def remove_own_permit(request: HttpRequest, permit_id: int) -> HttpResponse:
    """Take a wrongly noted own paper away."""
    return removed(request, permit_id, OWN)
