"""Kept columns of a finished import, to be read as fields now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry.actions import importing as actions
from lampit.registry.forms.importing import KeptForm
from lampit.registry.models import ImportRun
from lampit.registry.rules.importing.filling import kept_columns as kept_of
from lampit.web.language import in_words


def may_read_later(run: ImportRun) -> bool:
    """Say whether the kept columns of a run may be read as fields: a list that was brought in."""
    return run.state == ImportRun.State.DONE and not run.undoes_id and not run.fills_id


def kept_columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Show the kept columns of a finished run of the person's region; read the chosen ones."""
    now, back = timezone.now(), reverse("registry:import_run", args=[run.pk])
    try:
        tables = actions.preview_tables(run, now=now).tables
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect(back)
    typed = request.POST if request.method == "POST" else None
    form = KeptForm(typed, tables, kept_of(tables))
    if request.method == "POST" and form.is_valid():
        return _read(request, run, form)
    shown = {"run": run, "form": form, "tables": form.shown()}
    return render(request, "registry/import_kept.html", shown, status=422 if form.errors else 200)


def _read(request: HttpRequest, run: ImportRun, form: KeptForm) -> HttpResponse:
    """Open the run that reads the chosen columns, and lead to its job."""
    person, now = signed_in(request), timezone.now()
    keep = form.cleaned_data["keep"]
    try:
        opened = actions.open_filling(run, form.tables, form.chosen(), person, keep=keep, now=now)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("registry:import_columns", run.pk)
    back = reverse("registry:import_run", args=[opened.pk])
    try:
        job = actions.queue_run(opened, person, back_url=back, now=now)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect(back)
    return redirect("people:job", job.pk) if job is not None else redirect(back)
