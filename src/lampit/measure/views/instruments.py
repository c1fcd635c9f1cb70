"""Instruments: the list, one version, its steps of life, files out and in, comparison."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.forms import InstrumentFileForm, LanguageFileForm
from lampit.measure.models import Instrument
from lampit.measure.queries import instruments
from lampit.measure.queries.languages import languages_of
from lampit.measure.queries.xforms import xform_of
from lampit.measure.rules import editing, editing_changes
from lampit.measure.rules.comparing import comparable
from lampit.measure.rules.editing_words import Words
from lampit.measure.rules.languages import missing_texts, written_language
from lampit.measure.rules.xlsform import form_id, form_sheets
from lampit.measure.rules.xlsform_exchange import exchange_sheets
from lampit.measure.rules.xlsform_reading import Imported, read_form
from lampit.outside.xlsforms import sheets_of, workbook
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of
from lampit.web.weights import ONE_PHOTO, takes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_PROBLEMS = 100


def find_instrument(request: HttpRequest, pk: int) -> Instrument:
    """Return a version that the person may look at; others do not exist for them."""
    found = instruments.find(access.visible_instruments(request.user), pk)
    if found is None:
        raise Http404
    return found


def find_draft(request: HttpRequest, pk: int) -> Instrument:
    """Return a draft that the person may change; others do not exist for them."""
    found = instruments.find(access.owned_instruments(request.user), pk)
    if found is None or not found.is_draft:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@door(access.may_edit_instruments)
@takes(ONE_PHOTO)
def listing(request: HttpRequest) -> HttpResponse:
    """List the versions of all and of the board; take in an XLSForm as a new draft."""
    actions.publish_instrument(now=timezone.now())
    form = InstrumentFileForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            imported = _read(form.cleaned_data["file"])
            problems = list(imported.problems)
            if not problems:
                return _taken_in(request, imported)
        except Refusal as refusal:
            form.add_error("file", in_words(refusal.message))
    rows = instruments.listed(access.visible_instruments(request.user))
    context = {
        "form": form,
        "problems": [{"at": p, "words": in_words(p.message)} for p in problems[:SHOWN_PROBLEMS]],
        "problem_count": len(problems),
        "page_obj": page_of(rows, request.GET.get("hal"), size=20),
    }
    wrong = request.method == "POST"
    return render(request, "measure/instruments.html", context, status=422 if wrong else 200)


def _read(file: Any) -> Imported:
    """Read an uploaded workbook through a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "formulir"
        with path.open("wb") as out:
            for piece in file.chunks():
                out.write(piece)
        sheets = sheets_of(path)
    return read_form(sheets, instruments.published_files().definition)


def _taken_in(request: HttpRequest, imported: Imported) -> HttpResponse:
    """Make the draft with its languages, and say what was passed over."""
    person, now = signed_in(request), timezone.now()
    steps = instruments.published_files().next_steps
    made = actions.import_draft(person, imported.definition, steps, imported.languages, now=now)
    messages.success(request, gettext("Formulir masuk sebagai konsep."))
    if imported.passed_over:
        told = ", ".join(imported.passed_over[:10])
        messages.warning(request, gettext("Dilewati: %(told)s.") % {"told": told})
    return redirect("measure:instrument", made.pk)


@require_http_methods(["GET", "POST"])
@door(access.may_edit_instruments)
def instrument(request: HttpRequest, instrument: int) -> HttpResponse:
    """Show a version with everything in it; copy, publish, retire or throw it away."""
    found = find_instrument(request, instrument)
    if request.method == "POST":
        return _stepped(request, found)
    return render(request, "measure/instrument.html", _told(request, found))


def _told(request: HttpRequest, found: Instrument) -> dict[str, Any]:
    """Return what the page of a version shows."""
    definition = found.definition
    words = Words({q["id"]: q for q in definition["questions"]}, gettext)
    faults = [(fault, in_words(fault.message)) for fault in editing.faults_of(definition)]
    wrong = {fault.question for fault, _ in faults}
    languages = languages_of(found)
    return {
        "instrument": found,
        "is_owned": access.owned_instruments(request.user).filter(pk=found.pk).exists(),
        "faults": faults if found.is_draft else [],
        "unread": editing.unread_columns(definition),
        "questions": [
            (question, words.tell(question.get("relevant")), f"soal/{question['id']}" in wrong)
            for question in definition["questions"]
        ],
        "signs": [
            (sign, words.tell(sign["rule"])) for sign in definition["dii_like"]["indicators"]
        ],
        "languages": [(one, len(missing_texts(definition, one))) for one in languages],
        "language_form": LanguageFileForm(),
        "planned": instruments.planned_rounds(access.plannable_rounds(request.user), found),
        "others": instruments.others_of(access.visible_instruments(request.user), found),
    }


def _stepped(request: HttpRequest, found: Instrument) -> HttpResponse:
    """Do one step of a version's life."""
    person, now, step = signed_in(request), timezone.now(), request.POST.get("langkah", "")
    try:
        if step == "salin":
            made = actions.start_draft(person, found.pk, now=now)
            messages.success(request, gettext("Konsep baru dibuat. Ubah, coba, lalu terbitkan."))
            return redirect("measure:instrument", made.pk)
        if step == "terbit":
            actions.publish_draft(person, found.pk, now=now)
            messages.success(request, gettext("Versi ini terbit dan tidak akan berubah lagi."))
        elif step == "pensiun":
            actions.retire(person, found.pk, now=now)
            messages.success(request, gettext("Versi ini tidak lagi dapat dipilih putaran baru."))
        elif step == "pakai":
            typed = request.POST.get("putaran", "")
            number = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
            chosen = actions.ask_with(person, number, found.pk, now=now)
            told = gettext("Putaran %(name)s memakai instrumen ini.") % {"name": chosen.name}
            messages.success(request, told)
        elif step == "buang":
            actions.drop_draft(person, found.pk, now=now)
            messages.success(request, gettext("Konsep dibuang."))
            return redirect("measure:instruments")
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    return redirect("measure:instrument", found.pk)


@require_POST
@door(access.may_edit_instruments)
def arrange(request: HttpRequest, instrument: int) -> HttpResponse:
    """Move a question up or down, or take a question or sign away."""
    found = find_draft(request, instrument)
    deed, _, code = request.POST.get("susun", "").partition(":")
    try:
        if deed in {"naik", "turun"}:
            by = -1 if deed == "naik" else 1
            changed = editing_changes.moved(found.definition, code, by)
        elif deed == "hapus":
            changed = editing_changes.without_question(found.definition, code)
        elif deed == "hapus_ciri":
            changed = editing_changes.without_sign(found.definition, code)
        else:
            raise Http404
        actions.change_draft(
            signed_in(request), found.pk, changed,
            edit_count=found.edit_count, now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    anchor = f"#soal-{code}" if deed in {"naik", "turun"} else "#isi"
    return redirect(f"{_address(found)}{anchor}")


def _address(found: Instrument) -> str:
    return str(redirect("measure:instrument", found.pk)["Location"])


@require_POST
@door(access.may_edit_instruments)
@takes(ONE_PHOTO)
def language(request: HttpRequest, instrument: int) -> HttpResponse:
    """Take in the file of a further language."""
    found = find_instrument(request, instrument)
    form = LanguageFileForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise Refusal("file_missing", "Pilih berkas bahasa dalam bentuk JSON.")
        try:
            content = json.loads(form.cleaned_data["file"].read())
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise Refusal("language_json", "Berkas bahasa ini bukan JSON yang dapat dibaca.")
        actions.bring_language(signed_in(request), found.pk, content, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("Bahasa masuk."))
    return redirect(f"{_address(found)}#bahasa")


@require_GET
@door(access.may_edit_instruments)
def take(request: HttpRequest, instrument: int, kind: str) -> HttpResponse:
    """Hand out a version: workbook to edit, form for the field, XForm, JSON, a language."""
    found = find_instrument(request, instrument)
    definition, languages = found.definition, languages_of(found)
    name = form_id(definition)
    try:
        if kind in {"sunting", "lapangan"}:
            make = exchange_sheets if kind == "sunting" else form_sheets
            sheets = make(definition, languages)
            made = workbook({sheet.name: sheet.cells() for sheet in sheets})
            return _file(made, XLSX, f"{name}_{kind}.xlsx")
        if kind == "xform":
            return _file(xform_of(definition, languages), "text/xml", f"{name}.xml")
    except (Refusal, ValueError):
        messages.error(request, gettext("Konsep ini belum dapat menjadi formulir. Betulkan dulu."))
        return redirect("measure:instrument", found.pk)
    told = {one.code: written_language(one) for one in languages}
    content = definition if kind == "json" else told.get(kind)
    if content is None:
        raise Http404
    body = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return _file(body, "application/json", f"{name}_{kind}.json")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Answer with a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_GET
@door(access.may_edit_instruments)
def compare(request: HttpRequest, instrument: int, other: int) -> HttpResponse:
    """Show what of two versions may be compared, and why the rest may not."""
    one, two = find_instrument(request, instrument), find_instrument(request, other)
    found = comparable(one.definition, two.definition)
    context = {
        "instrument": one,
        "other": two,
        "found": found,
        "reasons": {code: in_words(text) for code, text in found.reasons.items()},
        "overlap": instruments.overlap_of(one, two),
    }
    return render(request, "measure/instrument_compare.html", context)
