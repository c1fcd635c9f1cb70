"""Long catalogues, made by a job: an office asks for those of its market, a maker for her own."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.market.actions import long_catalogues as actions
from lampit.market.forms.catalogues import LongForm
from lampit.market.queries.handing import shop_with
from lampit.market.rules.catalogues import MAKER, MOST, PHOTOS, PRICES, SHOP, Asked
from lampit.people.access import region_of, signed_in
from lampit.shops import access
from lampit.shops.access import market_of
from lampit.shops.models import Maker
from lampit.shops.queries import finding
from lampit.shops.queries.fairs import shops_called, with_goods
from lampit.web.door import door
from lampit.web.language import in_words

MOST_SHOPS = 8  # named when a name fits several
STEMS = {PHOTOS: "katalog", PRICES: "daftar-harga"}


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_arrange_fairs)
def long_catalogues(request: HttpRequest) -> HttpResponse:
    """Show what catalogues wait for the office, and take the wish for another; a job makes it."""
    person, region = signed_in(request), region_of(request.user)
    place, here = actions.place_of(region), reverse("market:long_catalogues")
    form = _form(request, region)
    if request.method == "POST" and form.is_valid():
        what, slug = form.subject()
        asked = Asked(what, slug, form.cleaned_data["kind"], _tongue())
        try:
            job = actions.ask(
                person, asked, place, _root(request), here, region=region, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("shop" if what == SHOP else "what", in_words(refusal.message))
        else:
            return redirect("people:job", job.pk)
    shown = {
        "form": form, "kept": actions.kept(place), "days": actions.KEPT_DAYS,
        "photos": MOST[PHOTOS], "prices": MOST[PRICES],
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "market/long_catalogues.html", shown, status=status)


@require_safe
@door(access.may_arrange_fairs)  # type: ignore[arg-type]  # a file answer is no HttpResponse
def take_catalogue(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """Hand a kept catalogue of the office out, while all its goods are sold."""
    place = actions.place_of(region_of(request.user))
    return _taken(request, place, name, "market:long_catalogues")


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.has_own_shop)
def own_catalogues(request: HttpRequest) -> HttpResponse:
    """Show a maker the long catalogues of her shop, and take the wish for another."""
    maker, here = _own(request), reverse("market:own_catalogues")
    place = actions.place_of(maker.region_id, maker.pk)
    if request.method == "POST":
        kind = PRICES if request.POST.get("kind") == PRICES else PHOTOS
        asked = Asked(MAKER, maker.slug, kind, _tongue())
        try:
            job = actions.ask(
                signed_in(request), asked, place, _root(request), here,
                region=maker.region_id, now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
            return redirect(here)
        return redirect("people:job", job.pk)
    shown = {"maker": maker, "kept": actions.kept(place), "days": actions.KEPT_DAYS}
    return render(request, "market/own_catalogues.html", shown)


@require_safe
@door(access.has_own_shop)  # type: ignore[arg-type]  # a file answer is no HttpResponse
def take_own_catalogue(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """Hand a maker a kept catalogue of her shop, while all its goods are sold."""
    maker = _own(request)
    place = actions.place_of(maker.region_id, maker.pk)
    return _taken(request, place, name, "market:own_catalogues")


def _taken(request: HttpRequest, place: str, name: str, back: str) -> HttpResponse | FileResponse:
    try:
        path = actions.take(place, name)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.error(request, in_words(refusal.message))
        return redirect(back)
    told = next(one for one in actions.kept(place) if one.name == name)
    stem = f"{STEMS[told.asked.kind]}-{told.asked.slug or 'pasar'}-{told.made_on.isoformat()}"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"{stem}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _form(request: HttpRequest, region: str) -> LongForm:
    today = timezone.localdate()
    with market_of(region):
        counts = finding.census(access.public_products(today), today).categories
    fairs = [(one.slug, one.name) for one in with_goods(access.visible_fairs(request.user))]
    sent = request.POST if request.method == "POST" else None
    makers, asked = access.arranged_makers(request.user), request.GET.get("apa", "")
    shop = asked.removeprefix(f"{SHOP}:") if asked.startswith(f"{SHOP}:") else ""
    return LongForm(
        sent, initial={"what": f"{SHOP}:" if shop else asked, "shop": shop, "kind": PHOTOS},
        shelves=set(counts), fairs=fairs,
        shops=lambda words: shops_called(makers, words, MOST_SHOPS),
    )  # fmt: skip


def _own(request: HttpRequest) -> Maker:
    found = shop_with(access.own_makers(request.user))
    if found is None:
        raise Http404
    return found


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")[:-1]


def _tongue() -> str:
    return "en" if (translation.get_language() or "").startswith("en") else "id"
