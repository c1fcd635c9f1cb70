"""Field listings: what was compared, what waits for a person, and what it says of the register."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from lampit.basics.texts import gettext_noop
from lampit.people.models import Job
from lampit.places.rules import subdistrict_of
from lampit.registry.models import FieldListing, ListedBusiness
from lampit.registry.queries.frames import FRAMED, present
from lampit.registry.rules.freshness import months_later
from lampit.registry.rules.listing import ALIVE_MONTHS
from lampit.science.capture import Lists, Missed, Size, missed, stratified
from lampit.web.paging import Page, page_of

State = ListedBusiness.State
LISTING_JOB = "field_listing"
CANCELLED = gettext_noop("Pencocokan dibatalkan.")
FELL = gettext_noop("Pekerjaan terhenti karena gangguan. Tidak ada yang setengah tersimpan.")


@dataclass(frozen=True, slots=True)
class Found:
    """What a listing says: counts, and the two estimates once nothing is in doubt."""

    listed: int
    known: int
    doubtful: int
    new: int
    alive: int
    both: int
    missed: Missed | None
    size: Size | None

    @property
    def is_reviewed(self) -> bool:
        """Say whether every doubtful row was looked at."""
        return self.doubtful == 0 and self.missed is not None


def listings(visible: QuerySet[FieldListing]) -> list[FieldListing]:
    """Return the newest thirty listings with their counts of rows; one query."""
    rows = visible.annotate(
        listed=Count("rows"), doubtful=Count("rows", filter=Q(rows__state=State.DOUBTFUL))
    )
    return list(rows[:30])


def failures(listings: Iterable[FieldListing]) -> dict[int, str]:
    """Return waiting listing → why its comparison ended without a result; one query.

    The newest job of a listing tells it; while one waits or works nothing has failed.
    """
    waiting = [one for one in listings if one.state == FieldListing.State.WAITING]
    if not waiting:
        return {}
    jobs = Job.objects.filter(kind=LISTING_JOB, region__in={one.region_id for one in waiting})
    asked = jobs.filter(created_at__gte=min(one.made_at for one in waiting)).order_by("id")
    last = {int(job.parameters.get("listing", 0)): job for job in asked}
    ended = {Job.State.FAILED: "", Job.State.CANCELLED: CANCELLED}
    return {
        one.pk: job.message or ended[Job.State(job.state)] or FELL
        for one in waiting
        if (job := last.get(one.pk)) is not None and job.state in ended
    }


def found_in(listing: FieldListing) -> Found:
    """Return what a listing says of the register; one query."""
    strata: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    totals = dict.fromkeys(State.values, 0)
    both = 0
    rows = listing.rows.order_by().values_list("village_id", "state", "was_alive")
    for village, state, was_alive, n in rows.annotate(n=Count("id")):
        totals[state] += n
        stratum = strata[subdistrict_of(village)]
        stratum[0] += n
        if state == State.KNOWN and was_alive:
            stratum[1] += n
            both += n
    alive = {code: int(n) for code, n in listing.alive.items()}
    listed, known = sum(totals.values()), totals[State.KNOWN]
    is_ready = listing.state != FieldListing.State.WAITING and not totals[State.DOUBTFUL]
    parts = {code: Lists(n, *strata.get(code, [0, 0])) for code, n in alive.items()}
    parts |= {code: Lists(0, *told) for code, told in strata.items() if code not in alive}
    total = sum(alive.values())
    return Found(
        listed=listed,
        known=known,
        doubtful=totals[State.DOUBTFUL],
        new=totals[State.NEW],
        alive=total,
        both=both,
        missed=missed(total, both, known, listed) if is_ready else None,
        size=stratified(parts) if is_ready else None,
    )


def rows_of(listing: FieldListing, state: str, asked: str | None) -> Page[ListedBusiness]:
    """Return a page of the rows in a state with their records; one query."""
    rows = listing.rows.filter(state=state).select_related(
        "village", "match__owner", "match__village"
    )
    return page_of(rows.order_by("-probability", "number"), asked)


def alive_in(region: str, villages: Collection[str], on: date) -> dict[int, str]:
    """Return record → kecamatan of those in villages that showed life before a day; one query.

    A sign of the very day may come of the walk itself and does not count.
    """
    rows = present(region).filter(
        village_id__in=list(villages),
        status__in=FRAMED,
        confirmed_on__gte=months_later(on, -ALIVE_MONTHS),
        confirmed_on__lt=on,
    )
    return dict(rows.values_list("pk", "district_id"))
