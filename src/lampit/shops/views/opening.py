"""A first shop: which business it is for, and what buyers will read about it."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry.access import visible_businesses
from lampit.registry.queries import find
from lampit.shops import access, actions, queries
from lampit.shops.forms import ShopForm
from lampit.shops.models import Maker
from lampit.shops.queries.opening import without_shop
from lampit.web.door import door
from lampit.web.paging import page_of


@require_safe
@door(access.may_open_new)
def new_shop(request: HttpRequest) -> HttpResponse:
    """Show the businesses a shop can be opened for; a maker's only one leads on at once."""
    person, text = signed_in(request), request.GET.get("q", "")
    is_own = not access.helps_others(person)
    found = without_shop(access.openable_businesses(person), text)
    page = page_of(found, request.GET.get("hal"), size=20)
    if is_own and not text and len(page.object_list) == 1 and page.number == 1:
        return redirect("shops:open_shop", page.object_list[0].public_id)
    shown = {"page_obj": page, "text": text, "is_own": is_own}
    return render(request, "shops/new_shop.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_new)
def open_shop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take what buyers read about a new shop; one that is there already is taken in hand."""
    person = signed_in(request)
    business = find(access.openable_businesses(person), public_id)
    if business is None:
        return _not_openable(request, public_id)
    named = business.name or (business.owner.name if business.owner else "")
    form = ShopForm(request.POST or None, initial={"name": named})
    if request.method == "POST" and form.is_valid():
        profile = actions.Profile(**form.cleaned_data)
        try:
            maker = actions.open_new_shop(person, business, profile, timezone.now())
        except Refusal as refusal:
            form.add_error("whatsapp" if "wa" in refusal.code else None, _(refusal.message))
        else:
            messages.success(request, _("Lapak dibuka. Tambah barang pertama."))
            return _in_hand(request, maker)
    shown = {"form": form, "business": business, "is_own": not access.helps_others(person)}
    return render(request, "shops/open_shop.html", shown, status=422 if form.errors else 200)


def _not_openable(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take in hand the shop that a business has, also through a record merged into it.

    Of a business that one sees it is said that it gets none; any other does not exist.
    """
    found = Q(business__public_id=public_id) | Q(business__golden__public_id=public_id)
    there = queries.shop_of(access.visible_makers(request.user).filter(found))
    if there is None and find(visible_businesses(request.user), public_id) is not None:
        messages.info(
            request,
            _("Untuk usaha ini lapak tidak dapat dibuka: usahanya tidak berjalan lagi, atau "
              "lapaknya ada di tangan orang lain."),
        )  # fmt: skip
        return redirect("shops:new_shop")
    return _in_hand(request, there)


def _in_hand(request: HttpRequest, maker: Maker | None) -> HttpResponse:
    """Take a shop in hand and lead to its start page; 404 where there is none."""
    if maker is None:
        raise Http404
    request.session["lapak"] = maker.slug
    return redirect("shops:home")
