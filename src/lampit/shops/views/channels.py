"""The shops a maker has on other sites."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms.sharing import ElsewhereForm
from lampit.shops.views._kept import in_a_shop, open_to_buyers, shop
from lampit.web.door import door


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
@in_a_shop
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Show and take the addresses of a maker's shops on other sites."""
    maker = shop(request)
    form = ElsewhereForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            noted = actions.note_elsewhere(
                signed_in(request), maker, typed["address"], typed["site"], timezone.now()
            )
        except Refusal as refusal:
            form.add_error("address", _(refusal.message))
        else:
            messages.success(
                request, _("Tercatat: %(address)s. Cek dengan membukanya.") % {
                    "address": noted.address}
            )  # fmt: skip
            return redirect("shops:elsewhere")
    shown = {
        **open_to_buyers(request, maker), "form": form, "noted": queries.elsewhere_of(maker.pk),
        "may_confirm": access.works_for_office(request.user),
    }  # fmt: skip
    return render(request, "shops/elsewhere.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.may_open_shop)
def confirm_elsewhere(request: HttpRequest, number: int) -> HttpResponse:
    """Note that an address was opened and is this maker's."""
    noted = queries.kept_elsewhere(access.visible_makers(request.user), number)
    if noted is None:
        raise Http404
    try:
        actions.confirm_elsewhere(signed_in(request), noted, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat: alamat itu benar milik lapak ini."))
    return redirect("shops:elsewhere")


@require_POST
@door(access.may_open_shop)
def remove_elsewhere(request: HttpRequest, number: int) -> HttpResponse:
    """Take an address away."""
    noted = queries.kept_elsewhere(access.visible_makers(request.user), number)
    if noted is None:
        raise Http404
    actions.remove_elsewhere(signed_in(request), noted, timezone.now())
    messages.success(request, _("Alamat itu dihapus dari lapak."))
    return redirect("shops:elsewhere")
