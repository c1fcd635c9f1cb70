"""Asking whether a business is still there: links, sheets, and reports that it has ended."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region
from lampit.registry.models.businesses import Business


class ConfirmSheet(models.Model):
    """A paper sheet of at most twenty silent businesses for a village or a mentor and a month."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    village = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    month = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the sheet in logs."""
        return f"{self.region_id} {self.village_id or self.mentor_id} {self.month}"


class ConfirmLink(models.Model):
    """One question about one business, answered once with a code that is kept as a hash only.

    `phone_mark` is the blind index of the number that was written to, empty on paper.
    """

    class Channel(models.TextChoices):
        """How the question travels."""

        CHAT = "wa", _("WhatsApp")
        PAPER = "lembar", _("lembar kertas")

    business = models.ForeignKey(Business, models.CASCADE, related_name="confirm_links")
    sheet = models.ForeignKey(ConfirmSheet, models.CASCADE, null=True, related_name="rows")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    digest = models.CharField(max_length=64, unique=True)
    # With the key of the house it gives the code again, so that a sheet can be printed twice.
    nonce = models.CharField(max_length=32)
    phone_mark = models.CharField(max_length=64, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=16, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undelivered_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first per business."""

        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("phone_mark",),
                condition=~models.Q(phone_mark=""),
                name="confirm_link_phone",
            ),
        )

    def __str__(self) -> str:
        """Name the link in logs, without its code."""
        return f"{self.business_id} {self.channel} {self.answer or 'terbuka'}"


class EndReport(models.Model):
    """Somebody says that a business closed or moved: when, why, where to; a sign of life voids it.

    Moved to nowhere known: both `to_region` and `to_place` are empty.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="end_reports")
    what = models.CharField(max_length=16)
    kind = models.CharField(max_length=12)
    on = models.DateField()
    reason = models.CharField(max_length=200, blank=True, default="")
    to_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    to_place = models.CharField(max_length=80, blank=True, default="")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the report in logs."""
        return f"{self.business_id} {self.what} {self.on}"
