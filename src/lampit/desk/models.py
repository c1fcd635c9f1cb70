"""The one table of this room: what promotion cost in months that ended, summed once for good."""

from django.db import models

from lampit.places.models import Region


class PromotionMonth(models.Model):
    """The sums of a kabupaten over one month as they may be told; never changed once written.

    `facts` holds what `desk.queries.promotion.Spending` tells, with nothing of a withheld part.
    Later notes, answers or erasures change no sum, so no difference between two days tells of
    anybody.
    """

    # None: the month was summed everywhere, also where nobody had noted anything.
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", null=True)
    month = models.DateField()  # its first day
    facts = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        """Newest first; a month once in a kabupaten."""

        ordering = ("-month", "region_id")
        constraints = (
            models.UniqueConstraint("region", "month", name="desk_promotion_month_once"),
        )

    def __str__(self) -> str:
        """Show month and kabupaten."""
        return f"{self.month:%Y-%m} {self.region_id}"
