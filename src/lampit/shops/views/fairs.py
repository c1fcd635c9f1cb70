"""`/balai/acara/`: events of an office, and which goods are shown at them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access
from lampit.shops.actions import fairs as actions
from lampit.shops.forms.fairs import ChoiceForm, FairForm
from lampit.shops.models import Fair
from lampit.shops.queries import fairs as queries
from lampit.shops.rules import fairs as rules
from lampit.shops.views._kept import keep_pass, sent_photo
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import Page, asked_number, page_of
from lampit.web.weights import ONE_PHOTO, takes

FIELDS = {"nama": "name", "tempat": "place", "hari": "until_on"}


@require_safe
@door(access.may_arrange_fairs)
def fairs(request: HttpRequest) -> HttpResponse:
    """List the events of the office, latest first; two queries."""
    rows = queries.listed(access.visible_fairs(request.user))
    page = page_of(rows, request.GET.get("hal"))
    return render(request, "shops/fairs.html", {"page_obj": page, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_arrange_fairs)
@takes(ONE_PHOTO)
def open_fair(request: HttpRequest) -> HttpResponse:
    """Take a new event; its goods are chosen next."""
    sent = request.method == "POST"
    start = {"key": uuid.uuid4().hex}
    form = FairForm(request.POST if sent else None, request.FILES or None, initial=start)
    made = _try_write(request, form, None) if sent else None
    if made is not None:
        messages.success(request, _("Acara tercatat. Sekarang pilih barangnya."))
        return redirect("shops:fair_goods", made.slug)
    status = 422 if form.errors else 200
    return render(request, "shops/edit_fair.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_arrange_fairs)
@takes(ONE_PHOTO)
def fair(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event to its office, and take its changes."""
    found, sent = _fair(request, slug), request.method == "POST"
    known = {name: getattr(found, name) for name in ("name", "place", "from_on", "until_on")}
    form = FairForm(request.POST if sent else None, request.FILES or None, initial=known)
    if sent and _try_write(request, form, found) is not None:
        messages.success(request, _("Tersimpan."))
        return redirect("shops:fair", found.slug)
    today = timezone.localdate()
    on_sale = queries.chosen(found, access.public_products(today)).count()
    count = queries.count_chosen(found)
    shown = {
        "form": form, "fair": found, "on_sale": on_sale, "off_sale": count - on_sale,
        "few": rules.FEW_GOODS,
    }  # fmt: skip
    return render(request, "shops/edit_fair.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_arrange_fairs)
def fair_goods(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the office look for goods on sale and tick those that are shown."""
    found, today = _fair(request, slug), timezone.localdate()
    if request.method == "POST":
        return _choose(request, found)
    form = ChoiceForm(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    by = queries.Narrowing(
        typed.get("q", "").strip(), typed.get("kategori", ""), typed.get("lapak", "").strip(),
        bool(typed.get("dipilih")),
    )  # fmt: skip
    number = asked_number(request.GET.get("hal"))
    goods = access.goods_for_fairs(request.user, today)
    choice = queries.choice(found, goods, by, number, today)
    size = queries.CHOICE_SIZE
    shown = {
        "fair": found, "form": form, "choice": choice, "count": queries.count_chosen(found),
        "most": rules.MOST_GOODS, "query": request.GET.urlencode(),
        "page_obj": Page(
            list(choice.goods), number, size, choice.total > number * size, choice.total
        ),
    }  # fmt: skip
    return render(request, "shops/fair_goods.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_arrange_fairs)
def remove_fair(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once, then remove an event."""
    found = _fair(request, slug)
    if request.method == "POST":
        actions.remove_fair(signed_in(request), found, timezone.now())
        messages.success(request, _("Acara dihapus. Barangnya tetap dijual."))
        return redirect("shops:fairs")
    return render(request, "shops/remove_fair.html", {"fair": found})


def _fair(request: HttpRequest, slug: str) -> Fair:
    found = queries.fair_named(access.visible_fairs(request.user), slug)
    if found is None:
        raise Http404
    return found


def _try_write(request: HttpRequest, form: FairForm, found: Fair | None) -> Fair | None:
    """Write what a valid form tells; None when something is to be corrected first."""
    picture = sent_photo(request, form) if form.is_valid() or request.FILES else None
    if not form.is_valid():
        return None
    typed, actor, now = form.cleaned_data, signed_in(request), timezone.now()
    told = rules.Told(typed["name"], typed["place"], typed["from_on"], typed["until_on"])
    try:
        if found is None:
            return actions.open_fair(actor, told, now, picture=picture, key=typed["key"])
        return actions.change_fair(actor, found, told, now, picture=picture)
    except Refusal as refusal:
        form.add_error(FIELDS.get(refusal.code.split("_")[0]), in_words(refusal.message))
        keep_pass(request, form, picture)
        return None


def _choose(request: HttpRequest, found: Fair) -> HttpResponse:
    """Take the ticks of one page and come back to it."""
    shown = _numbers(request.POST.getlist("shown"))
    wanted = shown if "all" in request.POST else _numbers(request.POST.getlist("good"))
    try:
        new, gone = actions.choose_goods(signed_in(request), found, wanted, shown, timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        told = [ngettext("%(n)s barang dipilih.", "%(n)s barang dipilih.", new) % {"n": new}]
        if gone:
            told.append(ngettext("%(n)s dilepas.", "%(n)s dilepas.", gone) % {"n": gone})
        messages.success(request, " ".join(told))
    back = reverse("shops:fair_goods", args=[found.slug])
    query = QueryDict(request.POST.get("query", "")[:400]).urlencode()
    return redirect(f"{back}?{query}" if query else back)


def _numbers(told: list[str]) -> set[int]:
    """Return the numbers of goods a form names; what is no number names none."""
    return {int(one) for one in told[: queries.CHOICE_SIZE] if one.isdecimal() and len(one) < 19}
