"""Under which number a program of a partner knows a business: each program numbers for itself."""

from django.db import models

from lampit.places.models import Region
from lampit.registry.models.businesses import Business


class PartnerNumber(models.Model):
    """A number that a program gave a business of a kabupaten.

    `program` is the key of the program (`people.ApiToken.program`), or
    `people.rules.tokens.account_key` for numbers that were given before an account's programs
    were told apart. The number in the office's own list is `Business.external_id`.
    """

    business = models.ForeignKey(
        Business, models.CASCADE, related_name="partner_numbers", db_index=False
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    program = models.CharField(max_length=24)
    number = models.CharField(max_length=40)

    class Meta:
        """A number means one business, and a program has one number for each.

        The number comes first: programs of the province ask for it in all kabupaten at once.
        """

        constraints = (
            models.UniqueConstraint("number", "program", "region", name="partner_number_once"),
            models.UniqueConstraint("business", "program", name="partner_number_of_business"),
        )

    def __str__(self) -> str:
        """Name it in logs, without the business."""
        return f"{self.program} {self.number}"
