"""The maker's start page, her shop's description, QRIS, and sharing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry.access import visible_permits
from lampit.registry.queries.papers import urgent_count
from lampit.shops import access, actions, queries
from lampit.shops.forms import QrisForm, ShopForm
from lampit.shops.queries import freshness, helping
from lampit.shops.views._kept import in_a_shop, open_to_buyers, shop
from lampit.web import figures
from lampit.web.door import door


@require_http_methods(["GET"])
@door(access.may_open_shop)
def home(request: HttpRequest) -> HttpResponse:
    """Show what the shop asks for today; helpers choose a shop first."""
    makers = access.visible_makers(request.user)
    chosen = request.session.get("lapak", "")
    maker = queries.shop_of(makers, chosen, request.user.pk)
    if maker is None or (maker.slug != chosen and access.is_helping(request.user, maker)):
        found = queries.choosable(makers, request.GET.get("q", ""))
        return render(request, "shops/choose.html", {"makers": found})
    today = timezone.localdate()
    shown = {
        **open_to_buyers(request, maker),
        "tasks": queries.tasks(maker, today=today),
        "swapped": queries.swapped_qris(maker, timezone.now()),
        "bands": freshness.by_band(maker, today=today),
        "helps": helping.helped_by(signed_in(request)).exclude(maker=maker).exists(),
        "agreement": helping.agreement(maker, signed_in(request)),
        "goods": queries.newest_goods(maker, 3),
        "today": today,
        "still": queries.still_open(maker, today=today),
        "papers_urgent": urgent_count(visible_permits(request.user), today),
    }
    return render(request, "shops/home.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
def choose(request: HttpRequest) -> HttpResponse:
    """Show the shops a person keeps; take one in hand, or lay it down again."""
    if request.method != "POST":
        makers = access.visible_makers(request.user)
        found = queries.choosable(makers, request.GET.get("q", ""))
        return render(request, "shops/choose.html", {"makers": found})
    request.session["lapak"] = request.POST.get("maker", "").replace("\0", "")[:80]
    return redirect("shops:home")


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
@in_a_shop
def say_open(request: HttpRequest) -> HttpResponse:
    """Note that the business behind the shop goes on, pauses, or has closed.

    Opened as a page, from a message or a bookmark, it leads to where the question stands.
    """
    if request.method != "POST":
        return redirect(f"{reverse('shops:home')}#buka")
    maker, answer = shop(request), request.POST.get("answer", "")
    try:
        actions.say_open(signed_in(request), maker, answer, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat. Terima kasih sudah memberi kabar."))
    return redirect("shops:home")


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@in_a_shop
def profile(request: HttpRequest) -> HttpResponse:
    """Show and take what buyers read about the shop."""
    maker = shop(request)
    names = ("name", "person", "story", "since_year", "whatsapp", "shows_phone")
    known = {name: getattr(maker, name) for name in names}
    known["whatsapp"] = figures.phone(maker.whatsapp)
    form = ShopForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        described = actions.Profile(**form.cleaned_data, photo=maker.photo)
        try:
            actions.describe_shop(signed_in(request), maker, described, timezone.now())
        except Refusal as refusal:
            form.add_error("whatsapp" if "wa" in refusal.code else None, _(refusal.message))
        else:
            messages.success(request, _("Tersimpan. Halaman lapak sudah berubah."))
            return redirect("shops:profile")
    shown = {
        "form": form, "qris": queries.known_qris(maker), **open_to_buyers(request, maker)
    }  # fmt: skip
    return render(request, "shops/profile.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@in_a_shop
def change_qris(request: HttpRequest) -> HttpResponse:
    """Show the QRIS of the shop and take another one."""
    maker = shop(request)
    form = QrisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            code = actions.set_qris(
                signed_in(request), maker, typed["payload"], timezone.now(),
                confirmed=typed["confirmed"],
            )  # fmt: skip
        except Refusal as refusal:
            field = "confirmed" if refusal.code == "qris_beda" else "payload"
            form.add_error(field, _(refusal.message))
        else:
            said = _("QRIS atas nama %(name)s tersimpan.") % {"name": code.merchant_name}
            messages.success(request, said)
            return redirect("shops:profile")
    shown = {"form": form, "maker": maker, "qris": queries.known_qris(maker)}
    return render(request, "shops/qris.html", shown, status=422 if form.errors else 200)
