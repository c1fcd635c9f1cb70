"""Work over whole tables: once, block by block, or once a day; the clock does it."""

from django.db import models


class Chore(models.Model):
    """How far such work is: `after` is the last row done; a killed process goes on from there.

    `done_at` is when it came to its end; of work of every day, when it was begun last.
    """

    name = models.CharField(primary_key=True, max_length=40)
    after = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the work in logs."""
        return f"{self.name} {self.after} {self.done_at or ''}".strip()
