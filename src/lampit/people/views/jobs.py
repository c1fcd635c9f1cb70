"""A long job as its owner watches it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lampit.people import access, actions
from lampit.people.models import Job
from lampit.people.queries.jobs import job_of
from lampit.web.door import door

STOP_POLLING = 286
OPEN = {Job.State.WAITING, Job.State.RUNNING}


def _job(request: HttpRequest, number: int) -> Job:
    found = job_of(access.visible_jobs(access.signed_in(request)), number)
    if found is None:
        raise Http404
    return found


@require_safe
@door(access.is_signed_in)
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a job is; a job that is done leads on to its result."""
    found = _job(request, number)
    if found.state == Job.State.DONE and found.back_url:
        return redirect(found.back_url)
    return render(request, "people/job.html", {"job": found, "running": found.state in OPEN})


@require_safe
@door(access.is_signed_in)
def job_state(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the progress part alone; the page asks every two seconds until told to stop."""
    found = _job(request, number)
    running = found.state in OPEN
    answer = render(request, "people/_job.html", {"job": found, "running": running})
    if not running:
        answer.status_code = STOP_POLLING
        if found.back_url and found.state == Job.State.DONE:
            answer["HX-Redirect"] = found.back_url
    return answer


@require_POST
@door(access.is_signed_in)
def cancel_job(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a job to stop."""
    found = _job(request, number)
    actions.ask_cancel(found, now=timezone.now())
    messages.info(request, _("Pekerjaan diminta berhenti."))
    return redirect("people:job", number=number)
