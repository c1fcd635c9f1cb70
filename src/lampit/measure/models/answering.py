"""Submissions as they were given, the answers that became columns, and the scores."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.instruments import Instrument
from lampit.measure.models.rounds import Round, SampleMember
from lampit.places.models import Region
from lampit.registry.models import Business


class Submission(models.Model):
    """One questionnaire of one business; a draft changes, a final one never does."""

    class State(models.TextChoices):
        """A draft is kept at every step; a final submission counts."""

        DRAFT = "konsep", _("Belum selesai")
        FINAL = "final", _("Terkirim")

    class Mode(models.TextChoices):
        """Why it was asked: drawn for a round, or in coaching, which no estimate reads."""

        SURVEY = "survei", _("Survei")
        COACHING = "bimbingan", _("Bimbingan")

    instance_id = models.UUIDField(_("nomor kiriman"), unique=True)
    business = models.ForeignKey(Business, models.PROTECT, related_name="submissions")
    region = models.ForeignKey(Region, models.PROTECT, related_name="submissions")
    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions", null=True)
    member = models.OneToOneField(
        SampleMember, models.PROTECT, related_name="submission", null=True
    )
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="submissions")
    mode = models.CharField(_("cara"), max_length=12, choices=Mode.choices)
    state = models.CharField(_("keadaan"), max_length=8, choices=State.choices, default=State.DRAFT)
    has_consent = models.BooleanField(_("bersedia"), default=False)
    # Which opening was read out (`rules.consent`); empty of answers from before it was kept.
    consent_version = models.CharField(_("teks kesediaan"), max_length=10, blank=True, default="")
    answers = models.JSONField(_("jawaban"), default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions", null=True
    )
    started_at = models.DateTimeField(_("mulai"))
    changed_at = models.DateTimeField(_("terakhir diubah"))
    submitted_at = models.DateTimeField(_("terkirim"), null=True)

    class Meta:
        """Newest first; one draft per business outside rounds; survey means a member."""

        ordering = ("-changed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("business",),
                condition=models.Q(state="konsep", mode="bimbingan"),
                name="coaching_draft_once",
            ),
            models.CheckConstraint(
                condition=models.Q(mode="survei", member__isnull=False)
                | models.Q(mode="bimbingan", member__isnull=True),
                name="submission_mode_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(state="konsep", submitted_at__isnull=True)
                | models.Q(state="final", submitted_at__isnull=False),
                name="submission_final_has_time",
            ),
        )

    def __str__(self) -> str:
        """Name the submission in logs."""
        return str(self.instance_id)


class Answer(models.Model):
    """Answers that an indicator, filter or target list reads, typed (see `rules.columns`)."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="typed")
    owner_age = models.IntegerField(_("umur pemilik"), null=True)
    helper_age = models.IntegerField(_("umur pengurus"), null=True)
    workers_now = models.IntegerField(_("pekerja kini"), null=True)
    workers_before = models.IntegerField(_("pekerja setahun lalu"), null=True)
    sales_band = models.CharField(_("kelas omzet"), max_length=12, blank=True)
    sales_trend = models.CharField(_("arah omzet"), max_length=12, blank=True)
    online_now = models.IntegerField(_("daring kini"), null=True)
    online_before = models.IntegerField(_("daring setahun lalu"), null=True)
    face_to_face = models.CharField(_("tatap muka"), max_length=12, blank=True)
    recovery = models.CharField(_("pulih"), max_length=12, blank=True)
    promotion_spend = models.BigIntegerField(_("biaya promosi"), null=True)

    def __str__(self) -> str:
        """Name the row by its submission."""
        return str(self.submission_id)


class Score(models.Model):
    """What a final submission says: index, levels, points, target group, next step."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="score")
    business = models.ForeignKey(Business, models.PROTECT, related_name="scores")
    region = models.ForeignKey(Region, models.PROTECT, related_name="scores")
    subdistrict = models.CharField(_("kecamatan"), max_length=13, blank=True)
    is_latest = models.BooleanField(_("terbaru"), default=True)
    index = models.FloatField(_("indeks"), null=True)
    maturity = models.CharField(_("tingkat"), max_length=4, blank=True)
    points = models.PositiveSmallIntegerField(_("poin dari 12"))
    unknown_points = models.PositiveSmallIntegerField(_("poin tak diketahui"))
    point_level = models.CharField(_("setara tingkat DII"), max_length=16, blank=True)
    dimensions = models.JSONField(_("dimensi"))
    indicators = models.JSONField(_("indikator"))
    generation = models.CharField(_("generasi"), max_length=10, blank=True)
    is_literate = models.BooleanField(_("melek IT"), null=True)
    is_target = models.BooleanField(_("sasaran"), null=True)
    target_reasons = models.JSONField(_("alasan sasaran"), default=list)
    sells_online = models.BooleanField(_("sudah berjualan daring"), null=True)
    online_change = models.SmallIntegerField(_("perubahan daring"), null=True)
    worker_change = models.SmallIntegerField(_("perubahan pekerja"), null=True)
    is_new_business = models.BooleanField(_("usaha baru"), null=True)
    is_contact_dependent = models.BooleanField(_("rentan kontak"), null=True)
    next_step = models.CharField(_("langkah berikutnya"), max_length=40, blank=True)
    next_gain = models.FloatField(_("tambahan indeks"), null=True)
    readiness = models.JSONField(_("kesiapan"), null=True)
    readiness_version = models.PositiveSmallIntegerField(_("aturan kesiapan"), null=True)
    level_gap = models.FloatField(_("jarak ke tingkat berikutnya"), null=True)
    is_near = models.BooleanField(_("hampir siap"), null=True)
    blocked_by = models.CharField(_("satu-satunya halangan"), max_length=64, blank=True, default="")
    scored_at = models.DateTimeField(_("dihitung"))

    class Meta:
        """One latest score per business."""

        ordering = ("-scored_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("business",), condition=models.Q(is_latest=True), name="score_latest_once"
            ),
            models.CheckConstraint(
                condition=models.Q(index__isnull=True) | models.Q(index__range=(0, 100)),
                name="score_index_in_range",
            ),
        )
        indexes = (
            models.Index(
                fields=("region", "is_latest", "is_target", "sells_online"),
                name="score_for_who_next",
            ),
            models.Index(
                fields=("readiness_version", "id"),
                condition=models.Q(is_latest=True),
                name="score_readiness_by_rules",
            ),
        )

    def __str__(self) -> str:
        """Name the score in logs."""
        return f"{self.business_id}: {self.index}"
