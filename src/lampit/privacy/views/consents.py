"""Consents: given and withdrawn by the owner on one page, or written down at the desk."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.privacy import access, actions, queries
from lampit.privacy.forms import YES, AnswerForm, NotedForm
from lampit.privacy.rules.requests import END
from lampit.registry.actions import open_proof
from lampit.registry.models import Owner
from lampit.registry.queries.consents import ledger
from lampit.registry.rules.consents import REGISTER
from lampit.web.door import door
from lampit.web.weights import ONE_PHOTO, takes

# A proof is a stranger's file: it may run nothing and ask for nothing.
STRICT = "default-src 'none'; sandbox; frame-ancestors 'none'"
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg"}


@require_http_methods(["GET", "POST"])
@door(access.is_somebody)
def consents(request: HttpRequest) -> HttpResponse:
    """Show what a person allows and take a yes or no: one tap either way."""
    person = signed_in(request)
    owner = queries.first_owner(access.own_owners(person), request.GET.get("pemilik", ""))
    if owner is None:
        return render(request, "privacy/consents.html", {"owner": None})
    if request.method == "POST":
        return _answered(request, owner)
    shown = {
        "owner": owner,
        "asked": queries.asked_of(owner),
        "tasks": queries.tasks(),
        "page_obj": ledger(owner, request.GET.get("hal")),
        "others": queries.other_owners(access.own_owners(person), owner),
    }
    return render(request, "privacy/consents.html", shown)


def _answered(request: HttpRequest, owner: Owner) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tekan salah satu tombol di halaman ini."))
        return redirect(request.get_full_path())
    typed = form.cleaned_data
    is_given = typed["answer"] == YES
    try:
        actions.answer_consent(
            signed_in(request), owner, typed["purpose"], is_given, version=typed["version"],
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _said(request, typed["purpose"], is_given=is_given))
    return redirect(request.get_full_path())


def _said(request: HttpRequest, purpose: str, *, is_given: bool) -> str:
    if is_given:
        return _("Izin tercatat.")
    mine = access.own_requests(signed_in(request))
    objected = queries.open_like(mine, END) if purpose == REGISTER else None
    if objected is None:
        return _("Izin dicabut, berlaku mulai sekarang.")
    told = {"number": objected.number}
    return _("Keberatan Anda masuk sebagai %(number)s. Dinas menjawab dalam 3 × 24 jam.") % told


@require_http_methods(["GET", "POST"])
@door(access.may_note_consents)
@takes(ONE_PHOTO)
def noted(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the consents of an owner to the desk, and take down what he said."""
    person = signed_in(request)
    owner = queries.owner_at(access.noted_owners(person), public_id)
    if owner is None:
        raise Http404
    form = NotedForm(request.POST or None, request.FILES or None, auto_id="izin_%s")
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.note_answer(
                person, owner, typed["purpose"], typed["answer"] == YES,
                version=queries.version_now(typed["purpose"]), channel=typed["channel"],
                proof=typed["proof"], scan=form.sent(), now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(_field_of(refusal), _(refusal.message))
        else:
            messages.success(request, _("Jawaban pemilik tercatat."))
            return redirect(request.path)
    shown = {
        "owner": owner,
        "asked": queries.asked_of(owner),
        "form": form,
        "page_obj": ledger(owner, request.GET.get("hal"), with_proof=True),
        "business": queries.business_of(owner),
    }
    return render(request, "privacy/noted_consents.html", shown, status=422 if form.errors else 200)


def _field_of(refusal: Refusal) -> str | None:
    if refusal.code == "proof_missing":
        return "proof"
    return "scan" if refusal.code.startswith("berkas_") else None


@require_safe
@door(access.may_open_proofs)
def proof(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the proof of an answer to who may open it; the opening is in the audit trail."""
    try:
        file, content = open_proof(signed_in(request), public_id, now=timezone.now())
    except Refusal as refusal:
        raise Http404 from refusal
    answer = HttpResponse(content, content_type=KINDS[file.kind])
    how = "attachment" if file.kind == "pdf" else "inline"
    answer["Content-Disposition"] = f'{how}; filename="bukti-izin-{file.public_id}.{file.kind}"'
    answer["Content-Security-Policy"] = STRICT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
