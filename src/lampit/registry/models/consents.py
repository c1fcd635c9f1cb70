"""The ledger of consents: rows are only added; the last one of owner and purpose counts."""

from django.conf import settings
from django.db import models

from lampit.registry.models.businesses import Owner


class ConsentText(models.Model):
    """Words that were shown when somebody answered; known by their hash, never changed."""

    version = models.CharField(primary_key=True, max_length=32)
    purpose = models.CharField(max_length=20)
    words = models.TextField()

    def __str__(self) -> str:
        """Name the text in logs."""
        return f"{self.purpose} {self.version[:8]}"


class Consent(models.Model):
    """An owner said yes or no to one purpose: to which words, how, when, and who noted it.

    `proof_sealed` (context `registry_consent|<public_id>|proof`) tells where the proof lies; it
    alone may be emptied, when the person is erased.
    """

    public_id = models.CharField(max_length=16, unique=True)
    owner = models.ForeignKey(Owner, models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=20)
    is_given = models.BooleanField()
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10)
    proof_sealed = models.BinaryField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        """In the order of the ledger; the last answer is one step in the index."""

        ordering = ("id",)
        indexes = (models.Index(fields=("owner", "purpose", "-id"), name="consent_last"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.owner_id} {self.purpose} {self.is_given}"


class ConsentFile(models.Model):
    """The signed form or the message itself as a file: checked like a certificate, kept sealed.

    `content_sealed` has the context `registry_consent_file|<public_id>|content`; the row goes
    when the person is erased.
    """

    public_id = models.CharField(max_length=16, unique=True)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="file")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content_sealed = models.BinaryField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the file in logs."""
        return f"{self.public_id}.{self.kind}"
