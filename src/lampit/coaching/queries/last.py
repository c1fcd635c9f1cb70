"""When businesses were last visited."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q

from lampit.coaching.models import Visit
from lampit.registry.queries import golden_id


def last_visits(business_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the last visit of each business ever visited, merged ones too; one query.

    Keys are golden records.
    """
    asked = Q(business_id__in=business_ids) | Q(business__golden_id__in=business_ids)
    rows = Visit.objects.filter(asked).order_by().annotate(top=golden_id())
    return dict(rows.values_list("top").annotate(last=Max("on")))
