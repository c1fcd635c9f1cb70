"""The Satu Data forms of a round: what is filled, what is asked, and the files to hand in."""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions import metadata as actions
from lampit.measure.forms import MetadataForm, NoteForm
from lampit.measure.models import ItemNote, Round
from lampit.measure.queries import fieldwork
from lampit.measure.queries import metadata as queries
from lampit.measure.rules.metadata import fields, forms
from lampit.measure.rules.metadata.indicators import INDICATOR_FIELDS
from lampit.measure.rules.metadata.variables import VARIABLE_FIELDS
from lampit.measure.views._metadata_files import workbook
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words

KINDS = {
    ItemNote.Kind.VARIABLE: (forms.VARIABLES, VARIABLE_FIELDS),
    ItemNote.Kind.INDICATOR: (forms.INDICATORS, INDICATOR_FIELDS),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _round(request: HttpRequest, round_id: int) -> Round:
    """Return a round whose forms the person may see; others do not exist for her."""
    found = fieldwork.find_round(access.reportable_rounds(request.user), round_id)
    if found is None:
        raise Http404
    return found


@require_GET
@door(access.may_see_results)
def metadata(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the three forms; whoever may plan is asked for what nobody knows yet."""
    return _missing(request, round_id)


@require_POST
@door(access.may_plan)
def metadata_ask(request: HttpRequest, round_id: int) -> HttpResponse:
    """Keep what was asked on the page of the forms."""
    return _missing(request, round_id)


def _missing(request: HttpRequest, round_id: int) -> HttpResponse:
    found = _round(request, round_id)
    told = queries.forms_of(found)
    asked = [one.field for one in told.to_ask] if access.may_plan(request) else []
    return _asked(request, found, asked, told)


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def metadata_whole(request: HttpRequest, round_id: int, whose: str) -> HttpResponse:
    """Change everything that the office (`dinas`) or this round (`putaran`) was asked."""
    if whose not in (fields.OFFICE, fields.ROUND):
        raise Http404
    found = _round(request, round_id)
    told = queries.forms_of(found)
    asked = [one.field for one in told.activity if one.field.asked == whose]
    return _asked(request, found, asked, told, whose)


def _asked(
    request: HttpRequest, found: Round, asked: Sequence[fields.Field], told: forms.Forms,
    whose: str = "",
) -> HttpResponse:  # fmt: skip
    """Show the form with the asked fields, or keep what was typed and show what is left."""
    known = {one.field.code: one.value for one in told.activity}
    asked = fields.with_dependents(asked)
    form = MetadataForm(asked, known, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_metadata(signed_in(request), found.pk, form.told(), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("measure:metadata", found.pk)
    shown = {
        "round": found,
        "forms": told,
        "form": form if asked else None,
        "whose": whose,
        "may_plan": access.may_plan(request),
        "system": told.count_from("sistem"),
        "office": told.count_from("dinas"),
        "own": told.count_from("putaran"),
    }
    return render(
        request, "measure/metadata.html", shown, status=422 if asked and form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def metadata_row(request: HttpRequest, round_id: int, kind: str, code: str) -> HttpResponse:
    """Show one row of MS-Var or MS-Ind and let the office put its own words in."""
    found = _round(request, round_id)
    if kind not in ItemNote.Kind.values:
        raise Http404
    which, labels = KINDS[ItemNote.Kind(kind)]
    told = queries.forms_of(found)
    rows = told.variables if which == forms.VARIABLES else told.indicators
    row = next((one for one in rows if one.code == code), None)
    if row is None:
        raise Http404
    asked = actions.ASKED_OF[ItemNote.Kind(kind)]
    form = NoteForm(asked, labels, row.values, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_note(
                signed_in(request), found.pk, kind, code, form.cleaned_data, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("measure:metadata", found.pk)
    given = [(labels[field], text) for field, text in row.values.items() if field not in asked]
    shown = {"round": found, "form": form, "row": row, "given": given, "title": forms.TITLES[which]}
    return render(request, "measure/metadata_row.html", shown, status=422 if form.errors else 200)


@require_GET
@door(access.may_see_results)
def metadata_file(request: HttpRequest, round_id: int, which: str, kind: str) -> HttpResponse:
    """Hand out one form, or all three, as a workbook or as JSON; the trail notes it."""
    found = _round(request, round_id)
    if which not in (*forms.TITLES, forms.ALL) or kind not in ("xlsx", "json"):
        raise Http404
    person, now = signed_in(request), timezone.now()
    told = queries.forms_of(found)
    head = {
        "putaran": found.name, "wilayah": found.region.name, "kode_wilayah": found.region_id,
        "instrumen": str(found.instrument),
        "dibuat": timezone.localtime(now).isoformat("T", "minutes"),
    }  # fmt: skip
    if kind == "json":
        text = json.dumps(forms.as_data(told, which, head), ensure_ascii=False, indent=1)
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        answer = HttpResponse(workbook(told, which, head, now), content_type=XLSX)
    actions.note_taken(person, found, which, kind, now=now)
    name = f"{which}-{found.region_id}-{found.name}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
