"""Reads for order pages of buyer and maker, with what may be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from lampit.orders.models import Line, Move, Order, Part, Payment, PaymentFact, Proof, Sale
from lampit.orders.queries.sales import in_region, month_start
from lampit.orders.rules import clocks, payments, states
from lampit.shops.models import Maker
from lampit.web.tallies import Tally

TABS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("perlu", states.TO_DO),
    ("menunggu", (states.MENUNGGU_BAYAR,)),
    ("dikirim", (states.DIKIRIM,)),
    ("selesai", (states.SELESAI,)),
    ("batal", (states.DIBATALKAN, states.KEDALUWARSA, states.DIKEMBALIKAN)),
)
MOST_MOVES = 40


def whole_order(orders: QuerySet[Order]) -> Order | None:
    """Return the one order of `orders` with parts, makers, lines, story, payments; 5 queries."""
    parts = Part.objects.select_related("maker").prefetch_related(
        Prefetch("lines", Line.objects.order_by("id")),
        Prefetch("moves", Move.objects.order_by("id")),
        "payments",
    )
    return orders.prefetch_related(Prefetch("parts", parts.order_by("number"))).first()


def state_of(order: Order) -> str:
    """Return the state of a whole order loaded by `whole_order`; no query."""
    return states.whole_state((part.state, part.total) for part in order.parts.all())


def own_orders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Return a person's orders, newest first, parts and makers loaded; 2 queries per page."""
    parts = Part.objects.select_related("maker").order_by("number")
    return orders.prefetch_related(Prefetch("parts", parts)).order_by("-id")


@dataclass(frozen=True, slots=True)
class PartView:
    """A part as its maker sees it."""

    part: Part
    lines: Sequence[Line]
    moves: Sequence[Move]
    proofs: Sequence[Proof]
    payment: Payment | None
    may_undo: bool
    seen_elsewhere: bool
    has_other_makers: bool


def one_part(parts: QuerySet[Part], number: str, *, now: datetime) -> PartView | None:
    """Return the part `LMP-2611-000123-1` of `parts`; at most 6 queries."""
    pk, part_number = split_number(number)
    others = Part.objects.filter(order=OuterRef("order")).exclude(maker=OuterRef("maker"))
    part = (
        parts.select_related("order__buyer_region", "maker")
        .prefetch_related("payments")
        .annotate(has_others=Exists(others))
        .filter(order_id=pk, number=part_number)
        .first()
    )
    if part is None or str(part) != number:
        return None
    proofs = list(part.proofs.all()[:5])
    digests = [proof.digest for proof in proofs]
    return PartView(
        part=part,
        lines=list(part.lines.all()),
        moves=list(part.moves.select_related("by")[:MOST_MOVES]),
        proofs=proofs,
        payment=part.payments.first(),
        has_other_makers=part.has_others,
        may_undo=clocks.may_undo(part.state, part.state_at, now),
        seen_elsewhere=bool(digests)
        and Proof.objects.filter(digest__in=digests).exclude(part=part).exists(),
    )


def money_parts(parts: QuerySet[Part]) -> QuerySet[Part]:
    """Return the parts whose money may have to go back, newest first; 3 queries per page.

    Cancelled ones, since money may still come, and those paid beyond their sum.
    """
    too_much = Payment.objects.filter(
        part=OuterRef("pk"), paid__gt=F("refunded") + OuterRef("total")
    )
    found = parts.filter(Q(state=states.DIBATALKAN) | Exists(too_much))
    return found.select_related("order", "maker").prefetch_related("payments").order_by("-id")


def money_part(parts: QuerySet[Part], number: str) -> Part | None:
    """Return the part `LMP-2611-000123-1` with its shop and payments; 2 queries."""
    pk, part_number = split_number(number)
    part = (
        parts.select_related("order", "maker")
        .prefetch_related("payments")
        .filter(order_id=pk, number=part_number)
        .first()
    )
    return part if part is not None and str(part) == number else None


def money_facts(part: Part) -> list[PaymentFact]:
    """Return what came in and went back for a part, with who noted it, oldest first; one query."""
    void = PaymentFact.objects.filter(
        payment=OuterRef("payment"), provider_ref=OuterRef("provider_ref"), kind=payments.VOID
    )
    facts = PaymentFact.objects.filter(
        payment__part=part, kind__in=(payments.SUCCESS, payments.REFUND)
    )
    return list(facts.exclude(Exists(void)).select_related("entered_by")[:50])


def split_number(number: str) -> tuple[int, int]:
    """Return (order id, part number) of `LMP-2611-000123-1`; zeros for anything else."""
    pieces = number.split("-")
    if len(pieces) != 4 or not all(p.isascii() and p.isdigit() and len(p) < 12 for p in pieces[2:]):
        return 0, 0
    return int(pieces[2]), int(pieces[3])


def parts_in(parts: QuerySet[Part], tab: str) -> QuerySet[Part]:
    """Return the parts under one tab of the maker's list, newest first; 2 queries per page."""
    wanted = dict(TABS).get(tab, states.TO_DO)
    listed = parts.filter(state__in=wanted).select_related("order")
    return listed.prefetch_related("lines").order_by("-id")


def tab_counts(parts: QuerySet[Part]) -> dict[str, int]:
    """Return how many parts stand under each tab; one query."""
    by_state = dict(parts.order_by().values_list("state").annotate(count=Count("pk")))
    return {tab: sum(by_state.get(state, 0) for state in wanted) for tab, wanted in TABS}


def open_count(parts: QuerySet[Part]) -> int:
    """Return how many of `parts` wait for their maker; one query."""
    return parts.filter(state__in=states.TO_DO).count()


@dataclass(frozen=True, slots=True)
class Today:
    """What a maker has to do, and how the month stands, for the first page of the shop."""

    to_do: list[Part]
    to_do_count: int
    sold_today: int
    this_month: int | None
    last_month: int | None


def maker_today(maker: Maker, *, today: date, limit: int = 5) -> Today:
    """Return the open parts of a maker, oldest first, and sums; 4 queries.

    A month without any entry is unknown (None), not zero.
    """
    open_parts = Part.objects.filter(maker=maker, state__in=states.TO_DO)
    listed = open_parts.select_related("order").prefetch_related("lines").order_by("state_at", "id")
    first = month_start(today)
    before = month_start(first, back=1)
    sums = Sale.objects.filter(business=maker.business_id, occurred_on__gte=before).aggregate(
        today=Sum("goods", filter=Q(occurred_on=today)),
        this_month=Sum("goods", filter=Q(occurred_on__gte=first)),
        last_month=Sum("goods", filter=Q(occurred_on__lt=first)),
    )
    return Today(
        to_do=list(listed[:limit]),
        to_do_count=open_parts.count(),
        sold_today=sums["today"] or 0,
        this_month=sums["this_month"],
        last_month=sums["last_month"],
    )


def orders_counts(region: str) -> dict[str, int]:
    """Return how many parts of makers in a region stand in each state, no names; one query."""
    found = orders_tallied(region).alone()
    return {state: found[state] for state in states.STATES}


def orders_tallied(region: str) -> Tally:
    """Return the same, to be counted together with others; no query yet."""
    return Tally(Part.objects.filter(in_region("maker__region", region)), by="state")
