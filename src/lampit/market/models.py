"""Tables of the market room: what changed of the rows that published pages are made of."""

from django.db import models


class Touch(models.Model):
    """A change that published pages have to hear of; written by triggers, gone once heard.

    `keys` holds the values of the tracked columns as JSON (`market.rules.touching`), nothing
    where the whole table changed.
    """

    relation = models.CharField(max_length=63)
    keys = models.TextField(blank=True)

    class Meta:
        """In the order of writing."""

        ordering = ("id",)

    def __str__(self) -> str:
        """Show table and values."""
        return f"{self.relation} {self.keys}"
