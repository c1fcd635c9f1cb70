"""Lists of recipients: sent, checked column by column, brought in, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lampit.aid import access, actions
from lampit.aid.actions.listing import LIVE_JOBS
from lampit.aid.forms import ColumnsForm, ListForm
from lampit.aid.models import ListRun
from lampit.aid.queries import lists as queries
from lampit.aid.queries.overlaps import planned_twice
from lampit.aid.views.programmes import programme_or_404
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.weights import SHEET, takes


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
@takes(SHEET)
def send_list(request: HttpRequest, number: int) -> HttpResponse:
    """Take a list as a file; nothing is granted before its columns are checked."""
    found = programme_or_404(request, number)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            run = actions.open_list(
                signed_in(request), found.pk, sent.name, sent.chunks(), now=timezone.now()
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("file", in_words(refusal.message))
        else:
            return redirect("aid:list_run", run.pk)
    shown = {"form": form, "programme": found}
    return render(request, "aid/list_send.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
def list_run(request: HttpRequest, number: int) -> HttpResponse:
    """Show the columns of a list and take them; afterwards what came of it."""
    run = _run_or_404(request, number)
    if run.is_begun or run.undone_at is not None:
        shown = {
            "run": run,
            "programme": run.programme,
            "is_live": _is_live(run),
            "twice": planned_twice(run.programme),
        }
        return render(request, "aid/list_done.html", shown)
    if not run.path:
        messages.info(request, gettext("Berkas ini sudah dihapus karena lama tidak dimasukkan."))
        return redirect("aid:programme", run.programme_id)
    preview = queries.preview(queries.list_path(run))
    if preview is None:
        raise Http404
    form = ColumnsForm(request.POST or None, headings=preview.headings, guessed=run.columns)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            taken = actions.import_list(
                signed_in(request), run.pk, form.chosen(), status=typed["status"],
                source=typed["source"] or run.file_name, now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            if taken.job_id is not None:
                return redirect("people:job", taken.job_id)
            messages.success(request, gettext("Daftar sudah dimasukkan."))
            return redirect("aid:list_run", run.pk)
    shown = {"form": form, "run": run, "programme": run.programme, "preview": preview}
    return render(request, "aid/list_columns.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.may_run_aid)
def resume_list(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with a list that stopped half way, and show how far it is."""
    run = _run_or_404(request, number)
    try:
        taken = actions.resume_list(signed_in(request), run.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("aid:list_run", run.pk)
    return redirect("people:job", taken.job_id)


def _is_live(run: ListRun) -> bool:
    """Say whether a job is bringing the list in."""
    return run.done_at is None and run.job is not None and run.job.state in LIVE_JOBS


@require_POST
@door(access.may_run_aid)
def undo_list(request: HttpRequest, number: int) -> HttpResponse:
    """Take a list back; what somebody decided since stays."""
    run = _run_or_404(request, number)
    try:
        taken, kept = actions.undo_list(signed_in(request), run.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        said = gettext("%(taken)d penerima diurungkan, %(kept)d tetap karena sudah diputuskan.")
        messages.success(request, said % {"taken": taken, "kept": kept})
    return redirect("aid:programme", run.programme_id)


def _run_or_404(request: HttpRequest, number: int) -> ListRun:
    rows = access.visible_runs(signed_in(request)).select_related("programme", "job")
    run = rows.filter(pk=number).first()
    if run is None:
        raise Http404
    return run
