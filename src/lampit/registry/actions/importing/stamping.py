"""The moment that stands on what a run writes: that of its block, not of its beginning.

Programs follow what changed by that moment. A run of many minutes that stamped all its blocks
with its beginning would put the last of them behind those who read meanwhile.
"""

from datetime import datetime, timedelta

from django.utils import timezone

PLAYED = timedelta(days=1)  # what is further off than this is another day that somebody plays


class Clock:
    """The time; for a run that plays on another day, that day going on."""

    def __init__(self, now: datetime) -> None:
        """Take what it is now; make one where a deed begins, before it waits for anything.

        A moment of long ago cannot be told from a day that is played.
        """
        ahead = now - timezone.now()
        self._ahead = ahead if abs(ahead) > PLAYED else timedelta()

    def stamp(self) -> datetime:
        """Return the moment of a block; ask when its transaction holds the kabupaten."""
        return timezone.now() + self._ahead
