"""What a round must say of itself to hand in its figures, and what of it left the office."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.instruments import Instrument
from lampit.measure.models.rounds import Round
from lampit.places.models import Region


class OfficeMetadata(models.Model):
    """What an office tells once for all its rounds: who it is, who answers for it, why.

    `values` holds fields of the activity form by code (`rules.metadata.fields`).
    """

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    values = models.JSONField(_("isian"), default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(_("diubah"))

    def __str__(self) -> str:
        """Name the row in logs."""
        return self.region_id


class RoundMetadata(models.Model):
    """What only this round knows: schedule, pilot, supervisors; fields by code."""

    round = models.OneToOneField(
        Round, models.CASCADE, primary_key=True, related_name="told_metadata"
    )
    values = models.JSONField(_("isian"), default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(_("diubah"))

    def __str__(self) -> str:
        """Name the row in logs."""
        return str(self.round_id)


class ItemNote(models.Model):
    """What an office wrote about a variable or a figure of an instrument version."""

    class Kind(models.TextChoices):
        """Which of the two forms has the row."""

        VARIABLE = "variabel", _("Variabel")
        INDICATOR = "indikator", _("Indikator")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("formulir"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("kode"), max_length=60)
    values = models.JSONField(_("isian"), default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(_("diubah"))

    class Meta:
        """One note per row of a form, office and version."""

        ordering = ("kind", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "instrument", "kind", "code"), name="item_note_once"
            ),
        )

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.region_id} {self.kind} {self.code}"


class OpenRelease(models.Model):
    """What of a published round the public may take: tables always, rows when the head says so.

    `approval`: whether the keeper of data (walidata) has passed the tables.
    """

    class Approval(models.TextChoices):
        """How far the keeper of data is."""

        DRAFT = "draf", _("Draf, belum disetujui walidata")
        APPROVED = "disetujui", _("Disetujui walidata")

    round = models.OneToOneField(
        Round, models.CASCADE, primary_key=True, related_name="open_release"
    )
    approval = models.CharField(
        _("walidata"), max_length=10, choices=Approval.choices, default=Approval.DRAFT
    )
    approved_by = models.CharField(_("walidata yang menyetujui"), max_length=120, blank=True)
    approval_letter = models.CharField(_("nomor surat"), max_length=80, blank=True)
    approved_on = models.DateField(_("tanggal persetujuan"), null=True)
    rows_released_at = models.DateTimeField(_("mikrodata dibuka"), null=True)
    rows_released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False
    )
    rows_reason = models.CharField(_("alasan membuka mikrodata"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(_("diubah"))

    class Meta:
        """Rows leave only with a reason."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(rows_released_at__isnull=True) | ~models.Q(rows_reason=""),
                name="rows_leave_with_reason",
            ),
        )

    def __str__(self) -> str:
        """Name the row in logs."""
        return str(self.round_id)


class ReportPrint(models.Model):
    """A report as it was made: its print number and the mark of what stands in it."""

    class Kind(models.TextChoices):
        """Which paper."""

        REPORT = "laporan", _("Laporan putaran")
        SHEET = "lembar", _("Lembar satu halaman")
        BOOK = "tabel", _("Buku tabel")

    round = models.ForeignKey(Round, models.PROTECT, related_name="prints")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind.choices)
    language = models.CharField(_("bahasa"), max_length=2)
    year = models.PositiveSmallIntegerField(_("tahun"))
    serial = models.PositiveIntegerField(_("urutan"))
    digest = models.CharField(_("sidik isi"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        """Numbered within region and year; the same content keeps its number."""

        ordering = ("-made_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("region", "year", "serial"), name="print_number_once"),
            models.UniqueConstraint(
                fields=("round", "kind", "language", "digest"), name="print_of_content_once"
            ),
        )

    def __str__(self) -> str:
        """Name the print."""
        return self.number

    @property
    def number(self) -> str:
        """Return the print number as it stands on the paper: `LAP-63.08-2026-0031`."""
        return f"LAP-{self.region_id}-{self.year}-{self.serial:04d}"
