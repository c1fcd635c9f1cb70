"""Photos and price proofs of a good."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms import ReferenceForm
from lampit.shops.rules import prices
from lampit.shops.views._kept import good, sent_photo
from lampit.web.door import door
from lampit.web.weights import ONE_PHOTO, takes


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@takes(ONE_PHOTO)
def references(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the price proofs of a good and take another one."""
    product = good(request, slug)
    today = timezone.localdate()
    form = ReferenceForm(request.POST or None, request.FILES or None, initial={"seen_on": today})
    if request.method == "POST" and form.is_valid():
        photo = sent_photo(request, form)
        typed = {k: v for k, v in form.cleaned_data.items() if k not in ("photo", "kept_photo")}
        seen = actions.Sighting(**typed, photo=photo.digest if photo else "")
        try:
            if form.is_valid():
                actions.record_reference(
                    signed_in(request), product, seen, timezone.now(), today=today
                )
                messages.success(request, _("Bukti harga tersimpan."))
                return redirect("shops:references", product.slug)
        except Refusal as refusal:
            form.add_error("photo" if refusal.code == "bukti_kosong" else None, _(refusal.message))
    shown = {
        "form": form,
        "product": product,
        "proofs": queries.references_of(product),
        "fewest": prices.FEWEST_PROOFS,
        "saving": prices.saving_percent(product.reference_price, product.price),
    }
    return render(request, "shops/references.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.may_open_shop)
def withdraw_reference(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a wrong proof out of the reckoning."""
    reference = queries.kept_reference(access.visible_references(request.user), slug, number)
    if reference is None:
        raise Http404
    actions.withdraw_reference(
        signed_in(request), reference, timezone.now(), today=timezone.localdate()
    )
    messages.success(request, _("Bukti harga ditarik."))
    return redirect("shops:references", reference.product.slug)


@require_POST
@door(access.may_open_shop)
def remove_photo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a photo off a good."""
    product = good(request, slug)
    actions.remove_photo(signed_in(request), product, number, timezone.now())
    messages.success(request, _("Foto dihapus."))
    return redirect("shops:edit_product", product.slug)
