"""Villages that are listed on foot before businesses are drawn in them, and that second draw."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.rounds import Round
from lampit.measure.models.sampling import DrawnVillage
from lampit.measure.rules import listing as rules
from lampit.registry.models import Business


class VillageListing(models.Model):
    """The listing of one drawn village: how far it is, who walks it."""

    class State(models.TextChoices):
        """How far a village is; `tanpa` = it could not be walked, the register stands for it."""

        WAITING = rules.WAITING, _("Belum mulai")
        RUNNING = rules.RUNNING, _("Sedang didaftar")
        COMPLETE = rules.COMPLETE, _("Sudah lengkap")
        UNLISTED = rules.UNLISTED, _("Tidak dapat didaftar")

    drawn = models.OneToOneField(DrawnVillage, models.CASCADE, related_name="listing")
    state = models.CharField(
        _("keadaan"), max_length=8, choices=State.choices, default=rules.WAITING
    )
    lister = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="listed_villages", null=True
    )
    reason = models.CharField(_("sebab tidak didaftar"), max_length=200, blank=True, default="")
    begun_at = models.DateTimeField(_("mulai"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(_("lengkap"), null=True)

    class Meta:
        """In the order of the villages' codes."""

        ordering = ("drawn__village",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=rules.VILLAGE_STATES), name="listing_state_known"
            ),
        )

    def __str__(self) -> str:
        """Name the listing in logs."""
        return f"{self.drawn} {self.state}"


class ListedEntry(models.Model):
    """An entry that the frozen register has in a drawn village, and what was found of it.

    Made when the listing of its village begins. `outcome` empty: nobody looked yet.
    """

    class Outcome(models.TextChoices):
        """What was found at the place; which of these are errors of the register, `rules` says."""

        MET = rules.MET, _("Ditemui")
        CLOSED = "tutup", _("Sudah tutup")
        MOVED = "pindah", _("Pindah dari desa ini")
        NO_BUSINESS = "bukan_usaha", _("Bukan usaha")
        DOUBLE = "ganda", _("Tercatat dua kali")
        UNKNOWN = rules.UNKNOWN, _("Tidak dikenal di desa ini")

    listing = models.ForeignKey(VillageListing, models.CASCADE, related_name="entries")
    business = models.ForeignKey(Business, models.PROTECT, related_name="listed_entries")
    sector = models.CharField(_("sektor"), max_length=12)
    size = models.CharField(_("ukuran"), max_length=4, blank=True, default="")
    is_certain = models.BooleanField(_("pasti ikut"), default=False)
    outcome = models.CharField(
        _("hasil"), max_length=14, choices=Outcome.choices, blank=True, default=""
    )
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    told_at = models.DateTimeField(_("ditandai"), null=True)

    class Meta:
        """In the order of the frame; a business stands once on the list of a village."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("listing", "business"), name="entry_listed_once"),
        )
        indexes = (models.Index(fields=("listing", "outcome"), name="entry_by_outcome"),)

    def __str__(self) -> str:
        """Name the entry in logs."""
        return f"{self.listing_id}/{self.business_id} {self.outcome}"


class ListedDraw(models.Model):
    """The second draw of a round: businesses from the lists of its villages.

    `villages` holds what each listing gave when it was drawn, as `rules.coverage` reads it: it
    says how much of all businesses the register holds, and never changes.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="listed_draw")
    seed = models.BigIntegerField(_("angka acak"))
    frame_count = models.PositiveIntegerField(_("isi kerangka"))
    frame_hash = models.CharField(_("sidik kerangka"), max_length=64)
    receipt = models.CharField(_("tanda terima undian"), max_length=64, db_index=True)
    villages = models.JSONField(_("hasil pendaftaran"), default=list)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    drawn_at = models.DateTimeField(_("ditarik"))

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the draw in logs."""
        return f"{self.round_id} {self.receipt[:16]}"
