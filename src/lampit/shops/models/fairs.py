"""Events for which an office chooses goods: exhibitions, bazaars, receptions."""

from django.db import models
from django.db.models import F, Q

from lampit.places.models import Region
from lampit.shops.models.goods import Product
from lampit.shops.rules import fairs


class Fair(models.Model):
    """An event with its own page, catalogue and price list."""

    # The kabupaten or province whose office arranges it; empty for the nation.
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=fairs.LONGEST_NAME)
    place = models.CharField(max_length=fairs.LONGEST_PLACE, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    picture = models.CharField(max_length=64, blank=True)  # digest
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    form_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique

    class Meta:
        """Latest first; it does not end before it begins, and one form makes one event."""

        ordering = ("-from_on", "-id")
        indexes = (
            models.Index(fields=("region", "-from_on", "-id"), name="fair_of_office"),
            models.Index(fields=("until_on",), name="fair_running"),
        )
        constraints = (
            models.UniqueConstraint("form_key", name="fair_form_once"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="fair_days"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class FairGood(models.Model):
    """A good chosen for an event; what is no longer on sale is not shown, and stays chosen."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="chosen")
    product = models.ForeignKey(Product, models.CASCADE, related_name="fairs")
    chosen_at = models.DateTimeField()

    class Meta:
        """A good is chosen once for an event."""

        constraints = (models.UniqueConstraint("fair", "product", name="fair_good_once"),)

    def __str__(self) -> str:
        """Name the choice in logs."""
        return f"{self.fair_id} {self.product_id}"
