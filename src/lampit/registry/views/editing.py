"""Register and edit a business; look-alikes and collisions are shown before anything is lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.people.access import region_of, signed_in
from lampit.places import queries as places
from lampit.registry import access, actions, queries
from lampit.registry.forms.business import BusinessForm, groups_of
from lampit.registry.models import Business
from lampit.registry.queries.notices import words_of
from lampit.registry.queries.weighing import Stronger, stronger_of
from lampit.registry.rules import notice, provenance
from lampit.registry.rules.records import Told
from lampit.registry.views.businesses import found_or_404
from lampit.trades.queries import suggest
from lampit.web.door import door

# Where on the form a refusal belongs.
FIELD_OF = {
    "village_unknown": "village",
    "out_of_reach": "village",
    "kbli_unknown": "kbli",
    "start_in_future": "started",
    "nik_sex": "nik",
}
# What a page adds to the sentence of a refusal.
MORE_WORDS = {
    "maybe_known": gettext_noop("Mungkin usaha ini sudah tercatat. Periksa daftar di atas."),
    "nik_sex": gettext_noop(
        "NIK tidak cocok dengan jenis kelamin. Periksa KTP-nya. Kalau keduanya memang begitu, "
        "tekan Simpan sekali lagi."
    ),
}
CHECKED = "nik_diperiksa"


@require_http_methods(["GET", "POST"])
@door(access.may_register)
def register_business(request: HttpRequest) -> HttpResponse:
    """Register a business; look-alikes are shown first and saved only when somebody is sure."""
    person = signed_in(request)
    owner = access.visible_owners(person).filter(public_id=request.GET.get("pemilik", "")).first()
    form = _form(request, region_of(person), queries.owner_as_typed(owner) | {"status": "aktif"})
    twins: list[queries.Twin] = []
    if request.method == "GET" and owner is not None:
        actions.note_owner_read(person, owner, gettext("membuka Usaha baru"), timezone.now())
    if request.method == "POST" and form.is_valid():
        told = _told(form.cleaned_data)
        try:
            made = actions.register_business(
                person,
                told,
                now=timezone.now(),
                seen=request.POST.get("sure", "").split(),
                owner_id=owner.public_id if owner else "",
                source=form.cleaned_data["told_by"],
                notice=notice.VERSION,
                nik_checked=_is_checked(form, told),
            )
        except Refusal as refusal:
            _refuse(form, refusal, told)
            if refusal.code == "maybe_known":
                twins = queries.twins_of(access.visible_businesses(person), told)
        else:
            messages.success(request, gettext("Usaha tercatat."))
            return redirect("registry:business", made.public_id)
    return _page(request, form, heading=gettext("Usaha baru"), twins=twins)


@require_http_methods(["GET", "POST"])
@door(access.may_edit)
def edit_business(request: HttpRequest, public_id: str) -> HttpResponse:
    """Edit a business; if somebody saved meanwhile both values are shown and nothing is lost."""
    person = signed_in(request)
    found = found_or_404(person, public_id)
    form = _form(request, found.region_id, queries.as_typed(found))
    form.keep_protected()
    if request.method == "GET":
        # The form holds the telephone number: opening it is a reading.
        actions.note_read(person, found, "phone", gettext("membuka Ubah data"), timezone.now())
    if request.method == "POST" and form.is_valid():
        told = _told(form.cleaned_data)
        try:
            actions.edit_business(
                person,
                public_id,
                told,
                based_on=form.cleaned_data["version"] or 0,
                now=timezone.now(),
                source=form.cleaned_data["told_by"],
                weaker=request.POST.get("lemah", provenance.ASK),
                nik_checked=_is_checked(form, told),
            )
        except Refusal as refusal:
            if refusal.code == "changed_meanwhile":
                return _collision(request, found, form)
            if refusal.code == "weaker_source":
                return _weaker(request, found, form)
            _refuse(form, refusal, told)
        else:
            messages.success(request, gettext("Perubahan tersimpan."))
            return redirect("registry:business", public_id)
    return _page(request, form, heading=gettext("Ubah data usaha"), found=found)


def _form(request: HttpRequest, district: str, initial: dict[str, Any]) -> BusinessForm:
    form = BusinessForm(request.POST or None, initial=initial)
    form.offer_villages(queries.village_choices(district))
    form.checked = request.POST.get(CHECKED, "")
    return form


def _told(typed: dict[str, Any]) -> Told:
    started_on, precision = typed["started"]
    kept = {
        name: typed[name]
        for name in (
            "owner_name", "village", "name", "owner_sex", "nik", "kind", "activity", "kbli",
            "status", "rt", "rw", "address", "workers_male", "workers_female", "sales",
            "capital", "nib", "note",
        )
    }  # fmt: skip
    return Told(
        **kept,
        phones=tuple(typed["phones"]),
        channels=tuple(typed["channels"]),
        started_on=started_on,
        started_precision=precision,
    )


def _refuse(form: BusinessForm, refusal: Refusal, told: Told) -> None:
    message = MORE_WORDS.get(refusal.code, refusal.message)
    form.add_error(FIELD_OF.get(refusal.code), gettext(message))
    if refusal.code == "nik_sex":
        form.checked = _pair(told)


def _is_checked(form: BusinessForm, told: Told) -> bool:
    """Say whether the person saw that this NIK does not fit this sex, and saves all the same."""
    return form.checked == _pair(told)


def _pair(told: Told) -> str:
    return f"{told.owner_sex}{told.nik}"


def _collision(request: HttpRequest, found: Business, form: BusinessForm) -> HttpResponse:
    """Show both people's values; the form now stands on the version that is stored."""
    typed = request.POST.copy()
    reason = gettext("membandingkan dua isian")
    actions.note_read(signed_in(request), found, "phone", reason, timezone.now())
    theirs = queries.collisions(found, {name: typed.get(name, "") for name in form.fields})
    typed["version"] = str(found.version)
    again = BusinessForm(typed, initial=form.initial)
    again.offer_villages(queries.village_choices(found.region_id))
    again.keep_protected()
    heading = gettext("Ubah data usaha")
    return _page(request, again, heading=heading, found=found, theirs=theirs, status=409)


def _notice(code: str) -> dict[str, str]:
    """Return what the owner is told first; the contact of the office comes with its sheet."""
    region = places.region(code)
    return {
        "notice": words_of(region.name if region else code),
        "notice_region": code,
        "notice_version": notice.VERSION,
    }


def _weaker(request: HttpRequest, found: Business, form: BusinessForm) -> HttpResponse:
    """Say which present values somebody nearer told, and let the person choose."""
    told = _told(form.cleaned_data)
    stronger = stronger_of(found, told, source=form.cleaned_data["told_by"])
    heading = gettext("Ubah data usaha")
    return _page(request, form, heading=heading, found=found, stronger=stronger, status=409)


def _page(
    request: HttpRequest,
    form: BusinessForm,
    *,
    heading: str,
    found: Business | None = None,
    twins: list[queries.Twin] | None = None,
    theirs: list[queries.Collision] | None = None,
    stronger: list[Stronger] | None = None,
    status: int = 200,
) -> HttpResponse:
    activity = str(form.data.get("activity", "") or form.initial.get("activity", ""))
    shown = {
        "form": form,
        "checked_as": CHECKED,
        "groups": groups_of(form),
        "heading": heading,
        "business": found,
        "twins": twins,
        "theirs": theirs,
        "stronger": stronger,
        "trades": suggest(activity) if activity else [],
        **(_notice(region_of(signed_in(request))) if found is None else {}),
    }
    if form.is_bound and form.errors and status == 200:
        status = 422
    return render(request, "registry/business_form.html", shown, status=status)
