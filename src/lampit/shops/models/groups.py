"""Group shops: several makers under one mat; each keeps her goods, stock and sales."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region
from lampit.shops.models.goods import Maker, Product
from lampit.shops.rules import texts


class Group(models.Model):
    """A kelompok or cooperative that shows the goods of its members on one page."""

    class Kind(models.TextChoices):
        """What it is."""

        GROUP = "kelompok", "Kelompok (KUB)"
        COOPERATIVE = "koperasi", "Koperasi"

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # owning kabupaten
    place = models.ForeignKey(Region, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=texts.LONGEST_NAME)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.GROUP)
    story = models.TextField(blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By name."""

        ordering = ("name", "id")

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class GroupMember(models.Model):
    """A shop in a group: asked by one side, joined when the other agrees; rows stay."""

    class Side(models.TextChoices):
        """Who asked."""

        GROUP = "kelompok", "Kelompok"
        MAKER = "perajin", "Perajin"

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    maker = models.ForeignKey(Maker, models.CASCADE, related_name="memberships")
    is_keeper = models.BooleanField(default=False)  # may invite and arrange the front
    asked_by = models.CharField(max_length=10, choices=Side.choices)
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        """A shop stands once in a group at a time."""

        ordering = ("-is_keeper", "joined_at", "id")
        constraints = (
            models.UniqueConstraint(
                "group", "maker", condition=models.Q(left_at=None), name="shop_group_member_once"
            ),
        )

    def __str__(self) -> str:
        """Show who is in which group."""
        return f"{self.maker_id} @ {self.group_id}"


class GroupFront(models.Model):
    """A good that the keeper put at the front of the group's page."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="front")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        """In the keeper's order; a good once."""

        ordering = ("position", "id")
        constraints = (models.UniqueConstraint("group", "product", name="group_front_once"),)

    def __str__(self) -> str:
        """Show what stands where."""
        return f"{self.group_id}: {self.product_id}"
