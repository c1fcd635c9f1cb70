"""`/lapor/`: anybody reports a good, a shop or a review, and reads the answer by its address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.trust import access, actions, queries
from lampit.trust.forms import ReportForm
from lampit.trust.models import Report
from lampit.trust.rules import reports as rules
from lampit.trust.views import _pace
from lampit.web.door import door, everyone

FIELDS = {"alasan_pilih": "reason", "isi_pendek": "text", "isi_panjang": "text"}


@require_http_methods(["GET", "HEAD", "POST"])
@door(everyone)
@never_cache
def report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show and take a report; nobody has to sign in."""
    thing = queries.thing_at(kind, key, access.public_reviews())
    if thing is None:
        raise Http404
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, initial={"opened": _pace.opened(now)})
    if sent is not None:
        made = _made(request, thing, form)
        if made is not None:
            return redirect("trust:report_answer", code=made.code)
    shown = {"form": form, "thing": thing, "kind": _(rules.KINDS[kind])}
    answer = render(request, "trust/report.html", shown, status=422 if form.errors else 200)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _made(request: HttpRequest, thing: queries.Thing, form: ReportForm) -> Report | None:
    """Return the report of a valid form; None when something is to be corrected first."""
    now = timezone.now()
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    try:
        return actions.report(
            thing, typed["reason"], typed["text"], now, contact=typed["contact"],
            seconds=_pace.seconds_since(typed["opened"], now),
            senders=_pace.senders(request, now),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code == "halaman_lama":
            form.data = {**request.POST.dict(), "opened": _pace.opened(now)}
        form.add_error(FIELDS.get(refusal.code), _(refusal.message))
        return None


@require_safe
@door(everyone)
@never_cache
def report_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a report stands to who knows its address; who sent it stands nowhere."""
    found = access.report_at(code).select_related("product", "maker").first()
    if found is None:
        raise Http404
    row = queries.row_of(found, timezone.now())
    answer = render(request, "trust/report_answer.html", {"row": row, "report": found})
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer
