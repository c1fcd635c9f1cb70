"""What the shops room does by the clock."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from lampit.shops import actions
from lampit.shops.actions.portraits import drop_portraits_without_consent


def refresh_references(now: datetime) -> int:
    """Take away reference prices whose proofs lapsed; return how many changed."""
    return actions.refresh_all_references(today=timezone.localdate(now))


SOON: dict[str, Callable[[datetime], int]] = {"photos": actions.finish_photos}
TICKS: dict[str, Callable[[datetime], int]] = {
    "old_drafts": actions.drop_old_sketches,
    "references": refresh_references,
    "index": actions.mend_index,
    "rarities": actions.reckon_rarities,
    "roll": actions.keep_roll,
    "clicks": actions.count_clicks,
    "posters_dropped": actions.drop_old_posters,
    "portraits_dropped": drop_portraits_without_consent,
    "closed_without_consent": actions.close_without_consent,
}
