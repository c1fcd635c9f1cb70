"""Answers from paper: the sheet to fill in, the file that comes back, what became of its rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions import answerfiles as deeds
from lampit.measure.actions.answerfiles.bringing import LIVE_JOBS
from lampit.measure.models import AnswerFile, AnswerFileRow, Round
from lampit.measure.queries import answerfiles as queries
from lampit.measure.queries import answersheets, fieldwork
from lampit.measure.queries.answerreports import marked
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import states
from lampit.measure.views._answer_forms import (
    AnswerFileForm,
    SheetForm,
    chosen_columns,
    column_choices,
)
from lampit.outside.answer_sheets import streamed
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of
from lampit.web.weights import SHEET, takes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _round(request: HttpRequest, round_id: int) -> Round:
    """Return a round with a sample into which the person may type answers."""
    found = fieldwork.find_round(access.typed_rounds(request.user), round_id)
    if found is None:
        raise Http404
    return found


def _run(request: HttpRequest, round_id: int, number: int) -> AnswerFile:
    found = _round(request, round_id)
    run = queries.find(access.visible_answer_files(request.user), found, number)
    if run is None:
        raise Http404
    return run


def _people(found: Round) -> list[tuple[str, str]]:
    named = answersheets.people_named(access.askers_of(found.region_id))
    return [(str(one.pk), name) for name, one in named.items()]


def _sheet_form(request: HttpRequest, found: Round) -> SheetForm:
    return SheetForm(request.GET, _people(found), answersheets.languages(found))


@require_http_methods(["GET", "POST"])
@door(access.may_type_answers)
@takes(SHEET)
def answer_files(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand out the sheet, take a filled one, list those that came."""
    found = _round(request, round_id)
    sent = request.method == "POST"
    form = AnswerFileForm(request.POST, request.FILES) if sent else AnswerFileForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = deeds.open_file(
                signed_in(request), found.pk, file.name, file.chunks(), now=timezone.now()
            )
            return redirect("measure:answer_file", found.pk, run.pk)
        except Refusal as refusal:
            form.add_error("file", in_words(refusal.message))
    rows = queries.listed(access.visible_answer_files(request.user), found)
    context = {
        "round": found, "form": form, "sheet": _sheet_form(request, found),
        "page_obj": page_of(rows, request.GET.get("hal")),
        "is_open": found.state == states.FIELD, "is_drawn": bool(found.drawn_count),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "measure/answer_files.html", context, status=status)


@require_GET
@door(access.may_type_answers)  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
def answer_sheet(request: HttpRequest, round_id: int) -> HttpResponse | StreamingHttpResponse:
    """Hand out the sheet to fill in: of all drawn businesses, or those of one enumerator."""
    found = _round(request, round_id)
    form = _sheet_form(request, found)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = answersheets.drawn(
        access.visible_members(request.user), found, person=int(chosen.get("pendata") or 0),
        only_open=not chosen.get("semua"),
    )  # fmt: skip
    people = [name for _pk, name in _people(found)]
    book = answersheets.book_of(
        found, people, rows=rows.count(), language=chosen.get("bahasa") or ""
    )
    return _sent(streamed(book, answersheets.drawn_rows(rows)), f"isian-{_name(found)}.xlsx")


def _name(found: Round) -> str:
    return f"{found.region_id}-{found.name}"


def _sent(pieces: Any, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
@door(access.may_type_answers)
def answer_file(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Show what the rows of a file would become, or became, and what is wrong in which."""
    run = _run(request, round_id, number)
    counts = queries.counted(run)
    chosen = request.GET.get("lihat", "")
    chosen = chosen if chosen in counts else ""
    labels = dict(AnswerFileRow.State.choices)
    state = AnswerFileRow.State
    context = {
        "round": run.round, "run": run,
        "counts": [(code, label, counts[code]) for code, label in labels.items() if code in counts],
        "chosen": chosen,
        "page_obj": page_of(queries.problem_rows(run, chosen), request.GET.get("hal")),
        "to_send": sum(counts.get(s, 0) for s in (state.READY, state.OTHER, state.SENDING)),
        "others": counts.get(state.OTHER, 0), "wrong": counts.get(state.WRONG, 0),
        "waiting": counts.get(state.WAITING, 0),
        "is_open": run.round.state == states.FIELD,
        "is_live": run.job is not None and run.job.state in LIVE_JOBS,
        "tables": _told_tables(run),
        "layout": run.counts.get("layout", {}),
    }  # fmt: skip
    return render(request, "measure/answer_file.html", context)


def _told_tables(run: AnswerFile) -> list[dict[str, Any]]:
    """Return of each sheet which columns are not read, and which questions have none."""
    instrument = reading_of(run.round.instrument).instrument
    found = []
    for table in run.counts.get("layout", {}).get("tables", ()):
        pairs = zip(table["titles"], table["meanings"], strict=True)
        missing = [instrument.question(code).number for code in table["missing"]]
        unread = [title for title, meaning in pairs if title and not meaning]
        found.append({"sheet": table["sheet"], "unread": unread, "missing": missing})
    return found


@require_POST
@door(access.may_type_answers)
def bring_in_answers(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Bring the good rows of a file in, or go on where it stopped."""
    return _done(
        request, round_id, number, deeds.start, gettext("Jawaban dari berkas sudah masuk.")
    )


@require_POST
@door(access.may_type_answers)
def undo_answers(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Take back what a file brought in."""
    if request.POST.get("yakin") != "ya":
        messages.error(request, gettext("Centang dahulu bahwa berkas ini memang diurungkan."))
        return redirect("measure:answer_file", round_id, _run(request, round_id, number).pk)
    return _done(request, round_id, number, deeds.start_undo, gettext("Berkas sudah diurungkan."))


def _done(
    request: HttpRequest, round_id: int, number: int, deed: Callable[..., AnswerFile], said: str
) -> HttpResponse:
    run = _run(request, round_id, number)
    try:
        run = deed(signed_in(request), run.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        if run.job_id is not None:
            return redirect("people:job", run.job_id)
        messages.success(request, said)
    return redirect("measure:answer_file", round_id, number)


@require_http_methods(["GET", "POST"])
@door(access.may_type_answers)
def answer_columns(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Let somebody say what columns mean whose headings do not tell."""
    run = _run(request, round_id, number)
    if "layout" not in run.counts or run.state != AnswerFile.State.CHECKED or not run.path:
        raise Http404
    instrument = reading_of(run.round.instrument).instrument
    error = ""
    if request.method == "POST":
        chosen = chosen_columns(run, instrument, request.POST.dict())
        try:
            deeds.choose_columns(signed_in(request), run.pk, chosen, today=timezone.localdate())
            messages.success(request, gettext("Kolom dicatat, semua baris diperiksa lagi."))
            return redirect("measure:answer_file", round_id, number)
        except Refusal as refusal:
            error = str(in_words(refusal.message))
    context = {
        "round": run.round, "run": run, "error": error,
        "tables": column_choices(run, instrument),
    }  # fmt: skip
    status = 422 if error else 200
    return render(request, "measure/answer_columns.html", context, status=status)


@require_GET
@door(access.may_type_answers)  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
def answer_faults(
    request: HttpRequest, round_id: int, number: int
) -> HttpResponse | StreamingHttpResponse:
    """Hand out the file once more with its faults marked."""
    run = _run(request, round_id, number)
    if "layout" not in run.counts or not queries.has_file(run):
        raise Http404
    book, rows = marked(run, [name for _pk, name in _people(run.round)])
    return _sent(streamed(book, rows), f"perbaikan-{_name(run.round)}-{run.pk}.xlsx")
