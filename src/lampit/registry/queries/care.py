"""Who was sent out to whom, as far as other rooms ask."""

from collections.abc import Sequence

from lampit.registry.models import FieldTask


def shared_errands(errands: Sequence[str]) -> set[str]:
    """Return those errands whose businesses all enumerators of the kabupaten see; one query."""
    rows = FieldTask.objects.filter(errand__in=errands, person=None)
    return set(rows.values_list("errand", flat=True).distinct())
