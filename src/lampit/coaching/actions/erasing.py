"""Takes a person out of visits: that, when and on what one met stays; words and photos go."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from lampit.coaching.models import Assignment, Visit


def erase_visits(business_ids: Sequence[int], *, today: date) -> Counter[str]:
    """Empty notes, steps and photos of visits, end the mentor's care, and return what went."""
    with transaction.atomic():
        visits = Visit.objects.filter(business__in=business_ids)
        photos = set(visits.exclude(photo="").values_list("photo", flat=True))
        done = Counter(
            visits=visits.update(note="", next_step="", due_on=None, done_on=None, photo="")
        )
        Assignment.objects.filter(business__in=business_ids, until_on=None).update(until_on=today)
        photos -= set(Visit.objects.filter(photo__in=photos).values_list("photo", flat=True))
        transaction.on_commit(lambda: _delete_files(photos))
    done["visit_photos"] = len(photos)
    return done


def _delete_files(names: set[str]) -> None:
    for name in names:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
