"""Files of answers go: after their term, and when somebody in them is erased."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from lampit.measure.actions.answerfiles.bringing import LIVE_JOBS
from lampit.measure.models import AnswerFile, AnswerFileRow
from lampit.measure.queries.answerfiles import uploads


def drop_old_files(region: str, before: datetime, most: int) -> int:
    """Delete the files of a kabupaten sent before an instant, at most `most`; return how many.

    Hash, counts and rows of the run stay; one at which a job works is left.
    """
    runs = AnswerFile.objects.filter(round__region=region, created_at__lt=before).exclude(path="")
    found = list(runs.exclude(job__state__in=LIVE_JOBS).order_by("pk")[:most])
    with transaction.atomic():
        _drop(found)
    return len(found)


def forget_people(business_ids: Sequence[int]) -> int:
    """Delete the files that hold answers of businesses, and what was noted of their rows.

    Call it in a transaction; return how many files go.
    """
    rows = AnswerFileRow.objects.filter(member__business__in=business_ids)
    holding = AnswerFile.objects.filter(pk__in=rows.values("run")).exclude(path="")
    found = list(holding)
    _drop(found)
    rows.update(problems=[], before=None)
    return len(found)


def _drop(runs: Iterable[AnswerFile]) -> None:
    """Forget the paths of files, and delete them once that is certain."""
    paths = {run.pk: uploads() / run.path for run in runs}
    AnswerFile.objects.filter(pk__in=paths).update(path="")
    for path in paths.values():
        transaction.on_commit(partial(path.unlink, missing_ok=True))
