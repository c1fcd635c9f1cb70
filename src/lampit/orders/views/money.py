"""Money of cancelled or overpaid orders: the maker or helping staff notes what came and went."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.orders import access, actions, queries
from lampit.orders.forms import MoneyBackForm
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


@require_http_methods(["GET"])
@door(access.may_handle_money)
@never_cache
def money_list(request: HttpRequest) -> HttpResponse:
    """List the orders whose money may have to go back: numbers and sums, no buyer."""
    parts = queries.money_parts(access.handled_parts(request.user))
    shown = {"page_obj": page_of(parts, request.GET.get("hal"), size=20)}
    return render(request, "orders/money_list.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_handle_money)
@never_cache
def money_back(request: HttpRequest, number: str) -> HttpResponse:
    """Show what came in and went back for one order, and take one more note."""
    part = queries.money_part(access.handled_parts(request.user), number)
    if part is None:
        raise Http404
    due = part.refund_due
    first = {"apa": "kembali" if due else "masuk", "jumlah": due or part.total, "kunci": uuid4()}
    form = MoneyBackForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        deed = actions.pay_back if typed["apa"] == "kembali" else actions.note_late_money
        key, now = str(typed["kunci"]), timezone.now()
        try:
            deed(signed_in(request), part.pk, typed["jumlah"], now=now, key=key)
        except Refusal as refusal:
            form.add_error("jumlah", in_words(refusal.message))
        else:
            messages.success(request, gettext("Tercatat. Pembeli bisa membacanya."))
            return redirect("orders:money_back", number=number)
    shown = {"part": part, "facts": queries.money_facts(part), "form": form}
    return render(request, "orders/money_back.html", shown, status=422 if form.errors else 200)
