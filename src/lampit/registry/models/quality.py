"""What the register looked like month by month: counts only, no names."""

from django.db import models

from lampit.places.models import Region


class QualitySnapshot(models.Model):
    """Counts of the businesses of a village, kecamatan or kabupaten in a month.

    The present month is brought up to date once a day; past months stay as they were.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    place = models.ForeignKey(Region, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    month = models.DateField()
    businesses = models.PositiveIntegerField()
    framed = models.PositiveIntegerField()
    bands = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    # Pairs of possible doubles: waiting, decided as one, decided as two; of a kabupaten only.
    pairs = models.JSONField(default=dict)
    # [year, month, how many] of the starts of framed businesses; of a kabupaten only.
    starts = models.JSONField(default=list)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        """A place has one row a month."""

        ordering = ("-month", "place")
        constraints = (models.UniqueConstraint("place", "month", name="quality_once_a_month"),)
        indexes = (models.Index(fields=("region", "month", "level"), name="quality_region"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.place_id} {self.month}"
