"""Which businesses are to be asked in the field now."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region
from lampit.registry.models.businesses import Business


class FieldTask(models.Model):
    """A business that enumerators of a kabupaten are to ask, as long as `errand` is open.

    The room that sends somebody out writes it through `actions.care` and takes it back; here it
    says who exists for an enumerator. It is the present only: the history is kept there. One
    with a `person` exists for that enumerator alone.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    business = models.ForeignKey(Business, models.CASCADE, related_name="field_tasks")
    errand = models.CharField(max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, db_index=False
    )

    class Meta:
        """A business is named once for an errand; enumerators ask by kabupaten."""

        constraints = (
            models.UniqueConstraint(fields=("errand", "business"), name="field_task_once"),
        )
        indexes = (models.Index(fields=("region", "business"), name="field_task_by_region"),)

    def __str__(self) -> str:
        """Name the task in logs."""
        return f"{self.errand} {self.business_id}"
