"""Where a maker also sells or shows her goods: marketplaces, social media, a site of her own."""

from django.conf import settings
from django.db import models

from lampit.shops.models.goods import Maker
from lampit.shops.rules import elsewhere


class ShopElsewhere(models.Model):
    """The address of a maker's shop on another site, as checked and normalised."""

    maker = models.ForeignKey(Maker, models.CASCADE, related_name="elsewhere")
    site = models.CharField(max_length=10, choices=list(elsewhere.NAMES.items()))
    address = models.CharField(max_length=elsewhere.LONGEST_ADDRESS)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)  # somebody of the office opened it
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """In the order of our list of sites; an address once in a shop."""

        ordering = ("site", "id")
        constraints = (models.UniqueConstraint("maker", "address", name="elsewhere_once"),)

    def __str__(self) -> str:
        """Show the address."""
        return self.address
