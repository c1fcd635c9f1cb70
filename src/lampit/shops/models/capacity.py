"""How much a maker can make in a week, and which orders took of it (commerce.md section 6)."""

from django.db import models
from django.db.models import F, Q

from lampit.shops.models.goods import Maker, Variant


class Capacity(models.Model):
    """The working slots of one maker in one ISO week; slots 0 is a closed week."""

    maker = models.ForeignKey(Maker, models.CASCADE, related_name="capacities")
    week = models.DateField()  # the Monday
    slots = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=80, blank=True)  # why closed: panen, banjir, Lebaran

    class Meta:
        """A week once per maker; never more used than there is."""

        ordering = ("maker", "week")
        constraints = (
            models.UniqueConstraint("maker", "week", name="capacity_week_once"),
            models.CheckConstraint(condition=Q(used__lte=F("slots")), name="capacity_not_over"),
        )

    def __str__(self) -> str:
        """Show the week and what is used of it."""
        return f"{self.maker_id} {self.week}: {self.used}/{self.slots}"


class CapacityHold(models.Model):
    """Slots of a week promised to one reference, such as a part of an order."""

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="capacity_holds")
    maker = models.ForeignKey(Maker, models.PROTECT, related_name="+")
    week = models.DateField()
    ref_kind = models.CharField(max_length=20)
    ref_id = models.CharField(max_length=64)
    pieces = models.PositiveIntegerField()
    slots = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        """One row per reference, variant and week."""

        constraints = (
            models.UniqueConstraint(
                "ref_kind", "ref_id", "variant", "week", name="capacity_hold_once"
            ),
            models.CheckConstraint(
                condition=Q(pieces__gt=0, slots__gt=0), name="capacity_hold_of_something"
            ),
        )
        indexes = (
            models.Index(
                fields=("maker", "week"), condition=Q(is_active=True), name="capacity_hold_active"
            ),
        )

    def __str__(self) -> str:
        """Show for what it stands."""
        return f"{self.ref_kind} {self.ref_id}: {self.slots}"
