"""Campaigns, tracked links, what was spent; clicks are put down in a journal and counted by heaps.

A click costs its reader no write to the database: the clock counts them a minute later, each heap
in one transaction with its name, so that a heap is counted once whoever is killed when.
"""

import secrets
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.outside import journals
from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import Campaign, LinkBatch, LinkDay, Maker, Product, Spend, TrackedLink
from lampit.shops.queries.promotion import links_for
from lampit.shops.rules import heard, promotion, texts

MOST_CAMPAIGNS = 200
MOST_SPENDING = 500
BATCHES_KEPT = timedelta(days=7)
ASK_CAMPAIGN = gettext_noop("Tulis nama promosinya, misalnya: Pameran Banjarbaru.")


def clicks_folder() -> Path:
    """Return where clicks wait to be counted."""
    return Path(settings.LAMPIT_HOME) / "klik"


def note_click(code: str, kind: str, on: date) -> None:
    """Put down that a link was opened (`v`) or led on to the chat (`t`); never fails its page."""
    try:
        journals.add(clicks_folder(), f"{code} {on.isoformat()} {kind}")
    except OSError:
        return  # a full disk loses a count, not a buyer


def count_clicks(now: datetime) -> int:
    """Count the clicks that were put down; return how many. Names of old heaps are forgotten."""
    counted = 0
    for heap in journals.heaps(clicks_folder()):
        clicks = _clicks(heap)
        try:
            with transaction.atomic():
                LinkBatch.objects.create(name=heap, counted_at=now)
                counted += _count(clicks)
        except IntegrityError:
            pass  # counted already, by who was killed before dropping it or is at it now
        journals.drop(clicks_folder(), heap)
    LinkBatch.objects.filter(counted_at__lt=now - BATCHES_KEPT).delete()
    return counted


def _clicks(heap: str) -> "Counter[tuple[str, date, str]]":
    """Return the clicks of a heap; a line that is none is left out."""
    found: Counter[tuple[str, date, str]] = Counter()
    for line in journals.lines(clicks_folder(), heap):
        match line.split(" "):
            case [code, day, ("v" | "t") as kind] if promotion.read_code(code) == code:
                try:
                    found[code, date.fromisoformat(day), kind] += 1
                except ValueError:
                    continue
    return found


def _count(clicks: "Counter[tuple[str, date, str]]") -> int:
    codes = sorted({code for code, _day, _kind in clicks})
    links = {
        code: pk
        for start in range(0, len(codes), 500)
        for code, pk in TrackedLink.objects.filter(code__in=codes[start : start + 500]).values_list(
            "code", "pk"
        )
    }
    days: dict[tuple[int, date], Counter[str]] = {}
    for (code, day, kind), times in clicks.items():
        if code in links:
            days.setdefault((links[code], day), Counter())[kind] += times
    rows = [LinkDay(link_id=link, day=day) for link, day in sorted(days)]
    LinkDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=300)
    for (link, day), told in sorted(days.items()):
        LinkDay.objects.filter(link=link, day=day).update(
            visits=F("visits") + told["v"], asks=F("asks") + told["t"]
        )
    return sum(sum(told.values()) for told in days.values())


def tracked_link(
    maker: Maker,
    product: Product | None,
    channel: str,
    campaign: Campaign | None,
    at: datetime,
) -> TrackedLink:
    """Return the link of a good (or of the shop) on a channel, made when there is none.

    Raises:
        Refusal: `channel` for an unknown channel.
    """
    if channel not in promotion.CHANNELS:
        raise Refusal("channel", "Pilih di mana tautannya dipasang.")
    mark = _mark(product, channel, campaign)
    found = TrackedLink.objects.filter(maker=maker, mark=mark).first()
    for _ in range(5):
        if found is not None:
            break
        try:
            with transaction.atomic():
                found = TrackedLink.objects.create(
                    code=promotion.code_from(secrets.randbelow(promotion.CODES)), maker=maker,
                    product=product, channel=channel, campaign=campaign, mark=mark, created_at=at,
                )  # fmt: skip
        except IntegrityError:
            # Another made it at this very moment, or the code is taken: one in 387 million.
            found = TrackedLink.objects.filter(maker=maker, mark=mark).first()
    if found is None:
        raise Refusal("coba_lagi", "Tautannya belum jadi. Coba lagi sebentar.")
    return found


def tracked_links(
    maker: Maker, product: Product | None, campaign: Campaign | None, at: datetime
) -> dict[str, str]:
    """Return the code for each channel of a good (or the shop), those missing made together.

    One query once they are there, three when they are made.
    """
    known = links_for(maker, product, campaign)
    missing = [channel for channel in promotion.CHANNELS if channel not in known]
    if not missing:
        return known
    TrackedLink.objects.bulk_create(
        [
            TrackedLink(
                code=promotion.code_from(secrets.randbelow(promotion.CODES)), maker=maker,
                product=product, channel=channel, campaign=campaign,
                mark=_mark(product, channel, campaign), created_at=at,
            )
            for channel in missing
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    made = links_for(maker, product, campaign)
    for channel in promotion.CHANNELS:  # a code that was taken: one in 387 million
        if channel not in made:
            made[channel] = tracked_link(maker, product, channel, campaign, at).code
    return made


def _mark(product: Product | None, channel: str, campaign: Campaign | None) -> str:
    return f"{product.pk if product else 0}:{channel}:{campaign.pk if campaign else 0}"


def begin_campaign(
    actor: User,
    maker: Maker,
    name: str,
    begun_on: date,
    ended_on: date | None,
    at: datetime,
    *,
    heard_as: str = "",
) -> Campaign:
    """Note what a maker does to be seen, and return it; the same name is the same campaign.

    `heard_as` is the answer of buyers that counts for it, "" for none.

    Raises:
        Refusal: `bukan_lapak_anda`, `name`, `ended_on`, `terlalu_banyak`.
    """
    check_keeper(actor, maker)
    name = texts.cleaned(name)
    if not any(sign.isalnum() for sign in name) or len(name) > promotion.LONGEST_CAMPAIGN:
        raise Refusal("name", ASK_CAMPAIGN)
    if ended_on is not None and ended_on < begun_on:
        raise Refusal("ended_on", "Hari selesai tidak boleh sebelum hari mulai.")
    with transaction.atomic():
        if Campaign.objects.filter(maker=maker).count() >= MOST_CAMPAIGNS:
            raise Refusal("terlalu_banyak", f"Paling banyak {MOST_CAMPAIGNS} promosi per lapak.")
        campaign, made = Campaign.objects.get_or_create(
            maker=maker,
            name=name,
            defaults={
                "begun_on": begun_on,
                "ended_on": ended_on,
                "heard_as": heard_as if heard_as in heard.OF_CAMPAIGNS else "",
                "created_at": at,
            },
        )
        if made:
            note_help(actor, maker, "promosi.mulai", ("campaign", campaign.pk), at)
    return campaign


def note_spending(
    actor: User, campaign: Campaign, spending: promotion.Spending, key: str, at: datetime
) -> Spend:
    """Note what was put into a campaign; the same form sent twice is one entry.

    Raises:
        Refusal: `bukan_lapak_anda`, `terlalu_banyak`.
    """
    check_keeper(actor, campaign.maker)
    with transaction.atomic():
        if Spend.objects.filter(campaign=campaign).count() >= MOST_SPENDING:
            raise Refusal("terlalu_banyak", f"Paling banyak {MOST_SPENDING} catatan per promosi.")
        spend, made = Spend.objects.get_or_create(
            campaign=campaign,
            form_key=key[:64],
            defaults={
                "kind": spending.kind,
                "amount": spending.amount,
                "minutes": spending.minutes,
                "hourly_value": spending.hourly_value,
                "spent_on": spending.spent_on,
                "note": texts.cleaned(spending.note)[: promotion.LONGEST_NOTE],
                "entered_by": actor,
                "entered_at": at,
            },
        )
        if made:
            note_help(actor, campaign.maker, "promosi.biaya", ("spend", spend.pk), at)
    return spend


def take_back_spending(actor: User, spend: Spend, at: datetime) -> None:
    """Take an entry back, or put it back in when it was; the row stays.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, spend.campaign.maker)
    with transaction.atomic():
        gone = None if spend.withdrawn_at else at
        Spend.objects.filter(pk=spend.pk).update(withdrawn_at=gone)
        note_help(actor, spend.campaign.maker, "promosi.tarik", ("spend", spend.pk), at)
    spend.withdrawn_at = gone
