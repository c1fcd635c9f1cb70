"""The visit form and the button that closes an agreed step."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.coaching import access, actions, queries
from lampit.coaching.forms import VisitForm
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.weights import ONE_PHOTO, takes


@require_http_methods(["GET", "POST"])
@door(access.may_record)
@takes(ONE_PHOTO)
def record(request: HttpRequest) -> HttpResponse:
    """Take one visit; a refusal comes back with everything typed."""
    person, now = signed_in(request), timezone.now()
    offered = queries.choices(queries.coached(access.coachable_businesses(person)))
    start = VisitForm.start(request.GET.get("usaha", ""), timezone.localdate(now))
    form = VisitForm(request.POST or None, request.FILES or None, initial=start, businesses=offered)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["photo"]
        try:
            visit = actions.record_visit(
                person,
                int(form.cleaned_data["business"]),
                form.told(),
                photo=sent.read() if sent else None,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, gettext("Kunjungan tercatat."))
            return redirect("coaching:business", visit.business_id)
    return render(
        request, "coaching/record.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@door(access.may_record)
def finish_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an agreed step as done and go back to the business."""
    try:
        visit = actions.finish_step(signed_in(request), pk, on=timezone.localdate())
    except Refusal as refusal:
        if refusal.code == "visit_unknown":
            raise Http404 from refusal
        messages.error(request, in_words(refusal.message))
        return redirect("coaching:visits")
    messages.success(request, gettext("Langkah ditandai selesai."))
    return redirect("coaching:business", visit.business_id)
