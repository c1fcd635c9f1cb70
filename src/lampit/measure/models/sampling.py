"""What stands around a sample: drawn villages, the reserve, who goes out, what the field found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.rounds import Round, SampleMember
from lampit.places.models import Region
from lampit.registry.models import Business


class DrawnVillage(models.Model):
    """A village drawn in the first stage, with its chance and how many businesses it holds."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="villages")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    subdistrict = models.CharField(_("kecamatan"), max_length=13)
    # Measure of size: businesses in the frame, five at least.
    measure = models.PositiveIntegerField(_("ukuran"))
    frame_count = models.PositiveIntegerField(_("usaha dalam kerangka"))
    probability = models.FloatField(_("peluang terpilih"))
    is_certain = models.BooleanField(_("pasti terpilih"), default=False)
    order = models.PositiveIntegerField(_("urutan undian"))

    class Meta:
        """By code; a village is drawn once per round."""

        ordering = ("village",)
        constraints = (
            models.UniqueConstraint(fields=("round", "village"), name="village_drawn_once"),
        )

    def __str__(self) -> str:
        """Name the village in logs."""
        return f"{self.round_id}/{self.village_id}"


class ReserveUnit(models.Model):
    """A business drawn as a reserve; it enters the sample only when the office releases it.

    Drawn with the sample, behind it in the same order of the same stratum (and village): the
    office chooses when, never whom.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="reserve")
    business = models.ForeignKey(Business, models.PROTECT, related_name="reserve_units")
    subdistrict = models.CharField(_("kecamatan"), max_length=13)
    village = models.CharField(_("desa"), max_length=13, blank=True, default="")
    sector = models.CharField(_("sektor"), max_length=12)
    size = models.CharField(_("ukuran"), max_length=4, blank=True, default="")
    stratum = models.CharField(_("strata"), max_length=48)
    number = models.PositiveIntegerField(_("nomor dalam kerangka"))
    order = models.PositiveIntegerField(_("urutan undian"))
    batch = models.PositiveSmallIntegerField(_("pelepasan ke"), null=True)
    member = models.OneToOneField(
        SampleMember, models.CASCADE, related_name="reserve_unit", null=True
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    released_at = models.DateTimeField(_("dilepas"), null=True)

    class Meta:
        """In the order of the draw."""

        ordering = ("stratum", "order")
        constraints = (
            models.UniqueConstraint(fields=("round", "business"), name="reserve_drawn_once"),
        )

    def __str__(self) -> str:
        """Name the unit in logs."""
        return f"{self.round_id}/{self.business_id}"


class RoundEnumerator(models.Model):
    """Somebody who goes out for a round: where she starts from and how many she asks a day."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="enumerators")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_rounds"
    )
    base = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("pangkal"),
    )
    per_day = models.PositiveSmallIntegerField(_("kunjungan sehari"))
    left_on = models.DateField(_("berhenti"), null=True)

    class Meta:
        """A person goes out once per round."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("round", "person"), name="enumerator_once"),
            models.CheckConstraint(
                condition=models.Q(per_day__range=(1, 40)), name="enumerator_can_go_out"
            ),
        )

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.round_id}/{self.person_id}"


class FoundBusiness(models.Model):
    """A business met in the field while its village was listed, known to the register or not.

    Names, telephone and note are for recognising it; they go once it is decided.
    """

    class State(models.TextChoices):
        """What the office made of it."""

        WAITING = "menunggu", _("Menunggu diperiksa")
        KNOWN = "cocok", _("Sudah ada di daftar")
        ADDED = "ditambah", _("Ditambahkan ke daftar")
        DROPPED = "bukan", _("Bukan usaha")

    client_id = models.UUIDField(_("nomor dari gawai"), unique=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="found")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("nama usaha"), max_length=200, blank=True, default="")
    owner_name = models.CharField(_("nama pemilik"), max_length=120, blank=True, default="")
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True, default="")
    sector = models.CharField(_("sektor"), max_length=12, blank=True, default="")
    workers = models.PositiveIntegerField(_("pekerja"), null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy = models.FloatField(_("ketelitian meter"), null=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True, default="")
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    found_at = models.DateTimeField(_("ditemukan"))
    received_at = models.DateTimeField(_("diterima"))
    state = models.CharField(
        _("keadaan"), max_length=8, choices=State.choices, default=State.WAITING
    )
    business = models.ForeignKey(Business, models.PROTECT, related_name="found_in_field", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True)

    class Meta:
        """Newest last; the undecided are looked for."""

        ordering = ("id",)
        indexes = (models.Index(fields=("round", "state", "id"), name="found_by_state"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return str(self.client_id)
