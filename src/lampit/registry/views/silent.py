"""Businesses that fell silent: the list, the question by chat, the paper sheet and its rows."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.rules import covers
from lampit.registry import access, actions
from lampit.registry.forms.alive import SilentForm
from lampit.registry.models import ConfirmLink
from lampit.registry.queries import silent as reads
from lampit.registry.queries.notices import words_of
from lampit.registry.queries.paging import Turn
from lampit.registry.rules import alive, notice
from lampit.registry.views.searching import places_below, region_walked
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import AFTER, BEFORE

KEYS = {
    "kecamatan": "subdistrict",
    "desa": "village",
    "segar": "band",
    "pendamping": "mentor",
    "kabar": "news",
}
LONGEST_ASKED = 40
SHEETS_SINCE = timedelta(days=100)


@require_safe
@door(access.may_follow_up)
def silent(request: HttpRequest) -> HttpResponse:
    """List the silent businesses of the region, or of a mentor's care, the oldest first."""
    person, today = signed_in(request), timezone.localdate()
    asked = _asked(request.GET)
    mine = access.visible_businesses(person)
    found = reads.chosen_silent(mine, asked, today, regions=access.whole_regions(person))
    turn = Turn(request.GET.get(AFTER, ""), request.GET.get(BEFORE, ""))
    shown = {
        "page_obj": reads.page(mine, found, today, turn, region=region_walked(person)),
        "turns": {"after": AFTER, "before": BEFORE},
        "turn": turn,
        "count": found.size,
        "asked": asked,
        "form": _form(request, person, asked),
        "may_ask": access.may_ask_alive(request),
        "may_sheet": access.may_ask_alive(request) and _names_a_sheet(person, asked),
        "is_mentor": access.is_mentor(person),
        "sheets": reads.sheets(access.visible_sheets(person), today - SHEETS_SINCE),
    }
    return render(request, "registry/silent.html", shown)


@require_POST
@door(access.may_ask_alive)
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a link and go on to WhatsApp with the message ready; `belum` takes it back."""
    person = signed_in(request)
    if request.POST.get("belum"):
        return _not_sent(request, person, public_id)

    def address(code: str) -> str:
        return request.build_absolute_uri(reverse("registry:confirm", args=[code]))

    try:
        place = places.region(region_of(person))
        office = gettext("dinas UMKM %(place)s") % {"place": place.name if place else ""}
        chat = actions.ask_by_chat(
            person, public_id, office.strip(), address=address, now=timezone.now()
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect(chat)


def _not_sent(request: HttpRequest, person: User, public_id: str) -> HttpResponse:
    try:
        actions.take_back_question(person, public_id, now=timezone.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, gettext("Ditarik. Usaha ini belum tercatat ditanya."))
    return _back(request)


@require_POST
@door(access.may_ask_alive)
def undelivered(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that the last message did not arrive."""
    try:
        dead = actions.note_undelivered(signed_in(request), public_id, now=timezone.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    said = gettext("Tercatat. Nomor ini dua kali tidak sampai: cari nomor baru saat berkunjung.")
    messages.success(request, said if dead else gettext("Tercatat: pesan tidak sampai."))
    return _back(request)


@require_POST
@door(access.may_ask_alive)
def make_sheet(request: HttpRequest) -> HttpResponse:
    """Put the longest silent of a village or a mentor on a sheet of paper."""
    person = signed_in(request)
    village = request.POST.get("desa", "")[:LONGEST_ASKED]
    mentor = request.POST.get("pendamping", "")[:LONGEST_ASKED]
    if access.is_mentor(person):
        mentor_id: int | None = person.pk
    else:
        mentor_id = int(mentor) if mentor.isascii() and mentor.isdecimal() else None
    try:
        made = actions.make_sheet(person, village=village, mentor_id=mentor_id, now=timezone.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect("registry:sheet", made.pk)


@require_safe
@door(access.may_follow_up)
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show a sheet: on paper with a QR per business, on the screen with buttons per row."""
    found = access.visible_sheets(signed_in(request)).select_related("region", "village", "mentor")
    made = found.filter(pk=number).first()
    if made is None:
        raise Http404
    rows = reads.sheet_rows(made)
    shown = {
        "sheet": made,
        "rows": [_paper(request, row) for row in rows],
        "done": sum(row.answered_at is not None for row in rows),
        "answers": [(code, gettext(alive.ANSWERS[code])) for code in alive.SHEET_ANSWERS],
        "may_ask": access.may_ask_alive(request),
        "notice": words_of(made.region.name),
        "notice_version": notice.VERSION,
    }
    return render(request, "registry/sheet.html", shown)


@require_POST
@door(access.may_ask_alive)
def answer_row(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Enter what a row of the paper says: one tap."""
    answer = request.POST.get("answer", "")
    try:
        actions.answer_row(signed_in(request), number, row, answer, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.error(request, in_words(refusal.message))
    return redirect(f"{reverse('registry:sheet', args=[number])}#baris{row}")


def _asked(query: QueryDict) -> reads.SilentAsked:
    told = {name: query.get(key, "").strip()[:LONGEST_ASKED] for key, name in KEYS.items()}
    if told["subdistrict"] and not covers(told["subdistrict"], told["village"]):
        told["village"] = ""  # of the kecamatan chosen before
    return reads.SilentAsked(**told)


def _form(request: HttpRequest, person: User, asked: reads.SilentAsked) -> SilentForm:
    form, mentors = SilentForm(request.GET), None
    if not access.is_mentor(person):
        mentors = reads.mentor_choices(access.mentors_in_reach(person))
    form.offer(places_below(person), mentors, within=asked.subdistrict)
    return form


def _names_a_sheet(person: User, asked: reads.SilentAsked) -> bool:
    """Say whether the list is narrowed to whom a sheet can be given."""
    is_named = asked.mentor not in ("", reads.WITHOUT)
    return access.is_mentor(person) or bool(asked.village) or is_named


@dataclass(frozen=True)
class PaperRow:
    """A row of a sheet: its link, the name of the business, the address of its code, the answer."""

    link: ConfirmLink
    name: str
    address: str
    answer: str


def _paper(request: HttpRequest, link: ConfirmLink) -> PaperRow:
    """Return a row as the sheet shows it; an answered one needs no code."""
    name = reads.public_name(link.business)
    if link.answered_at is not None:
        return PaperRow(link, name, "", gettext(alive.ANSWERS[link.answer]))
    path = reverse("registry:confirm", args=[actions.code_of(link)])
    return PaperRow(link, name, request.build_absolute_uri(path), "")


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say what to do instead, on the list; what is out of reach does not exist."""
    if refusal.code == "not_found":
        raise Http404 from refusal
    messages.error(request, in_words(refusal.message))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """Go back to the list as it was filtered."""
    kept = QueryDict(mutable=True)
    for key in (*KEYS, AFTER, BEFORE):
        value = request.POST.get(f"di_{key}", "")[:LONGEST_ASKED]
        if value:
            kept[key] = value
    where = reverse("registry:silent")
    return redirect(f"{where}?{kept.urlencode()}" if kept else where)
