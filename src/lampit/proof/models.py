"""The one table of this room: published figures of regions, one per indicator and period."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region


class Figure(models.Model):
    """A figure that left its board: no names, only counts, shares and estimates.

    `value` is None where the figure is not known or must not be shown; `hidden` says the latter.
    Shares are 0-1; the index is 0-100; counts have no interval. No region is the nation, whose
    index speaks only for the boards that have one (`boards`).
    """

    class Indicator(models.TextChoices):
        """What is measured."""

        REGISTERED = "registered", _("Usaha terdaftar")
        COMPLETE = "complete", _("Kelengkapan data")
        FRESH = "fresh", _("Data yang segar")
        INDEX = "index", _("Indeks digitalisasi")
        RESPONSE = "response", _("Bagian yang menjawab")

    class Quality(models.TextChoices):
        """How far the figure may be believed (measurement notes, section 7)."""

        OK = "ok", _("baik")
        CAUTION = "caution", _("kurang pasti")
        SUPPRESSED = "suppressed", _("belum cukup data")

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="figures"
    )
    indicator = models.CharField(max_length=12, choices=Indicator.choices)
    period = models.DateField(_("keadaan tanggal"))
    n = models.PositiveIntegerField()
    boards = models.PositiveSmallIntegerField(default=1)
    value = models.FloatField(null=True, blank=True)
    se = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    quality = models.CharField(max_length=10, choices=Quality.choices, default=Quality.OK)
    hidden = models.BooleanField(default=False)
    method = models.CharField(max_length=80, blank=True)
    updated_on = models.DateField(_("data terakhir"), null=True, blank=True)
    refreshed_at = models.DateTimeField()

    class Meta:
        """One figure per region, indicator and period; an interval holds its value."""

        ordering = ("region_id", "indicator", "-period")
        constraints = (
            models.UniqueConstraint("region", "indicator", "period", name="figure_once"),
            models.UniqueConstraint(
                "indicator",
                "period",
                condition=Q(region__isnull=True),
                name="figure_of_nation_once",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__lte=F("value"), high__gte=F("value")),
                name="figure_interval_holds_value",
            ),
            models.CheckConstraint(
                condition=Q(hidden=False) | Q(value__isnull=True),
                name="figure_hidden_has_no_value",
            ),
        )
        indexes = (models.Index(fields=("indicator", "-period"), name="figure_of_indicator"),)

    def __str__(self) -> str:
        """Name the figure in logs."""
        return f"{self.region_id} {self.indicator} {self.period}"
