"""Files of answers typed from paper: each as a run that can be watched and undone, and its rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.receiving import Delivery
from lampit.measure.models.rounds import Round, SampleMember


class AnswerFile(models.Model):
    """One workbook of answers on its way into a round: checked, brought in, undone.

    The file lies among the uploads of the house; what was sent of it are deliveries.
    """

    class State(models.TextChoices):
        """Where the run stands; one that stopped half way goes on where it was."""

        CHECKED = "diperiksa", _("Belum dimasukkan")
        RUNNING = "berjalan", _("Sedang dimasukkan")
        DONE = "selesai", _("Sudah dimasukkan")
        UNDONE = "diurungkan", _("Diurungkan")

    round = models.ForeignKey(Round, models.PROTECT, related_name="answer_files")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(_("berkas"), max_length=200)
    path = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    # sheet → {"column": meaning} as somebody chose it, where the headings did not tell.
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(
        _("keadaan"), max_length=12, choices=State.choices, default=State.CHECKED
    )
    job = models.ForeignKey("people.Job", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("diunggah"))
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the run in logs."""
        return f"{self.round_id}/{self.file_name} {self.state}"


class AnswerFileRow(models.Model):
    """What is to become, or became, of one row; its cells stay in the file and in the delivery.

    `problems` are [column from 0 or -1, code, sentence, is_wrong]. `before` is what stood for the
    drawn business, so that a visit can be undone.
    """

    class State(models.TextChoices):
        """Seen by the check, then brought in; undone or left as it was."""

        READY = "siap", _("Akan masuk")
        OTHER = "lain", _("Sudah dijawab, isinya lain")
        SAME = "sama", _("Sudah masuk, isinya sama")
        WRONG = "salah", _("Perlu dibetulkan")
        STRANGE = "asing", _("Tidak ada di putaran ini")
        SENDING = "dikirim", _("Sedang dimasukkan")
        COUNTED = "masuk", _("Masuk")
        WAITING = "menunggu", _("Menunggu penyelia")
        UNDONE = "diurungkan", _("Diurungkan")
        KEPT = "tetap", _("Tidak dapat diurungkan")

    run = models.ForeignKey(AnswerFile, models.CASCADE, related_name="rows", db_index=False)
    sheet = models.CharField(_("lembar"), max_length=60)
    row = models.PositiveIntegerField(_("baris"))
    number = models.CharField(_("nomor contoh"), max_length=40, blank=True)
    member = models.ForeignKey(SampleMember, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices)
    problems = models.JSONField(default=list)
    instance_id = models.CharField(max_length=120, blank=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        """In the order of the file; a row stands once in a run."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint("run", "sheet", "row", name="answer_file_row_once"),)
        indexes = (models.Index(fields=("run", "state", "id"), name="answer_row_by_state"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.run_id} {self.sheet} {self.row} {self.state}"
