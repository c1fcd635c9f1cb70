"""Listing drawn villages: who walks which, what was found of each entry, when one is complete."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import (
    DrawnVillage,
    ListedDraw,
    ListedEntry,
    Round,
    RoundEnumerator,
    VillageListing,
)
from lampit.measure.queries import listing as reads
from lampit.measure.queries.places import points_of
from lampit.measure.rules import listing as rules
from lampit.measure.rules import routes
from lampit.measure.rules.frames import CERTAIN
from lampit.measure.rules.planning import choices_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day
from lampit.registry.actions import Ended, confirm_business, report_end
from lampit.registry.queries import ended

CHUNK = 500
State = VillageListing.State


def open_listings(found: Round) -> None:
    """Let every drawn village of a round wait for its listing; part of the draw."""
    drawn = DrawnVillage.objects.filter(round=found).order_by("village")
    VillageListing.objects.bulk_create(
        [VillageListing(drawn=village) for village in drawn], batch_size=CHUNK
    )


def give_village(
    actor: User, round_id: int, village: str, person: User | None, *, now: datetime
) -> VillageListing:
    """Give a village to somebody to list, or to nobody.

    Raises:
        Refusal: `village_out_of_reach`, `listing_closed`, `enumerator_unknown`.
    """
    with transaction.atomic():
        found = _held(access.plannable_villages(actor), round_id, village)
        if person is not None and not access.may_go_out(person, found.drawn.round.region_id):
            raise Refusal("enumerator_unknown", "Orang itu bukan pendata di kabupaten ini.")
        found.lister = person
        found.save(update_fields=["lister"])
        _audit(actor, "survey_village_given", found, now, reason=f"pendata {person and person.pk}")
        return found


def divide_villages(actor: User, round_id: int, *, now: datetime) -> int:
    """Give the villages that are not complete to the people of a round by area; return how many.

    Neighbours stay together, loads follow the entries of the register and the visits a day.

    Raises:
        Refusal: `round_out_of_reach`, `listing_closed`, `enumerators_missing`.
    """
    with transaction.atomic():
        found = _round(actor, round_id)
        rows = list(
            reads.listings_of(VillageListing.objects.select_for_update(of=("self",)), found.pk)
            .filter(state__in=(State.WAITING, State.RUNNING))
        )  # fmt: skip
        crew = list(RoundEnumerator.objects.filter(round=found, left_on=None).order_by("id"))
        points = points_of(
            {one.drawn.village_id for one in rows} | {one.base_id for one in crew if one.base_id}
        )
        boats = choices_of(found.plan).rates.boats
        stops = [
            routes.Stop(
                one.drawn.village_id, max(one.drawn.frame_count, one.drawn.measure),
                points.get(one.drawn.village_id), one.drawn.subdistrict in boats,
            )
            for one in rows
        ]  # fmt: skip
        walkers = [routes.Walker(c.person_id, c.per_day, points.get(c.base_id or "")) for c in crew]
        of = {
            stop.code: person
            for person, piece in routes.divide(stops, walkers).items()
            for stop in piece
        }
        for one in rows:
            one.lister_id = of[one.drawn.village_id]
        VillageListing.objects.bulk_update(rows, ["lister"], batch_size=CHUNK)
        audit(
            actor, "survey_villages_divided", subject_kind="measure.round", subject_id=found.pk,
            reason=f"{len(rows)} desa", region=found.region_id, at=now,
        )  # fmt: skip
        return len(rows)


def begin_village(actor: User, round_id: int, village: str, *, now: datetime) -> VillageListing:
    """Begin to list a village: what the frozen register has there becomes its list to look up.

    Begun twice, also by two at one moment, it is one list. What the register knows to have ended
    since it was frozen is marked so.

    Raises:
        Refusal: `village_out_of_reach`, `listing_closed`, `frame_gone`, `frame_changed`.
    """
    with transaction.atomic():
        found = _held(access.listable_villages(actor), round_id, village)
        if found.state == State.RUNNING:
            return found
        if found.state == State.COMPLETE:
            rules.check_running(found.state)
        told = reads.register_in(found.drawn.round, village)
        over = ended([pk for pk, _ in told]) if told else {}
        ListedEntry.objects.bulk_create(
            [
                ListedEntry(
                    listing=found, business_id=pk, sector=cell.sector, size=cell.size,
                    is_certain=cell.layer == CERTAIN, outcome=over.get(pk, ""),
                    told_at=now if pk in over else None,
                )
                for pk, cell in told
            ],
            batch_size=CHUNK, ignore_conflicts=True,
        )  # fmt: skip
        found.state, found.reason, found.ended_by, found.ended_at = State.RUNNING, "", None, None
        found.begun_at = found.begun_at or now
        if found.lister_id is None:
            found.lister = actor
        found.save()
        _audit(actor, "survey_village_begun", found, now, reason=f"{len(told)} usaha di daftar")
        return found


def mark_entries(
    actor: User, round_id: int, village: str, told: Mapping[int, str], *, now: datetime
) -> int:
    """Note what was found of entries of a village; return how many changed.

    An empty outcome takes back what was said. What was met is a sign of life for the register,
    what has closed is told to it; both as a visit.

    Raises:
        Refusal: `outcome_unknown`, `village_out_of_reach`, `listing_closed`,
            `village_not_running`, `entry_unknown`.
    """
    for outcome in told.values():
        rules.check_outcome(outcome)
    with transaction.atomic():
        found = _held(access.listable_villages(actor), round_id, village)
        rules.check_running(found.state)
        rows = list(
            reads.entries_of(found).filter(pk__in=list(told)).select_for_update(of=("self",))
        )
        if len(rows) != len(told):
            raise Refusal("entry_unknown", "Usaha itu tidak ada di daftar desa ini.")
        changed = [row for row in rows if row.outcome != told[row.pk]]
        for row in changed:
            row.outcome, row.told_by, row.told_at = told[row.pk], actor, now
            _tell_register(row, actor, now)
        ListedEntry.objects.bulk_update(
            changed, ["outcome", "told_by", "told_at"], batch_size=CHUNK
        )
        if changed:
            _audit(actor, "survey_village_marked", found, now, reason=f"{len(changed)} usaha")
        return len(changed)


def _tell_register(row: ListedEntry, actor: User, now: datetime) -> None:
    if row.outcome == rules.MET:
        confirm_business(row.business, "visit", now, actor)
    elif row.outcome == "tutup":
        told = Ended("tutup", "visit", local_day(row.business.region_id, now), "pendaftaran desa")
        report_end(row.business, told, actor=actor, now=now)


def complete_village(
    actor: User, round_id: int, village: str, *, is_sure: bool, now: datetime
) -> VillageListing:
    """Say that a village is listed to the end; until the second draw it can be opened again.

    Entries that nobody looked at count as known to nobody there, once that is confirmed.

    Raises:
        Refusal: `village_out_of_reach`, `listing_closed`, `village_not_running`,
            `entries_untouched`.
    """
    with transaction.atomic():
        found = _held(access.listable_villages(actor), round_id, village)
        if found.state == State.COMPLETE:
            return found
        rules.check_running(found.state)
        _settle_gone(found, now)
        left = ListedEntry.objects.filter(listing=found, outcome="")
        rules.check_complete(left.count(), is_sure=is_sure)
        left.update(outcome=rules.UNKNOWN, told_by=actor, told_at=now)
        found.state, found.ended_by, found.ended_at = State.COMPLETE, actor, now
        found.save(update_fields=["state", "ended_by", "ended_at"])
        _audit(actor, "survey_village_complete", found, now)
        return found


def _settle_gone(found: VillageListing, now: datetime) -> None:
    """Mark entries that left the register or the kabupaten while the village was walked."""
    left = ListedEntry.objects.filter(listing=found, outcome="")
    region = found.drawn.round.region_id
    left.exclude(business__region=region).update(outcome="pindah", told_at=now)
    over = ended(left.values_list("business_id", flat=True))
    for outcome in set(over.values()):
        gone = [pk for pk, one in over.items() if one == outcome]
        left.filter(business__in=gone).update(outcome=outcome, told_at=now)


def reopen_village(actor: User, round_id: int, village: str, *, now: datetime) -> VillageListing:
    """Take back that a village is complete, or could not be listed, before the second draw.

    Raises:
        Refusal: `village_out_of_reach`, `listing_closed`, `village_not_running`.
    """
    with transaction.atomic():
        found = _held(access.listable_villages(actor), round_id, village)
        if found.state == State.WAITING:
            rules.check_running(found.state)
        if found.state != State.RUNNING:
            begun = found.begun_at is not None
            found.state = State.RUNNING if begun else State.WAITING
            found.reason, found.ended_by, found.ended_at = "", None, None
            found.save()
            _audit(actor, "survey_village_reopened", found, now)
        return found


def leave_village(
    actor: User, round_id: int, village: str, reason: str, *, now: datetime
) -> VillageListing:
    """Say why a village cannot be listed: its entries of the register stand for it, named so.

    Raises:
        Refusal: `reason_missing`, `village_out_of_reach`, `listing_closed`.
    """
    told = rules.check_reason(reason)
    with transaction.atomic():
        found = _held(access.plannable_villages(actor), round_id, village)
        found.state, found.reason = State.UNLISTED, told
        found.ended_by, found.ended_at = actor, now
        found.save(update_fields=["state", "reason", "ended_by", "ended_at"])
        _audit(actor, "survey_village_left", found, now, reason=told)
        return found


def take_villages(found: Round, person: User) -> int:
    """Take the villages that somebody has not completed from her; part of her leaving."""
    open_ones = VillageListing.objects.filter(
        drawn__round=found, lister=person, state__in=(State.WAITING, State.RUNNING)
    )
    return open_ones.update(lister=None)


def note_names_read(actor: User, found: VillageListing, *, now: datetime) -> None:
    """Note in the trail that somebody opened the names of a village."""
    _audit(actor, "survey_village_read", found, now)


def note_met(round_id: int, village: str, business: int, actor: User, *, now: datetime) -> None:
    """Mark the entry that a finding turned out to be as met; part of deciding the finding."""
    ListedEntry.objects.filter(
        listing__drawn__round=round_id, listing__drawn__village=village, business=business
    ).exclude(outcome=rules.MET).update(outcome=rules.MET, told_by=actor, told_at=now)


def listing_for(found: Round, village: str) -> VillageListing | None:
    """Return the listing to which a finding of a village belongs, held until the end of the deed.

    None where the villages of the round are not listed, or are already drawn from.
    """
    if not reads.is_listed(found):
        return None
    rows = VillageListing.objects.select_for_update(of=("self",))
    one = rows.filter(drawn__round=found, drawn__village=village).first()
    return None if one is None or ListedDraw.objects.filter(round=found).exists() else one


def _round(actor: User, round_id: int) -> Round:
    """Return a round whose villages are being listed, locked, if the actor may plan it."""
    found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    rules.check_listing(found.state, is_drawn=ListedDraw.objects.filter(round=found).exists())
    return found


def _held(rows: QuerySet[VillageListing], round_id: int, village: str) -> VillageListing:
    """Return one village locked, while the round still lists."""
    found = reads.find(rows.select_for_update(of=("self",)), round_id, village)
    if found is None:
        raise Refusal("village_out_of_reach", "Desa ini bukan bagian Anda.")
    drawn = ListedDraw.objects.filter(round=round_id).exists()
    rules.check_listing(found.drawn.round.state, is_drawn=drawn)
    return found


def _audit(
    actor: User, deed: str, found: VillageListing, now: datetime, *, reason: str = ""
) -> None:
    audit(
        actor, deed, subject_kind="measure.village", subject_id=found.pk,
        reason=f"{found.drawn.village_id} {reason}".strip(),
        region=found.drawn.round.region_id, at=now,
    )  # fmt: skip
