"""How many messages a business got: one limit for all that the office sends by WhatsApp."""

from datetime import datetime

from django.db.models import Q

from lampit.registry.models import Business, ConfirmLink, PermitReminder
from lampit.registry.rules import alive


def sent_this_week(business: Business, now: datetime) -> int:
    """Return how many questions and reminders a golden record got in seven days; two queries.

    One message closes every open step of its paper, and counts once.
    """
    since = now - alive.WEEK
    records = Q(business=business) | Q(business__golden=business)
    asked = ConfirmLink.objects.filter(records, channel=alive.WHATSAPP, made_at__gt=since)
    papers = Q(permit__business=business) | Q(permit__business__golden=business)
    reminded = PermitReminder.objects.filter(papers, sent_at__gt=since).order_by()
    return asked.count() + reminded.values("permit", "sent_at").distinct().count()
