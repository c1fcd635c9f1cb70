"""Who stood in which list that left the house: numbers of records, no name."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region


class LeftList(models.Model):
    """A list that left as a file, or what a program read on one day.

    `subject` is what the audit trail calls it. Counts by village name nobody and have no row.
    """

    number = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=64)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Show the number that the file carries."""
        return self.number


class LeftPart(models.Model):
    """Which of 65,536 records stand in a list: `block` times 65,536 is the first (`rules.bits`)."""

    left = models.ForeignKey(LeftList, models.CASCADE, related_name="parts", db_index=False)
    block = models.PositiveIntegerField()
    bits = models.BinaryField()

    class Meta:
        """Asked for a record: all lists of its block; asked for a list: its blocks."""

        constraints = (models.UniqueConstraint("left", "block", name="left_part_once"),)
        indexes = (models.Index(fields=("block", "left"), name="left_part_block"),)

    def __str__(self) -> str:
        """Name the part in logs."""
        return f"{self.left_id} {self.block}"
