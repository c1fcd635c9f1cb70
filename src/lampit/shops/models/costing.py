"""What a good costs its maker as she told it, and the minimum wages that offices noted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.places.models import Region
from lampit.shops.models.goods import Product


class Wage(models.Model):
    """The minimum wage of a kabupaten (UMK) from a day on, as its office noted it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    month_amount = models.BigIntegerField()
    from_on = models.DateField()
    source = models.CharField(max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    noted_at = models.DateTimeField()

    class Meta:
        """One amount per kabupaten and first day, newest first."""

        ordering = ("region", "-from_on")
        constraints = (
            models.UniqueConstraint("region", "from_on", name="wage_once"),
            models.CheckConstraint(condition=Q(month_amount__gt=0), name="wage_positive"),
        )

    def __str__(self) -> str:
        """Show where, from when and how much."""
        return f"{self.region_id} {self.from_on}: {self.month_amount}"


class CostSheet(models.Model):
    """The batch behind the cost of a good: never shown to buyers."""

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="cost_sheet"
    )
    materials = models.JSONField(default=list)  # [[name, rupiah], …] for the batch
    packaging = models.BigIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    hourly_wage = models.BigIntegerField(null=True, blank=True)  # empty: the minimum wage then
    monthly_overhead = models.BigIntegerField(default=0)
    units_per_month = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=1)
    rejects = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=20, blank=True)
    channel_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """The database refuses a batch of which nothing can be sold."""

        constraints = (
            models.CheckConstraint(
                condition=Q(made__gte=1, rejects__lt=F("made")), name="cost_sheet_leaves_pieces"
            ),
        )

    def __str__(self) -> str:
        """Show which good it belongs to."""
        return f"{self.product_id}"
