"""Who writes what was told about a business takes turns with who erases its person.

The business is locked first, then its deliveries, its questionnaire, its place in the sample.
SQLite knows no such lock and needs none: only one transaction writes there.
"""

from collections.abc import Sequence

from lampit.measure.models import Delivery
from lampit.registry.models import Business
from lampit.registry.rules.records import ERASED


def hold_told(public_id: str) -> bool:
    """Hold the business that a content names; say whether its person was erased; two queries."""
    mine = Business.objects.filter(public_id=public_id)
    held = list(mine.select_for_update(no_key=True).values_list("pk", flat=True))
    # Asked anew: a joined row would be of the time before the wait.
    gone = Business.objects.filter(withdrawn_at__isnull=False, owner__nik_status=ERASED)
    return gone.filter(pk__in=held).exists()


def hold_delivered(delivery_id: int) -> bool:
    """Hold the business of a delivery, before the delivery; say whether its person was erased."""
    told = Delivery.objects.filter(pk=delivery_id, member__isnull=False)
    return any(hold_told(one) for one in told.values_list("member__business__public_id", flat=True))


def hold_businesses(business_ids: Sequence[int]) -> None:
    """Hold the businesses of a person who is erased, in the order of their numbers."""
    rows = Business.objects.select_for_update(no_key=True).filter(pk__in=business_ids)
    list(rows.order_by("pk").values_list("pk"))
