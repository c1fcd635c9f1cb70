"""`/balai/kurasi/`: what waits for curators, one sheet; and the keeper's page of a good."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms.curation import CurationForm
from lampit.shops.models import CurationSheet
from lampit.shops.rules import curation as rules
from lampit.shops.rules import kinds
from lampit.shops.views._kept import good, open_to_buyers
from lampit.web.door import door
from lampit.web.paging import page_of

SIZE = 20
FIELDS = {
    "putusan_pilih": "verdict", "lolos_rendah": "verdict", "kata_kurang": "words",
    "tanggal_lihat": "look_on",
}  # fmt: skip


@require_safe
@door(access.may_curate)
def queue(request: HttpRequest) -> HttpResponse:
    """List the sheets of a state; five queries."""
    asked = request.GET.get("isi", "")
    state = asked if asked in rules.STATES else rules.WAITING
    category, words = request.GET.get("jenis", ""), request.GET.get("q", "").strip()[:60]
    sheets, level = access.curated_sheets(request.user), access.curating_level(request.user)
    rows = queries.curation_sheets(sheets, state=state, category=category, words=words)
    counts = queries.curation_counts(sheets)
    shown = {
        "tabs": [(code, _(name), counts[code]) for code, name in rules.STATES.items()],
        "state": state,
        "category": category,
        "words": words,
        "categories": [(one.slug, _(one.label)) for one in kinds.CATEGORIES],
        "page_obj": page_of(rows, request.GET.get("hal"), size=SIZE),
        "needed": rules.CURATORS,
        "today": timezone.localdate(),
        "council": rules.LEVELS[level],
        "is_above": level in rules.BELOW,
    }
    return render(request, "shops/curation_queue.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_curate)
def propose(request: HttpRequest) -> HttpResponse:
    """Let the desk propose a good of its market, found by name; above, one that holds a mark."""
    level = access.curating_level(request.user)
    today, words = timezone.localdate(), request.GET.get("q", "").strip()[:60]
    goods = access.proposable_goods(request.user, today)
    if request.method == "POST":
        chosen = goods.filter(slug=request.POST.get("barang", "")).select_related("maker").first()
        if chosen is None:
            raise Http404
        try:
            made = actions.ask_curation(signed_in(request), chosen, timezone.now(), level)
        except Refusal as refusal:
            messages.error(request, _(refusal.message))
            return redirect("shops:propose_curation")
        return redirect("shops:curation_sheet", made.pk)
    rows = queries.to_propose(goods, today, words, level)
    shown = {"rows": rows, "words": words, "is_above": level in rules.BELOW}
    return render(request, "shops/curation_propose.html", shown)


def _sheet(request: HttpRequest, number: int) -> CurationSheet:
    found = queries.curation_sheet(access.curated_sheets(request.user), number)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@door(access.may_curate)
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show a sheet and take what a curator found; others' words only after her own."""
    found, person = _sheet(request, number), signed_in(request)
    opinions = queries.opinions_of(found)
    has_said = any(one.opinion.curator_id == person.pk for one in opinions)
    is_own = access.has_part_in(person, found.product.maker)
    above, holds = queries.sheets_above(found), _holds(found)
    sent = request.method == "POST"
    form = CurationForm(request.POST if sent else None, category=found.product.category)
    if sent and form.is_valid() and _curated(request, found, form):
        return redirect("shops:curation_sheet", found.pk)
    shown = {
        "sheet": found,
        "product": found.product,
        "photos": queries.photos_of(found.product),
        "form": form if found.is_open and not has_said and not is_own else None,
        "opinions": opinions if has_said or not found.is_open else [],
        "said": len(opinions),
        "has_said": has_said,
        "is_own": is_own,
        "holds": holds,
        "earlier": queries.earlier_of(found),
        "above": above,
        "today": timezone.localdate(),
        "next_level": _next_level(found, above) if holds else "",
    }
    return render(request, "shops/curation_sheet.html", shown, status=422 if form.errors else 200)


def _holds(found: CurationSheet) -> bool:
    today, mark = timezone.localdate(), found.mark
    return mark is not None and mark.withdrawn_on is None and mark.until >= today


def _next_level(found: CurationSheet, above: list[CurationSheet]) -> str:
    """Return who may be asked next, in words; "" for nobody, or where it waits or is marked."""
    level = rules.ABOVE.get(found.level, "")
    done = any(one.level == level and (one.is_open or _holds(one)) for one in above)
    return "" if done or not level else rules.LEVELS[level]


def _curated(request: HttpRequest, found: CurationSheet, form: CurationForm) -> bool:
    typed = form.cleaned_data
    told = actions.Found(
        verdict=typed["verdict"], scores=form.scores(), notes=form.notes(), good=typed["good"],
        words=typed["words"], look_on=typed["look_on"],
    )  # fmt: skip
    try:
        kept = actions.curate(signed_in(request), found, told, timezone.now())
    except Refusal as refusal:
        form.add_error(FIELDS.get(refusal.code), _(refusal.message))
        return False
    if kept.is_open:
        messages.success(request, _("Tersimpan. Menunggu kurator kedua."))
    else:
        messages.success(
            request, _("Tersimpan: %(state)s.") % {"state": _(rules.STATES[kept.state])}
        )
    return True


@require_POST
@door(access.may_curate)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Take a proposal back, or withdraw a mark with its reason."""
    found, person, now = _sheet(request, number), signed_in(request), timezone.now()
    if found.is_open:
        _try(request, lambda: actions.take_back_curation(person, found, now))
    else:
        words = request.POST.get("words", "")
        _try(request, lambda: actions.withdraw_mark(person, found, words, now))
    return redirect("shops:curation_sheet", found.pk)


@require_POST
@door(access.may_curate)
def send_up(request: HttpRequest, number: int) -> HttpResponse:
    """Propose a good that holds the mark of this level to the one above."""
    found, person, now = _sheet(request, number), signed_in(request), timezone.now()
    level = rules.ABOVE.get(found.level)
    if level is None:
        raise Http404
    _try(request, lambda: actions.ask_curation(person, found.product, now, level))
    return redirect("shops:curation_sheet", found.pk)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
def curation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the keeper what curators look at and said, and take her proposal."""
    product, person, now = good(request, slug), signed_in(request), timezone.now()
    sheets, today = queries.sheets_of(product), timezone.localdate()
    steps = queries.steps_of(product, today=today)
    if request.method == "POST":
        level = request.POST.get("tingkat", "")
        level = level if level in rules.LEVELS else rules.KABUPATEN
        waiting = next((one.waiting for one in steps if one.level == level), None)
        if request.POST.get("tarik") and waiting is not None:
            waiting.product = product
            _try(request, lambda: actions.take_back_curation(person, waiting, now))
        else:
            _try(request, lambda: actions.ask_curation(person, product, now, level))
        return redirect("shops:curation", product.slug)
    shown = {
        "product": product,
        "steps": steps,
        "rows": [(one, queries.opinions_of(one)) for one in sheets[:3] if not one.is_open],
        "today": today,
        "criteria": rules.criteria_for(product.category),
        **open_to_buyers(request, product.maker),
    }
    return render(request, "shops/curation.html", shown)


def _try(request: HttpRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat."))
