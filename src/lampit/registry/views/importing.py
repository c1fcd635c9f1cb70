"""Pages of the import: choose a file, match columns, check, bring in, take back."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.registry import access
from lampit.registry.actions import importing as actions
from lampit.registry.actions import requesting
from lampit.registry.actions.exporting import most_alone
from lampit.registry.forms.importing import ColumnsForm, UploadForm, shown_columns
from lampit.registry.forms.listing import RevealForm
from lampit.registry.models import ImportRun
from lampit.registry.queries import checked as checks
from lampit.registry.queries import exporting
from lampit.registry.queries import importing as queries
from lampit.registry.queries.turns import ahead_in_line
from lampit.registry.queries.undone import left_alone
from lampit.registry.queries.written import done_corrections
from lampit.registry.rules.importing.columns import signature
from lampit.registry.rules.importing.filling import HEADINGS
from lampit.registry.views.filling import kept_columns, may_read_later
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of
from lampit.web.weights import SHEET, takes

STEPS = (_("Pilih berkas"), _("Cocokkan kolom"), _("Periksa"), _("Masukkan"))
State = ImportRun.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@door(access.may_import)
@takes(SHEET)
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports of the region and take a new file."""
    person = signed_in(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.open_upload(
                person, region_of(person), file.name, file.chunks(), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("file", in_words(refusal.message))
        else:
            return _opened(request, run)
    visible = access.visible_runs(person)
    runs, ended = queries.runs_of(visible), checks.unseen_runs(visible, person.pk, timezone.now())
    shown = {"form": form, "runs": runs, "ended": ended, "steps": STEPS, "step": 1}
    return render(request, "registry/imports.html", shown, status=422 if form.errors else 200)


def _opened(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Lead on to the columns; a corrected report has those of its list and is checked at once."""
    if run.corrects is None:
        return redirect("registry:import_columns", run.pk)
    return checked(request, run)


def checked(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Check a list, at once or as a long job, and lead on to what it found."""
    here, now = reverse("registry:import_run", args=[run.pk]), timezone.now()
    if actions.is_long(run):
        job = actions.queue_check(run, signed_in(request), back_url=here, now=now)
        return redirect("people:job", job.pk)
    actions.check_run(run, now=now)
    return redirect(here)


@require_http_methods(["GET", "POST"])
@door(access.may_import)
def import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Show what each column is taken for; take corrections and check the list."""
    run = run_or_404(request, number)
    if may_read_later(run):
        return kept_columns(request, run)
    run = draft_or_404(request, number)
    now = timezone.now()
    try:
        seen = actions.preview_tables(run, now=now)
    except Refusal as refusal:  # of cells that cannot be read; the file was opened before
        messages.error(request, in_words(refusal.message))
        return redirect("registry:imports")
    tables = seen.tables
    if "judul" in request.POST:
        return _pointed(request, run, seen)
    marks = [signature(table.headers) for table in tables]
    typed = request.POST or None
    skipped = run.mapping.get("skipped", ())
    form = ColumnsForm(typed, tables, skipped, queries.remembered_on(run.region_id, marks))
    if request.method == "POST" and tables and form.is_valid():
        keep, out = form.cleaned_data["keep"], form.skipped()
        actions.remember_columns(run, form.columns(), keep=keep, now=now, skipped=out)
        return checked(request, run)
    shown = {"run": run, "form": form, "tables": form.shown(), "steps": STEPS, "step": 2}
    shown["heads"] = [(n, sheet, rows) for n, (sheet, rows) in enumerate(seen.heads.items())]
    shown["hidden"] = seen.hidden
    shown["asked"] = sum(bool(guess.asks) for table in tables for guess in table.guesses)
    shown["earlier"] = queries.earlier_with(run.region_id, run.digest)
    return render(
        request, "registry/import_columns.html", shown, status=422 if form.errors else 200
    )


def _pointed(request: HttpRequest, run: ImportRun, seen: actions.Preview) -> HttpResponse:
    """Take the row that a person pointed at as the heading of its sheet, and show the columns."""
    number, _, row = request.POST["judul"].partition(":")
    sheets = dict(enumerate(seen.heads.items()))
    sheet, rows = sheets.get(int(number) if number.isdigit() else -1, ("", []))
    if row.isdigit() and int(row) in {known for known, _ in rows}:
        actions.point_heading(run, sheet, int(row))
    return redirect("registry:import_columns", run.pk)


@require_safe
@door(access.may_import)
def import_run(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a run would do, is doing, or did."""
    run = run_or_404(request, number)
    if run.state == State.DRAFT and not run.counts and not run.fills_id:
        return redirect("registry:import_columns", run.pk)
    if request.headers.get("HX-Request") and run.state != State.WAITING:
        return HttpResponse(headers={"HX-Refresh": "true"})  # its turn came while it was watched
    if run.state == State.RUNNING and run.job_id:
        return redirect("people:job", run.job_id)
    person, now = signed_in(request), timezone.now()
    actions.note_seen(run, person, now=now)
    outcome, (otherwise, why) = queries.outcome(run), checks.differences(run)
    kept = page_of(outcome.kept, request.GET.get("hal"), size=50)
    shown = {
        "run": run,
        "outcome": outcome,
        "columns": shown_columns(checks.columns_of(run)) if run.state == State.DRAFT else [],
        "otherwise": otherwise,
        "why": why,
        "kept": kept,
        "left_alone": left_alone(run.region_id, kept) if kept else [],
        "steps": STEPS,
        "step": 3 if run.state == State.DRAFT else 5,
        "running": run.state in (State.RUNNING, State.WAITING),
        "ahead": ahead_in_line(run),
        "whole_form": RevealForm(),
        "headings": run.mapping.get(HEADINGS, ()) if run.fills_id else (),
        "may_read_later": may_read_later(run),
    }
    return render(request, "registry/import_run.html", shown)


@require_POST
@door(access.may_import)
def start_import(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the list in, as a long job."""
    run = run_or_404(request, number)
    back = reverse("registry:import_run", args=[run.pk])
    try:
        job = actions.queue_run(run, signed_in(request), back_url=back, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect(back)
    return redirect("people:job", job.pk) if job is not None else redirect(back)


@require_POST
@door(access.may_import)
def cancel_import(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a run; what it wrote already stays until it is undone."""
    run = run_or_404(request, number)
    try:
        actions.cancel_run(run, signed_in(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        actions.start_next(run.region_id, now=timezone.now())
        messages.info(request, gettext("Impor dibatalkan."))
    return redirect("registry:imports")


@require_http_methods(["GET", "POST"])
@door(access.may_import)
def undo_import(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then take a run back; what people changed since is listed on the run's page."""
    run = run_or_404(request, number)
    back = reverse("registry:import_run", args=[run.pk])
    if request.method == "POST":
        try:
            actions.undo_run(run, signed_in(request), now=timezone.now())
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
        else:
            messages.success(request, gettext("Impor diurungkan."))
            actions.start_next(run.region_id, now=timezone.now())
        return redirect(back)
    shown = {
        "question": gettext("Urungkan impor %(number)s?") % {"number": run.pk},
        "consequence": gettext(
            "Usaha yang dibuat impor ini ditarik dari daftar, isian yang diubahnya dikembalikan. "
            "Yang sudah diubah orang sesudahnya dibiarkan dan disebutkan."
        ),
        "action": gettext("Urungkan"),
        "back": back,
    }
    if later := done_corrections(run):
        numbers = ", ".join(map(str, later))
        shown["consequence"] += " " + gettext(
            "Daftar ini diperbaiki oleh impor %(numbers)s: urungkan itu lebih dulu, supaya "
            "barisnya ikut ditarik."
        ) % {"numbers": numbers}
    if run.undoes_id:
        shown |= {
            "question": gettext("Batal mengurungkan impor %(number)s?") % {"number": run.undoes_id},
            "consequence": gettext(
                "Usaha yang tadi ditarik kembali ke daftar, isian yang tadi dikembalikan dipasang "
                "lagi. Yang sudah diubah orang sesudahnya dibiarkan dan disebutkan."
            ),
            "action": gettext("Batal mengurungkan"),
        }
    return render(request, "web/confirm.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_import)
def import_report(request: HttpRequest, number: int) -> HttpResponse:
    """Download the rows to put right: NIK and telephones veiled, whole for a reason that is sent.

    Both come back corrected: what is veiled and left so stands for the office's own cell.
    """
    run, person, now = run_or_404(request, number), signed_in(request), timezone.now()
    reason = request.POST.get("reason", "") if request.method == "POST" else None
    try:
        if reason is not None and actions.problems_known(run) > most_alone():
            leaving = actions.whole_report(run, person)
            rows = actions.problems_known(run)
            asked = requesting.ask_for_list(person, leaving, rows, reason, now=now)
            return redirect("registry:export_request", asked.pk)
        actions.note_report(run, person, now=now, reason=reason)
        return _report(run, exporting.line_for(person, f"P{run.pk}", reason or "", now), reason)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("registry:import_run", run.pk)


def _report(run: ImportRun, line: str, reason: str | None) -> HttpResponse:
    """Answer with the workbook; its summary says who took it out, when and what for."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "perbaiki.xlsx"
        today, is_whole = timezone.localdate(), reason is not None
        actions.write_problems(run, target, today, is_whole=is_whole, line=line)
        name = f"perbaiki-impor-{run.pk}.xlsx"
        return HttpResponse(
            target.read_bytes(),
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def run_or_404(request: HttpRequest, number: int) -> ImportRun:
    """Return a run that exists for this person."""
    run = access.visible_runs(signed_in(request)).filter(pk=number).first()
    if run is None:
        raise Http404
    return run


def draft_or_404(request: HttpRequest, number: int) -> ImportRun:
    """Return a run of the person's region that is not started yet."""
    run = run_or_404(request, number)
    if run.state != State.DRAFT or run.fills_id:
        raise Http404
    return run
