"""Reads of businesses that have no shop yet."""

from django.db.models import Case, Q, QuerySet, When

from lampit.registry.models import Business


def without_shop(businesses: QuerySet[Business], text: str) -> QuerySet[Business]:
    """Return businesses whose name or owner's name holds a text, with their places.

    By name; those that the register knows by their owner alone come last.
    """
    words = text.strip()[:80]
    if words:
        businesses = businesses.filter(Q(name__icontains=words) | Q(owner__name__icontains=words))
    rows = businesses.select_related("owner", "village", "district")
    return rows.order_by(Case(When(name="", then=1), default=0), "name", "owner__name", "pk")
