"""The doubtful values of a list on one page: each distinct one is asked once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access
from lampit.registry.actions import importing as actions
from lampit.registry.forms.doubts import DoubtsForm
from lampit.registry.models import ImportRun
from lampit.registry.queries import doubts as queries
from lampit.registry.views.importing import STEPS, checked, draft_or_404
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "POST"])
@door(access.may_import)
def import_values(request: HttpRequest, number: int) -> HttpResponse:
    """Ask each doubtful value once; the answers count for this list and the next ones."""
    run = draft_or_404(request, number)
    page = queries.questions(run, request.GET.get("hal"))
    form = DoubtsForm(request.POST or None, page.object_list, queries.reader(run))
    if request.method == "POST" and form.is_valid():
        return _answered(request, run, form)
    shown = {
        "run": run,
        "form": form,
        "rows": form.shown(),
        "page_obj": page,
        "villages": queries.village_names(run),
        "trades": queries.trade_names(),
        "steps": STEPS,
        "step": 3,
    }
    return render(request, "registry/import_values.html", shown, status=422 if form.errors else 200)


def _answered(request: HttpRequest, run: ImportRun, form: DoubtsForm) -> HttpResponse:
    """Remember the answers and check the list with them."""
    person, now = signed_in(request), timezone.now()
    try:
        changed = actions.answer_values(run, person, form.told(), now=now)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("registry:import_values", run.pk)
    if not changed:
        return redirect("registry:import_run", run.pk)
    told = ngettext("%(count)d jawaban diingat.", "%(count)d jawaban diingat.", changed)
    messages.success(request, told % {"count": changed})
    return checked(request, run)
