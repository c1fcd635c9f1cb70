"""The choices of a good: size, colour, motif, each with price, stock or days; one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access
from lampit.shops.actions.variants import save_choices
from lampit.shops.forms.variants import ChoiceForms, typed_choices
from lampit.shops.queries import keeper
from lampit.shops.views._kept import good, open_to_buyers
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
def choices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the choices of a good with an empty row, and take them all at once."""
    product = good(request, slug)
    sent = request.POST if request.method == "POST" else None
    rows = keeper.choices_of(product)
    forms = ChoiceForms(sent, initial=typed_choices(rows), prefix="p")
    problem = ""
    if sent is not None and forms.is_valid():
        told = [form.choice() for form in forms if not form.is_empty]
        own = {row.pk for row in keeper.all_choices_of(product)}
        seen = sent.get("version", "")
        try:
            save_choices(
                signed_in(request),
                product,
                [one for one in told if one.pk is None or one.pk in own],
                timezone.now(),
                seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            )
        except Refusal as refusal:
            problem = in_words(refusal.message)
        else:
            messages.success(request, _("Pilihan tersimpan."))
            return redirect("shops:choices", product.slug)
    shown = {
        **open_to_buyers(request, product.maker),
        "product": product,
        "forms": forms,
        "problem": problem,
        "retired": keeper.retired_choices_of(product),
        "version": sent.get("version") if sent is not None else product.version,
    }
    return render(request, "shops/choices.html", shown, status=422 if sent is not None else 200)
