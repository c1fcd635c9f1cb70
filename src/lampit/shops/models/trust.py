"""What buyers and the office may rely on: answers of the check-list, prices laid open, the office.

A pledge is written once and never edited; what the office found when it looked is added to it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lampit.places.models import Region
from lampit.shops.models.goods import Product
from lampit.shops.rules import prices


class Pledge(models.Model):
    """What a keeper answered about a good before it was sold, or when it became another good.

    `asked` holds by question the words that had led to it, `answers` what was answered, `reasons`
    the questions whose answer wants a look of the office.
    """

    class Look(models.TextChoices):
        """What the office decided when it looked."""

        ALLOWED = "boleh", "Boleh dijual"
        DENIED = "tidak", "Tidak boleh dijual"

    product = models.ForeignKey(Product, models.CASCADE, related_name="pledges")
    version = models.CharField(max_length=10)
    category = models.CharField(max_length=40)
    asked = models.JSONField()
    answers = models.JSONField()
    reasons = models.JSONField(default=list)
    needs_look = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    look = models.CharField(max_length=5, choices=Look.choices, blank=True)
    look_note = models.CharField(max_length=300, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    looked_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; what still wants a look is found at once."""

        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("at",), condition=Q(needs_look=True, look=""), name="pledge_to_look_at"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(look="", looked_at__isnull=True)
                | (~Q(look="") & Q(looked_at__isnull=False)),
                name="pledge_look_has_time",
            ),
        )

    def __str__(self) -> str:
        """Name the pledge in logs."""
        return f"{self.product_id} {self.at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Say whether the good waits because of this pledge."""
        return self.needs_look and not self.look


class PriceSplit(models.Model):
    """Of what the price of a good is made, as its maker tells it; shown with her consent alone."""

    product = models.OneToOneField(Product, models.CASCADE, related_name="split")
    material = models.BigIntegerField()
    labour = models.BigIntegerField()
    packaging = models.BigIntegerField(default=0)
    other = models.BigIntegerField(default=0)
    is_shown = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """Parts of a price are money, never below zero."""

        constraints = (
            models.CheckConstraint(
                condition=Q(material__gte=0, labour__gte=0, packaging__gte=0, other__gte=0)
                & Q(material__lte=prices.HIGHEST_PRICE, labour__lte=prices.HIGHEST_PRICE),
                name="price_split_money",
            ),
        )

    def __str__(self) -> str:
        """Name the good in logs."""
        return f"{self.product_id}"


class MarketOffice(models.Model):
    """The office that runs the market of a kabupaten, and whom buyers complain to."""

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="market_office"
    )
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    whatsapp = models.CharField(max_length=16, blank=True)  # E.164
    hours = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the office in logs."""
        return f"{self.region_id} {self.name}"
