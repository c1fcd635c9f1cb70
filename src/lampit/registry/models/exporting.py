"""Long lists that somebody wants to take out of the house, and what a second person said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region


class ExportRequest(models.Model):
    """A long list with names on its way out: asked for, allowed, written, fetched.

    `wanted` and `asked` hold what was chosen (columns, kind, filters), never a value of a
    business. `writer` is the kind of the job that writes the file: businesses, or the list of
    another room. The file lies outside the web root and is gone when `expires_at` has passed.
    """

    class State(models.TextChoices):
        """Where the request stands."""

        WAITING = "menunggu", _("Menunggu persetujuan")
        ALLOWED = "disetujui", _("Disetujui, sedang dibuat")
        DENIED = "ditolak", _("Ditolak")
        READY = "siap", _("Siap diunduh")
        FAILED = "gagal", _("Gagal dibuat")
        OVER = "lewat", _("Sudah lewat waktunya")

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", db_index=False)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    wanted = models.JSONField()
    asked = models.JSONField()
    writer = models.CharField(max_length=20, default="export")
    rows = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    job = models.ForeignKey("people.Job", models.SET_NULL, null=True, related_name="+")
    number = models.CharField(max_length=16, blank=True, default="")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        """Newest first; a region's waiting ones are counted on every page of its head."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("region", "state", "id"), name="export_waiting"),)

    def __str__(self) -> str:
        """Name the request in logs."""
        return f"{self.pk} {self.state}"
