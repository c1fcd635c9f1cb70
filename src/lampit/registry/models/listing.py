"""Lists made in the field, held against the register without changing it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.places.models import Region
from lampit.registry.models.businesses import Business


class FieldListing(models.Model):
    """Who walked through some villages and wrote down every business met.

    `villages` are the codes walked; `alive` is, by kecamatan, how many records of the register in
    those villages were known to live when the lists were compared.
    """

    class State(models.TextChoices):
        """How far the comparison is."""

        WAITING = "menunggu", _("Menunggu dicocokkan")
        REVIEW = "tinjau", _("Perlu ditinjau")
        DONE = "selesai", _("Selesai")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    listed_on = models.DateField()
    path = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    villages = models.JSONField(default=list)
    alive = models.JSONField(default=dict)
    skipped = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class ListedBusiness(models.Model):
    """A business as the listing has it, and which record of the register it is, if any.

    No telephone and no NIK is kept: they are compared in memory.
    """

    class State(models.TextChoices):
        """Whether the register knows it."""

        KNOWN = "cocok", _("Ada di daftar")
        DOUBTFUL = "ragu", _("Perlu ditinjau")
        NEW = "baru", _("Tidak ada di daftar")

    listing = models.ForeignKey(FieldListing, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")
    owner_name = models.CharField(max_length=120, blank=True, default="")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices)
    match = models.ForeignKey(Business, models.SET_NULL, null=True, related_name="+")
    probability = models.FloatField(null=True)
    # The matched record lies in a village walked and was known to live before the walk.
    was_alive = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """In the order of the file."""

        ordering = ("number",)
        indexes = (models.Index(fields=("listing", "state", "number"), name="listed_state"),)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.listing_id} {self.number}"
