"""The list of who is in a programme leaves the house, as lists of businesses do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from lampit.aid import access
from lampit.aid.forms import PurposeForm
from lampit.aid.models import Programme
from lampit.aid.queries import taking as queries
from lampit.aid.rules.leaving import recipients_of
from lampit.aid.views.programmes import programme_or_404
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.registry.actions.exporting import most_alone, note_taken
from lampit.registry.actions.listed import note_left
from lampit.registry.actions.requesting import ask_for_list
from lampit.registry.queries.exporting import line_for
from lampit.registry.rules.exporting import needs_second
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.tables import csv_answer


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_take_recipients)
def export(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what the list is for, note it, and hand it out; a long one asks a second person."""
    person, found = signed_in(request), programme_or_404(request, number)
    rows = access.visible_grants(person).filter(programme=found).count()
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(person, found, rows, form.cleaned_data["purpose"])
        except Refusal as refusal:
            form.add_error("purpose", in_words(refusal.message))
    shown = {
        "programme": found,
        "form": form,
        "count": rows,
        "alone": most_alone(),
        "needs_second": needs_second("csv", rows, most_alone()),
    }
    return render(request, "aid/export.html", shown, status=422 if form.errors else 200)


def _taken(person: User, found: Programme, count: int, purpose: str) -> HttpResponse:
    now, leaving = timezone.now(), recipients_of(found.pk, found.name, found.year)
    if needs_second(leaving.kind, count, most_alone()):
        asked = ask_for_list(person, leaving, count, purpose, now=now)
        return redirect("registry:export_request", asked.pk)
    rows = access.visible_grants(person).filter(programme=found)
    mark = note_taken(person, leaving, count, purpose, now=now)
    note_left(person, mark.number, mark.subject, queries.businesses_in(rows), now=now)
    line = line_for(person, mark.number, mark.purpose, mark.at)
    name = f"bantuan-{slugify(found.name)[:40] or found.pk}-{found.year}.csv"
    return csv_answer(queries.sheet(rows, line), name)
