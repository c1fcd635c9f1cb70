"""Reads of freshness: an office's own days, goods by band, and who is due for a reminder."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.places.queries import zone_of
from lampit.registry.queries import last_answer
from lampit.registry.queries.messages import sent_this_week
from lampit.registry.rules.consents import MESSAGES
from lampit.shops.models import FreshnessSetting, Maker, Product, Reminder
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import freshness, reminding
from lampit.shops.rules.stock import READY_TO_SHIP

MOST_NAMES = 10


def bands_of(region: str) -> freshness.Bands:
    """Return the days that hold in a kabupaten; one query."""
    row = FreshnessSetting.objects.filter(pk=region).first()
    if row is None:
        return freshness.DEFAULT
    return freshness.Bands(row.fresh_days, row.ready_days, row.hidden_after_days)


def setting_of(region: str) -> FreshnessSetting:
    """Return the row of an office, an unsaved one with the defaults where it has none; one query.

    Its `changed_at` is empty while nothing was set.
    """
    return FreshnessSetting.objects.filter(pk=region).first() or FreshnessSetting(region_id=region)


def weekly_limits(regions: Iterable[str]) -> dict[str, int]:
    """Return how many reminders a week the offices allow; one query."""
    rows = FreshnessSetting.objects.filter(pk__in=set(regions))
    return dict(rows.values_list("pk", "weekly_reminders"))


def before(day: date, days: int) -> datetime:
    """Return the start of the day `days` before `day`: checked earlier than this is too old."""
    return timezone.make_aware(datetime.combine(day - timedelta(days=days), time.min))


def past(today: date, until: str, days: int, path: str = "") -> Q:
    """Return the condition "its band is over": by its own last day, else by the default days."""
    own = Q(**{f"{path}{until}__lt": today})
    usual = Q(**{f"{path}{until}": None, f"{path}checked_at__lt": before(today, days)})
    return own | usual


def stale(today: date, path: str = "") -> Q:
    """Return the condition "no longer `segar`"."""
    return past(today, "fresh_until", freshness.FRESH_DAYS, path)


def hidden(today: date, path: str = "") -> Q:
    """Return the condition "`tersembunyi`: on no list any more"."""
    return past(today, "shown_until", freshness.HIDDEN_AFTER_DAYS, path)


def ask_first(today: date, path: str = "") -> Q:
    """Return the condition "in stock, but no longer surely there"."""
    in_stock = Q(**{f"{path}variants__kind": READY_TO_SHIP})
    return past(today, "ready_until", freshness.READY_DAYS, path) & in_stock


@dataclass(frozen=True, slots=True)
class ByBand:
    """How many goods on sale stand in each band.

    Attributes:
        ask_first: goods in stock that buyers see as "tanya dulu"; they are in `due` too.
    """

    fresh: int
    due: int
    hidden: int
    ask_first: int

    @property
    def live(self) -> int:
        """Return the goods on sale."""
        return self.fresh + self.due + self.hidden


def by_band(maker: Maker, *, today: date) -> ByBand:
    """Return the goods of a shop by band; one query."""
    goods = Product.objects.filter(maker=maker, state=ProductState.LIVE)
    found = goods.aggregate(
        live=Count("pk", distinct=True),
        old=Count("pk", filter=stale(today), distinct=True),
        gone=Count("pk", filter=hidden(today), distinct=True),
        unsure=Count("pk", filter=ask_first(today) & ~hidden(today), distinct=True),
    )
    return ByBand(
        found["live"] - found["old"], found["old"] - found["gone"], found["gone"], found["unsure"]
    )


def with_bands(goods: QuerySet[Product], *, today: date) -> QuerySet[Product]:
    """Return goods with their band as `band`, empty for those not on sale; no query yet."""
    live = Q(state=ProductState.LIVE)
    return goods.annotate(
        band=Case(
            When(live & hidden(today), then=Value(freshness.HIDDEN)),
            When(live & stale(today), then=Value(freshness.DUE)),
            When(live, then=Value(freshness.FRESH)),
            default=Value(""),
        )
    )


@dataclass(slots=True)
class Due:
    """A shop with goods that nobody confirmed for long, for whoever writes to it.

    Attributes:
        oldest_on: the day on which its longest unconfirmed good was confirmed.
        goods: its stale goods (id, name), oldest first, at most ten.
        problem: why no message may go out now, in words; "" when one may.
    """

    maker: Maker
    due: int
    hidden: int
    oldest_on: date | None
    last_sent_at: datetime | None = None
    last_answer: str = ""
    goods: list[tuple[int, str]] = field(default_factory=list)
    problem: str = ""


def due_makers(makers: QuerySet[Maker], *, today: date) -> QuerySet[Maker]:
    """Return the shops with stale goods, longest silent first; no query yet."""
    live = Q(products__state=ProductState.LIVE)
    old = live & stale(today, "products__")
    return (
        makers.filter(is_published=True)
        .annotate(
            stale_count=Count("products", filter=old),
            hidden_count=Count("products", filter=live & hidden(today, "products__")),
            oldest_at=Min("products__checked_at", filter=old),
            agrees=last_answer(MESSAGES, "business__owner"),
        )
        .filter(stale_count__gt=0)
        .select_related("place", "business")
        .order_by("oldest_at", "pk")
    )


def stale_goods(maker_ids: Iterable[int], *, today: date) -> dict[int, list[tuple[int, str]]]:
    """Return the stale goods (id, name) by shop, oldest first; one query."""
    rows = Product.objects.filter(stale(today), maker__in=list(maker_ids), state=ProductState.LIVE)
    found: dict[int, list[tuple[int, str]]] = {}
    for maker, pk, name in rows.order_by("checked_at", "pk").values_list("maker_id", "pk", "name"):
        kept = found.setdefault(maker, [])
        if len(kept) < MOST_NAMES:
            kept.append((pk, name))
    return found


def last_reminders(maker_ids: Iterable[int]) -> dict[int, Reminder]:
    """Return the newest reminder of each shop; one query."""
    rows = Reminder.objects.filter(maker__in=list(maker_ids)).order_by("sent_at", "pk")
    return {row.maker_id: row for row in rows}


def reachable(maker: Maker, *, agrees: bool, now: datetime, limit: int) -> reminding.Reachable:
    """Return what decides whether somebody may write to a maker now; three queries.

    All messages of the office count together: questions of the register, papers, and these.
    """
    own = Reminder.objects.filter(maker=maker, sent_at__gte=_monday(now)).count()
    return reminding.Reachable(
        has_number=bool(maker.whatsapp),
        agrees=agrees,
        is_stopped=maker.reminders_stopped_at is not None,
        sent=own + sent_this_week(maker.business, now),
        limit=limit,
    )


def _monday(now: datetime) -> datetime:
    day = reminding.week_start(timezone.localdate(now))
    return timezone.make_aware(datetime.combine(day, time.min))


def kept_maker(makers: QuerySet[Maker], slug: str) -> Maker | None:
    """Return a shop of an address word with its business; one query."""
    return makers.filter(slug=slug).select_related("business", "place").first()


def kept_reminder(number: int) -> Reminder | None:
    """Return a reminder with its shop and good; one query."""
    found = Reminder.objects.filter(pk=number)
    return found.select_related("maker__business", "product", "sent_by").first()


def still_before(maker: Maker, product_ids: Iterable[int] | None) -> dict[str, str]:
    """Return when each good on sale was confirmed, as texts, for taking a tap back; one query."""
    goods = Product.objects.filter(maker=maker, state=ProductState.LIVE)
    if product_ids is not None:
        goods = goods.filter(pk__in=list(product_ids))
    rows = goods.exclude(checked_at=None).values_list("pk", "checked_at")[:1_000]
    return {str(pk): at.isoformat() for pk, at in rows if at is not None}


def sent_counts(makers: Iterable[Maker], now: datetime) -> dict[int, int]:
    """Return how many reminders each shop got this week; one query.

    What the register sent is asked when one goes out (`reachable`), not for every row of a list.
    """
    rows = Reminder.objects.filter(maker__in=list(makers), sent_at__gte=_monday(now)).order_by()
    return dict(rows.values_list("maker").annotate(count=Count("pk")))


def problem(maker: Maker, counts: dict[int, int], limits: dict[str, int], now: datetime) -> str:
    """Return why no message may go to a shop of `due_makers` now, "" when one may; no query."""
    told = reminding.Reachable(
        has_number=bool(maker.whatsapp),
        agrees=maker.business.owner_id is None or getattr(maker, "agrees", None) is True,
        is_stopped=maker.reminders_stopped_at is not None,
        sent=counts.get(maker.pk, 0),
        limit=limits.get(maker.region_id, reminding.WEEKLY),
    )
    try:
        reminding.check_reminder(told, now.astimezone(zone_of(maker.region_id)))
    except Refusal as refusal:
        return refusal.message
    return ""


def due_row(maker: Maker, goods: list[tuple[int, str]], sent: Reminder | None, why_not: str) -> Due:
    """Return the row of a shop of `due_makers`; no query."""
    oldest = getattr(maker, "oldest_at", None)
    stale_count, hidden_count = getattr(maker, "stale_count", 0), getattr(maker, "hidden_count", 0)
    return Due(
        maker=maker,
        due=stale_count - hidden_count,
        hidden=hidden_count,
        oldest_on=timezone.localdate(oldest) if oldest else None,
        last_sent_at=sent.sent_at if sent else None,
        last_answer=sent.answer if sent else "",
        goods=goods,
        problem=why_not,
    )
