"""Signs of life and what became of a business or its owner."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.rules import search_key
from lampit.registry import access
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.businesses import locked
from lampit.registry.actions.persons import settle
from lampit.registry.models import Business, EndReport, Owner
from lampit.registry.queries.merging import members_of
from lampit.registry.rules.alive import (
    CLOSED,
    ENDS,
    MOVED,
    MOVED_NEAR,
    PAUSED,
    EndTold,
    is_closed_by,
)
from lampit.registry.rules.changes import FieldChange
from lampit.registry.rules.freshness import CONFIRMATIONS
from lampit.registry.rules.merging import MERGED
from lampit.registry.rules.records import check_reason, confirm_kind

OWNER_DIED = "meninggal"
LOG_INS_AT_ONCE = 500
ENDED = ("tutup", "pindah", "bukan_usaha")
LOGGED_IN = "masuk"
# Signs that are somebody's word rather than the trace of a deed.
SPOKEN = frozenset({"pemilik", "kunjungan", "petugas", "desa", "pendamping"})


def confirm_business(
    business: Business, kind: str, at: datetime, actor: User | None = None, status: str = ""
) -> bool:
    """Note a sign of life and return whether it was news; call it with a business in reach.

    Older signs than the one known are no news; a day is noted once. A closed business that
    shows life runs again, and reports that it has ended are void.

    Args:
        business: the business; its two fields are brought up to date as well.
        kind: a key of `CONFIRMATIONS`, or an English name: `visit`, `owner`, `order`, `sale`,
            `survey`, `login`, `staff`.
        at: when it happened.
        actor: who told it.
        status: the state told, empty for "still selling".

    Raises:
        Refusal: `confirm_kind`.
    """
    code, day = confirm_kind(kind), timezone.localdate(at)
    if code not in CONFIRMATIONS:
        raise Refusal("confirm_kind", "Cara memastikan ini tidak dikenal.")
    with transaction.atomic():
        row = _held(business.pk)
        if row is None or not _is_news(row, code, day, status):
            return False
        wanted = status or _running(row.status, code)
        # A state told of an earlier day does not make what is known older.
        is_newer = row.confirmed_on is None or row.confirmed_on <= day
        if not is_newer:
            day, code = row.confirmed_on or day, row.confirmed_by
        told = [
            FieldChange("confirmed_on", str(row.confirmed_on or ""), str(day)),
            FieldChange("confirmed_by", row.confirmed_by, code),
            FieldChange("status", row.status, wanted),
        ]
        changed = [change for change in told if change.old != change.new]
        Business.objects.filter(pk=row.pk).update(
            confirmed_on=day, confirmed_by=code, status=wanted, updated_at=at,
            version=F("version") + 1,
        )  # fmt: skip
        note_changes("business", row.pk, changed, source=_source(code), actor=actor, at=at)
        if wanted not in ENDED and code != LOGGED_IN:
            _void_reports(row, day, at)
        if row.golden_id is not None and wanted not in ENDED:
            _pass_on(row.golden_id, wanted, day, code, actor, at)
    business.confirmed_on, business.confirmed_by, business.status = day, code, wanted
    return True


def _held(pk: int) -> Business | None:
    """Return a record locked together with its golden one, in the order in which merges lock."""
    top = Business.objects.filter(pk=pk, golden__isnull=False).values("golden")
    rows = Business.objects.filter(Q(pk=pk) | Q(pk__in=top)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update()}.get(pk)


def _is_news(row: Business, code: str, day: date, status: str) -> bool:
    """Say whether a sign tells something: a later day, a state, or life where an end was told.

    The last only on somebody's word of the same day: who is corrected is corrected at once.
    """
    if row.confirmed_on is None or row.confirmed_on < day or status:
        return True
    if row.confirmed_on > day or code not in SPOKEN:
        return False
    return row.status in ENDED or EndReport.objects.filter(business=row, void_at=None).exists()


def _running(status: str, code: str) -> str:
    """Return the state after a sign of life; to log in is not yet to sell again."""
    return "aktif" if status in ("", "tutup", "tutup_sementara") and code != LOGGED_IN else status


def _void_reports(row: Business, day: date, at: datetime) -> None:
    """Void what was told of the end of a business before it showed life, of all its records."""
    same = Q(business=row.pk) | Q(business__golden=row.golden_id or row.pk)
    if row.golden_id:
        same |= Q(business=row.golden_id)
    EndReport.objects.filter(same, void_at=None, on__lte=day).update(void_at=at)


def _pass_on(
    golden: int, status: str, day: date, code: str, actor: User | None, at: datetime
) -> None:
    """Let the golden record of a merged one live, pause or end with it; parting takes this back."""
    row = Business.objects.select_for_update().get(pk=golden)
    if row.confirmed_on is not None and row.confirmed_on > day:
        return
    wanted = _passed_state(row.status, status, code)
    told = [
        FieldChange("confirmed_on", str(row.confirmed_on or ""), str(day)),
        FieldChange("confirmed_by", row.confirmed_by, code),
        FieldChange("status", row.status, wanted),
    ]
    changed = [change for change in told if change.old != change.new]
    if not changed or (row.confirmed_on == day and wanted == row.status):
        return
    Business.objects.filter(pk=golden).update(
        confirmed_on=day, confirmed_by=code, status=wanted, updated_at=at, version=F("version") + 1
    )
    note_changes("business", golden, changed, source=MERGED, actor=actor, at=at)


def _passed_state(present: str, told: str, code: str) -> str:
    """Return the state of a golden record after what was told of one merged into it.

    A pause is one of the whole business, and so is that it sells again after one; a business
    that has ended is not opened by a word about one of its records.
    """
    if told in ENDED:
        return told
    if told == PAUSED and present not in ENDED:
        return PAUSED
    return _running(present, code) if present == PAUSED else present


def note_log_ins(now: datetime) -> int:
    """Take the log-ins of owners of the last day as signs of life; return how many were news.

    The room of accounts lies below this one and cannot tell; so the clock asks.
    """
    # From the few who logged in to their businesses, never from a million businesses to accounts.
    recent = User.objects.filter(last_login__gt=now - timedelta(days=1)).order_by("-last_login")
    accounts = list(recent.values_list("pk", flat=True)[:LOG_INS_AT_ONCE])
    owners = list(Owner.objects.filter(account__in=accounts).values_list("pk", flat=True))
    older = Q(confirmed_on=None) | Q(confirmed_on__lt=timezone.localdate(now))
    rows = Business.objects.filter(older, owner__in=owners, withdrawn_at=None)
    rows = rows.exclude(status__in=ENDED).select_related("owner__account")
    return sum(_logged_in(business) for business in rows.order_by("id")[:LOG_INS_AT_ONCE])


def _logged_in(business: Business) -> bool:
    account = business.owner.account if business.owner else None
    if account is None or account.last_login is None:
        return False
    day = timezone.localdate(account.last_login)
    if business.confirmed_on is not None and business.confirmed_on >= day:
        return False  # looked at without a lock first: nearly all are no news
    return confirm_business(business, "login", account.last_login, account)


def confirm_in_reach(
    actor: User, public_id: str, answer: str, *, kind: str, now: datetime
) -> Business:
    """Note what somebody says about a business within reach: `aktif`, `tutup_sementara`, `tutup`.

    A word of closing from who did not stand before the door is a report; see `report_end`.

    Raises:
        Refusal: `not_found` or `answer_unknown`.
    """
    if answer not in ("aktif", "tutup_sementara", "tutup"):
        raise Refusal("answer_unknown", "Pilih salah satu: masih, tutup sementara, sudah tutup.")
    business = access.confirmable_businesses(actor).filter(public_id=public_id).first()
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    if answer == CLOSED:
        report_end(business, Ended(CLOSED, kind, on=timezone.localdate(now)), actor=actor, now=now)
    else:
        confirm_business(business, kind, now, actor, "" if answer == "aktif" else answer)
    return business


@dataclass(frozen=True, slots=True)
class Ended:
    """What somebody tells of the end of a business.

    Attributes:
        what: `tutup`, `pindah`, or `pindah_dekat` within the kabupaten.
        kind: how it is known, a key of `CONFIRMATIONS`; `kunjungan` closes alone.
        on: the day it ended or was seen to have ended.
        to_place: where to, as told; empty is unknown.
        to_region: code of the region moved to, where it is known.
    """

    what: str
    kind: str
    on: date
    reason: str = ""
    to_place: str = ""
    to_region: str = ""


def report_end(business: Business, told: Ended, *, actor: User | None, now: datetime) -> bool:
    """Note that a business closed or moved and return whether its state changed by it.

    One visit closes, else two reports of different people within a year (registry.md section 6).
    Moving is taken at its word: who moved is still there to be asked. Within the kabupaten it
    is a sign of life, and the report reminds the office to change the village.

    Raises:
        Refusal: `answer_unknown` or `end_in_future`.
    """
    if told.what not in ENDS:
        raise Refusal("answer_unknown", "Pilih: sudah tutup atau pindah.")
    # East of the house the day has begun already; who tells it there tells no future.
    today = max(timezone.localdate(now), places.local_day(business.region_id, now))
    if told.on > today:
        raise Refusal("end_in_future", "Tanggal itu belum tiba. Periksa tanggalnya.")
    with transaction.atomic():
        row = _held(business.pk) or Business.objects.get(pk=business.pk)
        if told.what == MOVED_NEAR:
            confirm_business(business, told.kind, now, actor)
        EndReport.objects.create(
            business=row,
            what=told.what,
            kind=confirm_kind(told.kind),
            on=told.on,
            reason=" ".join(told.reason.split())[:200],
            to_region_id=told.to_region or None,
            to_place=" ".join(told.to_place.split())[:80],
            actor=actor,
            at=now,
        )
        reports = _reports_of(members_of(row.pk))
        is_over = told.what == MOVED or is_closed_by(reports, today)
        if not is_over or row.status == told.what:
            return False
        kind, at = confirm_kind(told.kind), _moment(told.on, row, now)
        confirm_business(business, kind, at, actor, told.what)
        told_elsewhere = len(reports) > len(_reports_of([row.pk]))
        if row.golden_id is not None and told.what == CLOSED and told_elsewhere:
            # Told of two of its records: the business has ended, not only one of them.
            _pass_on(row.golden_id, told.what, timezone.localdate(at), kind, actor, at)
    return True


def _moment(on: date, row: Business, now: datetime) -> datetime:
    """Return when a state was known: the day told, but never before what was known already."""
    day = max(on, row.confirmed_on) if row.confirmed_on else on
    local = timezone.localtime(now)
    return now if day >= local.date() else datetime.combine(day, time(12), local.tzinfo)


def _reports_of(ids: Collection[int]) -> list[EndTold]:
    """Return the reports of records of one business that no sign of life has voided."""
    rows = EndReport.objects.filter(business__in=ids, void_at=None)[:50]
    return [EndTold(one.what, one.kind, str(one.actor_id or ""), one.on) for one in rows]


def change_status(
    actor: User,
    public_id: str,
    what: str,
    reason: str,
    *,
    now: datetime,
    ended: Ended | None = None,
) -> Business:
    """Note what became of a business (`tutup`, `pindah` …) or that its owner died; return it.

    `ended` tells more of closing and moving; without it the office's own word of today is noted.

    Raises:
        Refusal: `not_allowed`, `not_found`, `reason_missing`, `status_unknown`, `owner_unknown`,
            `end_in_future`.
    """
    reason = check_reason(reason)
    with transaction.atomic():
        business = locked(actor, public_id)
        if what == OWNER_DIED:
            _note_death(business, actor, now)
        elif what in ENDS:
            told = ended or Ended(what, "petugas", timezone.localdate(now), reason)
            told = replace(told, reason=reason, to_region=_named(told.to_place, business.region_id))
            report_end(business, told, actor=actor, now=now)
        elif what in Business.Status.values and what:
            _put_status(business, what, actor, now)
        else:
            raise Refusal("status_unknown", "Pilih apa yang terjadi.")
        why = FieldChange("note", business.note, f"{business.note}\n{reason}".strip())
        note_changes("business", business.pk, [why], source="petugas", actor=actor, at=now)
        business.note, business.updated_at = why.new, now
        business.version += 1
        business.save(update_fields=["note", "version", "updated_at"])
    return business


def _named(place: str, region: str) -> str:
    """Return the code of a place when one region alone is called so, nearest first."""
    for within in (region, region.partition(".")[0], ""):
        key = search_key(place)
        found = [one for one in places.search(place, within) if search_key(one.name) == key]
        if len(found) == 1:
            return found[0].code
        if found:
            return ""
    return ""


def _put_status(business: Business, what: str, actor: User, now: datetime) -> None:
    """Write a state on the office's word; one that runs again has not ended."""
    change = FieldChange("status", business.status, what)
    business.status = what
    business.save(update_fields=["status"])
    note_changes("business", business.pk, [change], source="petugas", actor=actor, at=now)
    if what not in ENDED:
        _void_reports(business, timezone.localdate(now), now)


def _note_death(business: Business, actor: User, now: datetime) -> None:
    if business.owner is None:
        raise Refusal("owner_unknown", "Pemilik usaha ini belum diketahui.")
    day = timezone.localdate(now)
    old = str(business.owner.deceased_on or "")
    Owner.objects.filter(pk=business.owner.pk).update(deceased_on=day, updated_at=now)
    settle([business.owner.pk], now)
    change = FieldChange("deceased_on", old, str(day))
    note_changes("owner", business.owner.pk, [change], source="petugas", actor=actor, at=now)


def _source(code: str) -> str:
    known = {"kunjungan": "kunjungan", "survei": "survei", "petugas": "petugas", "desa": "desa",
             "pendamping": "desa"}  # fmt: skip
    return known.get(code, "pemilik")
