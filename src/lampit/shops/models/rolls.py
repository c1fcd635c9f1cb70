"""All goods on sale in columns, for a market too large to be counted row by row at each asking.

A roll is made by the clock (`actions.rolls`) and never changed; what changes after it was read is
noted by triggers (`rules.finding.rolling`), and readers ask those goods' rows instead. Neither
table says anything that the goods themselves do not.
"""

from django.db import models


class Roll(models.Model):
    """The columns of all goods on sale at one instant, as `queries.finding.rolls` packs them."""

    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of the columns: by it processes know what they read
    edition = models.CharField(max_length=16)  # of materials and shelves
    goods = models.PositiveIntegerField()
    columns = models.BinaryField()

    def __str__(self) -> str:
        """Show how many goods it holds."""
        return str(self.goods)


class RollChange(models.Model):
    """A good that changed since the roll was read; written by triggers alone."""

    product_id = models.BigIntegerField()  # no foreign key: it may be gone
    category = models.CharField(max_length=40)

    class Meta:
        """Read by category."""

        indexes = (models.Index(fields=("category", "product_id"), name="rollchange_of_shelf"),)

    def __str__(self) -> str:
        """Show the good by its number."""
        return str(self.product_id)
