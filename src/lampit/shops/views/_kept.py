"""What the maker's pages share: the shop in hand, the good in hand, the photo just sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import LARGEST_BYTES, Picture
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import MARKET
from lampit.shops import access, actions, queries
from lampit.shops.models import Maker, Product
from lampit.shops.rules import sending
from lampit.shops.views import _passes as passes


def shop(request: HttpRequest) -> Maker:
    """Return the shop in hand: the chosen one for helpers, else the person's own; else 404."""
    found = shop_if_any(request)
    if found is None:
        raise Http404
    return found


def shop_if_any(request: HttpRequest) -> Maker | None:
    """Return the shop in hand, None for a person who keeps none."""
    chosen = request.session.get("lapak", "")
    return queries.shop_of(access.visible_makers(request.user), chosen, request.user.pk)


def open_to_buyers(request: HttpRequest, maker: Maker) -> dict[str, Any]:
    """Return what a page tells of whether buyers see the shop, and of why they do not."""
    return {
        "maker": maker,
        "is_helping": access.is_helping(request.user, maker),
        "needs_consent": not maker.is_published and not may_use(maker.business.owner_id, MARKET),
    }


def in_a_shop(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send helpers to choose first: they write into the shop they chose, never into any other."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.helps_others(request.user):
            return view(request, *args, **kwargs)
        makers = access.visible_makers(request.user)
        chosen = request.session.get("lapak", "")
        found = queries.shop_of(makers, chosen)
        if found is not None and found.slug != chosen and not queries.is_only(makers):
            messages.info(request, _("Pilih dulu lapak yang dibantu."))
            return redirect("shops:home")
        return view(request, *args, **kwargs)

    return guarded


def good(request: HttpRequest, slug: str) -> Product:
    """Return a good that the person keeps; a foreign one does not exist."""
    found = queries.kept_good(access.visible_products(request.user), slug)
    if found is None:
        raise Http404
    return found


def sent_photos(request: HttpRequest) -> tuple[list["UploadedFile[Any]"], list[str]]:
    """Return the photos of a form that are looked at, and a sentence where it brought more."""
    sent = request.FILES.getlist("photo")
    count = sending.taken([file.size or 0 for file in sent])
    if count == len(sent):
        return sent, []
    return sent[:count], [_(sending.left_out(len(sent) - count).message)]


def sent_photo(request: HttpRequest, form: forms.Form) -> Picture | None:
    """Keep the photo of a form and return it; a bad one becomes an error of its field.

    A pass stays in the form, so that a refused form does not ask for the photo again.
    """
    upload = request.FILES.get("photo")
    if not isinstance(upload, UploadedFile):
        return _photo_before(request, form)
    try:
        picture = actions.keep_photo(upload.read(LARGEST_BYTES + 1))
    except Refusal as refusal:
        form.add_error("photo", refusal.message)
        return None
    keep_pass(request, form, picture)
    return picture


def _photo_before(request: HttpRequest, form: forms.Form) -> Picture | None:
    """Return the photo that this form brought before it was refused, None when it had none."""
    told = str(form.cleaned_data.get("kept_photo") or "")
    if not told:
        return None
    picture = actions.kept_photo(passes.digest_of(told, request))
    if picture is None:
        form.add_error("photo", _("Foto tadi tidak tersimpan lagi. Pilih fotonya sekali lagi."))
        remember(form, "kept_photo", "")
    return picture


def keep_pass(request: HttpRequest, form: forms.Form, picture: Picture | None) -> None:
    """Let a form that is shown again name the photo it brought; to this person, here, today."""
    remember(form, "kept_photo", passes.pass_for(picture.digest, request) if picture else "")


def remember(form: forms.Form, name: str, value: Any) -> None:
    """Put a value into what a bound form shows again."""
    form.data = {**{key: form.data.get(key) for key in form.data}, name: value}
