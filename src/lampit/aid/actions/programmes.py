"""Programmes of aid: opened and put right by the office of a kabupaten."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.aid import access
from lampit.aid.models import Programme
from lampit.aid.rules import grants
from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User

DISTRICT_SIGNS = len("63.08")


@dataclass(frozen=True, slots=True)
class ProgrammeTold:
    """A programme as typed; `budget` in rupiah, None unknown.

    `objections_until` is the day the office itself set for objections, None where it set none.
    """

    name: str
    funder: str
    year: int
    kind: str
    once_per: str
    budget: int | None = None
    objections_until: date | None = None


def add_programme(actor: User, told: ProgrammeTold, *, now: datetime) -> Programme:
    """Open a programme of the actor's kabupaten and return it.

    Raises:
        Refusal: `not_allowed`, `no_region`, `programme_twice`, or what `check_programme` refuses.
    """
    region = region_of(actor)
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang mengurus bantuan.")
    if len(region) != DISTRICT_SIGNS:
        raise Refusal("no_region", "Pilih dulu satu kabupaten atau kota di Akun.")
    programme = Programme(region_id=region, created_by=actor, created_at=now)
    return _kept(actor, programme, told, "aid_programme_opened", now)


def change_programme(
    actor: User, programme_id: int, told: ProgrammeTold, *, now: datetime
) -> Programme:
    """Put a programme right and return it; overlaps are judged by its new rule from now on.

    Raises:
        Refusal: `programme_unknown` and what `add_programme` refuses.
    """
    programme = access.kept_programmes(actor).filter(pk=programme_id).first()
    if programme is None:
        raise Refusal("programme_unknown", "Program ini tidak ada di wilayah Anda.")
    return _kept(actor, programme, told, "aid_programme_changed", now)


def _kept(
    actor: User, programme: Programme, told: ProgrammeTold, deed: str, now: datetime
) -> Programme:
    grants.check_programme(told.name, told.year, timezone.localdate(now).year, told.budget)
    for name, value in asdict(told).items():
        setattr(programme, name, " ".join(value.split()) if isinstance(value, str) else value)
    try:
        with transaction.atomic():
            programme.save()
            audit(
                actor, deed, subject_kind="aid.programme", subject_id=programme.pk,
                region=programme.region_id, at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("programme_twice", "Program dengan nama dan tahun ini sudah ada.") from error
    return programme
