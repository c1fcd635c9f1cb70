"""Businesses in two kabupaten whose owners have one NIK: found, asked, compared, answered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region
from lampit.registry.models.businesses import Business
from lampit.registry.rules import across


class AcrossPair(models.Model):
    """Two businesses of one person in two kabupaten, and what both offices say.

    Found by the keyed hash of a NIK alone. `shown` is what either office sees of the other's
    record, frozen when the second agreed (`left` and `right`: name, trade, village, since) with
    how fields compare (`compared`); it is emptied when it is decided, over, or a person is erased.
    """

    left = models.ForeignKey(Business, models.PROTECT, related_name="across_left", db_index=False)
    right = models.ForeignKey(Business, models.PROTECT, related_name="across_right")
    left_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    right_region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(
        max_length=12,
        choices=[(code, _(label)) for code, label in across.STATES.items()],
        default=across.FOUND,
    )
    found_at = models.DateTimeField()
    asked_region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    agreed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    shown = models.JSONField(default=dict)
    left_answer = models.CharField(max_length=6, blank=True, default="")
    left_keeper = models.CharField(max_length=13, blank=True, default="")
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    right_answer = models.CharField(max_length=6, blank=True, default="")
    right_keeper = models.CharField(max_length=13, blank=True, default="")
    right_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """Two records make one pair, the older record on the left."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("left", "right"), name="across_once"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="across_order"
            ),
        )
        indexes = (
            models.Index(fields=("left_region", "state", "id"), name="across_left"),
            models.Index(fields=("right_region", "state", "id"), name="across_right"),
        )

    def __str__(self) -> str:
        """Name the pair in logs."""
        return f"{self.left_id} {self.right_id} {self.state}"
