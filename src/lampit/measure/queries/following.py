"""Who is left of a round, at which hours somebody came, and what asking them would bring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lampit.measure.models import Delivery, FieldReport, FollowUp, Round, SampleMember
from lampit.measure.rules import following, states
from lampit.measure.rules.following.bringing import Drawn, Gain, Standing, gains, standing_of
from lampit.measure.rules.planning import TWO, choices_of
from lampit.places.queries import zone_of

MOST = 50_000  # drawn businesses of a round that are looked through


@dataclass(frozen=True, slots=True)
class Row:
    """A drawn business as following up reads it; `kind` "" = it is not asked any more."""

    pk: int
    subdistrict: str
    sector: str
    kind: str
    assigned_to: int | None
    visits: int
    hours: tuple[datetime, ...]
    has_phone: bool
    drawn: Drawn

    @property
    def untried(self) -> list[str]:
        """Return the parts of the day at which nobody came yet."""
        return following.untried(self.hours)

    @property
    def tries(self) -> int:
        """Return how many visits were at different hours."""
        return len(following.tries(self.hours))


@dataclass(frozen=True)
class Followed:
    """A round as following up sees it; places are (code, standing), strata their gains."""

    rows: list[Row]
    whole: Standing
    places: list[tuple[str, Standing]]
    sectors: list[tuple[str, Standing]]
    strata: list[tuple[Gain, str, str]]

    @property
    def left(self) -> list[Row]:
        """Return those who may still be asked."""
        return [row for row in self.rows if row.kind]

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind, in the order of the kinds."""
        told = dict.fromkeys(following.KINDS, 0)
        for row in self.left:
            told[row.kind] += 1
        return told


def visit_hours(found: Round) -> dict[int, list[datetime]]:
    """Return when somebody stood before each drawn business, local times; four queries.

    What phones told of visits and of results; a result noted at a desk counts at the hour it was
    noted. Results that were put aside to try again count too.
    """
    zone = zone_of(found.region_id)
    hours: dict[int, list[datetime]] = defaultdict(list)
    reports = FieldReport.objects.filter(round=found, kind=FieldReport.Kind.VISIT)
    for member, at in reports.exclude(member=None).values_list("member_id", "told_at"):
        hours[member].append(at.astimezone(zone))
    told = Delivery.objects.filter(
        round=found, state=Delivery.State.COUNTED, submission=None
    ).exclude(member=None)
    by_phone: set[int] = set()
    for member, began, ended, came in told.order_by("id").values_list(
        "member_id", "began_at", "ended_at", "received_at"
    ):
        hours[member].append((began or ended or came).astimezone(zone))
        by_phone.add(member)
    for member, before in FollowUp.objects.filter(
        round=found, kind=FollowUp.Kind.GIVEN, undone_at=None
    ).values_list("member_id", "before"):
        if (at := before.get("disposed_at")) and member not in by_phone:
            hours[member].append(datetime.fromisoformat(at).astimezone(zone))
    noted = SampleMember.objects.filter(round=found, disposition__in=following.AGAIN)
    for member, disposed in noted.exclude(disposed_at=None).values_list("pk", "disposed_at"):
        if disposed is not None and member not in by_phone:
            hours[member].append(disposed.astimezone(zone))
    return hours


def was_tried_again(found: Round) -> set[int]:
    """Return the drawn businesses that were given again after a result; one query."""
    rows = FollowUp.objects.filter(round=found, kind=FollowUp.Kind.GIVEN, undone_at=None)
    return {pk for pk, before in rows.values_list("member_id", "before") if before["disposition"]}


_COLUMNS = (
    "id", "subdistrict", "sector", "stratum", "psu_stratum", "probability", "number",
    "disposition", "is_confirmed", "reason", "visit_count", "assigned_to_id", "business__phone",
    "business__region_id",
)  # fmt: skip


def followed(found: Round) -> Followed:
    """Return who is left of a round and what they would bring; six queries, whatever its size."""
    clustered = choices_of(found.plan).design == TWO
    hours, again = visit_hours(found), was_tried_again(found)
    drawn = SampleMember.objects.filter(round=found)
    members = drawn.order_by("subdistrict", "village", "order", "id").values(*_COLUMNS)[:MOST]
    rows = [
        _row(told, hours.get(told["id"], []), told["id"] in again, clustered, found.region_id)
        for told in members
    ]
    return _summed(found, rows)


def _row(
    told: Mapping[str, Any], hours: list[datetime], was_again: bool, clustered: bool, region: str
) -> Row:
    kind = following.kind_of(
        told["disposition"], told["reason"], visits=told["visit_count"], hours=hours,
        was_again=was_again,
    )  # fmt: skip
    if told["business__region_id"] != region:  # moved to another kabupaten since
        kind = ""
    stratum = told["psu_stratum"] if clustered else told["stratum"]
    drawn = Drawn(
        stratum,
        0.0 if told["number"] is None else 1 / told["probability"],
        states.outcome_of(told["disposition"], confirmed=told["is_confirmed"]),
        not told["disposition"],
        bool(kind),
    )
    return Row(
        told["id"], told["subdistrict"], told["sector"], kind, told["assigned_to_id"],
        told["visit_count"], tuple(sorted(hours)), bool(told["business__phone"]), drawn,
    )  # fmt: skip


def _summed(found: Round, rows: list[Row]) -> Followed:
    choices = choices_of(found.plan)
    everybody = [row.drawn for row in rows]

    def parts(of: Mapping[str, list[Drawn]]) -> list[tuple[str, Standing]]:
        return [(name, standing_of(of[name], choices, everybody)) for name in sorted(of)]

    places: dict[str, list[Drawn]] = defaultdict(list)
    sectors: dict[str, list[Drawn]] = defaultdict(list)
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        places[row.subdistrict].append(row.drawn)
        sectors[row.sector].append(row.drawn)
        sector = "" if choices.design == TWO else row.sector
        names.setdefault(row.drawn.stratum, (row.subdistrict, sector))
    strata = [(gain, *names[gain.stratum]) for gain in gains(everybody)]
    whole = standing_of(everybody, choices)
    return Followed(rows, whole, parts(places), parts(sectors), strata)


def chosen(
    rows: Iterable[Row], *, subdistrict: str = "", person: str = "", kind: str = "",
    phone: bool = False,
) -> list[Row]:  # fmt: skip
    """Return those of a filter; `person` is an account's number, or `-` for nobody's."""
    return [
        row
        for row in rows
        if (not subdistrict or row.subdistrict == subdistrict)
        and (not person or str(row.assigned_to or "-") == person)
        and (not kind or row.kind == kind)
        and (not phone or row.has_phone)
    ]


def members_of(members: QuerySet[SampleMember], keys: Sequence[int]) -> list[SampleMember]:
    """Return drawn businesses in the order of their keys, with what a list shows; one query."""
    rows = members.filter(pk__in=keys).select_related(
        "business", "business__owner", "business__village", "business__district", "submission",
        "assigned_to",
    )  # fmt: skip
    place = {pk: n for n, pk in enumerate(keys)}
    return sorted(rows, key=lambda row: place[row.pk])


def last_done(found: Round, keys: Sequence[int]) -> dict[int, list[FollowUp]]:
    """Return what was done lately for these businesses, newest first; one query."""
    rows = FollowUp.objects.filter(round=found, member__in=keys).select_related("person", "made_by")
    told: dict[int, list[FollowUp]] = defaultdict(list)
    for row in rows.order_by("-id")[:500]:
        if len(told[row.member_id]) < 3:
            told[row.member_id].append(row)
    return dict(told)


def due_of(found: Round, seen: Followed, person: int) -> list[Row]:
    """Return what an enumerator is to try again: visited before, or given again; one query."""
    rows = FollowUp.objects.filter(round=found, kind=FollowUp.Kind.GIVEN, undone_at=None)
    given = set(rows.values_list("member_id", flat=True))
    return [
        row
        for row in seen.left
        if row.assigned_to == person and row.drawn.is_open and (row.visits or row.pk in given)
    ][:2_000]
