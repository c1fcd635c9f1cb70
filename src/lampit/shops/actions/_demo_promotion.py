"""Invented campaigns, clicks and shops elsewhere, so that each page of sharing has something."""

import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from lampit.shops.actions.promotion import tracked_link, tracked_links
from lampit.shops.models import Campaign, LinkDay, Maker, ShopElsewhere, Spend, TrackedLink
from lampit.shops.rules import elsewhere, promotion

DAYS = 60
FAIRS = 4  # shops that were at the fair: enough for the office to be told a sum
NOTE = "Data contoh"
SITES = ("IG", "SHOPEE", "TOKOPEDIA", "FB", "TIKTOK")


def promote(makers: Sequence[Maker], now: datetime) -> None:
    """Give demo shops links with clicks of the last two months; the first ones a fair as well."""
    today = timezone.localdate(now)
    for place, maker in enumerate(makers):
        if place % 2 == 0:
            _elsewhere(maker, 1 + place % 3, now)
        if place < 6:
            tracked_links(maker, None, None, now)
            _click(maker, today)
    for place, maker in enumerate(makers[:FAIRS]):
        _fair(maker, today, now, place)


def _elsewhere(maker: Maker, count: int, now: datetime) -> None:
    name = f"contoh-{maker.slug}"[:40].strip("-")
    start = zlib.crc32(maker.slug.encode()) % len(SITES)
    for place in range(count):
        site = SITES[(start + place) % len(SITES)]
        found = elsewhere.read(name, site)
        ShopElsewhere.objects.create(
            maker=maker,
            site=found.site,
            address=found.address,
            created_at=now,
            confirmed_at=None if place else now,
        )


def _click(maker: Maker, today: date) -> None:
    """Write clicks that look like a shop's: more in chats, more on some days, none on many."""
    rows = []
    links = TrackedLink.objects.filter(maker=maker, campaign=None).order_by("pk")
    for strength, link in zip((5, 3, 4, 2, 1, 2, 0), links, strict=False):
        for back in range(1, DAYS):
            lot = zlib.crc32(f"{link.pk}|{back}".encode())
            visits = strength * (lot % 5 - 1) // 2
            if visits > 0:
                rows.append(
                    LinkDay(
                        link=link, day=today - timedelta(days=back), visits=visits,
                        asks=visits * (lot >> 8 & 3) // 8,
                    )
                )  # fmt: skip
    LinkDay.objects.bulk_create(rows)


def _fair(maker: Maker, today: date, now: datetime, place: int) -> None:
    begun = today - timedelta(days=45)  # the demo's orders came while it was open
    campaign = Campaign.objects.create(
        maker=maker, name="Pameran kabupaten (contoh)", begun_on=begun,
        ended_on=begun + timedelta(days=41), heard_as="PAMERAN", created_at=now,
    )  # fmt: skip
    link = tracked_link(maker, None, "POSTER", campaign, now)
    LinkDay.objects.bulk_create(
        LinkDay(link=link, day=begun + timedelta(days=day), visits=visits, asks=visits // 4)
        for day, visits in enumerate((9, 14, 17, 12, 6)[place:])
    )
    spent = (("STAN", 250_000, None), ("ANGKUT", 75_000 + 10_000 * place, None),
             ("JAM", 128_000, 960))  # fmt: skip
    Spend.objects.bulk_create(
        Spend(
            campaign=campaign, kind=kind, amount=amount, minutes=minutes,
            hourly_value=8_000 if kind == promotion.HOURS else None, spent_on=begun, note=NOTE,
            form_key=f"contoh-{kind}", entered_at=now,
        )
        for kind, amount, minutes in spent
    )  # fmt: skip
