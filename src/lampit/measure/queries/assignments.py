"""What somebody is to ask on a day: read by the offline app, by ODK and by the day's page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from lampit.measure.models import SampleMember
from lampit.measure.rules import states
from lampit.places.queries import names_of

MOST_ASSIGNED = 2_000


@dataclass(frozen=True, slots=True)
class Assignment:
    """One business to ask: as much as an enumerator needs to find it, and no more.

    `day` and `order` are of its route, None and 0 where none was made. `is_begun` says that a
    questionnaire of it is half filled on the server.
    """

    member: int
    round: int
    round_name: str
    region: str
    business: str
    name: str
    owner: str
    address: str
    phone: str
    village: str
    village_name: str
    subdistrict: str
    subdistrict_name: str
    sector: str
    day: date | None
    order: int
    visits: int
    is_begun: bool


def assignments_for(
    members: QuerySet[SampleMember], day: date | None = None, *, round_id: int | None = None
) -> list[Assignment]:
    """Return what is still to be asked, in the order of the route; three queries at most.

    Rounds in the field only, businesses without a result only.

    Args:
        members: `access.askable_members(person)`: an enumerator's are those given to her, in a
            round nobody was given anything of all of them; staff's all of the kabupaten, a
            mentor's his own makers.
        day: with a day, only what was planned up to it, and what has no day.
        round_id: with a round, only of that one.
    """
    rows = members.filter(round__state=states.FIELD, disposition="")
    if round_id is not None:
        rows = rows.filter(round_id=round_id)
    if day is not None:
        rows = rows.exclude(route_day__gt=day)
    found = list(
        rows.select_related("round", "business", "business__owner", "submission").order_by(
            F("route_day").asc(nulls_last=True), "route_order", "subdistrict", "village", "id"
        )[:MOST_ASSIGNED]
    )
    places = {place for row in found for place in _places(row)}
    names = names_of(sorted(places)) if places else {}
    return [_assignment(row, names) for row in found]


def _places(row: SampleMember) -> tuple[str, str]:
    return row.business.village_id or row.village, row.business.district_id or row.subdistrict


def _assignment(row: SampleMember, names: dict[str, str]) -> Assignment:
    business, (village, subdistrict) = row.business, _places(row)
    return Assignment(
        member=row.pk,
        round=row.round_id,
        round_name=row.round.name,
        region=row.round.region_id,
        business=business.public_id,
        name=business.name,
        owner=business.owner.name if business.owner else "",
        address=", ".join(part for part in (business.address, _rt(business.rt)) if part),
        phone=business.phone,
        village=village,
        village_name=names.get(village, ""),
        subdistrict=subdistrict,
        subdistrict_name=names.get(subdistrict, ""),
        sector=row.sector,
        day=row.route_day,
        order=row.route_order,
        visits=row.visit_count,
        is_begun=hasattr(row, "submission"),
    )


def _rt(number: str) -> str:
    return f"RT {number}" if number else ""
