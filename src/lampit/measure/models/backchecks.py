"""Interviews that are held once more by somebody else, to see how well answers repeat."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.answering import Submission
from lampit.measure.models.rounds import Round


class BackCheck(models.Model):
    """A finished interview chosen to be held again; no estimate ever reads its answers."""

    class State(models.TextChoices):
        """Chosen by lot, begun, held again, or not possible any more."""

        CHOSEN = "terpilih", _("Belum ditanya lagi")
        BEGUN = "konsep", _("Sedang diisi")
        DONE = "selesai", _("Sudah ditanya lagi")
        DROPPED = "batal", _("Tidak dapat ditanya lagi")

    OPEN = (State.CHOSEN, State.BEGUN)

    instance_id = models.UUIDField(_("nomor"), unique=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, models.PROTECT, related_name="backchecks")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="backcheck")
    seed = models.BigIntegerField(_("angka acak"))
    due_on = models.DateField(_("paling lambat"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="backchecks", null=True
    )
    state = models.CharField(
        _("keadaan"), max_length=8, choices=State.choices, default=State.CHOSEN
    )
    reason = models.CharField(_("alasan"), max_length=20, blank=True, default="")
    has_consent = models.BooleanField(_("bersedia"), default=False)
    consent_version = models.CharField(_("teks kesediaan"), max_length=10, blank=True, default="")
    answers = models.JSONField(_("jawaban"), default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    chosen_at = models.DateTimeField(_("dipilih"))
    started_at = models.DateTimeField(_("mulai"), null=True)
    done_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        """Those that are due first."""

        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="selesai") | models.Q(done_at__isnull=False),
                name="backcheck_done_has_time",
            ),
        )
        indexes = (models.Index(fields=("round", "state", "due_on"), name="backcheck_by_state"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return str(self.instance_id)
