"""Handing over: the kit of an office, and the account of a maker for herself."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.market.actions import handing as actions
from lampit.market.forms.handing import KitForm
from lampit.market.queries import handing as queries
from lampit.national import phone
from lampit.people.access import region_of, signed_in
from lampit.registry import access as registry
from lampit.shops import access
from lampit.shops.access import market_of
from lampit.shops.models import Maker
from lampit.shops.queries.trust import market_office
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@door(registry.may_export)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Tell what the kit of this market holds, and ask a second person to let it out."""
    person = signed_in(request)
    region = region_of(person)
    office = market_office(region)
    start = {"office": phone.show(office.whatsapp) if office and office.whatsapp else ""}
    form = KitForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            asked = actions.ask_for_kit(
                person, region, told["office"], told["purpose"], now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("purpose", in_words(refusal.message))
        else:
            return redirect("registry:export_request", asked.pk)
    with market_of(region):
        goods = access.public_products(timezone.localdate())
        makers, count, numbered = queries.told_of(queries.Open(access.public_makers(), goods))
    shown = {
        "form": form, "makers": makers, "goods": count, "numbered": numbered,
        "others": makers - numbered,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "market/hand_over.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.has_own_shop)
def own_account(request: HttpRequest) -> HttpResponse:
    """Let a maker ask for everything that is hers as one file; a job makes it."""
    maker, here = _own(request), reverse("market:own_account")
    if request.method == "POST":
        person = signed_in(request)
        return redirect(
            "people:job", actions.ask_account(person, maker, here, now=timezone.now()).pk
        )
    shown = {"maker": maker, "is_ready": actions.kept_account(maker) is not None}
    return render(request, "market/own_account.html", shown)


@require_safe
@door(access.has_own_shop)  # type: ignore[arg-type]  # a file answer is no HttpResponse
def take_account(request: HttpRequest) -> FileResponse:
    """Hand the file of her account to the maker, and note it."""
    maker, now = _own(request), timezone.now()
    try:
        path = actions.take_account(signed_in(request), maker, now=now)
    except Refusal as refusal:
        raise Http404 from refusal
    name = f"lapak-{maker.slug}-{timezone.localdate(now).isoformat()}.zip"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _own(request: HttpRequest) -> Maker:
    found = queries.shop_with(access.own_makers(request.user))
    if found is None:
        raise Http404
    return found
