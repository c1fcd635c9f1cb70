"""Sums of promotion, each month once: ten days after its end, as consents and notes stand then."""

from datetime import date, datetime

from django.utils import timezone

from lampit.desk import access
from lampit.desk.models import PromotionMonth
from lampit.desk.queries.promotion import MOST_MONTHS, spending
from lampit.desk.rules.months import due_months, last_day
from lampit.shops.models import Spend

FIELDS = ("owners", "money", "hours", "is_apart", "orders", "kinds")


def freeze_months(now: datetime) -> int:
    """Sum the months that ended and were not summed yet, kabupaten by kabupaten; return how many.

    Asked each minute, it costs a query while no month is due. Two at once write one row.
    """
    done = set(PromotionMonth.objects.order_by().values_list("month", flat=True).distinct())
    due = due_months(timezone.localdate(now), MOST_MONTHS)
    return sum(freeze_month(month, now) for month in due if month not in done)


def freeze_month(month: date, now: datetime) -> int:
    """Sum one month wherever something was noted and it was not summed yet; return where."""
    last = last_day(month)
    rows = Spend.objects.filter(spent_on__range=(month, last)).order_by()
    regions = sorted(set(rows.values_list("campaign__maker__region", flat=True)))
    # Also a month without a note is summed: what is noted later counts nowhere.
    made = [PromotionMonth(month=month, facts={}, frozen_at=now)]
    for region in regions:
        told = spending(access.spending_makers(region), month, last)
        facts = {name: getattr(told, name) for name in FIELDS}
        made.append(PromotionMonth(region_id=region, month=month, facts=facts, frozen_at=now))
    PromotionMonth.objects.bulk_create(made, ignore_conflicts=True)
    return len(regions)
