"""Group shops for their members: found, invite, answer, leave, arrange the front."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access
from lampit.shops.actions import groups as actions
from lampit.shops.forms.groups import DescribeForm, GroupForm
from lampit.shops.models import Group, Maker
from lampit.shops.queries import groups as reads
from lampit.shops.queries.freshness import kept_maker
from lampit.shops.views._kept import in_a_shop, open_to_buyers, shop
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
@in_a_shop
def groups(request: HttpRequest) -> HttpResponse:
    """Show the groups of the shop in hand with what waits for an answer; found a new one."""
    maker = shop(request)
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.found_group(
                signed_in(request), maker, typed["name"], typed["kind"], typed["story"],
                timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, _("Kelompok dibuat. Ajak lapak lain."))
            return redirect("shops:group", made.slug)
    shown = {
        **open_to_buyers(request, maker),
        "form": form,
        "standings": reads.memberships_of(maker),
    }
    return render(request, "shops/groups.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a group to its members and its keeper; take what the keeper tells of it."""
    person = signed_in(request)
    found, maker = _group(request, slug)
    keeps = access.may_keep_group(person, found)
    form = DescribeForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.name, "story": found.story},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.describe_group(person, found, typed["name"], typed["story"], timezone.now())
        except Refusal as refusal:
            form.add_error(None, _(refusal.message))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("shops:group", slug)
    front = reads.front_of(found)
    shown: dict[str, Any] = {
        **open_to_buyers(request, maker),
        "group": found,
        "form": form,
        "keeps": keeps,
        "members": reads.members_of(found),
        "asked": (
            reads.invitable(access.public_makers(), found, request.GET.get("q", ""))
            if keeps
            else []
        ),
        "choices": reads.front_choices(found) if keeps else [],
        "front": front,
    }
    return render(request, "shops/group.html", shown, status=422 if form.errors else 200)


def _group(request: HttpRequest, slug: str) -> tuple[Group, Maker]:
    """Return a group with a shop of the person that stands in it; others do not exist for her."""
    found = reads.group_named(slug)
    own = reads.own_shop_in(found, access.visible_makers(request.user)) if found else None
    if found is None or own is None:
        raise Http404
    return found, own


@require_POST
@door(access.may_open_shop)
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a shop of the kabupaten into the group."""
    found, _own = _group(request, slug)
    asked = kept_maker(access.public_makers(), request.POST.get("maker", "")[:80])
    if asked is None:
        raise Http404
    try:
        actions.invite_member(signed_in(request), found, asked, timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, _("Sudah diajak. Menunggu jawaban pemiliknya."))
    return redirect("shops:group", slug)


@require_POST
@door(access.may_open_shop)
def front(request: HttpRequest, slug: str) -> HttpResponse:
    """Put goods at the front of the group's page."""
    found, _own = _group(request, slug)
    chosen = [int(pk) for pk in request.POST.getlist("barang")[:200] if pk.isdecimal()]
    try:
        actions.arrange_front(signed_in(request), found, chosen, timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, _("Halaman depan tersimpan."))
    return redirect("shops:group", slug)


@require_POST
@door(access.may_open_shop)
@in_a_shop
def join(request: HttpRequest) -> HttpResponse:
    """Ask to join the group of an address word."""
    found = reads.group_named(request.POST.get("kelompok", "")[:80])
    if found is None:
        messages.error(request, _("Kelompok itu tidak ada. Periksa alamatnya."))
        return redirect("shops:groups")
    try:
        actions.ask_to_join(signed_in(request), found, shop(request), timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, _("Permintaan terkirim ke pengurus."))
    return redirect("shops:groups")


@require_POST
@door(access.may_open_shop)
def standing(request: HttpRequest, number: int) -> HttpResponse:
    """Say yes or no to what was asked, leave, or take a member out."""
    person, member = signed_in(request), reads.kept_member(number)
    if member is None or not (
        access.may_keep(person, member.maker) or access.may_keep_group(person, member.group)
    ):
        raise Http404
    deed, now = request.POST.get("deed", ""), timezone.now()
    try:
        if deed == "keluar":
            actions.leave(person, member, now)
        else:
            actions.answer(person, member, now, agrees=deed == "ya")
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, _("Tersimpan."))
    return redirect("shops:groups")
