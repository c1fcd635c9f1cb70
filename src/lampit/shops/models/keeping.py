"""How long "masih dijual" holds in a kabupaten, and the reminders that were sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.places.models import Region
from lampit.shops.models.goods import Maker, Product
from lampit.shops.rules import freshness, reminding


class FreshnessSetting(models.Model):
    """An office's own days of freshness; offices without a row follow `rules.freshness`."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    fresh_days = models.PositiveSmallIntegerField(default=freshness.FRESH_DAYS)
    ready_days = models.PositiveSmallIntegerField(default=freshness.READY_DAYS)
    hidden_after_days = models.PositiveSmallIntegerField(default=freshness.HIDDEN_AFTER_DAYS)
    weekly_reminders = models.PositiveSmallIntegerField(default=reminding.WEEKLY)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        """The bands follow each other."""

        constraints = (
            models.CheckConstraint(
                condition=Q(
                    fresh_days__gte=1,
                    ready_days__gte=F("fresh_days"),
                    hidden_after_days__gte=F("ready_days"),
                ),
                name="freshness_bands_in_order",
            ),
        )

    def __str__(self) -> str:
        """Show the three bounds."""
        return f"{self.region_id}: {self.fresh_days}/{self.ready_days}/{self.hidden_after_days}"


class Reminder(models.Model):
    """A message with links that somebody made ready for a maker, and what she answered."""

    maker = models.ForeignKey(Maker, models.CASCADE, related_name="reminders")
    product = models.ForeignKey(Product, models.CASCADE, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True)  # of `rules.reminding.DEEDS`
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by maker and time."""

        ordering = ("-sent_at", "-id")
        indexes = (models.Index(fields=("maker", "sent_at"), name="reminder_of_maker"),)

    def __str__(self) -> str:
        """Show for whom and when."""
        return f"{self.maker_id} {self.sent_at:%Y-%m-%d}"
