"""The breach file: what happened, how it is handled, and who was told when."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region


class Breach(models.Model):
    """Personal data came into wrong hands, or may have; the 72 hours run from its discovery.

    `suspect`, `began_at` and `ended_at` say whose account and which time the list of affected
    persons is drawn from (the audit trail).
    """

    number = models.CharField(max_length=20)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    discovered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    what = models.CharField(max_length=500)
    how = models.CharField(max_length=1000)
    handling = models.CharField(max_length=1000, blank=True)
    advice = models.CharField(max_length=500, blank=True)
    suspect = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    agency_told_at = models.DateTimeField(null=True)
    persons_told_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint("region", "number", name="breach_number_once"),
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("began_at")), name="breach_ends_later"
            ),
        )

    def __str__(self) -> str:
        """Name the breach in logs."""
        return f"{self.region_id} {self.number}"
