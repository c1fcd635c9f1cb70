"""Pairs of records that may be one business, and the log of merges and their undoing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region
from lampit.registry.models.businesses import Business


class Pair(models.Model):
    """Two records that may be one business, and what a person said about them.

    `evidence` is a list of [field, level, weight]; the weights add up to `weight` (log2 of the
    odds). `mark` is the fingerprint of the compared values when the pair was last proposed or
    decided: a pair called different is proposed again only when it has moved.
    """

    class State(models.TextChoices):
        """What became of the pair."""

        NEW = "baru", _("Belum dijawab")
        SAME = "sama", _("Usaha yang sama")
        DIFFERENT = "beda", _("Bukan usaha yang sama")
        UNSURE = "ragu", _("Belum tahu")
        GONE = "gugur", _("Gugur")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    left = models.ForeignKey(Business, models.PROTECT, related_name="pairs_left", db_index=False)
    right = models.ForeignKey(Business, models.PROTECT, related_name="pairs_right")
    probability = models.FloatField()
    weight = models.FloatField(default=0.0)
    explanation = models.TextField(blank=True, default="")
    evidence = models.JSONField(default=list)
    conflict = models.CharField(max_length=60, blank=True, default="")
    model = models.CharField(max_length=40)
    state = models.CharField(max_length=5, choices=State.choices, default=State.NEW)
    mark = models.CharField(max_length=16, blank=True, default="")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    # Where money or aid hangs on a record two people must say "the same"; this is the first. Of a
    # drawn share two people answer, whatever it is, and the second does not see the first.
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    first_at = models.DateTimeField(null=True)
    first_mark = models.CharField(max_length=16, blank=True, default="")
    is_double = models.BooleanField(default=False)
    first_answer = models.CharField(max_length=5, blank=True, default="")
    second_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    second_at = models.DateTimeField(null=True)
    second_answer = models.CharField(max_length=5, blank=True, default="")
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    leased_until = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    # Drawn for the blind sample of a month: its first day, the stratum of `SampleRound.strata`
    # and the place in the order of showing, which tells nothing of the probability.
    sampled_on = models.DateField(null=True)
    stratum = models.PositiveSmallIntegerField(null=True)
    sample_order = models.PositiveIntegerField(null=True)

    class Meta:
        """Two records make one pair, the older record on the left."""

        constraints = (
            models.UniqueConstraint(fields=("left", "right"), name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="pair_order"
            ),
        )
        indexes = (
            models.Index(fields=("region", "state", "-probability", "id"), name="pair_queue"),
            models.Index(
                fields=("region", "sampled_on", "sample_order"),
                name="pair_sampled",
                condition=models.Q(sampled_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Name the pair in logs."""
        return f"{self.left_id} {self.right_id} {self.state}"


class SampleRound(models.Model):
    """What one month's blind sample of a kabupaten was drawn from.

    `strata` is a list of {low, high, pairs, drawn}: probabilities, candidate pairs between them,
    how many of these were drawn. The first is what the search proposed.
    """

    region = models.ForeignKey(Region, models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()
    model = models.CharField(max_length=40)
    strata = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        """One a month."""

        constraints = (
            models.UniqueConstraint(fields=("region", "month"), name="sample_round_once"),
        )

    def __str__(self) -> str:
        """Name the round in logs."""
        return f"{self.region_id} {self.month}"


class MergeEvent(models.Model):
    """One merge, or the undoing of one: rows are only added, and tell every link again.

    `members` are the ids of the records linked to `golden`. `survivorship` names for each field
    the record whose value the golden one shows. `written` is the working note of a merge that
    stands: for each field the columns of the golden record before it, the last change of
    that record known then, and by which rule fields survived (`rules.merging.RULE`; none is the
    first).
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    golden = models.ForeignKey(Business, models.PROTECT, related_name="merge_events")
    members = models.JSONField(default=list)
    survivorship = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    undo_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        """In the order of the log."""

        ordering = ("id",)

    def __str__(self) -> str:
        """Name the event in logs."""
        return f"{self.golden_id} {self.members} {self.undo_of_id or ''}".strip()


class Calibration(models.Model):
    """From which probability pairs are asked about and called sure in a kabupaten, and why.

    Reckoned from answers of people with a method and intervals (`told`); rows are only added and
    the last one counts. The parameters of the model are never trained on answers.
    """

    region = models.ForeignKey(Region, models.CASCADE, related_name="+", db_index=False)
    model = models.CharField(max_length=40)
    answers = models.PositiveIntegerField()
    queued_from = models.FloatField()
    sure_from = models.FloatField()
    told = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        """The last of a kabupaten is one step in the index."""

        indexes = (models.Index(fields=("region", "-id"), name="calibration_last"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.region_id} {self.queued_from} {self.sure_from}"
