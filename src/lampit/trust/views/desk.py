"""`/balai/laporan/`: reports by their term, and what else of the market waits for a decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access as shops_access
from lampit.shops import queries as shops
from lampit.trust import access, actions, queries
from lampit.trust.forms import AppealAnswerForm, DecisionForm, WordsForm
from lampit.trust.models import Notice
from lampit.trust.rules import reports as rules
from lampit.web.door import door
from lampit.web.paging import page_of

TABS = ("baru", "diminta", "selesai", "dilihat", "ulasan", "keberatan", "tutup", "ubah")


@require_safe
@door(access.may_judge)
def desk(request: HttpRequest) -> HttpResponse:
    """Show one tab of the queue; what is due first comes first; bounded queries."""
    person, now = signed_in(request), timezone.now()
    asked = request.GET.get("isi", "")
    tab = asked if asked in TABS else "baru"
    reason = request.GET.get("alasan", "")
    page = page_of(_rows(request, tab, reason), request.GET.get("hal"))
    rows = [queries.row_of(one, now) for one in page] if tab in TABS[:3] else page.object_list
    shown = {
        "tab": tab,
        "reason": reason,
        "reasons": [(code, _(one.words)) for code, one in rules.REASONS.items()],
        "duty": rules.DUTY,
        "page_obj": page,
        "rows": rows,
        "waiting": queries.waiting(
            access.visible_reports(person),
            access.visible_notices(person),
            shops_access.visible_pledges(person),
            access.judged_reviews(person),
            now=now,
            today=timezone.localdate(),
        ),
    }
    return render(request, "trust/desk.html", shown)


def _rows(request: HttpRequest, tab: str, reason: str) -> Any:
    person = signed_in(request)
    if tab == "dilihat":
        return shops.to_look_at(shops_access.visible_pledges(person))
    if tab == "ulasan":
        return queries.reviews_to_look_at(access.judged_reviews(person))
    if tab == "keberatan":
        return queries.appeals_waiting(access.visible_appeals(person))
    if tab == "tutup":
        return queries.closings_waiting(access.visible_notices(person))
    if tab == "ubah":
        return queries.overdue_changes(access.visible_notices(person), timezone.localdate())
    return queries.queue(access.visible_reports(person), tab=tab, reason=reason)


@require_safe
@door(access.may_judge)
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show one report with what was decided about the same shop before."""
    return _report(request, number)


def _report(request: HttpRequest, number: int, form: DecisionForm | None = None) -> HttpResponse:
    person = signed_in(request)
    found = queries.report_whole(access.visible_reports(person), number)
    if found is None:
        raise Http404
    one, contact = found
    others, alike, of_sender = queries.others_of(one)
    shown = {
        "others": others,
        "alike": alike,
        "of_sender": of_sender,
        "row": queries.row_of(one, timezone.now()),
        "report": one,
        "contact": contact,
        "rule": rules.REASONS[one.reason].basis,
        "earlier": queries.earlier_notices(access.visible_notices(person), one),
        "form": form or DecisionForm(kind=one.kind),
        "is_new": one.state == rules.NEW,
    }
    return render(request, "trust/report_desk.html", shown, status=422 if form else 200)


@require_POST
@door(access.may_judge)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a report."""
    person = signed_in(request)
    found = queries.report_whole(access.visible_reports(person), number)
    if found is None:
        raise Http404
    form = DecisionForm(request.POST, kind=found[0].kind)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.decide(
                person, found[0], typed["decision"], typed["words"], timezone.now(),
                until=typed["until"], together=typed["together"],
            )  # fmt: skip
        except Refusal as refusal:
            place = {"tanggal_ubah": "until"}.get(refusal.code)
            form.add_error(place or _words(refusal), _(refusal.message))
        else:
            messages.success(request, _("Putusan tersimpan. Perajin membacanya di Lapak saya."))
            return redirect("trust:desk")
    return _report(request, number, form)


@require_POST
@door(access.may_judge)
def put_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Put a report aside, with those of its sender or about its thing where asked."""
    person = signed_in(request)
    found = queries.report_whole(access.visible_reports(person), number)
    if found is None:
        raise Http404
    scope = request.POST.get("mana", "")
    return _done(
        request, "baru", lambda: actions.put_aside(person, found[0], scope, timezone.now())
    )


def _words(refusal: Refusal) -> str | None:
    return "words" if refusal.code.startswith("kata_") else None


@require_POST
@door(access.may_judge)
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Answer for a good that waits for a look."""
    person = signed_in(request)
    kept = shops.to_look_at(shops_access.visible_pledges(person)).filter(pk=number).first()
    if kept is None:
        raise Http404
    allowed = request.POST.get("boleh") == "ya"
    words = request.POST.get("words", "")
    return _done(
        request, "dilihat",
        lambda: actions.judge_pledge(person, kept, allowed, words, timezone.now()),
    )  # fmt: skip


@require_POST
@door(access.may_judge)
def judge_review(request: HttpRequest, number: int) -> HttpResponse:
    """Answer for a review whose text or photo waits for a look."""
    person = signed_in(request)
    rows = queries.reviews_to_look_at(access.judged_reviews(person)).filter(pk=number)
    review = rows.select_related("maker", "product").first()
    if review is None:
        raise Http404
    said = request.POST.get("putusan", "")
    return _done(
        request, "ulasan",
        lambda: actions.judge_review(
            person, review, timezone.now(), text=said in ("semua", "tulisan"),
            photo=said == "semua", words=request.POST.get("words", ""),
        ),
    )  # fmt: skip


@require_POST
@door(access.may_judge)
def answer_appeal(request: HttpRequest, number: int) -> HttpResponse:
    """Answer an appeal, as another person than who decided."""
    person = signed_in(request)
    rows = access.visible_appeals(person).filter(pk=number)
    made = rows.select_related("notice__product__maker", "notice__maker__business").first()
    if made is None:
        raise Http404
    form = AppealAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih jawabannya dan tulis alasannya."))
        return redirect("trust:given", number=made.notice_id)
    granted = form.cleaned_data["granted"] == "ya"
    words = form.cleaned_data["words"]
    return _done(
        request, "keberatan",
        lambda: actions.decide_appeal(person, made, granted, words, timezone.now()),
    )  # fmt: skip


def _given(request: HttpRequest, number: int) -> Notice:
    found = queries.notice_at(access.visible_notices(signed_in(request)), number)
    if found is None:
        raise Http404
    return found


@require_safe
@door(access.may_judge)
def given(request: HttpRequest, number: int) -> HttpResponse:
    """Show one decision with its whole story, and what may be done now."""
    found = _given(request, number)
    shown = {
        "found": queries.notice_view(found),
        "words_form": WordsForm(auto_id="id_cabut_%s"),
        "escalate_form": WordsForm(auto_id="id_turun_%s"),
        "confirm_form": WordsForm(auto_id="id_setuju_%s"),
        "answer_form": AppealAnswerForm(auto_id="id_jawab_%s"),
        "is_own": found.by_id == signed_in(request).pk,
    }
    return render(request, "trust/given.html", shown)


@require_POST
@door(access.may_judge)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Lift a decision."""
    found, person = _given(request, number), signed_in(request)
    words = request.POST.get("words", "")
    return _done(
        request, "", lambda: actions.end_notice(person, found, words, timezone.now()), found
    )


@require_POST
@door(access.may_judge)
def escalate(request: HttpRequest, number: int) -> HttpResponse:
    """Take down what was not changed."""
    found, person = _given(request, number), signed_in(request)
    words = request.POST.get("words", "")
    return _done(request, "", lambda: actions.escalate(person, found, words, timezone.now()), found)


@require_POST
@door(access.may_judge)
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to close a whole shop, or not, as the second person."""
    found, person = _given(request, number), signed_in(request)
    agrees, words = request.POST.get("setuju") == "ya", request.POST.get("words", "")
    return _done(
        request, "",
        lambda: actions.confirm_closing(person, found, agrees, words, timezone.now()), found,
    )  # fmt: skip


def _done(
    request: HttpRequest, tab: str, act: Callable[[], object], found: Notice | None = None
) -> HttpResponse:
    """Do it, say what became of it, and go back to where it stood."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat."))
    if found is not None:
        return redirect("trust:given", number=found.pk)
    answer = redirect("trust:desk")
    answer["Location"] += f"?isi={tab}"
    return answer
