"""A business passes on: who goes on with it, and what becomes of the shop."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.desk.actions import succeeding
from lampit.desk.forms import SuccessorForm
from lampit.desk.queries import open_orders_of, shop_of
from lampit.people.access import signed_in
from lampit.registry.access import editable_businesses, may_ask_move
from lampit.registry.queries import find
from lampit.registry.rules.consents import BY_CODE, MARKET
from lampit.registry.rules.owning import Successor
from lampit.web.door import door

FIELD_OF = {
    "name_missing": "name", "reason_unknown": "reason", "end_in_future": "on", "before_last": "on",
    "same_owner": "nik", "account_unknown": "account", "proof_missing": "proof",
    "channel_unknown": "channel",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@door(may_ask_move)
def pass_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that a business belongs to somebody else now."""
    person = signed_in(request)
    found = find(editable_businesses(person), public_id)
    if found is None:
        raise Http404
    shop = shop_of(found.pk)
    form = SuccessorForm(
        request.POST or None, initial={"on": timezone.localdate()}, has_shop=shop is not None
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            succeeding.pass_on_business(
                person, public_id, _told(typed), _yes(typed), now=timezone.now()
            )
        except Refusal as refusal:
            field = FIELD_OF.get(refusal.code)
            form.add_error(field if field in form.fields else None, gettext(refusal.message))
        else:
            messages.success(request, gettext("Pemilik baru tercatat. Riwayat usaha tetap utuh."))
            return redirect("registry:business", public_id)
    shown = {
        "business": found,
        "form": form,
        "shop": shop,
        "open_orders": open_orders_of(shop) if shop else 0,
        "words": gettext(BY_CODE[MARKET].words),
    }
    return render(request, "desk/pass_on.html", shown, status=422 if form.errors else 200)


def _told(typed: dict[str, Any]) -> Successor:
    return Successor(
        name=" ".join(typed["name"].split()),
        on=typed["on"],
        reason=typed["reason"],
        nik=typed["nik"],
        sex=typed["sex"],
        phones=tuple(typed["phones"]),
        account=typed.get("account", ""),
    )


def _yes(typed: dict[str, Any]) -> succeeding.Yes | None:
    if not typed.get("is_agreed"):
        return None
    words = gettext(BY_CODE[MARKET].words)
    return succeeding.Yes(words, typed["channel"], typed["proof"])
