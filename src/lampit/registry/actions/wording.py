"""Writes anew by which words records are looked for, after others than an edit changed them."""

from collections.abc import Collection

from lampit.registry.actions import _values
from lampit.registry.models import Business

CHUNK = 400


def refresh_words(ids: Collection[int]) -> int:
    """Write the words of records, and of the golden ones above them, anew; return how many changed.

    A golden record is found by the names and numbers of all that were merged into it. Four
    queries per 400 records, and one per record that changed.
    """
    done, tops, known = 0, set(), sorted(ids)
    for start in range(0, len(known), CHUNK):
        some = known[start : start + CHUNK]
        rows = list(Business.objects.filter(pk__in=some).select_related("owner").order_by("pk"))
        tops |= {row.golden_id or row.pk for row in rows}
        done += sum(_renewed(row) for row in rows if row.golden_id is not None)
    above = sorted(tops)
    for start in range(0, len(above), CHUNK):
        golden = (
            Business.objects.filter(pk__in=above[start : start + CHUNK])
            .select_related("owner")
            .order_by("pk")
        )
        done += sum(_renewed(row) for row in golden)
    return done


def _renewed(row: Business) -> bool:
    before = row.search_key
    _values.put_derived(row, row.owner)
    if row.search_key == before:
        return False
    Business.objects.filter(pk=row.pk).update(search_key=row.search_key)
    return True
