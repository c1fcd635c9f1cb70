"""Photos of questionnaires on the disk: none stays that no row names."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from lampit.measure.models import Attachment
from lampit.outside import kept
from lampit.registry.actions.chores import is_due

SWEPT = "photos_swept"
# Younger ones may belong to a questionnaire that is arriving over a slow line.
UNNAMED_SECONDS = 24 * 3600.0


def drop_unnamed(hashes: Iterable[str]) -> int:
    """Remove those of some files that no questionnaire holds; call it outside a transaction."""
    return kept.drop_unnamed(settings.ANSWERS_ROOT, hashes, _named)


def sweep_photos(now: datetime) -> int:
    """Remove, once a day, files that came before a refusal and that no questionnaire holds."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if not is_due(SWEPT, today, now):
        return 0
    return kept.sweep(settings.ANSWERS_ROOT, _named, older=UNNAMED_SECONDS)


def _named(hashes: set[str]) -> set[str]:
    """Return those of some hashes that a questionnaire holds; one query."""
    rows = Attachment.objects.filter(sha256__in=hashes)
    return set(rows.values_list("sha256", flat=True))
