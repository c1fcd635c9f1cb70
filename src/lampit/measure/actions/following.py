"""Gives drawn businesses once more to somebody, notes calls; what was done can be undone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.assigning import lay_on
from lampit.measure.actions.showing import show_to_enumerators
from lampit.measure.models import FollowUp, Round, SampleMember, Submission
from lampit.measure.queries.following import visit_hours, was_tried_again
from lampit.measure.rules import following, states
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day

MOST_AT_ONCE = 200
LONGEST_NOTE = 200
# What giving again changes on the row of the sample, and undoing puts back.
KEPT = (
    "assigned_to_id", "route_day", "route_order", "disposition", "reason", "is_confirmed",
    "disposed_by_id", "disposed_at",
)  # fmt: skip


def give_again(
    actor: User, round_id: int, members: Sequence[int], *, to: User, day: date, now: datetime
) -> int:
    """Give chosen businesses to an enumerator for a day; return how many.

    Those with a result that may be tried once more lose it for the while: what they were is kept
    and comes back when they are not met before the round closes. A refusal goes to somebody else.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open`, `nobody_chosen`, `too_many_chosen`,
            `not_to_follow`, `same_person`, `day_past`, and as `assigning.lay_on`.
    """
    _check_chosen(members)
    with transaction.atomic():
        found = _locked(actor, round_id)
        if day < local_day(found.region_id, now):
            raise Refusal("day_past", "Hari itu sudah lewat. Pilih hari ini atau sesudahnya.")
        rows = _rows(found, members)
        _check_kinds(found, rows, to)
        before = {row.pk: _state(row) for row in rows}
        for row in rows:
            row.disposition, row.reason, row.is_confirmed = "", "", True
            row.disposed_by, row.disposed_at = None, None
        SampleMember.objects.bulk_update(
            rows, ["disposition", "reason", "is_confirmed", "disposed_by", "disposed_at"]
        )
        days = lay_on(found, rows, to, day)
        FollowUp.objects.bulk_create(
            FollowUp(
                round=found, member=row, kind=FollowUp.Kind.GIVEN, person=to, day=days[row.pk],
                before=before[row.pk], made_by=actor, made_at=now,
            )
            for row in rows
        )  # fmt: skip
        show_to_enumerators(found)
        _audit(actor, "survey_given_again", found, now, f"{len(rows)} usaha, pendata {to.pk}")
        return len(rows)


def note_call(
    actor: User, round_id: int, member_id: int, outcome: str, note: str, *, now: datetime
) -> FollowUp:
    """Note what a telephone call gave; the result of a visit stays what it is.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open`, `not_to_follow`, `call_unknown`.
    """
    following.check_call(outcome)
    with transaction.atomic():
        found = _locked(actor, round_id)
        row = _rows(found, [member_id])[0]
        made = FollowUp.objects.create(
            round=found, member=row, kind=FollowUp.Kind.CALLED, outcome=outcome,
            note=" ".join(note.split())[:LONGEST_NOTE], made_by=actor, made_at=now,
        )  # fmt: skip
        _audit(actor, "survey_called", found, now, f"contoh {row.pk}: {outcome}")
        return made


def undo_follow_up(actor: User, round_id: int, number: int, *, now: datetime) -> FollowUp:
    """Undo what was done: a business given again is as before, unless it has a result since.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open`, `follow_up_unknown`, `answered_since`.
    """
    with transaction.atomic():
        found = _locked(actor, round_id)
        done = (
            FollowUp.objects.select_for_update(of=("self",))
            .select_related("member")
            .filter(pk=number, round=found, undone_at=None)
            .first()
        )
        if done is None:
            raise Refusal("follow_up_unknown", "Tindakan itu tidak ada, atau sudah dibatalkan.")
        if done.kind == FollowUp.Kind.GIVEN:
            _bring_back(done)
            show_to_enumerators(found)
        done.undone_by, done.undone_at = actor, now
        done.save(update_fields=["undone_by", "undone_at"])
        _audit(actor, "survey_follow_up_undone", found, now, f"{done.kind} {done.pk}")
        return done


def bring_back_results(found: Round) -> int:
    """Give those who were tried again and not met the result they had; return how many.

    Call it when field work ends, holding the round.
    """
    rows = FollowUp.objects.filter(
        round=found, kind=FollowUp.Kind.GIVEN, undone_at=None, member__disposition=""
    ).select_related("member")
    latest = {row.member_id: row for row in rows.order_by("id") if row.before["disposition"]}
    for row in latest.values():
        _put(row.member, row.before, only_result=True)
    return len(latest)


def _check_chosen(members: Sequence[int]) -> None:
    if not members:
        raise Refusal("nobody_chosen", "Pilih dahulu usaha yang ditugaskan lagi.")
    if len(members) > MOST_AT_ONCE:
        raise Refusal("too_many_chosen", f"Paling banyak {MOST_AT_ONCE} usaha sekali tugas.")


def _check_kinds(found: Round, rows: Sequence[SampleMember], to: User) -> None:
    """Refuse those that are not asked any more, and a refusal that would meet the same person."""
    hours, again = visit_hours(found), was_tried_again(found)
    sent = set(
        Submission.objects.filter(member__in=rows, state=Submission.State.FINAL).values_list(
            "member_id", flat=True
        )
    )
    for row in rows:
        kind = following.kind_of(
            row.disposition, row.reason, visits=row.visit_count, hours=hours.get(row.pk, ()),
            was_again=row.pk in again,
        )  # fmt: skip
        if not kind or row.pk in sent:
            name = row.business.name or str(row.pk)
            raise Refusal("not_to_follow", f"{name} tidak ditanya lagi: hasilnya tetap.")
        if kind == following.AGAIN["menolak"] and to.pk in {row.assigned_to_id, row.disposed_by_id}:
            name = row.business.name or str(row.pk)
            raise Refusal("same_person", f"{name} menolak kepada orang ini. Tugaskan orang lain.")


def _rows(found: Round, members: Sequence[int]) -> list[SampleMember]:
    """Return drawn businesses of the round, locked, that still belong to its kabupaten.

    Raises:
        Refusal: `not_to_follow`.
    """
    wanted = sorted(set(members))
    rows = list(
        SampleMember.objects.select_for_update(of=("self",))
        .select_related("business")
        .filter(round=found, pk__in=wanted, business__region=found.region_id)
        .order_by("village", "subdistrict", "order", "id")
    )
    if len(rows) != len(wanted):
        raise Refusal("not_to_follow", "Sebagian usaha itu tidak ada dalam contoh putaran ini.")
    return rows


def _state(row: SampleMember) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in KEPT}
    for name in ("route_day", "disposed_at"):
        told[name] = told[name].isoformat() if told[name] else None
    return told


def _bring_back(done: FollowUp) -> None:
    later = FollowUp.objects.filter(
        member=done.member_id, kind=FollowUp.Kind.GIVEN, undone_at=None, pk__gt=done.pk
    )
    if done.member.disposition or later.exists():
        raise Refusal(
            "answered_since", "Sesudah itu sudah ada hasil atau tugas lain; tidak dapat dibatalkan."
        )
    _put(done.member, done.before)


def _put(row: SampleMember, before: dict[str, Any], *, only_result: bool = False) -> None:
    """Write how a row stood before."""
    told = dict(before)
    told["route_day"] = date.fromisoformat(told["route_day"]) if told["route_day"] else None
    at = told["disposed_at"]
    told["disposed_at"] = datetime.fromisoformat(at) if at else None
    names = KEPT[3:] if only_result else KEPT
    SampleMember.objects.filter(pk=row.pk).update(**{name: told[name] for name in names})


def _locked(actor: User, round_id: int) -> Round:
    found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    states.check_open(found.state)
    return found


def _audit(actor: User, deed: str, found: Round, now: datetime, reason: str) -> None:
    audit(
        actor, deed, subject_kind="measure.round", subject_id=found.pk, reason=reason,
        region=found.region_id, at=now,
    )  # fmt: skip
