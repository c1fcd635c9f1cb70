"""The demo of "alive or dead": reports, a sheet, months of quality, a walk through a kecamatan."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db.models import Count
from django.utils import timezone

from lampit.desk.rules import invented_businesses as inventing
from lampit.people.models import User
from lampit.places.queries import children
from lampit.registry import actions
from lampit.registry.actions import Ended
from lampit.registry.models import Business
from lampit.registry.queries import silent
from lampit.registry.queries.frames import FRAMED, present
from lampit.registry.rules.consents import MESSAGES
from lampit.registry.rules.importing.record import Record

Say = Callable[[str], None]
MONTHS, REPORTED = 8, 6
MET_SHARE, MET_AT_MOST, STRANGERS = 0.55, 90, 9
FIRST_STRANGER = 900_000


def follow_up(
    counts: dict[str, int], accounts: dict[str, User], region: str, seed: int, *,
    now: datetime, say: Say,
) -> None:  # fmt: skip
    """Let some businesses be reported closed or moved, and give the mentor a sheet."""
    today = timezone.localdate(now)
    rows = silent.silent(present(region), silent.SilentAsked(), today).order_by("id")
    told = list(rows.filter(mentor=None)[:REPORTED])
    for place, one in enumerate(told):
        what = "pindah_dekat" if place == 1 else "tutup"
        kind = "pemilik" if place % 2 else "petugas"
        on = today - timedelta(days=3 + place)
        ended = Ended(what, kind, on, "kabar contoh", to_place="Amuntai" if place == 1 else "")
        actions.report_end(
            one, ended, actor=accounts["petugas"] if place % 2 == 0 else None, now=now
        )
    mentor = accounts["pendamping"]
    # Every third in the mentor's care was never asked whether messages are welcome.
    cared = present(region).filter(mentor=mentor, owner__isnull=False).order_by("id")
    owners = [pk for place, pk in enumerate(cared.values_list("owner_id", flat=True)) if place % 3]
    actions.seed_consents(dict.fromkeys(owners), MESSAGES, channel="kertas", now=now)
    if silent.for_sheet(present(region).filter(mentor=mentor), today, now):
        actions.make_sheet(mentor, mentor_id=mentor.pk, now=now)
    say("Menghitung mutu daftar …")
    actions.seed_quality(region, MONTHS, now=now)
    say("Mencocokkan daftar lapangan contoh …")
    counts["listed_in_field"] = _walk(accounts["petugas"], region, seed, now)


def _walk(staff: User, region: str, seed: int, now: datetime) -> int:
    """Compare an invented walk through the largest kecamatan with the register; return its rows."""
    rng, today = Random(f"{seed}|walk"), timezone.localdate(now)
    records = present(region).filter(status__in=FRAMED, district__isnull=False)
    largest = records.order_by().values("district_id").annotate(n=Count("id"))
    found = largest.order_by("-n", "district_id").first()
    if found is None:
        return 0
    known = records.filter(district_id=found["district_id"], village__isnull=False)
    met = [one for one in known.select_related("owner").order_by("id") if rng.random() < MET_SHARE]
    villages = [village.code for village in children(found["district_id"])]
    strangers = inventing.businesses(
        STRANGERS, villages, rng=rng, today=today, first=FIRST_STRANGER
    )
    listed = [_met(one, rng) for one in met[:MET_AT_MOST]]
    listed += [
        Record(owner_name=one.owner_name, business_name=one.name, village=one.village,
               kbli=one.trade.kbli)
        for one in strangers
    ]  # fmt: skip
    actions.seed_listing(
        staff, region, "susur-desa-contoh.csv", listed, on=today - timedelta(days=2), now=now
    )
    return len(listed)


def _met(one: Business, rng: Random) -> Record:
    """Return a business as somebody writes it down at its door: at times without the telephone."""
    return Record(
        owner_name=one.owner.name if one.owner else "",
        business_name=one.name,
        village=one.village_id or "",
        phone1=one.phone if rng.random() < 0.6 else "",
        kbli=one.kbli,
        rt=one.rt,
    )
