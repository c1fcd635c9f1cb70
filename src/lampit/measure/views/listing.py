"""Drawn villages are listed: who walks which, what is found there, then businesses are drawn."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.actions.walking import walk_village
from lampit.measure.forms.listing import FoundForm
from lampit.measure.models import ListedEntry, Round, VillageListing
from lampit.measure.queries import listing as reads
from lampit.measure.queries import village_pages
from lampit.measure.queries.listing_told import listing_told
from lampit.measure.rules import listing as rules
from lampit.measure.rules.walking import Walked
from lampit.measure.views.finding import note_found
from lampit.measure.views.planning import find_round
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of

PAGE = 12
MARK, SEEN = "hasil-", "dulu-"
OPEN, MISSED, ALL = "belum", "tidak", "semua"


def _listed_round(request: HttpRequest, round_id: int) -> Round:
    found = find_round(request, round_id)
    if not reads.is_listed(found):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@door(access.may_see_listing)
def villages(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the drawn villages with how far each is; the office divides them and draws again."""
    found = _listed_round(request, round_id)
    if request.method == "POST":
        try:
            messages.success(request, _done_for_all(request, found))
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
        return redirect("measure:villages", found.pk)
    rows = reads.listings_of(access.visible_villages(request.user), found.pk)
    page = page_of(rows, request.GET.get("hal"))
    context: dict[str, Any] = {
        "round": found, "page_obj": page, "second": reads.draw_of(found),
        "lines": village_pages.lines(found.pk, page.object_list),
        "may_plan": access.may_plan(request),
    }  # fmt: skip
    if context["may_plan"]:
        context |= {
            "states": village_pages.progress(found.pk), "undecided": reads.undecided(found.pk),
            "listing": listing_told(found),
            "people": [(one.pk, one.get_full_name() or one.username)
                       for one in access.askers_of(found.region_id)],
        }  # fmt: skip
    return render(request, "measure/villages.html", context)


def _done_for_all(request: HttpRequest, found: Round) -> str:
    """Do what was pressed for the whole round and say what came of it."""
    person, now, told = signed_in(request), timezone.now(), request.POST
    deed = told.get("apa", "")
    if deed == "bagi":
        count = actions.divide_villages(person, found.pk, now=now)
        return gettext("%(n)s desa dibagi kepada pendata.") % {"n": count}
    if deed == "beri":
        number = told.get("pendata", "")
        whom = (
            access.askers_of(found.region_id).filter(pk=number).first()
            if (number.isdecimal() and len(number) < 19)
            else None
        )
        actions.give_village(person, found.pk, told.get("desa", ""), whom, now=now)
        return gettext("Desa itu diberikan.") if whom else gettext("Desa itu tidak dibagi lagi.")
    if deed == "undi":
        if told.get("yakin") != "ya":
            raise Refusal("not_sure", "Centang dahulu: sesudah diundi, desa tidak dibuka lagi.")
        actions.draw_businesses(person, found.pk, seed=secrets.randbits(31), now=now)
        return gettext("Usaha contoh sudah diundi dari daftar lapangan.")
    raise Refusal("deed_unknown", "Tombol itu tidak dikenal.")


@require_http_methods(["GET", "POST"])
@door(access.may_see_listing)
def village(request: HttpRequest, round_id: int, village: str) -> HttpResponse:
    """Show the list of one village, page by page; each entry is met or not, new ones are noted."""
    found = _listed_round(request, round_id)
    one = reads.find(access.visible_villages(request.user), found.pk, village)
    if one is None:
        raise Http404
    place = [(one.drawn.village_id, one.drawn.village.name)]
    deed = request.POST.get("apa", "") if request.method == "POST" else ""
    form = FoundForm(request.POST if deed == "temuan" else None, villages=place)
    if request.method == "POST":
        try:
            if deed != "temuan" or form.is_valid():
                messages.success(request, _done(request, one, deed, form))
                return redirect(_here(request, found, one))
        except Refusal as refusal:
            if deed != "temuan":
                messages.error(request, in_words(refusal.message))
                return redirect(_here(request, found, one))
            form.add_error(None, in_words(refusal.message))
    context = _shown(request, found, one) | {"form": form}
    return render(request, "measure/village.html", context, status=422 if form.errors else 200)


def _here(request: HttpRequest, found: Round, one: VillageListing) -> str:
    """Return the page that was open, with its filter."""
    kept = {name: value for name in ("tampil", "cari") if (value := request.POST.get(name))}
    place = reverse("measure:village", args=[found.pk, one.drawn.village_id])
    return f"{place}?{urlencode(kept)}" if kept else place


def _shown(request: HttpRequest, found: Round, one: VillageListing) -> dict[str, Any]:
    """Return what the page shows: counts, a page of entries, what was noted; names leave a note."""
    line = village_pages.lines(found.pk, [one])[0]
    shown = request.GET.get("tampil") or (OPEN if line.untouched else ALL)
    text = request.GET.get("cari", "").strip()[:60]
    rows = village_pages.entries(one, shown, text)
    if one.begun_at is not None:
        actions.note_names_read(signed_in(request), one, now=timezone.now())
    second = reads.draw_of(found)
    return {
        "round": found, "one": one, "line": line, "shown": shown, "text": text,
        "page_obj": page_of(rows, request.GET.get("hal"), size=PAGE),
        "outcomes": ListedEntry.Outcome.choices, "second": second,
        "noted": village_pages.noted(access.visible_found(request.user), found.pk, village_of(one)),
        "may_write": second is None and access.may_ask(request),
        "may_plan": second is None and access.may_plan(request),
    }  # fmt: skip


def village_of(one: VillageListing) -> str:
    """Return the code of a listed village."""
    return one.drawn.village_id


def _done(request: HttpRequest, one: VillageListing, deed: str, form: FoundForm) -> str:
    """Do what was pressed and say what came of it."""
    deeds: dict[str, Callable[..., str]] = {
        "mulai": _begin, "tandai": _mark, "sisa": _mark, "temuan": _note, "lengkap": _complete,
        "buka": _reopen, "tanpa": _leave,
    }  # fmt: skip
    if deed not in deeds:
        raise Refusal("deed_unknown", "Tombol itu tidak dikenal.")
    return deeds[deed](request, one, form)


def _begin(request: HttpRequest, one: VillageListing, _form: FoundForm) -> str:
    round_id = one.drawn.round_id
    actions.begin_village(signed_in(request), round_id, village_of(one), now=timezone.now())
    return gettext("Daftar desa ini terbuka. Tandai setiap usaha yang ditemui.")


def _mark(request: HttpRequest, one: VillageListing, _form: FoundForm) -> str:
    """Mark what was changed on the page; what others marked since it was opened stays."""
    rest = request.POST.get("apa") == "sisa"
    marks: dict[int, tuple[str, str]] = {}
    for name, value in request.POST.items():
        number = name.removeprefix(MARK)
        if name.startswith(MARK) and number.isdecimal() and len(name) < 25:
            seen, told = request.POST.get(SEEN + number, ""), str(value)
            marks[int(number)] = (seen, told or (rules.MET if rest else ""))
    changed = {pk: pair for pk, pair in marks.items() if pair[0] != pair[1]}
    walked = Walked(village_of(one), marks=changed)
    left = walk_village(signed_in(request), one.drawn.round_id, walked, now=timezone.now())
    said = gettext("%(n)s usaha ditandai.") % {"n": len(changed) - left}
    if left:
        others = gettext("%(n)d usaha sudah ditandai orang lain; tanda mereka tetap.")
        said += " " + others % {"n": left}
    return said


def _note(request: HttpRequest, one: VillageListing, form: FoundForm) -> str:
    return note_found(signed_in(request), one.drawn.round_id, form.cleaned_data)


def _complete(request: HttpRequest, one: VillageListing, _form: FoundForm) -> str:
    sure = request.POST.get("yakin") == "ya"
    actions.complete_village(
        signed_in(request), one.drawn.round_id, village_of(one), is_sure=sure, now=timezone.now()
    )
    return gettext("Desa ini lengkap. Terima kasih.")


def _reopen(request: HttpRequest, one: VillageListing, _form: FoundForm) -> str:
    round_id = one.drawn.round_id
    actions.reopen_village(signed_in(request), round_id, village_of(one), now=timezone.now())
    return gettext("Desa ini dibuka lagi.")


def _leave(request: HttpRequest, one: VillageListing, _form: FoundForm) -> str:
    actions.leave_village(
        signed_in(request), one.drawn.round_id, village_of(one), request.POST.get("sebab", ""),
        now=timezone.now(),
    )  # fmt: skip
    return gettext("Dicatat: desa ini tidak dapat didaftar.")
