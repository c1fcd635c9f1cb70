"""`/saya/barang/<slug>/rincian-harga/`: a maker lays a price open, with her consent alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms.openness import SplitForm
from lampit.shops.views._kept import good
from lampit.web.door import door

PARTS = ("material", "labour", "packaging", "other")


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and take the parts of a price; what the price helper knows is offered to begin with."""
    product = good(request, slug)
    known = queries.split_of(product.pk)
    form = SplitForm(request.POST or None, initial=queries.split_start(product, known))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        parts = {name: typed[name] or 0 for name in PARTS}
        try:
            told = actions.Split(**parts, is_shown=typed["is_shown"])
            actions.tell_split(signed_in(request), product, told, timezone.now())
        except Refusal as refusal:
            form.add_error(None, _(refusal.message))
        else:
            shown = typed["is_shown"]
            said = (
                _("Pembeli melihat rincian harga ini.") if shown else _("Tersimpan, tidak tampil.")
            )
            messages.success(request, said)
            return redirect("shops:split", product.slug)
    today = timezone.localdate()
    shown = {
        "form": form,
        "product": product,
        "known": known,
        "open": queries.laid_open(product, known, today=today) if known else None,
    }
    return render(request, "shops/split.html", shown, status=422 if form.errors else 200)
