"""Phones of enumerators with their share of the key, and what they told besides interviews."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.rounds import Round, SampleMember
from lampit.places.models import Region


class FieldDevice(models.Model):
    """A phone on which one enumerator carries interviews; revoked when it is lost.

    `share` (base64, as the others, sealed in the vault) is half of what opens the phone: it lies
    on the phone as long as that is trusted. `recovery` opens it when the PIN is forgotten and
    leaves only for the account's password. `file_key` seals files that the phone exports.
    """

    device_id = models.UUIDField(_("nomor HP"), unique=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_devices"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(_("HP"), max_length=60)
    share = models.BinaryField()
    recovery = models.BinaryField()
    file_key = models.BinaryField()
    version = models.CharField(_("versi"), max_length=16, blank=True)
    unsent_count = models.PositiveIntegerField(_("belum terkirim"), default=0)
    clock_offset = models.FloatField(_("selisih jam, detik"), null=True)
    registered_at = models.DateTimeField(_("dipasang"))
    seen_at = models.DateTimeField(_("terakhir terlihat"))
    wiped_at = models.DateTimeField(_("keluar dan dihapus"), null=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    class Meta:
        """Who was seen last first."""

        ordering = ("-seen_at", "-id")
        indexes = (models.Index(fields=("region", "-seen_at"), name="field_device_region"),)

    def __str__(self) -> str:
        """Name the phone in logs."""
        return str(self.device_id)


class FieldReport(models.Model):
    """A visit without interview, or a proposed correction, as the phone told it; told once.

    `body` is what was told, `content_hash` the SHA-256 of its bytes: a repeat is recognised by
    both numbers, and one that differs is refused.
    """

    class Kind(models.TextChoices):
        """What was told."""

        VISIT = "kunjungan", _("Kunjungan")
        PROPOSAL = "usulan", _("Usulan perbaikan data")
        LISTING = "usaha_baru", _("Usaha yang belum tercatat")
        VILLAGE = "desa", _("Pendaftaran desa")

    class State(models.TextChoices):
        """Visits are applied at once; a proposal that meets a later change waits for a person."""

        APPLIED = "diterapkan", _("Sudah diterapkan")
        WAITING = "ditinjau", _("Menunggu tinjauan")
        DECLINED = "ditolak", _("Tidak dipakai")

    instance_id = models.UUIDField(_("nomor kiriman"), unique=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_reports"
    )
    device = models.ForeignKey(FieldDevice, models.PROTECT, related_name="reports", null=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="field_reports", null=True)
    member = models.ForeignKey(
        SampleMember, models.CASCADE, related_name="field_reports", null=True
    )
    kind = models.CharField(_("macam"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices)
    content_hash = models.CharField(max_length=64)
    body = models.JSONField()
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("menurut HP"))
    received_at = models.DateTimeField(_("diterima"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(_("diputuskan"), null=True)

    class Meta:
        """Newest first; the queue of a kabupaten is read by state."""

        ordering = ("-received_at", "-id")
        indexes = (
            models.Index(fields=("region", "state", "kind", "id"), name="field_report_queue"),
        )

    def __str__(self) -> str:
        """Name the report in logs."""
        return str(self.instance_id)
