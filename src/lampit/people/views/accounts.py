"""Sign-in, sign-out, the account page, the acting role and the language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people import access, actions
from lampit.people.forms import PasswordForm, SignInForm
from lampit.people.models import Role
from lampit.people.queries.accounts import DEMO_LOGINS, programs_of
from lampit.web import held
from lampit.web.door import door, everyone
from lampit.web.language import in_words, without_language
from lampit.web.origin import own_forms

HOME = {
    Role.MAKER: "/saya/",
    Role.BUYER: "/",
    Role.MENTOR: "/balai/pembinaan/",
    Role.ENUMERATOR: "/balai/survei/",
    Role.PROVINCE: "/nasional/",
    Role.NATION: "/nasional/",
}
YEAR = 365 * 24 * 3600


def home_of(role: str) -> str:
    """Return where a role begins its day."""
    return HOME.get(Role(role or Role.BUYER), "/balai/")


def _next(request: HttpRequest, fallback: str, *, is_sent_on: bool = False) -> str:
    """Return where to go on; a form sent on may have a field of that name of its own."""
    typed = "" if is_sent_on else request.POST.get("next", "")
    wanted = typed or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and safe else fallback


def _go_on(request: HttpRequest, wanted: str, kept: held.Fields) -> HttpResponse:
    """Lead on, or offer to send again what was typed before the session ended."""
    if not kept:
        return redirect(wanted)
    return render(request, "people/send_again.html", {"held": kept, "target": wanted})


@never_cache
@sensitive_post_parameters("password", "tahan")
@require_http_methods(["GET", "POST"])
@door(everyone)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form and let the person in; a form the door sent along is kept."""
    is_sent_on = held.HELD in request.GET
    kept = held.typed(request) if is_sent_on else held.unpack(request.POST.get(held.HELD, ""))
    is_try = request.method == "POST" and not is_sent_on
    form = SignInForm(request.POST if is_try else None)
    if is_try and form.is_valid():
        typed = form.cleaned_data
        try:
            user = actions.sign_in(request, typed["name"], typed["password"], now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            return _go_on(request, _next(request, home_of(access.role_of(user))), kept)
    shown = {
        "form": form,
        "next": _next(request, "", is_sent_on=is_sent_on),
        "held": held.pack(kept),
        "logins": DEMO_LOGINS if settings.IS_DEMO else (),
    }
    return render(request, "people/sign_in.html", shown, status=422 if form.errors else 200)


@require_POST
@door(everyone)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and go back to the market."""
    actions.sign_out(request)
    messages.success(request, _("Anda sudah keluar."))
    return redirect("/")


@require_http_methods(["GET", "POST"])
@door(access.is_signed_in)
def account(request: HttpRequest) -> HttpResponse:
    """Show the account: roles, and a form for a new password."""
    user = access.signed_in(request)
    programs = programs_of(user, timezone.now())
    form = PasswordForm(request.POST if request.method == "POST" else None, programs=programs)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            ended = actions.change_password(
                request, user, typed["old"], typed["new"], now=timezone.now(), keep=form.kept()
            )
        except Refusal as refusal:
            field = "old" if refusal.code == "password_wrong" else "new"
            form.add_error(field, in_words(refusal.message))
        else:
            messages.success(request, _changed(ended))
            return redirect("people:account")
    shown = {"form": form, "home": home_of(access.role_of(user)), "programs": programs}
    return render(request, "people/account.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.is_signed_in)
def end_program(request: HttpRequest) -> HttpResponse:
    """End one program that acts as this account; it is shut out at once."""
    code = request.POST.get("program", "").replace("\0", "")[:80]
    try:
        actions.end_program(access.signed_in(request), code, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, _("Program itu tidak lagi memakai akun ini."))
    return redirect("people:account")


def _changed(ended: int) -> str:
    """Return what a new password did."""
    told = _("Kata sandi sudah diganti. Alat lain yang memakai akun ini keluar.")
    if not ended:
        return told
    many = ngettext(
        "%(count)d program berhenti memakai akun ini.",
        "%(count)d program berhenti memakai akun ini.",
        ended,
    )
    return f"{told} {many % {'count': ended}}"


@require_POST
@door(access.is_signed_in)
def act(request: HttpRequest) -> HttpResponse:
    """Act in another of the roles held, and go where that role begins."""
    user = access.signed_in(request)
    chosen = request.POST.get("membership", "")
    try:
        membership = actions.act_as(user, int(chosen) if chosen.isdecimal() else 0)
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
        return redirect("people:account")
    return redirect(home_of(membership.role))


@own_forms
@require_POST
@door(everyone)
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and come back to the same page."""
    answer = redirect(without_language(_next(request, "/")))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax")
    return answer
