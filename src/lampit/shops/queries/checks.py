"""What `lampit verify` asks of goods: does the index tell them, are their pictures whole?"""

from django.conf import settings
from django.utils import timezone

from lampit.shops.queries.finding import checks as index_checks
from lampit.shops.queries.finding.checks import Check
from lampit.shops.queries.sketches import lacking_files, unfinished

TOLD = 10


def checks() -> list[Check]:
    """Return what was checked of goods and whether it holds."""
    return [*index_checks(), _pictures()]


def _pictures() -> Check:
    """Every file that a page of a good may name is there, and none waits for its files too long."""
    count, lacking = lacking_files(settings.MEDIA_ROOT)
    waiting = unfinished(timezone.now())
    told = [f"{count} photos looked at"]
    if lacking:
        told.append(f"{len(lacking)} files missing: {', '.join(lacking[:TOLD])}")
    if waiting:
        told.append(f"{len(waiting)} not finished: {', '.join(waiting[:TOLD])}")
    return Check("pictures", not lacking and not waiting, "; ".join(told))
