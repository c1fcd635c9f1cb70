"""What the desk joins from the rooms below: counts, the oldest records, what waits. Bounded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from lampit.coaching.queries import (
    NotVisited,
    VisitCounts,
    not_visited_of,
    unseen_tallied,
    visits_tallied,
)
from lampit.measure.models import Score
from lampit.measure.queries import first_to_help
from lampit.measure.queries.instruments import Reading, current
from lampit.orders.models import Part, Sale
from lampit.orders.queries import orders_tallied
from lampit.orders.rules import states
from lampit.orders.rules.channels import ONLINE
from lampit.people.models import User
from lampit.privacy.models import Request
from lampit.privacy.queries import proposed
from lampit.registry.models import Business, ImportRun, Pair, Transfer
from lampit.registry.queries import golden_id
from lampit.registry.queries.across import across_waiting
from lampit.registry.queries.counting import RegisterCount, register_count
from lampit.registry.queries.duplicates import pairs_waiting
from lampit.registry.queries.frames import FRAMED
from lampit.registry.queries.moving import moves_waiting
from lampit.registry.queries.quality import LastQuality, last_quality
from lampit.shops.models import Maker
from lampit.shops.models.goods import ProductState
from lampit.web.tallies import Tally, together

NEXT_SHOWN = 5
STALE_SHOWN = 5
DAYS = timedelta(days=30)
VISIT_DAYS = timedelta(days=90)
UNDER_WAY = (ImportRun.State.DRAFT, ImportRun.State.WAITING, ImportRun.State.RUNNING)
RUNS_SHOWN = 3
Counts = Mapping[str, Counter[str]]
UNPAID = (states.MENUNGGU_BAYAR, states.MENUNGGU_KONFIRMASI)


@dataclass(frozen=True)
class Funnel:
    """How far businesses came: register, shop, goods on sale, first sale over the internet."""

    registered: int
    shops: int
    selling: int
    sold_online: int
    with_qris: int


def funnel(registered: int, counted: Counts) -> Funnel:
    """Return how far the businesses of a region came; no query."""
    shops = counted["shops"]
    return Funnel(
        registered, shops["shops"], shops["selling"], counted["sold"]["sold"], shops["with_qris"]
    )


def _shops(region: str) -> Tally:
    live = Q(products__state=ProductState.LIVE)
    return Tally(Maker.objects.filter(region_id=region, is_published=True), {
        "shops": Count("pk", distinct=True),
        "selling": Count("pk", distinct=True, filter=live),
        "with_qris": Count("pk", distinct=True, filter=live & ~Q(qris="")),
    })  # fmt: skip


def _sold(region: str) -> Tally:
    sold = Sale.objects.filter(business__region_id=region, contact=ONLINE, channel="LAPAK")
    return Tally(sold, {"sold": Count(golden_id(), distinct=True)})


@dataclass(frozen=True)
class Work:
    """What waits for the office today: counts only, no names of buyers."""

    unpaid: int
    to_send: int
    paid_short: int
    imports: list[ImportRun]
    doubles: int
    moves: int
    across: int
    visits: VisitCounts
    unseen: NotVisited


def work(counted: Counts, runs: Sequence[ImportRun]) -> Work:
    """Return what waits in a region; no query."""
    parts = counted["parts"]
    return Work(
        unpaid=sum(parts[state] for state in UNPAID),
        to_send=parts[states.DIBAYAR],
        paid_short=parts[states.DIBAYAR_STOK_HABIS],
        imports=[run for run in runs if run.state in UNDER_WAY],
        doubles=counted["doubles"]["n"],
        across=counted["across"]["n"],
        moves=counted["moves"]["n"],
        visits=VisitCounts(**counted["visits"]),
        unseen=not_visited_of(counted["unseen"]),
    )


def _work(region: str, today: date, now: datetime) -> dict[str, Tally]:
    return {
        "parts": orders_tallied(region),
        "across": Tally(across_waiting(region, now)),
        "moves": Tally(moves_waiting(Transfer.objects.filter(to_region_id=region), now)),
        "visits": visits_tallied(region, today - DAYS, today=today),
        "unseen": unseen_tallied(region, today - VISIT_DAYS),
    }


def counted(
    region: str, today: date, now: datetime, *, with_work: bool, also: Mapping[str, Tally]
) -> Counts:
    """Return all small counts of the desk by name; one query.

    Args:
        region: the kabupaten of the desk.
        today: the day from which the last days are counted back.
        now: requests that ended before it are not counted.
        with_work: what waits for the office as well.
        also: what waits for the person herself, of what exists for her.
    """
    told = {
        "shops": _shops(region),
        "sold": _sold(region),
        "doubles": Tally(pairs_waiting(Pair.objects.filter(region_id=region))),
        **(_work(region, today, now) if with_work else {}),
        **also,
    }
    return together(**told)


def runs_told(region: str, ended: QuerySet[ImportRun]) -> list[ImportRun]:
    """Return the newest three imports of a region under way, and those `ended`; one query."""
    under_way = ImportRun.objects.filter(region_id=region, state__in=UNDER_WAY)
    some = Q(pk__in=under_way.values("pk")[:RUNS_SHOWN]) | Q(pk__in=ended.values("pk"))
    return list(ImportRun.objects.filter(some))


@dataclass(frozen=True)
class Waiting:
    """What waits for the yes of the person who signs: long lists, erasures, moves to here."""

    exports: int
    erasures: list[Request]
    moves: int

    @property
    def is_any(self) -> bool:
        """Say whether anything waits."""
        return bool(self.exports or self.erasures or self.moves)


def waiting(counted: Counts, requests: QuerySet[Request], person: User) -> Waiting:
    """Return what waits for somebody's yes, among what she may answer; one query."""
    return Waiting(counted["exports"]["n"], proposed(requests, person), counted["received"]["n"])


@dataclass(frozen=True)
class Register:
    """The register of a region in counts of this moment, and its last count of what is filled."""

    counts: RegisterCount
    quality: LastQuality | None
    doubles: int


def register(region: str, on: date, doubles: int) -> Register:
    """Return counts, freshness and completeness of a region's register; two or three queries."""
    return Register(register_count(region, on), last_quality(region), doubles)


def stalest(businesses: QuerySet[Business]) -> list[Business]:
    """Return the five operating businesses not confirmed for the longest time; one query.

    Those that nobody ever confirmed are read apart: asked for both, PostgreSQL sorts the region.
    """
    rows = businesses.filter(status__in=FRAMED)
    never = rows.filter(confirmed_on=None).order_by("pk")
    dated = rows.filter(confirmed_on__isnull=False).order_by("confirmed_on", "pk")
    first, second = (
        Business.objects.order_by().filter(pk__in=some.values("pk")[:STALE_SHOWN])
        for some in (never, dated)
    )
    found = list(
        first.select_related("district", "village").union(
            second.select_related("district", "village"), all=True
        )
    )
    return sorted(found, key=lambda one: (one.confirmed_on or date.min, one.pk))[:STALE_SHOWN]


def shop_of(business: int) -> Maker | None:
    """Return the shop of a business, or of a record merged into it; one query."""
    shops = Maker.objects.filter(Q(business=business) | Q(business__golden=business))
    return shops.order_by("pk").first()


def open_orders_of(shop: Maker) -> int:
    """Return how many orders of a shop are not closed: their money goes where it was sent."""
    return Part.objects.filter(maker=shop).exclude(state__in=states.CLOSED).count()


@dataclass(frozen=True)
class Helped:
    """A business to help next: its score with the words of the step, both languages."""

    score: Score
    step_id: str
    step_en: str


@dataclass(frozen=True)
class Next:
    """The first five of the target group, and how many there are in all."""

    rows: list[Helped]
    count: int


def _words(reading: Reading, code: str) -> tuple[str, str]:
    """Return a step in Indonesian and English; the code itself for one that is gone."""
    step = next((s for s in reading.steps if s.code == code), None)
    return (step.text.id, step.text.en) if step else (code, code)


def next_to_help(scores: QuerySet[Score]) -> Next:
    """Return whom to help next; one query."""
    reading = current()
    rows, in_all = first_to_help(scores, NEXT_SHOWN)
    return Next([Helped(row, *_words(reading, row.next_step)) for row in rows], in_all)
