"""Goods that go through the curation of the board (domain.md section 7): sheets, and the marks.

A mark is shown, never ranked by; a new decision is a new row.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.shops.models.goods import Product
from lampit.shops.rules import curation

LEVELS = (("kabupaten", "Kabupaten/kota"), ("provinsi", "Provinsi"), ("nasional", "Nasional"))


class Curation(models.Model):
    """A good passed the curation, from a day until another, unless withdrawn before."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="curations")
    level = models.CharField(max_length=12, default=curation.KABUPATEN, choices=LEVELS)
    passed_on = models.DateField()
    until = models.DateField()  # the last day of 24 months
    withdrawn_on = models.DateField(null=True, blank=True)  # from this day on it is no mark
    withdrawn_words = models.CharField(max_length=curation.LONGEST_WORDS, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        """Read by good and day."""

        ordering = ("-passed_on", "-id")
        indexes = (models.Index(fields=("product", "until"), name="curation_of_product"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("passed_on")), name="curation_dates"),
        )

    def __str__(self) -> str:
        """Show good and day."""
        return f"{self.product_id} {self.passed_on}"

    @property
    def council(self) -> str:
        """Return who gave the mark, in words to be translated."""
        return curation.LEVELS[self.level]


class CurationSheet(models.Model):
    """A good that was proposed for curation, and what two curators came to."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="curation_sheets")
    level = models.CharField(max_length=12, default=curation.KABUPATEN, choices=LEVELS)
    # The mark of the level below that the good came up with; empty in a kabupaten.
    base = models.ForeignKey(Curation, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.CharField(max_length=10)
    by_office = models.BooleanField(default=False)  # proposed by the desk, not by its keeper
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=list(curation.STATES.items()), default=curation.WAITING
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    look_on = models.DateField(null=True, blank=True)  # when a good to be mended is seen again
    mark = models.OneToOneField(
        Curation, models.SET_NULL, null=True, blank=True, related_name="sheet"
    )

    class Meta:
        """One open sheet a good and level; read by state."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "asked_at"), name="curation_queue"),)
        constraints = (
            models.UniqueConstraint(
                fields=("product", "level"),
                condition=Q(state="menunggu"),
                name="curation_open_at_level",
            ),
            models.CheckConstraint(
                condition=Q(state="menunggu", decided_at__isnull=True)
                | (~Q(state="menunggu") & Q(decided_at__isnull=False)),
                name="curation_decided_has_time",
            ),
        )

    def __str__(self) -> str:
        """Name the sheet in logs."""
        return f"{self.product_id} {self.state}"

    @property
    def council(self) -> str:
        """Return whose sheet it is, in words to be translated."""
        return curation.LEVELS[self.level]

    @property
    def is_open(self) -> bool:
        """Say whether curators are still asked."""
        return self.state == curation.WAITING


class CurationOpinion(models.Model):
    """What one curator found; written once. `scores`: criterion → {"score", "note"}."""

    sheet = models.ForeignKey(CurationSheet, models.CASCADE, related_name="opinions")
    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    scores = models.JSONField()
    verdict = models.CharField(max_length=9, choices=list(curation.VERDICTS.items()))
    good = models.CharField(max_length=curation.LONGEST_WORDS, blank=True)
    words = models.CharField(max_length=curation.LONGEST_WORDS, blank=True)
    look_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Each curator once a sheet."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("sheet", "curator"), name="curation_opinion_once"),
        )

    def __str__(self) -> str:
        """Name the opinion in logs."""
        return f"{self.sheet_id} {self.verdict}"
