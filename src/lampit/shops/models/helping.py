"""Who helps a maker in her shop, with her consent, from when until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lampit.shops.models.goods import Maker


class Assistance(models.Model):
    """One account that may work in one shop: invited or agreed to by its owner; rows stay."""

    class Kind(models.TextChoices):
        """What the helper is to the owner."""

        RELATIVE = "kerabat", "Keluarga atau orang dekat"
        MENTOR = "pendamping", "Pendamping"
        STAFF = "petugas", "Petugas dinas"

    class Consent(models.TextChoices):
        """How the owner agreed."""

        SELF = "sendiri", "Pemilik menekan sendiri"
        WITNESSED = "dibacakan", "Dibacakan, pemilik menjawab ya"

    maker = models.ForeignKey(Maker, models.CASCADE, related_name="assistances")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="assists"
    )  # empty while an invitation waits
    kind = models.CharField(max_length=10, choices=Kind.choices)
    consent = models.CharField(max_length=10, choices=Consent.choices)
    note = models.CharField(max_length=200, blank=True)  # who was there, what was said
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    code_digest = models.CharField(max_length=64, blank=True)  # of an invitation's link
    asked_at = models.DateTimeField()
    open_until = models.DateTimeField(null=True, blank=True)  # of an invitation
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        """An account helps a shop once at a time."""

        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                "maker",
                "account",
                condition=Q(ended_at__isnull=True, account__isnull=False),
                name="assistance_once",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(account__isnull=False),
                name="assistance_started_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("code_digest",), name="assistance_code"),)

    def __str__(self) -> str:
        """Show who helps whom."""
        return f"{self.account_id} > {self.maker_id}"
