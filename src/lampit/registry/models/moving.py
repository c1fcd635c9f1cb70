"""Businesses that move to another kabupaten: the request, its answer, and the receipt."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region
from lampit.registry.models.businesses import Business
from lampit.registry.rules import moving


class Transfer(models.Model):
    """One office hands a business to another: asked, then accepted, refused, cancelled or over.

    `name` and `trade` are what the receiving office may see before it accepts, and what the old
    one keeps afterwards, with the place left and `counts` of what went over. They are emptied
    when the owner is erased.
    """

    business = models.ForeignKey(Business, models.PROTECT, related_name="transfers")
    name = models.CharField(max_length=200, blank=True)
    trade = models.CharField(max_length=200, blank=True)
    from_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    to_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    from_village = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_village = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", db_index=False
    )
    moved_on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(code, _(label)) for code, label in moving.STATES.items()],
        default=moving.WAITING,
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    counts = models.JSONField(default=dict)

    class Meta:
        """Newest first; a business waits for one answer at a time."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("business",),
                condition=models.Q(state=moving.WAITING),
                name="transfer_waiting_once",
            ),
        )
        indexes = (
            models.Index(fields=("from_region", "state", "id"), name="transfer_from"),
            models.Index(fields=("to_region", "state", "id"), name="transfer_to"),
        )

    def __str__(self) -> str:
        """Show the number of the receipt."""
        return moving.receipt(self.pk or 0, self.asked_at)
