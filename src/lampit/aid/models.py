"""Programmes of aid, grants to recipients, lists brought in, and overlaps to be decided.

Tables owned: `aid_programme`, `aid_listrun`, `aid_grant`, `aid_overlap`.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region
from lampit.registry.models import Business, Owner


class Programme(models.Model):
    """Help that an office gives to many: money, tools, training. `budget` is rupiah, null unknown.

    `once_per` says how often: once per person (`nik`), household (`kk`) or business (`usaha`).
    """

    class Kind(models.TextChoices):
        """What is given; aid of one kind in one year is the same help."""

        MONEY = "uang", _("Uang modal")
        CREDIT = "kur", _("Kredit (KUR)")
        TOOLS = "alat", _("Peralatan")
        MATERIAL = "bahan", _("Bahan")
        TRAINING = "latihan", _("Pelatihan")
        OTHER = "lain", _("Lain")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(_("nama program"), max_length=120)
    funder = models.CharField(_("pemberi"), max_length=120)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    once_per = models.CharField(max_length=5, default="nik")
    budget = models.BigIntegerField(null=True, blank=True)
    objections_until = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        """A programme is once a year in a kabupaten."""

        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint("region", "name", "year", name="aid_programme_once"),
        )

    def __str__(self) -> str:
        """Show name and year."""
        return f"{self.name} {self.year}"


class ListRun(models.Model):
    """A list of recipients that was brought in, and can be taken back.

    `columns` is a field per column of the sheet; `counts` what came of its rows. `begun_at` says
    that it is being brought in as `status` tells; `cursor` is the last row that is in.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    source = models.CharField(max_length=120, blank=True, default="")
    counts = models.JSONField(default=dict)
    status = models.CharField(max_length=8, blank=True, default="")
    cursor = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("people.Job", models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the run in logs."""
        return f"{self.pk} {self.file_name}"

    @property
    def is_begun(self) -> bool:
        """Say whether some of it is in, or all; lists of before have no beginning."""
        return self.begun_at is not None or self.done_at is not None


class Grant(models.Model):
    """Somebody is to receive, or received, something of a programme.

    NIK and KK of a list are kept as blind indexes only: enough to find the same person again, and
    nothing to be read. `match` says how the recipient was found in the register.
    """

    class Match(models.TextChoices):
        """How the recipient was found in the register."""

        NIK = "nik", _("cocok lewat NIK")
        CHOSEN = "dipilih", _("dipilih petugas")
        ASKED = "ditanya", _("perlu dipastikan")
        NONE = "tidak_ada", _("tidak ada di daftar usaha")

    class Status(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("Direncanakan")
        APPROVED = "approved", _("Disetujui")
        GIVEN = "given", _("Sudah diberikan")
        RETURNED = "returned", _("Dikembalikan")
        REFUSED = "refused", _("Ditolak")

    public_id = models.CharField(max_length=16, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="grants", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    business = models.ForeignKey(
        Business, models.PROTECT, null=True, blank=True, related_name="aid"
    )
    owner = models.ForeignKey(Owner, models.PROTECT, null=True, blank=True, related_name="aid")
    name = models.CharField(max_length=120)
    nik_index = models.CharField(max_length=32, blank=True, default="")
    kk_index = models.CharField(max_length=32, blank=True, default="")
    village = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", db_index=False)
    village_told = models.CharField(max_length=60, blank=True, default="")
    rt = models.CharField(max_length=3, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    amount = models.BigIntegerField(null=True, blank=True)
    goods = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    match = models.CharField(max_length=9, choices=Match.choices, default=Match.NONE)
    given_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True, default="")
    run = models.ForeignKey(ListRun, models.PROTECT, null=True, related_name="grants")
    row = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        """Lists go by programme; the same person and home are found by index."""

        indexes = (
            models.Index(fields=("programme", "status", "id"), name="aid_programme_status"),
            models.Index(
                fields=("region", "nik_index"), condition=~models.Q(nik_index=""), name="aid_nik"
            ),
            models.Index(
                fields=("region", "kk_index"), condition=~models.Q(kk_index=""), name="aid_kk"
            ),
            models.Index(
                fields=("village", "id"), condition=models.Q(village__isnull=False), name="aid_home"
            ),
        )

    def __str__(self) -> str:
        """Name the grant in logs."""
        return self.public_id


class Overlap(models.Model):
    """A grant would help where another already helped; somebody decides, with a reason.

    `is_hint`: shown, but the programme's rule does not ask for a decision.
    """

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("Belum diputuskan")
        ALLOWED = "allowed", _("Dibolehkan")
        REFUSED = "refused", _("Tidak boleh")
        GONE = "gone", _("Tidak lagi")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="overlaps")
    other = models.ForeignKey(Grant, models.CASCADE, related_name="overlapped_by")
    basis = models.CharField(max_length=8)
    is_hint = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        """Two grants overlap once; open ones are listed per kabupaten."""

        constraints = (models.UniqueConstraint("grant", "other", name="aid_overlap_once"),)
        indexes = (models.Index(fields=("region", "state", "id"), name="aid_overlap_state"),)

    def __str__(self) -> str:
        """Name the overlap in logs."""
        return f"{self.grant_id} {self.other_id} {self.basis}"
