"""A new good, camera first: photos and words are kept at every step, until it is on sale.

One address takes it all. A sent form without `deed` puts the good on sale; `deed` keeps the draft,
adds photos, or puts one right. Asked by script, it answers the part that changed, or JSON.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import LARGEST_BYTES
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms.adding import AddForm
from lampit.shops.models import Maker, Product, Sketch
from lampit.shops.queries import sketches as reads
from lampit.shops.rules import righting, sketches
from lampit.shops.views import checklist
from lampit.shops.views._describing import draft_of, words_of
from lampit.shops.views._kept import in_a_shop, remember, sent_photos, shop
from lampit.shops.views._pricing import reckoned
from lampit.web.door import door
from lampit.web.weights import PHOTOS, takes

PART = "shops/_adding_photos.html"


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@in_a_shop
@takes(PHOTOS)
def add_product(request: HttpRequest) -> HttpResponse:
    """Take a new good: photos, name, price, stock; on sale at once, or kept as a draft."""
    maker = _shop_of_form(request)
    if request.method != "POST":
        return _opened(request, maker)
    refused = _take_photos(request, maker)
    if "deed" in request.POST:
        return _do(request, maker, refused)
    form = _form(maker, request.POST)
    product = _try_publish(request, maker, form, refused)
    if product is None:
        return _again(request, maker, form)
    if not product.is_live:
        checklist.tell_outcome(request, product)
    elif not _is_program(request):
        messages.success(request, _("Sudah dijual. Bagikan ke pembeli lewat WhatsApp."))
    return _after(request, product)


def _is_program(request: HttpRequest) -> bool:
    """Say whether our own script asks, which reads JSON."""
    return request.headers.get("Accept") == "application/json"


def _shop_of_form(request: HttpRequest) -> Maker:
    """Return the shop the form was opened for, whatever shop was taken in hand meanwhile."""
    named = request.POST.get("lapak", "")
    if not named:
        return shop(request)
    found = queries.shop_of(access.visible_makers(request.user).filter(slug=named))
    if found is None:
        raise Http404
    return found


def _opened(request: HttpRequest, maker: Maker) -> HttpResponse:
    """Show a new form, or a draft as it was left; by htmx its photos alone."""
    key = request.GET.get("draf", "")
    sketch = reads.sketch_of(maker, key) if key else None
    if key and sketch is None and not reads.is_free(maker, key):
        return redirect("shops:add_product")
    if request.GET.get("bagian") == "foto":
        return _photos(request, sketch)
    typed = None
    if sketch is not None:
        typed = QueryDict(mutable=True)
        for name, values in sketch.fields.items():
            typed.setlist(name, values)
        typed["key"] = sketch.key
    form = _form(maker, typed, shown=sketch is not None)
    if key:  # a draft that lies on the phone alone goes on under its own name
        form.initial["key"] = key
    return _page(request, maker, form, sketch)


def _form(maker: Maker, typed: QueryDict | None, *, shown: bool = False) -> AddForm:
    """Return the form; `shown` with what was typed but without judging it yet."""
    last = reads.last_sold(maker)
    start: dict[str, Any] = {"key": uuid.uuid4().hex, "kind": last.kind or "SIAP"}
    start |= {"unit": last.unit} if last.unit else {}
    start |= {"lead_days": last.lead_days} if last.lead_days else {}
    if typed is not None and shown:
        return AddForm(initial={**start, **typed.dict()}, usual_category=last.category)
    return AddForm(typed, initial=start, usual_category=last.category)


def _page(
    request: HttpRequest, maker: Maker, form: AddForm, sketch: Sketch | None, status: int = 200
) -> HttpResponse:
    key = str(form["key"].value() or "")
    typed = request.POST if form.is_bound else None
    shown = {
        "form": form,
        "maker": maker,
        "sketch": sketch,
        "saved_at": int(sketch.changed_at.timestamp() * 1000) if sketch else None,
        "photos": reads.photos_of_sketch(sketch),
        "others": reads.sketches_of(maker, but=key),
        "checklist": checklist.asked(typed, maker, words_of(form)),
        **reckoned(form, maker, timezone.localdate()),
    }
    return render(request, "shops/add_product.html", shown, status=status)


def _photos(request: HttpRequest, sketch: Sketch | None, said: str = "") -> HttpResponse:
    shown = {"photos": reads.photos_of_sketch(sketch), "sketch": sketch, "said": said}
    return render(request, PART, shown, status=422 if said else 200)


def _take_photos(request: HttpRequest, maker: Maker) -> list[str]:
    """Keep the photos of a form with its draft; return a sentence for each that is refused."""
    photos, refused = sent_photos(request)
    single = request.POST.get("client", "") if len(photos) == 1 else ""
    for upload in photos:
        try:
            actions.add_sketch_photo(
                signed_in(request), maker, request.POST.get("key", ""),
                upload.read(LARGEST_BYTES + 1), timezone.now(),
                client=single or uuid.uuid4().hex,
                shaping=righting.told(*(request.POST.get(n, "") for n in _SHAPING)),
            )  # fmt: skip
        except Refusal as refusal:
            refused.append(f"{str(upload.name)[:60]}: {_(refusal.message)}")
    return refused


_SHAPING = ("turned", "tilt", "shape")


def _save(request: HttpRequest, maker: Maker) -> Sketch | None:
    """Keep what was typed, when there is anything to lose; None else."""
    key = request.POST.get("key", "")
    known = reads.sketch_of(maker, key)
    if known is None and not sketches.says_something(dict(request.POST.lists())):
        return None
    return actions.save_sketch(
        signed_in(request), maker, key, dict(request.POST.lists()), timezone.now()
    )


def _do(request: HttpRequest, maker: Maker, refused: list[str]) -> HttpResponse:
    """Keep the draft and do what the pressed button says, with it or with one photo of it."""
    deed, _dash, number = request.POST["deed"].rpartition("-")
    deed = deed or number
    said = " ".join(refused)
    sketch = reads.sketch_of(maker, request.POST.get("key", ""))
    try:
        if deed == "buang":
            return _thrown_away(request, sketch)
        if deed != "foto":
            sketch = _save(request, maker)
        if sketch is not None and number.isdecimal() and deed != "draf":
            _put_right(request, sketch, deed, int(number[:18]))
    except Refusal as refusal:
        said = f"{said} {_(refusal.message)}".strip()
    if _is_program(request) and said:
        return JsonResponse({"message": said}, status=422)
    if request.htmx or _is_program(request):  # type: ignore[attr-defined]
        is_draft = deed == "draf"
        return _saved(request, sketch) if is_draft and not said else _photos(request, sketch, said)
    (messages.error if said else messages.success)(request, said or _("Tersimpan sebagai draf."))
    back = reverse("shops:add_product")
    return redirect(f"{back}?draf={sketch.key}#ft" if sketch is not None else back)


def _put_right(request: HttpRequest, sketch: Sketch, deed: str, number: int) -> None:
    """Turn, cut, lead with or delete one photo of a draft."""
    person, now = signed_in(request), timezone.now()
    if deed == "hapus":
        return actions.remove_sketch_photo(person, sketch, number, now)
    if deed in ("utama", "maju"):
        return actions.move_sketch_photo(person, sketch, number, now, first=deed == "utama")
    photo = next((p for p in reads.photos_of_sketch(sketch) if p.pk == number), None)
    if photo is None:
        return None
    if deed == "bentuk":
        shaping = righting.told(*(request.POST.get(name, "") for name in _SHAPING))
    else:
        shaping = righting.after(photo.shaping, deed)
    return actions.shape_sketch_photo(person, sketch, number, shaping, now)


def _saved(request: HttpRequest, sketch: Sketch | None) -> HttpResponse:
    return render(request, "shops/_adding_saved.html", {"sketch": sketch})


def _thrown_away(request: HttpRequest, sketch: Sketch | None) -> HttpResponse:
    if sketch is not None:
        actions.drop_sketch(signed_in(request), sketch)
    messages.success(request, _("Draf dihapus."))
    return redirect("shops:add_product")


def _try_publish(
    request: HttpRequest, maker: Maker, form: AddForm, refused: list[str]
) -> Product | None:
    """Put the good of a valid form on sale; None when something is to be corrected first."""
    if not form.is_valid() or "reckon" in request.POST:
        _note(form, refused)
        return None
    found = checklist.asked(request.POST, maker, form.cleaned_data)
    _note(form, refused, checklist.say_missing(found) if found.missing else "")
    if form.errors:
        return None
    try:
        return actions.publish_sketch(
            signed_in(request), maker, form.cleaned_data["key"],
            draft_of(form, None, maker, found.answers), timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code == "kunci_dipakai":
            remember(form, "key", uuid.uuid4().hex)
        form.add_error(None, _(refusal.message))
        return None


def _note(form: AddForm, refused: list[str], missing: str = "") -> None:
    for said in refused:
        form.add_error("photo", said)
    if missing:
        form.add_error(None, missing)


def _again(request: HttpRequest, maker: Maker, form: AddForm) -> HttpResponse:
    """Show the form to be corrected, with its words and photos kept."""
    key = str(form["key"].value() or "")
    sketch = reads.sketch_of(maker, key)
    try:
        sketch = _save(request, maker) if key == request.POST.get("key") else sketch
    except Refusal as refusal:
        form.add_error(None, _(refusal.message))
    if _is_program(request):
        wrong = {name: " ".join(map(str, said)) for name, said in form.errors.items()}
        return JsonResponse({"message": " ".join(wrong.values()), "errors": wrong}, status=422)
    status = 422 if form.errors and "reckon" not in request.POST else 200
    return _page(request, maker, form, sketch, status)


def _after(request: HttpRequest, product: Product) -> HttpResponse:
    """Lead on: to sharing a good on sale, to its page when it waits for the office."""
    to = reverse(f"shops:{'share' if product.is_live else 'edit_product'}", args=[product.slug])
    if _is_program(request):
        return JsonResponse({"name": product.name, "address": to, "state": product.state})
    return redirect(to)
