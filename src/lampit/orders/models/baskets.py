"""Baskets: what somebody means to buy; nothing is reserved yet."""

from django.conf import settings
from django.db import models

from lampit.orders.rules.sums import MOST_UNITS
from lampit.shops.models import Variant


class Basket(models.Model):
    """A basket of one browser, known by an unguessable token in its session."""

    token = models.CharField(max_length=43, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="baskets"
    )
    promo_code = models.CharField(max_length=40, blank=True)  # the link that first brought her
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the basket in logs, without its token."""
        return f"keranjang {self.pk}"


class BasketLine(models.Model):
    """One variant in a basket, once."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="basket_lines")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        """A variant stands in a basket once, with 1 to 999 units."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint("basket", "variant", name="basket_variant_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__range=(1, MOST_UNITS)), name="basket_quantity"
            ),
        )

    def __str__(self) -> str:
        """Name the line in logs."""
        return f"{self.quantity} x {self.variant_id}"
