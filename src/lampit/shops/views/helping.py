"""Help in a shop: who helps, inviting, accepting, ending; and a shop taken over by its owner."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions import helping as actions
from lampit.shops.forms.helping import AccountForm, NoteForm
from lampit.shops.models import Maker
from lampit.shops.queries import helping as reads
from lampit.shops.rules import helping as rules
from lampit.shops.rules import texts
from lampit.shops.views._kept import in_a_shop, open_to_buyers, shop
from lampit.web.door import door, everyone
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door(access.may_open_shop)
@in_a_shop
def helpers(request: HttpRequest) -> HttpResponse:
    """Show who helps this shop and what they did; invite, note consent, or hand the shop over."""
    maker, person = shop(request), signed_in(request)
    form = NoteForm(request.POST if request.POST.get("note") is not None else None)
    link = ""
    if request.method == "POST":
        try:
            link = _do(request, maker, form)
        except Refusal as refusal:
            if form.is_bound:
                form.add_error(None, in_words(refusal.message))
            else:
                messages.error(request, in_words(refusal.message))
        else:
            if not link:
                return redirect("shops:helpers")
    shown = {
        **open_to_buyers(request, maker),
        "helpers": reads.helpers_of(maker),
        "deeds": reads.deeds_for(maker),
        "form": form,
        "words": _(rules.WORDS),
        "link": link,
        "wa": texts.wa_link("", link) if link else "",
        "agreement": reads.agreement(maker, person),
        "is_owner": maker.account_id == person.pk,
        "is_office": access.works_for_office(person),
    }
    return render(request, "shops/help.html", shown, status=422 if form.errors else 200)


def _do(request: HttpRequest, maker: Maker, form: NoteForm) -> str:
    """Do what was pressed; return the link to pass on, "" when there is none."""
    person, now = signed_in(request), timezone.now()
    note = form.cleaned_data["note"] if form.is_valid() else ""
    deed = request.POST.get("deed", "")
    if deed == "izin":
        actions.note_consent(person, maker, note, now)
        messages.success(request, _("Izin tercatat."))
    elif deed == "undang":
        code = actions.invite_relative(person, maker, now, note=note)
        return request.build_absolute_uri(reverse("shops:accept_help", args=[code]))
    elif deed == "serah":
        code = actions.handing_code(person, maker, now)
        return request.build_absolute_uri(reverse("shops:take_over", args=[code]))
    return ""


@require_POST
@door(access.may_open_shop)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a help or take an invitation back."""
    person = signed_in(request)
    found = reads.kept_helper(access.visible_makers(person), person, number)
    if found is None:
        raise Http404
    try:
        actions.end_help(person, found, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Bantuan diakhiri."))
    if access.may_keep(person, found.maker):
        return redirect("shops:helpers")
    request.session.pop("lapak", None)
    return redirect("shops:home" if access.may_open_shop(request) else "market:home")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door(everyone)
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Show what helping means, and begin on a press; a stranger signs in first."""
    found = actions.open_invitation(code, timezone.now())
    if found is None:
        return render(request, "shops/link_unknown.html", status=404)
    problem = ""
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(f"{reverse('people:sign_in')}?next={request.path}")
        try:
            actions.accept_invitation(request.user, code, timezone.now())
        except Refusal as refusal:
            problem = _(refusal.message)
        else:
            request.session["lapak"] = found.maker.slug
            messages.success(request, _("Anda sekarang membantu lapak ini."))
            return redirect("shops:home")
    shown = {"maker": found.maker, "words": _(rules.WORDS), "problem": problem}
    return render(request, "shops/accept_help.html", shown, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door(everyone)
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """Let the owner take her shop over, into the account at hand or a first one of her own."""
    now = timezone.now()
    try:
        maker, _giver = actions.handed(code, now)
    except Refusal as refusal:
        told = {"problem": _(refusal.message)}
        return render(request, "shops/link_unknown.html", told, status=404)
    person = request.user if isinstance(request.user, User) else None
    form = AccountForm(request.POST if request.method == "POST" and person is None else None)
    problem = ""
    if request.method == "POST" and (person is not None or form.is_valid()):
        try:
            if person is None:
                typed = form.cleaned_data
                actions.take_over_anew(code, typed["username"], typed["password"], now)
            else:
                actions.take_over(person, code, now)
        except Refusal as refusal:
            problem = _(refusal.message)
        else:
            messages.success(request, _("Lapak ini sekarang milik akun Anda."))
            if person is None:
                return redirect(f"{reverse('people:sign_in')}?next={reverse('shops:helpers')}")
            return redirect("shops:helpers")
    shown = {"maker": maker, "form": form, "person": person, "problem": problem}
    status = 422 if problem or form.errors else 200
    return render(request, "shops/take_over.html", shown, status=status)
