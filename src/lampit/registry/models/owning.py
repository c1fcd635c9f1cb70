"""Who owned a business when: one row per period, written when a business passes on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.registry.models.businesses import Business, Owner
from lampit.registry.rules import owning


class OwnerPeriod(models.Model):
    """A person owned a business from a day to a day; the present owner's period is open.

    A business that never changed hands has no rows: `Business.owner` tells who owns it. `reason`
    is how the period began, empty for the first owner, whose beginning is nobody's news.
    """

    business = models.ForeignKey(Business, models.PROTECT, related_name="periods")
    owner = models.ForeignKey(Owner, models.PROTECT, related_name="periods")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    # When it was noted that it ended: what the journal told until then is this owner's.
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=10,
        blank=True,
        default="",
        choices=[(code, _(label)) for code, label in owning.REASONS.items()],
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    noted_at = models.DateTimeField()

    class Meta:
        """Oldest first; one open period per business."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("business",),
                condition=models.Q(until_on=None),
                name="owner_period_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(from_on=None)
                | models.Q(until_on=None)
                | models.Q(until_on__gte=models.F("from_on")),
                name="owner_period_in_order",
            ),
        )

    def __str__(self) -> str:
        """Name the period in logs."""
        return f"{self.business_id} {self.owner_id} {self.from_on or ''}–{self.until_on or ''}"
