"""A business comes over from another kabupaten with all that hangs on it, or not at all."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from lampit.aid.models import Grant
from lampit.basics.refusal import Refusal
from lampit.coaching.actions import end_care
from lampit.coaching.models import Visit
from lampit.measure.actions import move_scores
from lampit.measure.models import Submission
from lampit.orders.models import Sale
from lampit.people.models import User
from lampit.privacy.queries import has_open_request
from lampit.registry import actions as registry
from lampit.registry.models import Transfer
from lampit.shops.actions import move_shops


def accept_move(actor: User, number: int, village: str, *, now: datetime) -> Transfer:
    """Take a business over and return the receipt; one transaction.

    Visits, sales, papers and the shop go with it and are read by the new office. The mentor's
    care ends. Aid stays with the office that gave it, and answers with the round that asked.

    Raises:
        Refusal: what `registry.hand_over` refuses, or `request_open` while the old office owes
            the owner an answer about her data.
    """
    with transaction.atomic():
        handed = registry.hand_over(actor, number, village, now=now)
        ids, transfer = handed.business_ids, handed.transfer
        if has_open_request(ids):
            raise Refusal(
                "request_open",
                "Dinas asal masih harus menjawab permintaan data pemiliknya. Terima sesudah itu.",
            )
        counted = _counted(ids)
        counted["shops"] = move_shops(ids, handed.place, transfer.to_region_id)
        counted["care"] = end_care(ids, now=now)
        counted["drafts"] = move_scores(actor, ids, transfer.to_region_id, handed.place, now=now)
        registry.keep_counts(transfer, counted)
    return transfer


def _counted(ids: Collection[int]) -> dict[str, int]:
    """Return how much of other rooms hangs on the records; four queries."""
    return {
        "sales": Sale.objects.filter(business__in=ids).count(),
        "visits": Visit.objects.filter(business__in=ids).count(),
        "answers": Submission.objects.filter(
            business__in=ids, state=Submission.State.FINAL
        ).count(),
        "aid": Grant.objects.filter(business__in=ids).count(),
    }
