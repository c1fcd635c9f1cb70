"""Files on their way into the registry, and what became of each row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region


class Mapping(models.Model):
    """Which column means what, as an office corrected it; found by the header's signature."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        """One memory per office and header."""

        constraints = (models.UniqueConstraint("region", "signature", name="mapping_once"),)

    def __str__(self) -> str:
        """Name the mapping in logs."""
        return f"{self.region_id} {self.signature[:8]}"


class ImportRun(models.Model):
    """One file on its way into the registry: watched, resumed, cancelled, undone.

    An undo in hand is `failed` until it has come to its end.
    """

    class State(models.TextChoices):
        """Where the run stands."""

        DRAFT = "draft", _("Periksa kolom")
        WAITING = "waiting", _("Menunggu giliran")
        RUNNING = "running", _("Berjalan")
        DONE = "done", _("Selesai")
        CANCELLED = "cancelled", _("Dibatalkan")
        UNDONE = "undone", _("Diurungkan")
        FAILED = "failed", _("Gagal")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # An undo is a run of its own, without a file, and can be undone like any other.
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undoings")
    # A corrected report of this run: only the rows in it are read again.
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    # Kept columns of this run are read as fields, for the businesses that it wrote.
    fills = models.ForeignKey("self", models.PROTECT, null=True, related_name="fillings")
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    # What the office had answered when the run began: the rest of a broken-off run reads alike.
    answers = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    job = models.ForeignKey("people.Job", models.SET_NULL, null=True, related_name="+")
    # The next block to write, and how many rows the blocks of this run have.
    next_chunk = models.PositiveIntegerField(default=0)
    block_rows = models.PositiveIntegerField(default=1_000)
    counts = models.JSONField(default=dict)
    # What the check counted, and when: the page tells in what the run came out otherwise.
    checked = models.JSONField(null=True)
    created_at = models.DateTimeField()
    # Since when it waits for its turn: one import at a time in a kabupaten, first come first.
    queued_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # When its owner looked at what became of it; the desk tells of it until then.
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; one at work in a kabupaten."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("region",), condition=models.Q(state="running"), name="import_one_running"
            ),
        )

    def __str__(self) -> str:
        """Name the run in logs."""
        return f"{self.file_name} {self.state}"


class ImportRow(models.Model):
    """What became of one source row: the journal that undo walks back."""

    # The index of `import_row_once` begins with the run.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_index=False)
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    action = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True, default="")
    business_id = models.BigIntegerField(null=True, db_index=True)
    owner_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    problems = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        """A source row is journalled once per run."""

        constraints = (models.UniqueConstraint("run", "sheet", "row", name="import_row_once"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.run_id} {self.sheet} {self.row}"
