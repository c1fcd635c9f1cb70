"""What other sources say of a field: kept beside the value, never in its place."""

from django.conf import settings
from django.db import models


class Claim(models.Model):
    """A value that a weaker source told and that did not replace the present one.

    Of protected fields only the fact is kept: `value` is a mask then.
    """

    entity = models.CharField(max_length=8)
    entity_id = models.BigIntegerField()
    field = models.CharField(max_length=30)
    value = models.TextField()
    source = models.CharField(max_length=12)
    run = models.ForeignKey("registry.ImportRun", models.PROTECT, null=True, related_name="+")
    row = models.PositiveIntegerField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        """Newest first per entity."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("entity", "entity_id", "id"), name="claim_entity"),)

    def __str__(self) -> str:
        """Name the claim in logs, without its value."""
        return f"{self.entity} {self.entity_id} {self.field}"
