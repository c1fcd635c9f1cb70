"""Loading invented programmes and grants for the demo, compared like real ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import transaction

from lampit.aid.actions._finding import note_all
from lampit.aid.actions.granting import put_business
from lampit.aid.models import Grant, Programme
from lampit.outside import vault
from lampit.registry.models import Business
from lampit.registry.rules import ids


@dataclass(frozen=True, slots=True)
class SeedGrant:
    """An invented grant; without a business somebody who is not in the register."""

    name: str = ""
    business: Business | None = None
    kk: str = ""
    amount: int | None = None
    goods: str = ""
    status: str = "given"
    given_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class SeedProgramme:
    """An invented programme with its grants."""

    name: str
    funder: str
    year: int
    kind: str
    once_per: str
    budget: int | None
    grants: tuple[SeedGrant, ...] = ()
    objections_until: date | None = None


def seed(region: str, told: Iterable[SeedProgramme], *, now: datetime, rng: Random) -> int:
    """Write programmes with their grants, note what overlaps, and return how many grants."""
    count = 0
    with transaction.atomic():
        for one in told:
            programme = Programme.objects.create(
                region_id=region, name=one.name, funder=one.funder, year=one.year, kind=one.kind,
                once_per=one.once_per, budget=one.budget, is_demo=True, created_at=now,
                objections_until=one.objections_until,
            )  # fmt: skip
            Grant.objects.bulk_create(
                [_grant(programme, grant, now, rng) for grant in one.grants], batch_size=200
            )
            count += len(one.grants)
            loaded = programme.grants.select_related("programme", "business__owner", "owner")
            note_all(loaded.order_by("pk"), now)
    return count


def _grant(programme: Programme, told: SeedGrant, now: datetime, rng: Random) -> Grant:
    grant = Grant(
        public_id=ids.public_id(rng.getrandbits(ids.BITS)),
        programme=programme,
        region_id=programme.region_id,
        name=told.name,
        kk_index=vault.blind_index("kk", told.kk) if told.kk else "",
        amount=told.amount,
        goods=told.goods,
        status=told.status,
        given_on=told.given_on,
        source=told.source,
        created_at=now,
    )
    if told.business is not None:
        put_business(grant, told.business, Grant.Match.CHOSEN)
    return grant
