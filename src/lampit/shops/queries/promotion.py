"""Reads about promotion: where a short link leads, how often links were opened, what was spent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, Sum

from lampit.shops.models import Campaign, LinkDay, Maker, Product, Spend, TrackedLink
from lampit.shops.models.goods import ProductState
from lampit.shops.rules.heard import Window


@dataclass(frozen=True, slots=True)
class Target:
    """Where a short link leads: the address words of a good, or of a shop, "" where none opens."""

    good: str
    shop: str


def target_of(code: str) -> Target | None:
    """Return where a link leads now, None for an unknown code; one query.

    A good that is no longer sold leads to its shop: a printed code never dies.
    """
    row = (
        TrackedLink.objects.filter(code=code)
        .values_list(
            "maker__slug", "maker__is_published", "product__slug", "product__state"
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    shop, is_open, good, state = row
    if not is_open:
        return Target("", "")
    return Target(good if good and state == ProductState.LIVE else "", shop)


def is_known_link(code: str) -> bool:
    """Say whether a code is one of ours; one query, none for an empty one."""
    return bool(code) and TrackedLink.objects.filter(code=code).exists()


def campaigns_of(maker: Maker) -> list[Campaign]:
    """Return the campaigns of a shop, newest first; one query."""
    return list(Campaign.objects.filter(maker=maker)[:200])


def campaign_of(maker: Maker, number: int) -> Campaign | None:
    """Return a campaign of a shop; one query."""
    return Campaign.objects.filter(maker=maker, pk=number).select_related("maker").first()


def kept_spending(makers: QuerySet[Maker], number: int) -> Spend | None:
    """Return an entry of a shop that a person keeps, with campaign and shop; one query."""
    found = Spend.objects.filter(campaign__maker__in=makers, pk=number)
    return found.select_related("campaign__maker").first()


@dataclass(frozen=True, slots=True)
class Clicks:
    """How often links were opened and led on to the chat, by a code, channel or campaign."""

    visits: int = 0
    asks: int = 0


@dataclass(frozen=True, slots=True)
class LinkTold:
    """A link of a shop with what came by it."""

    code: str
    channel: str
    campaign: int | None
    good: str
    clicks: Clicks


def links_of(maker: Maker, first: date, last: date, *, most: int = 500) -> list[LinkTold]:
    """Return the links of a shop that were opened between two days, most opened first; one query.

    `good` is the name of the good, "" for the shop itself.
    """
    rows = (
        LinkDay.objects.filter(link__maker=maker, day__range=(first, last))
        .order_by()
        .values_list("link__code", "link__channel", "link__campaign", "link__product__name")
        .annotate(visits=Sum("visits"), asks=Sum("asks"))
        .order_by("-visits", "link__code")
    )
    return [
        LinkTold(code, channel, campaign, good or "", Clicks(visits, asks))
        for code, channel, campaign, good, visits, asks in rows[:most]
    ]


def codes_of(maker: Maker) -> dict[str, tuple[str, int | None]]:
    """Return channel and campaign of every link of a shop, by code; one query."""
    rows = TrackedLink.objects.filter(maker=maker).values_list("code", "channel", "campaign")
    return {code: (channel, campaign) for code, channel, campaign in rows[:5_000]}


def windows_of(maker: Maker) -> list[Window]:
    """Return the campaigns of a shop that count buyers by their answer; one query."""
    rows = Campaign.objects.filter(maker=maker).exclude(heard_as="")
    told = rows.values_list("pk", "heard_as", "begun_on", "ended_on")
    return [Window(*row) for row in told[:500]]


@dataclass(frozen=True, slots=True)
class Spent:
    """What was put into a campaign, by kind; entries newest first, taken back ones too."""

    by_kind: dict[str, int] = field(default_factory=dict)
    entries: list[Spend] = field(default_factory=list)


def spending_of(campaigns: Iterable[int]) -> dict[int, Spent]:
    """Return what was spent on each campaign; one query."""
    found = {number: Spent() for number in campaigns}
    for spend in Spend.objects.filter(campaign__in=list(found))[:5_000]:
        told = found[spend.campaign_id]
        told.entries.append(spend)
        if spend.withdrawn_at is None:
            told.by_kind[spend.kind] = told.by_kind.get(spend.kind, 0) + spend.amount
    return found


def links_for(maker: Maker, product: Product | None, campaign: Campaign | None) -> dict[str, str]:
    """Return the codes of a good (or the shop) in a campaign by channel; one query."""
    own = Q(product=product) if product else Q(product__isnull=True)
    during = Q(campaign=campaign) if campaign else Q(campaign__isnull=True)
    rows = TrackedLink.objects.filter(own, during, maker=maker).values_list("channel", "code")
    return dict(rows)
