"""Writes the breach file: entered, brought up to date, told to the agency and to persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.privacy import access
from lampit.privacy.actions._numbers import next_number
from lampit.privacy.models import Breach
from lampit.privacy.queries.breaches import account_named
from lampit.privacy.rules import clock
from lampit.privacy.rules.letters import check_how, check_what

SERIES = "INS"


@dataclass(frozen=True, slots=True)
class BreachTold:
    """What is known of a breach.

    Attributes:
        what: which data.
        how: when and how it came about.
        suspect: user name of the account whose deeds are looked at, "" for all of the office.
    """

    discovered_at: datetime
    began_at: datetime
    ended_at: datetime
    what: str
    how: str
    handling: str = ""
    advice: str = ""
    suspect: str = ""


def enter_breach(actor: User, told: BreachTold, *, now: datetime) -> Breach:
    """Open a file for a breach; the clock runs from its discovery.

    Raises:
        Refusal: `not_allowed`, `what_missing`, `how_missing`, `found_later`, `ends_before`,
            `account_unknown`.
    """
    if not access.may_answer(actor):
        raise Refusal("not_allowed", "Insiden dicatat oleh dinas di wilayahnya.")
    if told.discovered_at > now:
        raise Refusal("found_later", "Waktu diketahui belum tiba. Periksa tanggal dan jamnya.")
    region = region_of(actor)
    with transaction.atomic():
        year = timezone.localtime(told.discovered_at).year
        made = Breach(
            number=f"PDP-INS-{year}-{next_number(region, SERIES, year):03d}",
            region_id=region,
            discovered_at=told.discovered_at,
            due_at=clock.due_at(told.discovered_at),
            entered_by=actor,
        )
        _put(made, told)
        made.save()
        _note(actor, "breach_entered", made, now)
    return made


def change_breach(actor: User, breach: Breach, told: BreachTold, *, now: datetime) -> Breach:
    """Bring what is known up to date; the discovery, and with it the clock, stays.

    Raises:
        Refusal: as `enter_breach`.
    """
    with transaction.atomic():
        found = _locked(actor, breach)
        _put(found, told)
        found.save()
        _note(actor, "breach_changed", found, now)
    return found


def note_names_read(actor: User, breach: Breach, subject: str, *, now: datetime) -> None:
    """Note that somebody read who stood in a list that left the house."""
    audit(
        actor, "breach_names", subject_kind="breach", subject_id=breach.number, reason=subject,
        region=breach.region_id, at=now,
    )  # fmt: skip


def note_told(actor: User, breach: Breach, whom: str, *, now: datetime) -> Breach:
    """Note that the agency (`lembaga`) or the persons (`orang`) were told in writing; once.

    Raises:
        Refusal: `not_allowed`, `whom_unknown`, `handling_missing`.
    """
    fields = {"lembaga": "agency_told_at", "orang": "persons_told_at"}
    if whom not in fields:
        raise Refusal("whom_unknown", "Pilih siapa yang sudah diberi tahu.")
    with transaction.atomic():
        found = _locked(actor, breach)
        if not (found.handling and found.advice):
            raise Refusal("handling_missing", "Isi dulu penanganan dan saran untuk orangnya.")
        if getattr(found, fields[whom]) is None:
            setattr(found, fields[whom], now)
            found.save(update_fields=[fields[whom]])
            _note(actor, "breach_told", found, now, whom)
    return found


def _locked(actor: User, breach: Breach) -> Breach:
    found = access.visible_breaches(actor).select_for_update().filter(pk=breach.pk).first()
    if found is None:
        raise Refusal("not_allowed", "Insiden dicatat oleh dinas di wilayahnya.")
    return found


def _put(breach: Breach, told: BreachTold) -> None:
    if told.ended_at < told.began_at:
        raise Refusal("ends_before", "Waktu berakhir lebih awal daripada waktu mulai.")
    breach.began_at, breach.ended_at = told.began_at, told.ended_at
    breach.what, breach.how = check_what(told.what), check_how(told.how)
    breach.handling, breach.advice = told.handling.strip(), told.advice.strip()
    breach.suspect = None
    if told.suspect:
        breach.suspect = account_named(told.suspect, breach.region_id)
        if breach.suspect is None:
            raise Refusal("account_unknown", "Tidak ada akun dengan nama itu di wilayah ini.")


def _note(actor: User, deed: str, breach: Breach, now: datetime, whom: str = "") -> None:
    audit(
        actor, deed, subject_kind="breach", subject_id=breach.number, reason=whom,
        region=breach.region_id, at=now,
    )  # fmt: skip


def seed_breaches(told: Sequence[BreachTold], *, by: User, now: datetime) -> int:
    """Write invented files, marked as such; the last is told to all. Only a demo calls it."""
    for place, one in enumerate(told, start=1):
        made = enter_breach(by, one, now=now)
        made.is_demo = True
        if place == len(told):
            made.agency_told_at = made.persons_told_at = one.discovered_at + timedelta(hours=40)
        made.save()
    return len(told)
