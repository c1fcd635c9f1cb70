"""What field work remembers besides results: who was tried again, and days nobody goes out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.rounds import Round, SampleMember
from lampit.measure.rules import following
from lampit.places.models import Region


class FollowUp(models.Model):
    """Something done so that a drawn business answers after all; undone, never erased.

    `before` is how its row in the sample stood before it was given again (person, day, result):
    undoing brings that back, and so does the end of field work where it was not met.
    """

    class Kind(models.TextChoices):
        """What was done."""

        GIVEN = "tugas", _("Ditugaskan lagi")
        CALLED = "telepon", _("Ditelepon")

    round = models.ForeignKey(Round, models.PROTECT, related_name="follow_ups")
    member = models.ForeignKey(SampleMember, models.PROTECT, related_name="follow_ups")
    kind = models.CharField(_("tindakan"), max_length=8, choices=Kind.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False
    )
    day = models.DateField(_("hari"), null=True)
    outcome = models.CharField(
        _("hasil telepon"), max_length=16, blank=True, choices=list(following.CALLS.items())
    )
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    before = models.JSONField(_("keadaan sebelumnya"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(_("dicatat"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False
    )
    undone_at = models.DateTimeField(_("dibatalkan"), null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.round_id}/{self.member_id} {self.kind}"


class OffDay(models.Model):
    """A day on which an office sends nobody out, or does although the nation rests.

    Either one `day` or each `weekday` (0 = Monday). A market day may be of one kecamatan only.
    """

    class Kind(models.TextChoices):
        """What day it is."""

        REST = "libur", _("Hari libur setempat")
        MARKET = "pasar", _("Hari pasar, pemilik usaha tidak di tempat")
        WORK = "masuk", _("Tetap turun pada hari libur ini")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    kind = models.CharField(_("macam"), max_length=6, choices=Kind.choices)
    day = models.DateField(_("tanggal"), null=True)
    weekday = models.PositiveSmallIntegerField(_("hari dalam minggu"), null=True)
    place = models.CharField(_("kecamatan"), max_length=13, blank=True)
    name = models.CharField(_("nama"), max_length=80)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(_("dicatat"))

    class Meta:
        """By day; weekly ones first."""

        ordering = ("day", "weekday", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(day__isnull=False, weekday__isnull=True)
                | models.Q(day__isnull=True, weekday__range=(0, 6)),
                name="off_day_once_or_weekly",
            ),
        )

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.region_id} {self.day or self.weekday} {self.kind}"
