"""Accounts of an office: who has which role, somebody new, and a role that ends today."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.people import access, actions
from lampit.people.forms import EndRoleForm, ResetPasswordForm, RoleForm, StaffForm
from lampit.people.models import User
from lampit.people.queries.accounts import account_page
from lampit.people.queries.auditing import role_history
from lampit.web.door import door
from lampit.web.language import in_words

PLACES = {
    "name_unfit": "username",
    "name_taken": "username",
    "region_unfit": "region",
    "region_unknown": "region",
    "role_not_given": "role",
}


@require_safe
@door(access.may_keep_accounts)
def staff(request: HttpRequest) -> HttpResponse:
    """List the accounts of the office with their roles, those that left among them."""
    name = request.GET.get("q", "").strip()[:100]
    person = access.signed_in(request)
    seen, roles = access.kept_accounts(person), access.endable_roles(person)
    shown = {"page_obj": account_page(seen, roles, name, request.GET.get("hal")), "q": name}
    return render(request, "people/staff.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_keep_accounts)
def add_staff(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown once, to be handed over."""
    person = access.signed_in(request)
    form = StaffForm(
        request.POST or None, roles=access.given_roles(person), region=access.region_of(person)
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made, password = actions.make_staff(
                person, told["username"], name=told["name"], phone=told["phone"],
                role=told["role"], region=form.where(), now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            _say(form, refusal)
        else:
            shown = {"account": made, "password": password}
            return render(request, "people/staff_made.html", shown)
    status = 422 if form.errors else 200
    return render(request, "people/staff_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_keep_accounts)
def staff_member(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account with its roles and what became of them; give it another role."""
    person, found = access.signed_in(request), _account(request, number)
    form = RoleForm(
        request.POST or None, roles=access.given_roles(person), region=access.region_of(person)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(
                person, found, form.cleaned_data["role"], form.where(), now=timezone.now()
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, gettext("Peran diberikan. Berlaku mulai sekarang."))
            return redirect("people:staff_member", number)
    shown = {
        "account": found,
        "roles": access.endable_roles(person).filter(user=found).select_related("region"),
        "history": role_history(found.username),
        "is_self": found.pk == person.pk,
        "form": form,
    }
    return render(request, "people/staff_member.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_keep_accounts)
def end_role(request: HttpRequest, number: int, role: int) -> HttpResponse:
    """Ask why, and end a role at once."""
    person, found = access.signed_in(request), _account(request, number)
    held = access.endable_roles(person).filter(user=found, pk=role).select_related("region").first()
    if held is None:
        raise Http404
    form = EndRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(person, held.pk, form.cleaned_data["reason"], now=timezone.now())
        except Refusal as refusal:
            place = "reason" if refusal.code == "reason_missing" else None
            form.add_error(place, in_words(refusal.message))
        else:
            words = gettext("Peran berakhir. Orang ini sudah keluar di semua alat.")
            messages.success(request, words)
            return redirect("people:staff")
    shown = {"account": found, "held": held, "form": form}
    return render(request, "people/role_end.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_keep_accounts)
def reset_password(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why, and give a new first password, which is shown once."""
    person, found = access.signed_in(request), _account(request, number)
    form = ResetPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            password = actions.reset_password(person, found, reason, now=timezone.now())
        except Refusal as refusal:
            place = "reason" if refusal.code == "reason_missing" else None
            form.add_error(place, in_words(refusal.message))
        else:
            shown = {"account": found, "password": password, "is_reset": True}
            return render(request, "people/staff_made.html", shown)
    status = 422 if form.errors else 200
    told = {"account": found, "form": form}
    return render(request, "people/password_reset.html", told, status=status)


def _account(request: HttpRequest, number: int) -> User:
    found = access.kept_accounts(access.signed_in(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _say(form: RoleForm, refusal: Refusal) -> None:
    """Put a refusal at its field, or above the form where the field is not shown."""
    place = PLACES.get(refusal.code)
    form.add_error(place if place in form.fields else None, in_words(refusal.message))
