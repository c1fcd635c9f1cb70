"""Deletes by the clock the pictures that no row of any room names any more."""

import json
import logging
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from lampit.outside import pictures
from lampit.trust.queries.pictures import LEDGER, named_now, noted, unnamed
from lampit.trust.rules.sweeping import EVERY, GRACE

LOG = logging.getLogger(__name__)


def sweep_pictures(now: datetime) -> int:
    """Delete files and originals that nothing names since a week; return how many files went.

    Once a day. What is found for nobody is noted with the day and goes a week later, if still
    nobody names it; a picture that is sent again meanwhile is written anew and counts as new.
    """
    media, originals = Path(settings.MEDIA_ROOT), Path(settings.ORIGINALS_ROOT)
    ledger = media / LEDGER
    if not media.is_dir() or not _is_due(ledger, now):
        return 0
    before, files = noted(media), 0
    oldest = (now - GRACE).timestamp()
    waiting: dict[str, float] = {}
    for folder in (media, originals):
        for names in unnamed(folder):
            since = {name: before.get(name, now.timestamp()) for name in names}
            old = {name for name, at in since.items() if at <= oldest}
            gone = old & pictures.kept_names(folder / next(iter(names))[:2], oldest)
            gone -= named_now(gone)  # by a row that was written since names were read
            files += pictures.discard(gone, folder)
            waiting |= {name: at for name, at in since.items() if name not in gone}
    part = ledger.with_suffix(".part")
    part.write_text(json.dumps(waiting))
    os.utime(part, (now.timestamp(), now.timestamp()))
    part.replace(ledger)
    if files:
        LOG.info("pictures swept", extra={"files": files, "waiting": len(waiting)})
    return files


def _is_due(ledger: Path, now: datetime) -> bool:
    try:
        last = ledger.stat().st_mtime
    except FileNotFoundError:
        return True
    return not 0 <= now.timestamp() - last < EVERY.total_seconds()
