"""What was known of all businesses of a round, frozen: the totals that weights are fitted to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.rounds import Round


class RoundMargins(models.Model):
    """Counts of the businesses a round speaks of, as they were known when they were frozen.

    `places`, `sizes` and `sexes` are lists of [labels …, count], `phones` of [kecamatan, with a
    telephone, all]; "?" is not noted. Counts by kecamatan, sector and size are those of the frame
    wherever it was kept; what the frame lacks is read from the register once, and never again.
    """

    class Occasion(models.TextChoices):
        """When the register was read."""

        DRAW = "undian", _("Saat contoh diundi")
        LATER = "sesudah", _("Sesudah contoh diundi")

    round = models.OneToOneField(Round, models.CASCADE, related_name="margins")
    places = models.JSONField(_("kecamatan dan sektor"), default=list)
    sizes = models.JSONField(_("ukuran"), default=list)
    sexes = models.JSONField(_("kelamin pemilik"), default=list)
    phones = models.JSONField(_("nomor HP"), default=list)
    reference_on = models.DateField(_("tanggal acuan"))
    occasion = models.CharField(_("dibekukan"), max_length=8, choices=Occasion.choices)
    frozen_at = models.DateTimeField(_("dibekukan pada"))
    fingerprint = models.CharField(_("sidik"), max_length=64)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.round_id}: {self.fingerprint[:12]}"
