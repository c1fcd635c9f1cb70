"""What buyers abroad read of goods and shops: English texts, and facts for export."""

from django.conf import settings
from django.db import models

from lampit.shops.models.goods import Maker, Product
from lampit.shops.rules import texts


class ProductAbroad(models.Model):
    """A good in English and as customs ask for it; no row while nothing is told.

    There is an English text when it has a name. `source` is the Indonesian text that was
    translated: when the good says something else now, the English is out of date.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="abroad")
    name = models.CharField(max_length=texts.LONGEST_NAME, blank=True)
    material = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    source = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)
    net_weight_g = models.PositiveIntegerField(null=True, blank=True)  # without packaging
    hs_code = models.CharField(max_length=8, blank=True)  # digits; empty: that of its category

    def __str__(self) -> str:
        """Show the English name."""
        return self.name


class MakerAbroad(models.Model):
    """A shop in English; as with goods, `source` is the Indonesian text that was translated."""

    maker = models.OneToOneField(Maker, models.CASCADE, primary_key=True, related_name="abroad")
    story = models.TextField()
    source = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        """Show the beginning of the story."""
        return self.story[:40]
