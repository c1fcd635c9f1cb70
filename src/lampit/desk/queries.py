"""What the desk joins from the rooms below: counts, the oldest records, what waits. Bounded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from lampit.coaching.queries import NotVisited, VisitCounts, not_visited, visit_counts
from lampit.measure.models import Score
from lampit.measure.queries import who_next, who_next_counts
from lampit.measure.queries.instruments import Reading, current
from lampit.orders.models import Part, Sale
from lampit.orders.queries import orders_counts
from lampit.orders.rules import states
from lampit.orders.rules.channels import ONLINE
from lampit.people.models import User
from lampit.privacy.models import Request
from lampit.privacy.queries import proposed
from lampit.registry.models import Business, ExportRequest, ImportRun, Pair, Transfer
from lampit.registry.queries import golden_id
from lampit.registry.queries.across import waiting_across
from lampit.registry.queries.counting import RegisterCount, register_count
from lampit.registry.queries.duplicates import waiting_count
from lampit.registry.queries.frames import FRAMED
from lampit.registry.queries.moving import waiting_moves
from lampit.registry.queries.quality import LastQuality, last_quality
from lampit.registry.queries.requests import waiting_exports
from lampit.shops.models import Maker
from lampit.shops.models.goods import ProductState

NEXT_SHOWN = 5
STALE_SHOWN = 5
DAYS = timedelta(days=30)
VISIT_DAYS = timedelta(days=90)
UNPAID = (states.MENUNGGU_BAYAR, states.MENUNGGU_KONFIRMASI)


@dataclass(frozen=True)
class Funnel:
    """How far businesses came: register, shop, goods on sale, first sale over the internet."""

    registered: int
    shops: int
    selling: int
    sold_online: int
    with_qris: int


def funnel(region: str, registered: int) -> Funnel:
    """Return how far the businesses of a region came; two queries."""
    live = Q(products__state=ProductState.LIVE)
    found = Maker.objects.filter(region_id=region, is_published=True).aggregate(
        shops=Count("pk", distinct=True),
        selling=Count("pk", distinct=True, filter=live),
        with_qris=Count("pk", distinct=True, filter=live & ~Q(qris="")),
    )
    sold = Sale.objects.filter(business__region_id=region, contact=ONLINE, channel="LAPAK")
    ordered = sold.aggregate(count=Count(golden_id(), distinct=True))["count"]
    return Funnel(registered, found["shops"], found["selling"], ordered, found["with_qris"])


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


def work(region: str, today: date, now: datetime) -> Work:
    """Return what waits in a region; eight queries."""
    parts = orders_counts(region)
    state = ImportRun.State
    unfinished = (state.DRAFT, state.WAITING, state.RUNNING)
    runs = ImportRun.objects.filter(region_id=region, state__in=unfinished)
    return Work(
        unpaid=sum(parts.get(state, 0) for state in UNPAID),
        to_send=parts.get(states.DIBAYAR, 0),
        paid_short=parts.get(states.DIBAYAR_STOK_HABIS, 0),
        imports=list(runs[:3]),
        doubles=waiting_count(Pair.objects.filter(region_id=region)),
        across=waiting_across(region, now),
        moves=waiting_moves(Transfer.objects.filter(to_region_id=region), now),
        visits=visit_counts(region, today - DAYS, today=today),
        unseen=not_visited(region, today - VISIT_DAYS),
    )


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


def waiting(
    exports: QuerySet[ExportRequest], requests: QuerySet[Request], moves: QuerySet[Transfer],
    person: User, now: datetime,
) -> Waiting:  # fmt: skip
    """Return what waits for somebody's yes, among what she may answer; three queries."""
    return Waiting(
        waiting_exports(exports, person.pk, now), proposed(requests, person),
        waiting_moves(moves, now),
    )  # fmt: skip


@dataclass(frozen=True)
class Register:
    """The register of a region in counts of this moment, and its last count of what is filled."""

    counts: RegisterCount
    quality: LastQuality | None
    doubles: int


def register(region: str, on: date) -> Register:
    """Return counts, freshness and completeness of a region's register; four or five queries."""
    doubles = waiting_count(Pair.objects.filter(region_id=region))
    return Register(register_count(region, on), last_quality(region), doubles)


def stalest(businesses: QuerySet[Business]) -> list[Business]:
    """Return the five operating businesses not confirmed for the longest time; two queries.

    Those that nobody ever confirmed are read apart: asked for both, PostgreSQL sorts the region.
    """
    rows = businesses.filter(status__in=FRAMED).select_related("district", "village")
    found = list(rows.filter(confirmed_on=None).order_by("pk")[:STALE_SHOWN])
    if len(found) < STALE_SHOWN:
        dated = rows.filter(confirmed_on__isnull=False).order_by("confirmed_on", "pk")
        found += dated[: STALE_SHOWN - len(found)]
    return found


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
    """Return whom to help next; three queries."""
    reading = current()
    rows = [Helped(row, *_words(reading, row.next_step)) for row in who_next(scores)[:NEXT_SHOWN]]
    return Next(rows, who_next_counts(scores)[0])
