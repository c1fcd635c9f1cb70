"""Whom a telephone number reaches: by what came of the messages to it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from lampit.national import phone as phones
from lampit.outside import vault
from lampit.registry.models import Business, ConfirmLink
from lampit.registry.rules import alive
from lampit.registry.rules.alive import Sent


def mobile_of(business: Business) -> str:
    """Return the first mobile number of a loaded business or its owner, empty without; no query."""
    numbers = [business.phone, business.phone_2]
    if business.owner is not None:
        numbers += [business.owner.phone, business.owner.phone_2]
    return next((number for number in numbers if phones.is_mobile(number)), "")


def mark_of(business: Business) -> str:
    """Return the mark under which messages to that number are kept, empty without; no query."""
    number = mobile_of(business)
    return vault.blind_index("phone", number) if number else ""


def sent_by_mark(links: Iterable[ConfirmLink]) -> dict[str, list[Sent]]:
    """Return mark → what came of the messages to it, of links with their business; no query."""
    found: dict[str, list[Sent]] = defaultdict(list)
    for link in links:
        whose = link.business.golden_id or link.business_id
        found[link.phone_mark].append(
            Sent(whose, link.undelivered_at, link.answer, link.answered_at)
        )
    return found


def reaches_nobody(business: Business, mark: str) -> bool:
    """Say whether a number reaches nobody, or not this business; one query."""
    links = ConfirmLink.objects.filter(phone_mark=mark).select_related("business")
    sent = sent_by_mark(links).get(mark, [])
    return alive.reaches_nobody(business.golden_id or business.pk, sent)


def dead_among(businesses: QuerySet[Business]) -> list[int]:
    """Return those of `businesses` whose number of now reaches nobody; two queries.

    Only numbers of which something bad was heard are looked at: few.
    """
    asked = ConfirmLink.objects.exclude(phone_mark="")
    counted = asked.order_by().values("phone_mark").annotate(n=Count("undelivered_at"))
    silent = counted.filter(n__gte=alive.UNDELIVERED_IS_DEAD).values("phone_mark")
    wrong = asked.order_by().filter(answer=alive.NOT_ME).values("phone_mark")
    links = asked.filter(Q(phone_mark__in=silent) | Q(phone_mark__in=wrong))
    sent = sent_by_mark(links.select_related("business"))
    about = Q(pk__in=links.order_by().values("business"))
    about |= Q(pk__in=links.order_by().values("business__golden"))
    rows = businesses.filter(about).select_related("owner").order_by("pk")
    return [row.pk for row in rows if alive.reaches_nobody(row.pk, sent.get(mark_of(row), []))]
