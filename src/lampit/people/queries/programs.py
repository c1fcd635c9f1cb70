"""Reads of the programs that use the API."""

from collections.abc import Collection

from lampit.people.models import ApiClient, ApiToken


def labels_of(programs: Collection[str]) -> dict[str, str]:
    """Return the key of each program → how it is called now; two queries."""
    found: dict[str, str] = {}
    for rows in (ApiToken.objects, ApiClient.objects):
        told = rows.filter(program__in=programs).order_by("pk")
        found |= dict(told.values_list("program", "label"))
    return found
