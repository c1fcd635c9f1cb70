"""Who writes what was told about a business takes turns with who erases its person.

Where something is counted the round is locked first; then the business, its deliveries, its
questionnaire, its place in the sample.
SQLite knows no such lock and needs none: only one transaction writes there.
"""

from collections.abc import Sequence

from lampit.measure.models import Delivery, Round
from lampit.outside.compiled import Compiled
from lampit.registry.models import Business
from lampit.registry.rules.records import ERASED

# Asked with every form that comes in: their words are made once.
_HELD = Compiled(
    lambda named: (
        Business.objects.select_for_update(no_key=True).filter(public_id=named).only("pk")
    ),
    "named",
)
_ERASED = Compiled(
    lambda number: Business.objects.filter(
        withdrawn_at__isnull=False, owner__nik_status=ERASED, pk=number
    ).only("pk"),
    7,
)
_TOLD = Compiled(
    lambda number: (
        Delivery.objects.select_related("member__business")
        .filter(pk=number)
        .only("round", "member__business__public_id")
    ),
    -7,
)
_ROUND = Compiled(
    lambda number: Round.objects.select_for_update(no_key=True).filter(pk=number).only("pk"), 7
)


def hold_told(public_id: str) -> bool:
    """Hold the business that a content names; say whether its person was erased; two queries."""
    held = _HELD.first(public_id)
    # Asked anew: a joined row would be of the time before the wait.
    return held is not None and _ERASED.first(held.pk) is not None


def hold_delivered(delivery_id: int) -> bool:
    """Hold round and business of a delivery, before it; say whether its person was erased.

    The round stays as it is until what is written counts or waits: nobody closes or processes it
    in between, and its figures know every answer that counts.
    """
    told = _TOLD.first(delivery_id)
    if told is None:
        return False
    hold_round(told.round_id)
    member = told.member
    return member is not None and hold_told(member.business.public_id)


def hold_round(round_id: int) -> None:
    """Hold a round, before all else: nobody closes or processes it meanwhile; one query."""
    _ROUND.first(round_id)


def hold_businesses(business_ids: Sequence[int]) -> None:
    """Hold the businesses of a person who is erased, in the order of their numbers."""
    rows = Business.objects.select_for_update(no_key=True).filter(pk__in=business_ids)
    list(rows.order_by("pk").values_list("pk"))
