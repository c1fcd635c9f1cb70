"""Doubtful values of lists, and what an office answered to them."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region
from lampit.registry.models.importing import ImportRun


class DoubtfulValue(models.Model):
    """A distinct value of a checked list that a person should decide, with how many rows have it.

    `reading` is the code that is used as it stands, empty when none. The rows of the check before
    are replaced by each check.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="doubts", db_index=False)
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=120)
    beside = models.CharField(max_length=120, blank=True, default="")
    group = models.CharField(max_length=13, blank=True, default="")
    code = models.CharField(max_length=30, blank=True, default="")
    reading = models.CharField(max_length=20, blank=True, default="")
    is_answered = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()

    class Meta:
        """Open ones first, the most frequent before the others."""

        ordering = ("is_answered", "-rows", "id")
        indexes = (models.Index(fields=("run", "is_answered", "-rows", "id"), name="doubt_of_run"),)

    def __str__(self) -> str:
        """Name the value in logs by its kind only."""
        return f"{self.run_id} {self.kind}"


class ValueAnswer(models.Model):
    """What an office said of a doubtful value; it counts for its next lists too."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=120)
    beside = models.CharField(max_length=120, blank=True, default="")
    group = models.CharField(max_length=13, blank=True, default="")
    answer = models.CharField(max_length=20, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField()

    class Meta:
        """One answer per office and value."""

        constraints = (
            models.UniqueConstraint(
                "region", "kind", "text", "beside", "group", name="value_answer_once"
            ),
        )

    def __str__(self) -> str:
        """Name the answer in logs by its kind only."""
        return f"{self.region_id} {self.kind}"
