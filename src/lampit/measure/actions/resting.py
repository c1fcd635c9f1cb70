"""Days on which an office sends nobody out; planned visits move off them at once."""

from datetime import date, datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.assigning import ASSIGNABLE, move_days
from lampit.measure.models import OffDay, Round
from lampit.measure.rules.calendar import MARKET, Marked, check_marked
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day, subdistricts

MOST = 300


def add_off_day(
    actor: User, region: str, marked: Marked, name: str, *, now: datetime
) -> tuple[OffDay, int]:
    """Note a day off, a market day, or a holiday on which one works; return it and visits moved.

    Raises:
        Refusal: `region_unknown`, `off_day_…`, `off_days_full`, and as `move_days`.
    """
    told = check_marked(marked, name)
    if not access.plans_region(actor, region):
        raise Refusal("region_unknown", "Wilayah ini di luar wilayah Anda.")
    if marked.place and marked.place not in subdistricts([region]):
        raise Refusal("off_day_place", "Pilih kecamatan dari daftar.")
    with transaction.atomic():
        own = OffDay.objects.filter(region=region)
        if own.count() >= MOST:
            raise Refusal("off_days_full", f"Paling banyak {MOST} hari. Hapus yang sudah lewat.")
        place = marked.place if marked.kind == MARKET else ""
        same = {"kind": marked.kind, "day": marked.day, "weekday": marked.weekday, "place": place}
        if own.filter(**same).exists():
            raise Refusal("off_day_twice", "Hari itu sudah ada di daftar.")
        made = OffDay.objects.create(
            region_id=region, name=told, made_by=actor, made_at=now, **same
        )
        moved = _move(region, now)
        _audit(actor, "survey_off_day_added", made, now)
        return made, moved


def drop_off_day(actor: User, region: str, number: int, *, now: datetime) -> int:
    """Take a day off back; what had moved stays where it is; return how many moved besides.

    Raises:
        Refusal: `region_unknown`, `off_day_unknown`.
    """
    if not access.plans_region(actor, region):
        raise Refusal("region_unknown", "Wilayah ini di luar wilayah Anda.")
    with transaction.atomic():
        found = OffDay.objects.select_for_update().filter(region=region, pk=number).first()
        if found is None:
            raise Refusal("off_day_unknown", "Hari itu tidak ada di daftar.")
        _audit(actor, "survey_off_day_dropped", found, now)
        found.delete()
        return _move(region, now)


def _move(region: str, now: datetime) -> int:
    """Move planned visits of all rounds of the office off its days off, from today on."""
    rounds = Round.objects.select_for_update().filter(region=region, state__in=ASSIGNABLE)
    today: date = local_day(region, now)
    return sum(move_days(found, today) for found in rounds.order_by("pk"))


def _audit(actor: User, deed: str, row: OffDay, now: datetime) -> None:
    when = row.day.isoformat() if row.day else f"hari {row.weekday}"
    audit(
        actor, deed, subject_kind="measure.offday", subject_id=row.pk,
        reason=f"{row.kind} {when} {row.place}".strip(), region=row.region_id, at=now,
    )  # fmt: skip
