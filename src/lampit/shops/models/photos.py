"""Photos of goods, and goods that their makers have begun to describe (drafts) with theirs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lampit.outside.pictures import SHAPES, Shaping
from lampit.shops.models.goods import Maker, Product


class Made(models.IntegerChoices):
    """Which files of a photo there are. Shown is what is above `WAITING`."""

    LOST = -1, "Asli hilang"
    WAITING = 0, "Disiapkan"
    FIRST = 1, "Tiga lebar"  # WebP and JPEG in 320, 640, 1080 px: photos of the first months
    ALL = 2, "Lengkap"  # with 160 px and AVIF
    STAYS = 3, "Tetap tiga lebar"  # as `FIRST`, with nothing left to make the rest from


class Pictured(models.Model):
    """What a photo is made of: its original, how it was put right, which files there are."""

    digest = models.CharField(max_length=64)  # names the files
    source = models.CharField(max_length=64, blank=True)  # names the original; empty: none kept
    turned = models.PositiveSmallIntegerField(default=0)  # quarters clockwise
    tilt = models.SmallIntegerField(default=0)  # degrees clockwise
    shape = models.CharField(max_length=6, blank=True, choices=[(s, s) for s in SHAPES if s])
    made = models.SmallIntegerField(choices=Made.choices, default=Made.FIRST)
    placeholder = models.CharField(max_length=300, blank=True)  # WebP of 16 px in base64
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """Not a table of its own."""

        abstract = True

    WAITS: ClassVar[Q] = Q(made__in=(Made.WAITING, Made.FIRST))

    @property
    def shaping(self) -> Shaping:
        """Return how it was put right."""
        return Shaping(self.turned, self.tilt, self.shape)

    @property
    def number(self) -> str:
        """Return its number as buttons carry it."""
        return str(self.pk)

    @property
    def is_shown(self) -> bool:
        """Say whether it has files that a page can show."""
        return self.made > Made.WAITING

    @property
    def is_complete(self) -> bool:
        """Say whether it has AVIF and 160 px too."""
        return self.made == Made.ALL


class Photo(Pictured):
    """A picture of a good; the files are named by the digest of its content."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="photos")
    is_illustration = models.BooleanField(default=False)

    class Meta:
        """In the maker's order; one picture once per good."""

        ordering = ("position", "id")
        constraints = (models.UniqueConstraint("product", "digest", name="photo_once"),)
        indexes = (models.Index(fields=("made",), name="photo_made"),)

    def __str__(self) -> str:
        """Show the digest."""
        return self.digest


class Sketch(models.Model):
    """A good that its maker has begun to describe: what she typed so far, as she typed it."""

    maker = models.ForeignKey(Maker, models.CASCADE, related_name="sketches")
    key = models.CharField(max_length=64)  # the form's; becomes the good's `form_key`
    fields = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        """One per form; the newest first; the old ones are found by their day."""

        ordering = ("-changed_at", "-id")
        constraints = (models.UniqueConstraint("maker", "key", name="sketch_once"),)
        indexes = (models.Index(fields=("changed_at",), name="sketch_changed"),)

    def __str__(self) -> str:
        """Show the name of the good, as far as it has one."""
        return self.name or self.key

    @property
    def name(self) -> str:
        """Return the name of the good as typed so far."""
        return str((self.fields.get("name") or [""])[0])


class SketchPhoto(Pictured):
    """A photo of a good that is not on sale yet."""

    sketch = models.ForeignKey(Sketch, models.CASCADE, related_name="photos")
    client = models.CharField(max_length=64)  # the phone's name for it: sent twice is one
    is_ours = models.BooleanField(default=False)  # its original came with it: goes with it

    class Meta:
        """In the maker's order; one of a name, one of a picture."""

        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint("sketch", "client", name="sketch_photo_once"),
            models.UniqueConstraint("sketch", "digest", name="sketch_picture_once"),
        )
        indexes = (models.Index(fields=("made",), name="sketch_photo_made"),)

    def __str__(self) -> str:
        """Show the digest."""
        return self.digest
