"""Erasures: proposed by one, confirmed by another; and what the law has us keep for a while."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.orders.models import Order
from lampit.privacy.models.requests import Request


def place_of(order_id: int) -> str:
    """Return the place to which the sealed identity of an order's buyer is bound."""
    return f"privacy_retained|{order_id}|buyer"


def addressee_place(request_id: int) -> str:
    """Return the place to which the sealed addressee of a letter of erasure is bound."""
    return f"privacy_erasure|{request_id}|addressee"


class Erasure(models.Model):
    """A person is to be erased: who saw the dry run, who confirmed it, what went.

    `addressee` is name and address for the letter alone, sealed under
    `privacy_erasure|<request id>|addressee`, until `addressee_until`; then the clock drops it.
    """

    request = models.OneToOneField(Request, models.PROTECT, related_name="erasure")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    addressee = models.BinaryField(null=True)
    addressee_until = models.DateField(null=True, db_index=True)

    class Meta:
        """Two persons, always."""

        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="erasure_by_two",
            ),
        )

    def __str__(self) -> str:
        """Name the erasure in logs."""
        return f"{self.request_id} {self.done_at or ''}".strip()

    @property
    def place(self) -> str:
        """Return the place to which the sealed addressee is bound."""
        return addressee_place(self.request_id)


class Retained(models.Model):
    """Name and telephone of an erased buyer, sealed until the term of PP 80/2019 art. 25 ends.

    Context `privacy_retained|<order id>|buyer`. No page opens it; the clock drops it.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="retained")
    sealed = models.BinaryField()
    until = models.DateField(db_index=True)

    def __str__(self) -> str:
        """Name the row in logs."""
        return f"{self.order_id} {self.until}"

    @property
    def place(self) -> str:
        """Return the place to which the sealed value is bound."""
        return place_of(self.order_id)
