"""Takes a person out of reviews: a buyer's words and name, a maker's answers."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lampit.orders.models import Order
from lampit.trust.actions.forgetting import forget_photos
from lampit.trust.models import Appeal, Notice, Review
from lampit.trust.rules import reviews


def erase_buyer_reviews(orders: QuerySet[Order], *, now: datetime) -> Counter[str]:
    """Take back the reviews of a buyer's orders with words, name and photo; the rows stay."""
    ids = list(orders.values_list("pk", flat=True))
    with transaction.atomic():
        written = Appeal.objects.filter(notice__review__line__part__order__in=ids)
        hers = Review.objects.filter(line__part__order__in=ids)
        photos = {name for rows in (written, hers) for name in rows.values_list("photo", flat=True)}
        written.update(text="", photo="")
        gone = hers.update(
            state=reviews.WITHDRAWN, text="", name="", photo="", answer="", looked_at=now
        )
        transaction.on_commit(lambda: forget_photos(photos))
    return Counter(reviews=gone)


def erase_maker_answers(business_ids: Sequence[int]) -> Counter[str]:
    """Empty what a maker answered and wrote in appeals; reviews are the buyers' own words."""
    with transaction.atomic():
        written = Appeal.objects.filter(notice__maker__business__in=business_ids)
        photos = set(written.values_list("photo", flat=True))
        written.update(text="", photo="")
        transaction.on_commit(lambda: forget_photos(photos))
        Notice.objects.filter(maker__business__in=business_ids).update(fixed_note="")
        hers = Review.objects.filter(maker__business__in=business_ids).exclude(answer="")
        return Counter(answers=hers.update(answer=""))
