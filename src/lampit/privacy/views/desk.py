"""`/balai/permintaan/`: the queue of the office, one request, and its letter."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.privacy import access, actions, queries
from lampit.privacy.actions import About, Correction, Deletion
from lampit.privacy.forms import (
    CorrectionForm,
    DeletionForm,
    EnterForm,
    LetterForm,
    QuestionForm,
    RefusalForm,
    linked,
)
from lampit.privacy.models import Request
from lampit.privacy.rules import requests as rules
from lampit.registry.models import Owner
from lampit.registry.queries.corrections import made_since
from lampit.web.door import door

FIELDS = {
    "identity_missing": "identity", "received_later": "received_at", "wish_missing": "wish",
}  # fmt: skip


@require_safe
@door(access.may_handle)
def requests(request: HttpRequest) -> HttpResponse:
    """Show the queue: what is due first comes first; answered requests apart."""
    person, closed = signed_in(request), request.GET.get("sudah") == "1"
    now = timezone.now()
    shown = {
        "page_obj": queries.queue(
            access.visible_requests(person), request.GET.get("hal"), now, closed=closed
        ),
        "closed": closed,
        "pressing": queries.pressing(region_of(person), now),
        "to_confirm": (
            queries.proposed(access.visible_requests(person), person)
            if access.may_refuse(person)
            else []
        ),
    }
    return render(request, "privacy/requests.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_handle)
def enter(request: HttpRequest) -> HttpResponse:
    """Write down a request that came to the desk, by telephone or by letter."""
    person, asked = signed_in(request), request.GET.get("pemilik", "")
    owner = queries.owner_at(access.office_owners(person), asked) if asked else None
    if asked and owner is None:
        raise Http404
    usual = {"received_at": timezone.localtime()}
    form = EnterForm(request.POST or None, initial=usual, has_owner=owner is not None)
    if request.method == "POST" and form.is_valid():
        made = _entered(request, form, owner)
        if made is not None:
            return redirect("privacy:request", number=made.pk)
    shown = {"form": form, "owner": owner}
    return render(request, "privacy/enter.html", shown, status=422 if form.errors else 200)


def _entered(request: HttpRequest, form: EnterForm, owner: Owner | None) -> Request | None:
    person, typed = signed_in(request), form.cleaned_data
    about = About(owner.region_id, owner) if owner else _buyer_of(request, typed["order"])
    if about is None:
        form.add_error("order", _("Pesanan ini tidak ada di wilayah Anda. Periksa nomornya."))
        return None
    try:
        return actions.enter(
            person, about, typed["kind"], typed["wish"], channel=typed["channel"],
            identity=typed["identity"], received_at=typed["received_at"], now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        known = queries.open_like(_same(request, about), typed["kind"])
        if refusal.code == "already_asked" and known is not None:
            where = reverse("privacy:request", args=[known.pk])
            form.add_error(None, linked(_(refusal.message), where, known.number))
        else:
            form.add_error(FIELDS.get(refusal.code), _(refusal.message))
        return None


def _same(request: HttpRequest, about: About) -> QuerySet[Request]:
    """Return what this person has asked before, as far as the desk sees it."""
    rows = access.visible_requests(signed_in(request))
    return rows.filter(owner=about.owner) if about.owner else rows.filter(order=about.order)


def _buyer_of(request: HttpRequest, number: str) -> About | None:
    region = region_of(signed_in(request))
    order = queries.order_named(number, region)
    return About(region, order=order) if order else None


@require_safe
@door(access.may_handle)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request with its clock and what may be done."""
    return _page(request, _found(request, number))


@require_POST
@door(access.may_handle)
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a request in hand."""
    found, person = _found(request, number), signed_in(request)
    return _done(request, found, lambda: actions.take(person, found, now=timezone.now()))


@require_POST
@door(access.may_handle)
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """Have the copy of everything made."""
    found, person = _found(request, number), signed_in(request)
    back = reverse("privacy:request", args=[found.pk])
    return _done(
        request,
        found,
        lambda: actions.ask_copy(person, found, back_url=back, now=timezone.now()),
    )


@require_POST
@door(access.may_handle)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a request with a letter."""
    found, person = _found(request, number), signed_in(request)
    form = _answer_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, answer_form=form)
    typed = form.cleaned_data
    told = Correction(typed.get("outcome", ""), frozenset(typed.get("changes", ())))
    gone = Deletion(frozenset(typed.get("parts", ())))
    try:
        actions.answer(
            person, found, typed["words"], now=timezone.now(), correction=told, deletion=gone
        )
    except Refusal as refusal:
        form.add_error(_place(refusal, form), _(refusal.message))
        return _page(request, found, answer_form=form)
    return redirect("privacy:letter", number=found.pk)


@require_POST
@door(access.may_handle)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse a request on a lawful ground, with a letter."""
    found, person = _found(request, number), signed_in(request)
    form = RefusalForm(request.POST, prefix="tolak")
    if not form.is_valid():
        return _page(request, found, refusal_form=form)
    typed = form.cleaned_data
    try:
        actions.refuse(person, found, typed["ground"], typed["words"], now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, _(refusal.message))
        return _page(request, found, refusal_form=form)
    return redirect("privacy:letter", number=found.pk)


@require_POST
@door(access.may_handle)
def ask_back(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the person what the office needs to know; the clock goes on."""
    found, person = _found(request, number), signed_in(request)
    form = QuestionForm(request.POST, prefix="tanya")
    if not form.is_valid():
        return _page(request, found, question_form=form)
    try:
        actions.ask_back(person, found, form.cleaned_data["words"], now=timezone.now())
    except Refusal as refusal:
        form.add_error("words", _(refusal.message))
        return _page(request, found, question_form=form)
    messages.success(request, _("Pertanyaan terkirim. Hitungan waktunya tetap berjalan."))
    return redirect("privacy:request", number=found.pk)


def _answer_form(found: Request, sent: QueryDict | None = None) -> LetterForm:
    """Return the form of an answer; it names what was changed, or what was deleted."""
    if found.kind == rules.DELETE:
        return DeletionForm(sent, prefix="jawab", gone=queries.deletable(found))
    if found.kind != rules.CORRECT:
        return LetterForm(sent, prefix="jawab")
    made = made_since(found.owner, found.received_at) if found.owner else []
    return CorrectionForm(sent, prefix="jawab", made=made, has_record=found.owner is not None)


def _place(refusal: Refusal, form: LetterForm) -> str | None:
    if refusal.code == "nothing_deleted":
        return "parts" if "parts" in form.fields else None
    if refusal.code == "changes_missing" and "changes" in form.fields:
        return "changes"
    return "outcome" if refusal.code in ("changes_missing", "outcome_missing") else "words"


def _found(request: HttpRequest, number: int) -> Request:
    found = queries.request_at(access.visible_requests(signed_in(request)), number)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: Request,
    *,
    answer_form: LetterForm | None = None,
    refusal_form: RefusalForm | None = None,
    question_form: QuestionForm | None = None,
) -> HttpResponse:
    person = signed_in(request)
    erasure = queries.erasure_of(found) if found.kind == rules.DELETE else None
    shown = {
        "row": queries.row_of(found, timezone.now()),
        "corrected": queries.corrected_of(found),
        "deleted": queries.deleted_of(found),
        "found": found,
        "is_open": found.state in rules.OPEN,
        "answer_form": answer_form or (_answer_form(found) if found.state in rules.OPEN else None),
        "refusal_form": refusal_form or RefusalForm(prefix="tolak"),
        "question_form": question_form or QuestionForm(prefix="tanya"),
        "may_refuse": access.may_refuse(person),
        "erasure": erasure,
        "may_confirm": access.may_refuse(person)
        and erasure is not None
        and erasure.proposed_by_id != person.pk,
        "copies": queries.copies_of(found),
        "business": queries.business_of(found.owner) if found.owner else None,
    }
    refused = any(form is not None for form in (answer_form, refusal_form, question_form))
    return render(request, "privacy/request.html", shown, status=422 if refused else 200)


def _done(request: HttpRequest, found: Request, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat."))
    return redirect("privacy:request", number=found.pk)
