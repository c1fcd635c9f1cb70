"""What a processed round is made of: revisions, weights step by step, frozen figures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.rounds import Round, SampleMember


class Revision(models.Model):
    """One processing of a round. Published, it never changes; a mistake makes the next one."""

    class State(models.TextChoices):
        """A processed revision may be thrown away, a published one stays for good."""

        PROCESSED = "diolah", _("Sudah diolah")
        PUBLISHED = "terbit", _("Terbit")

    round = models.ForeignKey(Round, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revisi"))
    state = models.CharField(
        _("keadaan"), max_length=8, choices=State.choices, default=State.PROCESSED
    )
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    drawn_count = models.PositiveIntegerField(_("usaha terpilih"))
    answer_count = models.PositiveIntegerField(_("jawaban"))
    response_rate = models.FloatField(_("tingkat jawaban"), null=True)
    # How the variance reads the weights: stages, strata, margins, mean design effect.
    design = models.JSONField(_("rancangan"), default=dict)
    fingerprint = models.CharField(_("sidik angka"), max_length=64)
    processed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    processed_at = models.DateTimeField(_("diolah"))
    published_at = models.DateTimeField(_("terbit"), null=True)

    class Meta:
        """Newest first; numbers are given once; published means with its time."""

        ordering = ("round", "-number")
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="revision_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="diolah", published_at__isnull=True)
                | models.Q(state="terbit", published_at__isnull=False),
                name="revision_published_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="revision_has_reason"
            ),
        )

    def __str__(self) -> str:
        """Name the revision as people do."""
        return f"{self.round_id} r{self.number}"


class WeightStep(models.Model):
    """One step from the chance of being drawn to the final weight, with its classes."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("langkah"))
    kind = models.CharField(_("jenis"), max_length=20)
    # Classes with their factors, what was merged and why, codes of what is remarkable.
    told = models.JSONField(_("rincian"), default=dict)
    total = models.FloatField(_("jumlah bobot"))
    cv2 = models.FloatField(_("keragaman bobot"))
    deff = models.FloatField(_("efek bobot"))

    class Meta:
        """In their order."""

        ordering = ("revision", "order")
        constraints = (
            models.UniqueConstraint(fields=("revision", "order"), name="weight_step_once"),
        )

    def __str__(self) -> str:
        """Name the step in logs."""
        return f"{self.revision_id}/{self.kind}"


class MemberWeight(models.Model):
    """A drawn business in a revision: its weight after each step, its cells, its values.

    Cells and values are frozen here: the register and the answers may be corrected later, a
    published figure may not move with them. `weights` holds one number per step, in order.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="weights")
    member = models.ForeignKey(SampleMember, models.PROTECT, related_name="weights")
    outcome = models.CharField(_("hasil"), max_length=14)
    weights = models.JSONField(_("bobot per langkah"), default=list)
    final = models.FloatField(_("bobot akhir"))
    stratum = models.CharField(_("strata"), max_length=60)
    cluster = models.CharField(_("gugus"), max_length=40)
    population = models.FloatField(_("isi strata"))
    cells = models.JSONField(_("kelompok"), default=dict)
    values = models.JSONField(_("nilai"), default=dict)

    class Meta:
        """A member once per revision; nobody weighs less than nothing."""

        ordering = ("revision", "id")
        constraints = (
            models.UniqueConstraint(fields=("revision", "member"), name="member_weighed_once"),
            models.CheckConstraint(condition=models.Q(final__gte=0), name="weight_not_negative"),
        )

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.revision_id}/{self.member_id}"


class RoundFigure(models.Model):
    """A frozen figure of a revision; withheld ones carry no number at all.

    `why` says what keeps a figure that the quality rule lets pass from sentences and maps.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="figures")
    indicator = models.CharField(_("indikator"), max_length=60)
    by = models.CharField(_("menurut"), max_length=40, blank=True)
    domain = models.CharField(_("kelompok"), max_length=120, blank=True)
    n = models.PositiveIntegerField(_("jawaban"))
    value = models.FloatField(_("nilai"), null=True)
    se = models.FloatField(_("galat baku"), null=True)
    low = models.FloatField(_("batas bawah"), null=True)
    high = models.FloatField(_("batas atas"), null=True)
    deff = models.FloatField(_("efek rancangan"), null=True)
    df = models.IntegerField(_("derajat bebas"))
    quality = models.CharField(_("mutu"), max_length=12)
    reasons = models.JSONField(_("alasan mutu"), default=list)
    method = models.CharField(_("cara"), max_length=40)
    why = models.CharField(_("ditahan karena"), max_length=24, blank=True)

    class Meta:
        """A figure once per revision and group; nothing withheld has a number."""

        ordering = ("revision", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "by", "domain", "indicator"), name="round_figure_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(quality="suppressed")
                | models.Q(
                    value__isnull=True,
                    se__isnull=True,
                    low__isnull=True,
                    high__isnull=True,
                    deff__isnull=True,
                ),
                name="round_figure_withheld_is_empty",
            ),
        )

    def __str__(self) -> str:
        """Name the figure in logs."""
        return f"{self.revision_id}: {self.indicator} {self.domain}"


class ModelFigure(models.Model):
    """A frozen model figure of a kecamatan too small for its own; withheld ones have no number.

    `gamma` is the weight of its own direct figure, `between` the variance between kecamatan on
    the scale of the model. `why` keeps it from pages.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="models")
    indicator = models.CharField(_("indikator"), max_length=60)
    domain = models.CharField(_("kelompok"), max_length=120)
    n = models.PositiveIntegerField(_("jawaban"))
    value = models.FloatField(_("nilai"), null=True)
    se = models.FloatField(_("akar MSE"), null=True)
    low = models.FloatField(_("batas bawah"), null=True)
    high = models.FloatField(_("batas atas"), null=True)
    gamma = models.FloatField(_("bobot angka sendiri"), null=True)
    between = models.FloatField(_("ragam antarkecamatan"), null=True)
    covariates = models.JSONField(_("peubah penjelas"), default=list)
    quality = models.CharField(_("mutu"), max_length=12)
    reasons = models.JSONField(_("alasan mutu"), default=list)
    method = models.CharField(_("cara"), max_length=40)
    why = models.CharField(_("ditahan karena"), max_length=24, blank=True)

    class Meta:
        """A figure once per revision and kecamatan; nothing withheld has a number."""

        ordering = ("revision", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "indicator", "domain"), name="model_figure_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(quality="suppressed")
                | models.Q(value__isnull=True, se__isnull=True, low__isnull=True,
                           high__isnull=True, gamma__isnull=True),
                name="model_figure_withheld_is_empty",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Name the figure in logs."""
        return f"{self.revision_id}: {self.indicator} {self.domain}"
