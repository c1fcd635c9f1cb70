"""Stock, what is reserved of it, and the ledger of every change (commerce.md section 4.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.shops.models.goods import Variant


class Stock(models.Model):
    """What lies on the shelf of a variant and how much of it is promised; never below zero."""

    variant = models.OneToOneField(Variant, models.CASCADE, primary_key=True, related_name="stock")
    on_hand = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)

    class Meta:
        """The database refuses what no code may do."""

        constraints = (
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_positive"),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand")), name="stock_reserved_is_there"
            ),
        )

    def __str__(self) -> str:
        """Show both figures."""
        return f"{self.variant_id}: {self.on_hand} ({self.reserved})"

    @property
    def available(self) -> int:
        """Return how many pieces can be ordered."""
        return self.on_hand - self.reserved


class Reservation(models.Model):
    """Pieces promised to one order line (or part) until paid, released or taken."""

    class State(models.TextChoices):
        """Active reservations alone count in `Stock.reserved`."""

        ACTIVE = "active", "Dipegang"
        TAKEN = "taken", "Terjual"
        RELEASED = "released", "Dilepas"

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="reservations")
    ref_kind = models.CharField(max_length=20)
    ref_id = models.CharField(max_length=64)
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField()

    class Meta:
        """One reservation per variant and reference."""

        constraints = (
            models.UniqueConstraint("ref_kind", "ref_id", "variant", name="reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something"),
        )
        indexes = (
            models.Index(
                fields=("variant",), condition=Q(state="active"), name="reservation_active"
            ),
        )

    def __str__(self) -> str:
        """Show for what it stands."""
        return f"{self.ref_kind} {self.ref_id}: {self.quantity}"


class StockMove(models.Model):
    """One entry of the stock ledger (`stock_entry` of the specs): appended, never changed."""

    class Reason(models.TextChoices):
        """Why stock changed, in the words of commerce.md 4.1."""

        RESERVED = "RESERVASI", "Dipegang untuk pesanan"
        RELEASED = "LEPAS", "Dilepas"
        SOLD = "TERJUAL", "Terjual"
        RECEIVED = "MASUK", "Barang masuk"
        COUNTED = "OPNAME", "Dihitung ulang"
        DAMAGED = "RUSAK", "Rusak"
        RETURNED = "RETUR", "Dikembalikan"
        CORRECTED = "KOREKSI", "Koreksi"

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="moves")
    d_on_hand = models.BigIntegerField(default=0)
    d_reserved = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    ref_kind = models.CharField(max_length=20)
    ref_id = models.CharField(max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        """The same thing is booked once, whatever is retried."""

        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint("reason", "ref_kind", "ref_id", "variant", name="move_once"),
        )

    def __str__(self) -> str:
        """Show reason and change."""
        return f"{self.reason} {self.d_on_hand:+d} ({self.d_reserved:+d})"
