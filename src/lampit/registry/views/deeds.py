"""Deeds on one business: confirm, reveal, revert, members, states."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access, actions
from lampit.registry.forms.business import MemberForm, StatusForm
from lampit.registry.forms.listing import RevealForm
from lampit.registry.views.businesses import found_or_404, profile_page
from lampit.web.door import door

REVEALED = {
    "nik": _("NIK"),
    "birth": _("Tanggal lahir"),
    "sales": _("Penjualan sebulan"),
    "capital": _("Modal usaha"),
    "phone": _("Nomor HP/WA"),
}


@require_POST
@door(access.may_confirm)
def confirm_business(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note whether a business is still selling."""
    person = signed_in(request)
    found_or_404(person, public_id)
    answer = request.POST.get("answer", "")
    kind = access.confirm_kind_of(person)
    return done(
        request,
        public_id,
        lambda: actions.confirm_in_reach(person, public_id, answer, kind=kind, now=timezone.now()),
        gettext("Tercatat. Usaha ditutup setelah kabar kedua atau kunjungan.")
        if answer == "tutup" and kind != "kunjungan"
        else gettext("Tercatat. Terima kasih."),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@door(access.may_reveal)
def reveal(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Show a protected value once, after a reason was given and noted."""
    person = signed_in(request)
    found = found_or_404(person, public_id)
    if name not in REVEALED:
        raise Http404
    if not access.may_read_value(person, name):
        raise PermissionDenied
    usual = {"reason": gettext("menghubungi pemilik usaha")} if name == "phone" else {}
    form, value = RevealForm(request.POST or None, initial=usual), ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            value = actions.reveal(person, public_id, name, reason, now=timezone.now())
        except Refusal as refusal:
            form.add_error("reason", gettext(refusal.message))
    shown = {"view": found, "what": REVEALED[name], "value": value, "form": form}
    if name == "phone":
        shown["dial"] = "".join(sign for sign in value.split(",")[0] if sign in "+0123456789")
    return render(request, "registry/revealed.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.may_edit)
def revert_change(request: HttpRequest, public_id: str, change_id: int) -> HttpResponse:
    """Put back one changed field."""
    person = signed_in(request)
    found_or_404(person, public_id)
    return done(
        request,
        public_id,
        lambda: actions.revert_change(person, public_id, change_id, now=timezone.now()),
        gettext("Perubahan diurungkan."),
        page="registry:history",
    )


@require_POST
@door(access.may_edit)
def use_value(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Take over what another source says of a field."""
    person = signed_in(request)
    found_or_404(person, public_id)
    return done(
        request,
        public_id,
        lambda: actions.use_value(person, public_id, key, now=timezone.now()),
        gettext("Nilai ini dipakai. Daftar yang diimpor nanti tidak menggantinya."),
    )


@require_POST
@door(access.may_edit)
def add_member(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a person to a group."""
    person, form = signed_in(request), MemberForm(request.POST)
    found_or_404(person, public_id)
    if form.is_valid():
        name, nik = form.cleaned_data["member_name"], form.cleaned_data["member_nik"]
        duty = form.cleaned_data["duty"]
        try:
            actions.add_member(person, public_id, name, nik=nik, duty=duty, now=timezone.now())
        except Refusal as refusal:
            form.add_error("member_name", gettext(refusal.message))
        else:
            messages.success(request, gettext("Anggota tersimpan."))
            return redirect("registry:business", public_id)
    return profile_page(request, public_id, member_form=form)


@require_POST
@door(access.may_edit)
def remove_member(request: HttpRequest, public_id: str, member_id: int) -> HttpResponse:
    """End a membership."""
    person = signed_in(request)
    found_or_404(person, public_id)
    return done(
        request,
        public_id,
        lambda: actions.remove_member(person, public_id, member_id, now=timezone.now()),
        gettext("Anggota dikeluarkan. Riwayatnya tetap ada."),
    )


@require_POST
@door(access.may_edit)
def change_status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that a business closed, moved or runs again, or that its owner died."""
    person, form = signed_in(request), StatusForm(request.POST)
    found_or_404(person, public_id)
    if form.is_valid():
        what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        try:
            found = actions.change_status(
                person, public_id, what, reason, now=timezone.now(), ended=_ended(form)
            )
        except Refusal as refusal:
            field = "on" if refusal.code == "end_in_future" else "reason"
            form.add_error(field, gettext(refusal.message))
        else:
            messages.success(request, _said_of(what, found.status))
            return redirect("registry:business", public_id)
    return profile_page(request, public_id, status_form=form)


def _ended(form: StatusForm) -> actions.Ended:
    """Return what the form tells of an end; seen with one's own eyes it is a visit."""
    typed = form.cleaned_data
    kind = "kunjungan" if typed["seen"] else "petugas"
    day = typed["on"] or timezone.localdate()
    return actions.Ended(typed["what"], kind, day, typed["reason"], typed["to_place"])


def _said_of(what: str, status: str) -> str:
    """Say what was noted; a first report of closing changes nothing yet."""
    if what == "tutup" and status != "tutup":
        return gettext("Kabar tutup tercatat. Usaha ditutup setelah kabar kedua atau kunjungan.")
    if status == "pindah":
        return gettext("Tercatat. Supaya datanya ikut, pakai “Pindah ke kabupaten lain”.")
    return gettext("Perubahan tercatat.")


def done(
    request: HttpRequest,
    public_id: str,
    deed: Callable[[], object],
    said: str,
    *,
    page: str = "registry:business",
) -> HttpResponse:
    """Do a deed that has no form of its own, say what came of it, and go back."""
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, gettext(refusal.message))
    else:
        messages.success(request, said)
    return redirect(page, public_id)
