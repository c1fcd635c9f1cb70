"""Where each value came from: append-only provenance."""

from django.conf import settings
from django.db import models


class Change(models.Model):
    """One field of a business or owner got another value: append-only provenance.

    Sensitive values are not repeated here: `old` and `new` hold a mask.
    """

    entity = models.CharField(max_length=8)
    entity_id = models.BigIntegerField()
    field = models.CharField(max_length=30)
    old = models.TextField(blank=True, default="")
    new = models.TextField(blank=True, default="")
    source = models.CharField(max_length=12)
    run = models.ForeignKey("registry.ImportRun", models.PROTECT, null=True, related_name="+")
    row = models.PositiveIntegerField(null=True)
    # No list asks for the changes of one person.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        """Newest first per entity."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("entity", "entity_id", "id"), name="change_entity"),)

    def __str__(self) -> str:
        """Name the change in logs."""
        return f"{self.entity} {self.entity_id} {self.field}"
