"""Gives drawn businesses to enumerators by area, lays out their days, moves them by hand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.showing import show_to_enumerators
from lampit.measure.actions.villages import take_villages
from lampit.measure.models import Round, RoundEnumerator, SampleMember
from lampit.measure.queries.calendar import calendar_of
from lampit.measure.queries.places import points_of
from lampit.measure.rules import routes, states
from lampit.measure.rules.calendar import Calendar
from lampit.measure.rules.planning import choices_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day

CHUNK = 500
ASSIGNABLE = (states.DRAWN, states.FIELD)


def add_enumerator(
    actor: User, round_id: int, person: User, *, per_day: int, base: str = "", now: datetime
) -> RoundEnumerator:
    """Let somebody go out for a round, or change where from and how many visits a day.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `enumerator_unknown`,
            `per_day_out_of_range`.
    """
    routes.check_walker(per_day)
    with transaction.atomic():
        found = _locked(actor, round_id)
        if not access.may_go_out(person, found.region_id):
            raise Refusal("enumerator_unknown", "Orang itu bukan pendata di kabupaten ini.")
        row, _ = RoundEnumerator.objects.update_or_create(
            round=found, person=person,
            defaults={"per_day": per_day, "base_id": base or None, "left_on": None},
        )  # fmt: skip
        _audit(actor, "survey_enumerator_added", found, now, reason=f"pendata {person.pk}")
        return row


def divide_round(actor: User, round_id: int, *, first: date, now: datetime) -> int:
    """Give everybody not yet visited to the enumerators and lay out days; return how many.

    Villages stay whole, loads follow the visits a day, ways are short. It may be done again, also
    in the middle of field work: what has a result or a begun questionnaire stays where it is.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `enumerators_missing`.
    """
    with transaction.atomic():
        found = _locked(actor, round_id)
        walkers = _walkers(found)
        rows = _open(found).filter(submission=None)
        by_village, calendar = _by_village(rows), calendar_of(found.region_id)
        given = routes.divide(_stops(found, by_village), walkers)
        of = {walker.person: walker for walker in walkers}
        changed: list[SampleMember] = []
        for person, stops in given.items():
            changed += _laid_out(of[person], stops, by_village, first, calendar)
        _save(changed)
        found.is_assigned, found.field_from = True, first
        found.save(update_fields=["is_assigned", "field_from"])
        show_to_enumerators(found)
        _audit(actor, "survey_divided", found, now, reason=f"{len(changed)} usaha")
        return len(changed)


def hand_over(
    actor: User, round_id: int, *, to: User, now: datetime, village: str = "",
    frm: User | None = None, members: Iterable[int] = (),
) -> int:  # fmt: skip
    """Give open businesses to another enumerator: a village, all of one who leaves, or single ones.

    Her days are laid out anew from today; return how many went over.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `enumerator_unknown`, `nothing_to_hand_over`.
    """
    with transaction.atomic():
        found = _locked(actor, round_id)
        walker = next((w for w in _walkers(found) if w.person == to.pk), None)
        if walker is None:
            raise Refusal("enumerator_unknown", "Orang itu belum menjadi pendata putaran ini.")
        rows = _open(found)
        if village:
            rows = rows.filter(village=village)
        if frm is not None:
            rows = rows.filter(assigned_to=frm)
        wanted = list(members)
        if wanted:
            rows = rows.filter(pk__in=wanted)
        if not (village or frm or wanted):
            raise Refusal("nothing_to_hand_over", "Pilih desa, pendata, atau usaha yang dialihkan.")
        moved = rows.update(assigned_to=to)
        mine = _by_village(_open(found).filter(assigned_to=to))
        today = local_day(found.region_id, now)
        first = max(today, found.field_from or today)
        calendar = calendar_of(found.region_id)
        _save(_laid_out(walker, _stops(found, mine), mine, first, calendar))
        found.is_assigned = True
        found.save(update_fields=["is_assigned"])
        show_to_enumerators(found)
        _audit(actor, "survey_handed_over", found, now, reason=f"{moved} usaha")
        return moved


def lay_on(found: Round, rows: Sequence[SampleMember], to: User, day: date) -> dict[int, date]:
    """Give these businesses to somebody from a day on, beside what she has; return their days.

    Days stay within her visits a day; the rest of her days is left as it is. Call it holding the
    round.

    Raises:
        Refusal: `enumerator_unknown`, `no_day_left`.
    """
    walker = next((w for w in _walkers(found) if w.person == to.pk), None)
    if walker is None:
        raise Refusal("enumerator_unknown", "Orang itu belum menjadi pendata putaran ini.")
    others = _open(found).filter(assigned_to=to).exclude(pk__in=[row.pk for row in rows])
    planned = others.filter(route_day__gte=day).values_list("route_day", flat=True)
    taken = Counter(one for one in planned if one is not None)
    laid = _laid_beside(found, rows, walker, day, calendar_of(found.region_id), taken)
    found.is_assigned = True
    found.save(update_fields=["is_assigned"])
    return {row.pk: row.route_day for row in laid if row.route_day}


def move_days(found: Round, since: date) -> int:
    """Move planned visits off the days on which nobody goes out; return how many.

    From a day on; each goes to the next day on which its enumerator has room, all others stay.
    Call it holding the round, after days off changed.
    """
    calendar, moved = calendar_of(found.region_id), 0
    if found.state not in ASSIGNABLE:
        return 0
    for walker in _walkers(found):
        mine = _open(found).filter(assigned_to=walker.person, route_day__gte=since)
        rows = list(mine.order_by("route_day", "route_order", "id"))
        off = [row for row in rows if calendar.is_off(row.route_day or since, _home(row))]
        gone = {row.pk for row in off}
        taken = Counter(row.route_day for row in rows if row.pk not in gone and row.route_day)
        if off:
            first = off[0].route_day or since
            moved += len(_laid_beside(found, off, walker, first, calendar, taken))
    return moved


def _laid_beside(
    found: Round, rows: Sequence[SampleMember], walker: routes.Walker, day: date,
    calendar: Calendar, taken: Counter[date],
) -> list[SampleMember]:  # fmt: skip
    """Lay out and save some businesses behind what stands on the days of a person already."""
    by_village: dict[str, list[SampleMember]] = {}
    for row in rows:
        by_village.setdefault(_home(row), []).append(row)
    laid = _laid_out(walker, _stops(found, by_village), by_village, day, calendar, taken)
    for row in laid:
        row.route_order += taken[row.route_day] if row.route_day else 0
    _save(laid)
    return laid


def _home(row: SampleMember) -> str:
    return row.village or row.subdistrict


def end_enumerator(actor: User, round_id: int, person: User, *, now: datetime) -> int:
    """Note that somebody goes out no more; return how many open businesses wait for another.

    They stay with nobody until they are handed over: no other enumerator sees them meanwhile.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `enumerator_unknown`.
    """
    with transaction.atomic():
        found = _locked(actor, round_id)
        rows = RoundEnumerator.objects.filter(round=found, person=person, left_on=None)
        if not rows.update(left_on=local_day(found.region_id, now)):
            raise Refusal("enumerator_unknown", "Orang itu belum menjadi pendata putaran ini.")
        left = _open(found).filter(assigned_to=person)
        waiting = left.update(assigned_to=None, route_day=None, route_order=0)
        take_villages(found, person)
        show_to_enumerators(found)
        _audit(actor, "survey_enumerator_left", found, now, reason=f"pendata {person.pk}")
        return waiting


def _locked(actor: User, round_id: int) -> Round:
    found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    if found.state not in ASSIGNABLE:
        raise Refusal("round_state", "Pembagian hanya sesudah undian dan sebelum ditutup.")
    return found


def _open(found: Round) -> QuerySet[SampleMember]:
    return SampleMember.objects.filter(round=found, disposition="")


def _walkers(found: Round) -> list[routes.Walker]:
    rows = list(RoundEnumerator.objects.filter(round=found, left_on=None).order_by("id"))
    points = points_of(row.base_id for row in rows if row.base_id)
    return [routes.Walker(r.person_id, r.per_day, points.get(r.base_id or "")) for r in rows]


def _by_village(rows: QuerySet[SampleMember]) -> dict[str, list[SampleMember]]:
    found: dict[str, list[SampleMember]] = {}
    for row in rows.order_by("village", "subdistrict", "order", "id"):
        found.setdefault(_home(row), []).append(row)
    return found


def _stops(found: Round, by_village: Mapping[str, list[SampleMember]]) -> list[routes.Stop]:
    boats = choices_of(found.plan).rates.boats
    points = points_of(by_village)
    return [
        routes.Stop(code, len(rows), points.get(code), rows[0].subdistrict in boats)
        for code, rows in by_village.items()
    ]


def _laid_out(
    walker: routes.Walker,
    stops: list[routes.Stop],
    by_village: Mapping[str, list[SampleMember]],
    first: date,
    calendar: Calendar,
    taken: Mapping[date, int] | None = None,
) -> list[SampleMember]:
    """Write person, day and order into the rows of a person's villages."""
    way = routes.tour(stops, walker.base)
    legs = routes.schedule(way, walker.per_day, first, calendar=calendar, taken=taken)
    changed: list[SampleMember] = []
    for leg in legs:
        for row in by_village[leg.code][leg.first : leg.first + leg.count]:
            row.assigned_to_id, row.route_day = walker.person, leg.day
            row.route_order = len(changed) + 1
            changed.append(row)
    return changed


def _save(rows: list[SampleMember]) -> None:
    SampleMember.objects.bulk_update(
        rows, ["assigned_to", "route_day", "route_order"], batch_size=CHUNK
    )


def _audit(actor: User, deed: str, found: Round, now: datetime, *, reason: str) -> None:
    audit(
        actor, deed, subject_kind="measure.round", subject_id=found.pk, reason=reason,
        region=found.region_id, at=now,
    )  # fmt: skip
