"""Legal papers of businesses, their certificate files and the reminders before they end."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.registry.models.businesses import Business


class Permit(models.Model):
    """A legal paper of a business; it stays with its record through merging and parting.

    `proof` says who vouches for it: nobody but the owner, somebody who saw it, or its issuer.
    """

    class Kind(models.TextChoices):
        """Kinds of papers the office asks for."""

        NIB = "nib", "NIB"
        PIRT = "pirt", "P-IRT"
        HALAL = "halal", _("Halal")
        BRAND = "merek", _("Merek")
        BPOM = "bpom", "BPOM MD"
        SNI = "sni", "SNI"

    class Proof(models.TextChoices):
        """Who vouches for it."""

        SAID = "dikatakan", _("baru dikatakan")
        SEEN = "dilihat", _("suratnya dilihat")
        CHECKED = "dicek", _("dicek ke penerbit")

    business = models.ForeignKey(Business, models.CASCADE, related_name="permits")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    number = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=10, default="berlaku")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    proof = models.CharField(max_length=10, choices=Proof.choices, default=Proof.SAID)
    proof_note = models.CharField(max_length=80, blank=True, default="")
    proof_on = models.DateField(null=True)
    proof_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    # The list that told it, until a person changes it; it goes with an undo of that import.
    run = models.ForeignKey(
        "registry.ImportRun", models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """One paper of a kind and number per business; those that end are found by their day."""

        constraints = (models.UniqueConstraint("business", "kind", "number", name="permit_once"),)
        indexes = (
            models.Index(
                fields=("valid_until",),
                condition=models.Q(valid_until__isnull=False),
                name="permit_ending",
            ),
            models.Index(
                fields=("run",), condition=models.Q(run__isnull=False), name="permit_of_list"
            ),
        )

    def __str__(self) -> str:
        """Show kind and number."""
        return f"{self.kind} {self.number}"


class PermitFile(models.Model):
    """A certificate as a file, checked and kept outside the web root under a name none can guess.

    `name` is `<32 hex>.pdf` or `.jpg`; `digest` is the SHA-256 of what is kept.
    """

    permit = models.ForeignKey(Permit, models.CASCADE, related_name="files")
    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        """The same file is once on a paper."""

        constraints = (models.UniqueConstraint("permit", "digest", name="permit_file_once"),)

    def __str__(self) -> str:
        """Name the file in logs."""
        return self.name


class PermitReminder(models.Model):
    """A paper is about to end, or has ended: made once per step and last day, sent once."""

    permit = models.ForeignKey(Permit, models.CASCADE, related_name="reminders")
    valid_until = models.DateField()
    step = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        """Never twice, however many workers look."""

        constraints = (
            models.UniqueConstraint("permit", "valid_until", "step", name="permit_reminder_once"),
        )

    def __str__(self) -> str:
        """Name the reminder in logs."""
        return f"{self.permit_id} {self.valid_until} {self.step}"
