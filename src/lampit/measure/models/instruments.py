"""Versions of the questionnaire, and the languages that stand beside the Indonesian."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.rules import versions
from lampit.places.models import Region


class Instrument(models.Model):
    """A version of a questionnaire; a draft changes, a published one never does.

    Without a region it came with the house and belongs to all; else to one board.
    """

    class State(models.TextChoices):
        """The life of a version; `rules.versions` says what may follow what."""

        DRAFT = versions.DRAFT, _("Konsep")
        PUBLISHED = versions.PUBLISHED, _("Terbit")
        RETIRED = versions.RETIRED, _("Pensiun")

    code = models.CharField(_("kode"), max_length=40)
    version = models.CharField(_("versi"), max_length=20)
    state = models.CharField(_("keadaan"), max_length=8, choices=State.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="instruments", null=True, verbose_name=_("pemilik")
    )
    base = models.ForeignKey("self", models.SET_NULL, related_name="copies", null=True)
    definition = models.JSONField(_("isi"))
    next_steps = models.JSONField(_("langkah berikutnya"))
    fingerprint = models.CharField(_("sidik isi"), max_length=64, blank=True)
    edit_count = models.PositiveIntegerField(_("kali diubah"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="made_instruments", null=True
    )
    changed_at = models.DateTimeField(_("terakhir diubah"), null=True)
    published_at = models.DateTimeField(_("terbit"), null=True)
    retired_at = models.DateTimeField(_("pensiun"), null=True)

    class Meta:
        """One row per version; a changed wording is a new version."""

        ordering = ("code", "version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="instrument_version_once"),
            models.CheckConstraint(
                condition=models.Q(state=versions.DRAFT, published_at__isnull=True)
                | models.Q(
                    state__in=(versions.PUBLISHED, versions.RETIRED), published_at__isnull=False
                ),
                name="instrument_state_fits",
            ),
        )

    def __str__(self) -> str:
        """Name the version."""
        return f"{self.code} v{self.version}"

    @property
    def is_draft(self) -> bool:
        """Say whether it may still be changed."""
        return self.state == versions.DRAFT


class InstrumentLanguage(models.Model):
    """A language file of a version as it was brought; a newer edition replaces, none is lost."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="languages")
    code = models.CharField(_("kode bahasa"), max_length=12)
    name = models.CharField(_("bahasa"), max_length=40)
    edition = models.PositiveIntegerField(_("terbitan"))
    content = models.JSONField(_("isi"))
    is_current = models.BooleanField(_("dipakai"), default=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="brought_languages", null=True
    )
    brought_at = models.DateTimeField(_("dimasukkan"))

    class Meta:
        """One current edition of a language per version."""

        ordering = ("instrument", "code", "-edition")
        constraints = (
            models.UniqueConstraint(
                fields=("instrument", "code", "edition"), name="language_edition_once"
            ),
            models.UniqueConstraint(
                fields=("instrument", "code"),
                condition=models.Q(is_current=True),
                name="language_current_once",
            ),
        )

    def __str__(self) -> str:
        """Name the edition in logs."""
        return f"{self.instrument_id}/{self.code} {self.edition}"
