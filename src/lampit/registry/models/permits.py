"""Legal papers of businesses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.registry.models.businesses import Business


class Permit(models.Model):
    """A legal paper of a business."""

    class Kind(models.TextChoices):
        """Kinds of papers the office asks for."""

        PIRT = "pirt", "P-IRT"
        HALAL = "halal", _("Halal")
        BRAND = "merek", _("Merek")
        BPOM = "bpom", "BPOM MD"
        SNI = "sni", "SNI"

    business = models.ForeignKey(Business, models.CASCADE, related_name="permits")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    number = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=10, default="berlaku")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """One paper of a kind and number per business."""

        constraints = (models.UniqueConstraint("business", "kind", "number", name="permit_once"),)

    def __str__(self) -> str:
        """Show kind and number."""
        return f"{self.kind} {self.number}"
