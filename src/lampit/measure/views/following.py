"""Non-response followed up: who is left, what asking them brings, given again; a paper for her."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure import access, actions
from lampit.measure.models import FollowUp, Round
from lampit.measure.queries import crew, following
from lampit.measure.queries import nonresponse as missing
from lampit.measure.queries.following import Followed, Row
from lampit.measure.rules import following as rules
from lampit.measure.rules import states
from lampit.measure.rules.estimating.domains import LABELS, NOT_KNOWN, SIZE
from lampit.measure.rules.nonresponse import Group, Trait
from lampit.measure.views.planning import find_round, named_places
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.registry.access import sight_of
from lampit.registry.models import Sector
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of

KEYS = ("kecamatan", "pendata", "macam", "telepon")


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def follow(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show who is left and what they would bring; give them again, note calls, undo."""
    found = find_round(request, round_id)
    seen = following.followed(found)
    filters = {key: request.GET.get(key, "") for key in KEYS}
    rows = following.chosen(
        seen.left, subdistrict=filters["kecamatan"], person=filters["pendata"],
        kind=filters["macam"], phone=bool(filters["telepon"]),
    )  # fmt: skip
    wrong = ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request, found, rows))
            return redirect(request.get_full_path())
        except Refusal as refusal:
            wrong = in_words(refusal.message)
    context = _shown(request, found, seen, rows) | {"filters": filters, "wrong": wrong}
    return render(request, "measure/following.html", context, status=422 if wrong else 200)


def _shown(request: HttpRequest, found: Round, seen: Followed, rows: list[Row]) -> dict[str, Any]:
    """Return what the page shows: a page of businesses, places, strata, who goes out."""
    page = page_of(rows, request.GET.get("hal"), total=len(rows))
    keys = [row.pk for row in page.object_list]
    members = following.members_of(access.visible_members(request.user), keys)
    done, of = following.last_done(found, keys), {row.pk: row for row in page.object_list}
    loads = crew.loads(found)
    sectors = dict(Sector.choices)
    return {
        "round": found, "seen": seen, "page_obj": page, "total": len(rows),
        "is_open": found.state == states.FIELD,
        "lines": [(m, _told(of[m.pk]), _deeds(done.get(m.pk, []))) for m in members],
        "kinds": [(k, gettext(rules.LABELS[k]), n) for k, n in seen.counts().items()],
        "places": named_places(seen.places),
        "place_choices": [(name, code, one) for name, (code, one) in named_places(
            [(code, (code, one)) for code, one in seen.places])],
        "sectors": [(sectors.get(code, code), one) for code, one in seen.sectors],
        "strata": [(name, sectors.get(sector, ""), gain)
                   for name, (gain, sector) in named_places(
                       [(code, (gain, sector)) for gain, code, sector in seen.strata])],
        "going": [(one.pk, named(one)) for one in crew.people_of(loads)],
        "people": [(load.person.pk, named(load.person)) for load in loads if load.person],
        "calls": [(code, gettext(words)) for code, words in rules.CALLS.items()],
        "typed": request.POST, "ticked": set(request.POST.getlist("pilih")),
        "today": timezone.localdate(), "opens_phone": sight_of(request.user).opens("phone"),
        "may_ask": access.may_ask(request),
    }  # fmt: skip


def named(person: User) -> str:
    """Return how an account is called."""
    return person.get_full_name() or person.username


def _told(row: Row) -> dict[str, Any]:
    """Return a row in words: why it is left, hours tried, parts of the day nobody tried."""
    return {
        "kind": row.kind, "why": gettext(rules.LABELS[row.kind]), "visits": row.visits,
        "hours": row.hours[-3:], "tries": row.tries,
        "untried": [gettext(rules.PART_LABELS[part]) for part in row.untried],
    }  # fmt: skip


def _deeds(rows: list[FollowUp]) -> list[tuple[FollowUp, str]]:
    """Return what was done, with the words of a call."""
    return [(row, gettext(rules.CALLS.get(row.outcome, "")) if row.outcome else "") for row in rows]


def _done(request: HttpRequest, found: Round, rows: list[Row]) -> str:
    """Do what was pressed and say what came of it."""
    deeds: dict[str, Callable[[HttpRequest, Round, list[Row]], str]] = {
        "tugas": _give, "telepon": _call, "batal": _undo,
    }  # fmt: skip
    deed, _colon, number = request.POST.get("apa", "").partition(":")
    if deed not in deeds or (deed != "tugas" and not number.isdecimal()):
        raise Refusal("deed_unknown", "Tombol itu tidak dikenal.")
    return deeds[deed](request, found, rows)


def _give(request: HttpRequest, found: Round, rows: list[Row]) -> str:
    told = request.POST
    keys = [int(pk) for pk in told.getlist("pilih") if pk.isdecimal() and len(pk) < 19]
    if told.get("semua") == "ya":
        keys = [row.pk for row in rows]
    to = told.get("kepada", "")
    person = access.askers_of(found.region_id).filter(pk=to).first() if to.isdecimal() else None
    if person is None:
        raise Refusal("enumerator_unknown", "Pilih pendata yang menerima tugas.")
    try:
        day = date.fromisoformat(told.get("hari", ""))
    except ValueError as error:
        raise Refusal("day_missing", "Isi hari kunjungannya.") from error
    count = actions.give_again(
        signed_in(request), found.pk, keys, to=person, day=day, now=timezone.now()
    )
    return gettext("%(n)s usaha ditugaskan lagi.") % {"n": count}


def _call(request: HttpRequest, found: Round, _rows: list[Row]) -> str:
    number = request.POST["apa"].partition(":")[2]
    actions.note_call(
        signed_in(request), found.pk, int(number[:18]), request.POST.get(f"hasil-{number}", ""),
        request.POST.get(f"catatan-{number}", ""), now=timezone.now(),
    )  # fmt: skip
    return gettext("Telepon dicatat.")


def _undo(request: HttpRequest, found: Round, _rows: list[Row]) -> str:
    number = int(request.POST["apa"].partition(":")[2][:18])
    actions.undo_follow_up(signed_in(request), found.pk, number, now=timezone.now())
    return gettext("Dibatalkan; keadaannya seperti semula.")


@require_GET
@door(access.may_see_days)
def follow_list(request: HttpRequest, round_id: int, person: int) -> HttpResponse:
    """Show an enumerator's businesses that were tried before, to print; her own, or anybody's."""
    found = find_round(request, round_id)
    if not (access.may_plan(request) or person == signed_in(request).pk):
        raise Http404
    who = access.askers_of(found.region_id).filter(pk=person).first()
    if who is None:
        raise Http404
    seen = following.followed(found)
    rows = following.due_of(found, seen, person)
    members = following.members_of(access.visible_members(request.user), [r.pk for r in rows])
    of = {row.pk: row for row in rows}
    context = {
        "round": found, "who": named(who),
        "lines": [(m, _told(of[m.pk])) for m in sorted(members, key=_by_day)],
    }  # fmt: skip
    return render(request, "measure/following_list.html", context)


def _by_day(member: Any) -> tuple[date, int, int]:
    return member.route_day or date.max, member.route_order, member.pk


TITLES = {
    missing.PLACE: gettext_noop("Kecamatan"),
    missing.SECTOR: gettext_noop("Sektor"),
    missing.SIZE: gettext_noop("Ukuran usaha"),
    missing.PHONE: gettext_noop("Nomor telepon di daftar"),
    missing.AGAIN: gettext_noop("Pernah ditanya di putaran sebelumnya"),
}
YES_NO = {missing.YES: gettext_noop("Ya"), missing.NO: gettext_noop("Tidak")}


@require_GET
@door(access.may_plan)
def nonresponse(request: HttpRequest, round_id: int) -> HttpResponse:
    """Say who did not answer, by what the register knows, and what bias may be left."""
    found = find_round(request, round_id)
    traits = missing.nonresponse(found) if found.drawn_count else []
    context = {
        "round": found,
        "traits": [(gettext(TITLES[one.code]), one, _groups(one)) for one in traits],
        "is_over": found.state not in (states.PLANNED, states.DRAWN, states.FIELD),
    }
    return render(request, "measure/nonresponse.html", context)


def _groups(trait: Trait) -> list[tuple[str, Group]]:
    """Return the groups of a trait with their names."""
    if trait.code == missing.PLACE:
        return named_places([(group.code, group) for group in trait.groups])
    sectors = {code: str(label) for code, label in Sector.choices}
    known = {missing.SECTOR: sectors, missing.SIZE: LABELS[SIZE]}.get(trait.code, YES_NO)
    return [(gettext(known.get(group.code, NOT_KNOWN)), group) for group in trait.groups]
