"""`/saya/lapak/foto/`: the maker's own photo, with her consent to be seen."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import BY_CODE, PHOTO
from lampit.shops import access
from lampit.shops.actions import portraits as actions
from lampit.shops.queries.helping import agreement
from lampit.shops.views._kept import in_a_shop, open_to_buyers, sent_photo, shop
from lampit.web.door import door
from lampit.web.weights import ONE_PHOTO, takes


class PortraitForm(forms.Form):
    """One photo."""

    photo = forms.FileField(
        label=gettext_lazy("Foto diri"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"}),
        help_text=gettext_lazy("Lokasi foto dihapus. Boleh tanpa foto: tampil huruf pertama."),
    )
    kept_photo = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@in_a_shop
@takes(ONE_PHOTO)
def portrait(request: HttpRequest) -> HttpResponse:
    """Show the photo and whether buyers see it; take another one, or take it away."""
    maker, person, now = shop(request), signed_in(request), timezone.now()
    sent = request.method == "POST"
    form = PortraitForm(request.POST if sent else None, request.FILES or None)
    if sent and request.POST.get("hapus"):
        actions.remove_portrait(person, maker, now)
        messages.success(request, _("Foto dihapus."))
        return redirect("shops:portrait")
    if sent and form.is_valid() and _set(request, form):
        messages.success(request, _("Foto tersimpan dan tampil di halaman lapak."))
        return redirect("shops:portrait")
    is_helping = access.is_helping(person, maker)
    shown = {
        "form": form,
        "agrees": may_use(maker.business.owner_id, PHOTO),
        "words": _(BY_CODE[PHOTO].words),
        "may_help": not is_helping or agreement(maker, person) is not None,
        **open_to_buyers(request, maker),
    }
    return render(request, "shops/portrait.html", shown, status=422 if form.errors else 200)


def _set(request: HttpRequest, form: PortraitForm) -> bool:
    picture = sent_photo(request, form)
    if picture is None:
        if not form.errors:
            form.add_error("photo", _("Pilih fotonya dulu."))
        return False
    try:
        actions.set_portrait(signed_in(request), shop(request), picture, timezone.now())
    except Refusal as refusal:
        form.add_error(None, _(refusal.message))
        return False
    return True
