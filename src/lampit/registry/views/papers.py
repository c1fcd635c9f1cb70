"""Papers at the desk: which end, one paper with its certificates, the reminder with one tap."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access, actions
from lampit.registry.forms.permits import (
    EndingForm,
    OfficePermitForm,
    PermitForm,
    ScanForm,
    typed_of,
)
from lampit.registry.models import Permit
from lampit.registry.queries import papers as queries
from lampit.registry.views.businesses import found_or_404, profile_page
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.weights import ONE_PHOTO, takes


@dataclass(frozen=True)
class Side:
    """The side from which a paper is looked at: the frame of the page and its addresses."""

    frame: str
    home: str
    paper: str
    file: str
    small: str
    add_file: str
    drop_file: str
    remove: str


DESK = Side(
    "web/desk.html", "registry:papers", "registry:paper", "registry:paper_file",
    "registry:paper_file_small", "registry:add_paper_file", "registry:remove_paper_file",
    "registry:remove_permit",
)  # fmt: skip
OWN = Side(
    "web/maker.html", "registry:own_papers", "registry:own_paper", "registry:own_paper_file",
    "registry:own_paper_file_small", "registry:add_own_paper_file",
    "registry:remove_own_paper_file", "registry:remove_own_permit",
)  # fmt: skip


@require_safe
@door(access.may_open_papers)
def papers(request: HttpRequest) -> HttpResponse:
    """List the papers that end, those that end first at the top."""
    person, today = signed_in(request), timezone.localdate()
    seen = access.visible_permits(person)
    what = request.GET.get("keadaan", "") or queries.DEFAULT
    kind = request.GET.get("jenis", "")
    rows = queries.narrowed(seen, what, kind, today)
    shown = {
        "page_obj": queries.page(rows, request.GET.get("hal"), today),
        "tally": queries.tally(seen, today),
        "form": EndingForm(initial={"keadaan": what, "jenis": kind}),
        "what": what,
        "may_remind": access.may_note_papers(request),
    }
    return render(request, "registry/papers.html", shown)


@require_POST
@door(access.may_note_papers)
@takes(ONE_PHOTO)
def add_permit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a legal paper, with its certificate when one was sent."""
    person, form = signed_in(request), OfficePermitForm(request.POST, request.FILES)
    found_or_404(person, public_id)
    if form.is_valid():
        try:
            permit = actions.note_permit(
                person, public_id, form.cleaned_data["kind"], **form.paper(),
                proof=proof_of(form), scan=form.sent(), now=timezone.now(),
                agreed=form.cleaned_data["agreed"],
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say_saved(request, permit)
            return redirect("registry:business", public_id)
    return profile_page(request, public_id, permit_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_papers)
@takes(ONE_PHOTO)
def paper(request: HttpRequest, permit_id: int) -> HttpResponse:
    """Show one paper; those who may note papers change it here."""
    return paper_page(request, permit_id, DESK, may_change=access.may_note_papers(request))


@require_POST
@door(access.may_note_papers)
def remind(request: HttpRequest, permit_id: int) -> HttpResponse:
    """Mark a reminder as sent and lead to WhatsApp with its text; `belum` takes the mark back."""
    person = signed_in(request)
    held_or_404(request, permit_id)
    try:
        if request.POST.get("belum"):
            actions.take_back_reminder(person, permit_id, now=timezone.now())
            messages.success(request, gettext("Tandanya dibuka lagi. Pengingat belum terkirim."))
            return redirect("registry:paper", permit_id)
        return redirect(actions.send_reminder(person, permit_id, now=timezone.now()))
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    return redirect("registry:paper", permit_id)


@require_POST
@door(access.may_note_papers)
def remove_permit(request: HttpRequest, permit_id: int) -> HttpResponse:
    """Take a wrongly noted paper away."""
    return removed(request, permit_id, DESK)


def paper_page(
    request: HttpRequest, permit_id: int, side: Side, *, may_change: bool,
    scan_form: ScanForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Render one paper, or take its change; a refused form comes back with 422."""
    permit, today = held_or_404(request, permit_id), timezone.localdate()
    changing = request.method == "POST" and scan_form is None
    if changing and not may_change:
        raise Http404
    kind = OfficePermitForm if side is DESK else PermitForm
    form = kind(request.POST if changing else None, initial=typed_of(permit))
    for name in ("kind", "scan"):
        del form.fields[name]
    if changing and form.is_valid() and _changed(request, permit, form):
        return redirect(side.paper, permit_id)
    rows = access.visible_permits(signed_in(request))
    view = queries.paper(rows, permit_id, today)
    if view is None:
        raise Http404
    nib = queries.nib_of(permit_id) if view.kind == "nib" else ""
    shown: dict[str, Any] = {
        "view": view,
        "side": side,
        "form": form,
        "scan_form": scan_form or ScanForm(),
        "oddities": queries.oddities(view, nib),
        "files": queries.files_of(permit_id) if access.may_read_paper_files(request) else [],
        "reminders": queries.reminders_of(permit_id),
        "just_sent": queries.reminded_by(permit_id, signed_in(request).pk, timezone.now()),
        "may_change": may_change,
        "own": side is OWN,
    }
    refused = bool(form.errors) or (scan_form is not None and bool(scan_form.errors))
    return render(request, "registry/paper.html", shown, status=422 if refused else 200)


def _changed(request: HttpRequest, permit: Permit, form: PermitForm) -> bool:
    told = {name: form.cleaned_data[name] for name in ("number", "issued_on", "valid_until")}
    try:
        changed = actions.change_permit(
            signed_in(request), permit.pk, **told, proof=proof_of(form), now=timezone.now(),
            agreed=form.cleaned_data.get("agreed", False),
        )  # fmt: skip
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    say_saved(request, changed)
    return True


def removed(request: HttpRequest, permit_id: int, side: Side) -> HttpResponse:
    """Ask before a paper goes, then take it away and go to the list."""
    person, permit = signed_in(request), held_or_404(request, permit_id)
    if request.POST.get("confirm") != "yes":
        shown = {
            "question": gettext("Hapus surat ini?"),
            "consequence": gettext("Berkasnya ikut terhapus. Riwayatnya tetap ada."),
            "action": gettext("Hapus surat"),
            "back": request.headers.get("Referer", "") or "..",
        }
        return render(request, "web/confirm.html", shown)
    try:
        actions.remove_permit(person, permit.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("Surat dihapus. Riwayatnya tetap ada."))
    return redirect(side.home)


def held_or_404(request: HttpRequest, permit_id: int) -> Permit:
    """Return a paper that exists for the person."""
    found = access.visible_permits(signed_in(request)).filter(pk=permit_id).first()
    if found is None:
        raise Http404
    return found


def proof_of(form: PermitForm) -> actions.Proof | None:
    """Return who vouches, as typed; None where the form does not ask."""
    typed = form.cleaned_data
    return actions.Proof(typed["proof"], typed["proof_note"]) if "proof" in typed else None


def refuse(form: PermitForm, refusal: Refusal) -> None:
    """Put a refusal at its field; one that may be answered brings its tick along."""
    form.add_error(field_of(refusal), in_words(refusal.message))
    if refusal.code == "permit_elsewhere" and isinstance(form, OfficePermitForm):
        form.ask_agreement()


def field_of(refusal: Refusal) -> str | None:
    """Return the field of the form that a refusal is about."""
    fields = {
        "surat_terbit": "issued_on",
        "surat_tanggal": "valid_until",
        "proof_note": "proof_note",
        "proof_unknown": "proof",
        "not_found": None,
    }
    if refusal.code.startswith(("berkas_", "file_")):
        return "scan"
    return fields.get(refusal.code, "number")


def say_saved(request: HttpRequest, permit: Permit) -> None:
    """Say that a paper is kept, and what looks odd about it."""
    messages.success(request, gettext("Surat tersimpan."))
    rows = access.visible_permits(signed_in(request))
    view = queries.paper(rows, permit.pk, timezone.localdate())
    if view is not None:
        for said in queries.oddities(view, queries.nib_of(permit.pk)):
            messages.warning(request, said)
