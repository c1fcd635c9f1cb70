"""Photos of a good that is there already: more of them, put right, described, taken off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import LARGEST_BYTES
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.models import Product
from lampit.shops.rules import righting
from lampit.shops.views._kept import good, sent_photos
from lampit.web.door import door
from lampit.web.weights import PHOTOS, takes


@require_POST
@door(access.may_open_shop)
@takes(PHOTOS)
def add_photos(request: HttpRequest, slug: str) -> HttpResponse:
    """Take more photos of a good, several at once; each refused one is told by its name."""
    product = good(request, slug)
    photos, refused = sent_photos(request)
    for upload in photos:
        try:
            shot, _is_new = actions.prove_photo(upload.read(LARGEST_BYTES + 1))
            actions.attach_photo(signed_in(request), product, shot, "", timezone.now())
        except Refusal as refusal:
            refused.append(f"{str(upload.name)[:60]}: {_(refusal.message)}")
    return _after(request, product, " ".join(refused), _("Foto tersimpan."))


@require_POST
@door(access.may_open_shop)
def photo_deed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Do with a photo what the pressed button says."""
    product = good(request, slug)
    try:
        _do(request, product, number, request.POST.get("deed", ""))
    except Refusal as refusal:
        return _after(request, product, _(refusal.message))
    return _after(request, product, "", _("Tersimpan."))


def _do(request: HttpRequest, product: Product, number: int, deed: str) -> None:
    person, now = signed_in(request), timezone.now()
    if deed == "hapus":
        return actions.remove_photo(person, product, number, now)
    if deed in ("utama", "maju"):
        return actions.move_photo(person, product, number, now, first=deed == "utama")
    if deed == "keterangan":
        alt = request.POST.get("alt", "")
        return actions.describe_photo(person, product, number, alt, now)
    photo = next((p for p in queries.photos_of(product) if p.pk == number), None)
    if photo is None:
        raise Refusal("foto_tidak_ada", "Foto ini sudah dihapus.")
    if deed == "bentuk":
        shaping = righting.told(*(request.POST.get(n, "") for n in ("turned", "tilt", "shape")))
    else:
        shaping = righting.after(photo.shaping, deed)
    return actions.shape_photo(person, product, number, shaping, now)


def _after(request: HttpRequest, product: Product, refused: str, done: str = "") -> HttpResponse:
    """Answer the photos anew to a script, else lead back to the page of the good."""
    if request.htmx:  # type: ignore[attr-defined]
        shown = {"product": product, "photos": queries.photos_of(product), "said": refused}
        return render(request, "shops/_photos.html", shown, status=422 if refused else 200)
    if refused:
        messages.error(request, refused)
    elif done:
        messages.success(request, done)
    return redirect(f"{redirect('shops:edit_product', product.slug).url}#foto")
