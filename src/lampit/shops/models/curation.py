"""Goods that passed the curation of the board (domain.md section 7): shown, never ranked by it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.shops.models.goods import Product


class Curation(models.Model):
    """A good passed the curation, from a day until another; a new decision is a new row."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="curations")
    level = models.CharField(
        max_length=12, default="kabupaten",
        choices=[
            ("kabupaten", "Kabupaten/kota"), ("provinsi", "Provinsi"), ("nasional", "Nasional"),
        ],
    )  # fmt: skip
    passed_on = models.DateField()
    until = models.DateField()  # valid 24 months unless withdrawn earlier
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        """Read by good and day."""

        ordering = ("-passed_on", "-id")
        indexes = (models.Index(fields=("product", "until"), name="curation_of_product"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("passed_on")), name="curation_dates"),
        )

    def __str__(self) -> str:
        """Show good and day."""
        return f"{self.product_id} {self.passed_on}"
