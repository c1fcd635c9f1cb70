"""Gives numbers without gaps: the counter's row is held until the caller's transaction ends."""

from lampit.privacy.models import Series

REQUESTS, LETTERS = "PDP", "surat"


def next_number(region: str, name: str, year: int) -> int:
    """Return the next number of a series; call it inside the transaction that uses it."""
    Series.objects.get_or_create(region_id=region, name=name, year=year)
    row = Series.objects.select_for_update(no_key=True).get(region_id=region, name=name, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
