"""Payments and what is known about them; their state is computed from their facts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampit.orders.models.choices import PaymentState, Way
from lampit.orders.models.orders import Order, Part
from lampit.orders.rules import payments


class Payment(models.Model):
    """An attempt to pay: of one part in direct mode, of the whole order through a gateway."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="payments")
    provider = models.CharField(max_length=10, choices=Way.choices)
    reference = models.CharField(max_length=50)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=24, choices=PaymentState.choices, default=payments.BELUM)
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        """A reference is used once per provider."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint("provider", "reference", name="payment_reference_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, paid__gte=0, refunded__gte=0), name="payment_sums"
            ),
        )

    def __str__(self) -> str:
        """Name the payment in logs."""
        return f"{self.provider} {self.reference}"


class PaymentFact(models.Model):
    """One thing known about a payment. Only grows: never changed, never removed."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in payments.KINDS])
    amount = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="IDR")
    provider_ref = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """The same fact told twice is one fact."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint("payment", "kind", "provider_ref", name="payment_fact_once"),
        )

    def __str__(self) -> str:
        """Name the fact in logs."""
        return f"{self.kind} {self.amount}"


class Proof(models.Model):
    """A picture with which a buyer says that she paid; it proves nothing by itself.

    The file goes 90 days after its order ended; the row stays and says since when.
    """

    part = models.ForeignKey(Part, models.PROTECT, related_name="proofs")
    name = models.CharField(max_length=120, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)
    sent_at = models.DateTimeField(_("dikirim"))
    deleted_at = models.DateTimeField(_("dihapus"), null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the picture in logs."""
        return f"bukti {self.pk}"
