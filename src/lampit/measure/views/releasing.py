"""What of a round the public may take: shown to readers of results, decided by the head."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions import releasing as actions
from lampit.measure.forms import ApprovalForm, RowsForm
from lampit.measure.models import Round
from lampit.measure.queries import fieldwork, open_data
from lampit.measure.queries.metadata import release_of
from lampit.measure.rules import states
from lampit.measure.rules.anonymity import SMALLEST
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words


def _round(request: HttpRequest, round_id: int) -> Round:
    found = fieldwork.find_round(access.reportable_rounds(request.user), round_id)
    if found is None:
        raise Http404
    return found


@require_GET
@door(access.may_see_results)
def release(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what is open of a round, and what opening its rows would let out."""
    return _shown(request, _round(request, round_id), RowsForm(), ApprovalForm())


@require_POST
@door(access.may_release)
def decide_release(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open or close the rows of a round, note or withdraw the approval of its tables."""
    found = _round(request, round_id)
    what, typed = request.POST.get("apa", ""), request.POST
    rows, approval = RowsForm(), ApprovalForm()
    form: RowsForm | ApprovalForm
    if what in ("buka", "tutup"):
        form = rows = RowsForm(typed)
    else:
        form = approval = ApprovalForm(typed)
    try:
        if form.is_valid() or what == "draf":
            _decided(request, found, what, form)
            messages.success(request, _("Tersimpan."))
            return redirect("measure:release", round_id)
    except Refusal as refusal:
        form.add_error(None, in_words(refusal.message))
    return _shown(request, found, rows, approval, status=422)


def _decided(request: HttpRequest, found: Round, what: str, form: RowsForm | ApprovalForm) -> None:
    person, now, typed = signed_in(request), timezone.now(), form.cleaned_data
    if what == "buka":
        actions.release_rows(person, found.pk, typed["reason"], now=now)
    elif what == "tutup":
        actions.close_rows(person, found.pk, typed["reason"], now=now)
    elif what == "draf":
        actions.back_to_draft(person, found.pk, now=now)
    else:
        actions.approve(
            person, found.pk, by=typed["by"], letter=typed["letter"], on=typed["on"], now=now
        )


def _shown(
    request: HttpRequest, found: Round, rows: RowsForm, approval: ApprovalForm, status: int = 200
) -> HttpResponse:
    is_published = found.state == states.PUBLISHED
    context = {
        "round": found,
        "release": release_of(found.pk),
        "is_published": is_published,
        "may_release": access.may_release(request),
        "found": open_data.rows_of(found) if is_published else None,
        "smallest": SMALLEST,
        "rows_form": rows,
        "approval_form": approval,
    }
    return render(request, "measure/release.html", context, status=status)
