"""Runs of the retention rules: found in a dry run first, removed a week later."""

from django.db import models
from django.utils.translation import gettext

from lampit.places.models import Region
from lampit.privacy.rules.retention import BY_CODE


class RetentionRun(models.Model):
    """One rule in one office: how much the dry run found, and what was removed afterwards."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=16)
    planned_at = models.DateTimeField()
    found = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first; one open run of a rule in an office."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("region", "rule"),
                condition=models.Q(done_at__isnull=True),
                name="retention_one_open",
            ),
        )

    def __str__(self) -> str:
        """Name the run in logs."""
        return f"{self.region_id} {self.rule} {self.found}/{self.removed}"

    @property
    def what(self) -> str:
        """Return in words what was removed."""
        return gettext(BY_CODE[self.rule].what)
