"""Reads of businesses that have no shop yet."""

from django.db.models import Q, QuerySet

from lampit.registry.models import Business


def without_shop(businesses: QuerySet[Business], text: str) -> QuerySet[Business]:
    """Return businesses whose name or owner's name holds a text, by name, with their places."""
    words = text.strip()[:80]
    if words:
        businesses = businesses.filter(Q(name__icontains=words) | Q(owner__name__icontains=words))
    return businesses.select_related("owner", "village", "district").order_by("name", "pk")
