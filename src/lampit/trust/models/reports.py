"""Reports of abuse by anybody: what, why, and how the office decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lampit.places.models import Region
from lampit.shops.models import Maker, Product
from lampit.trust.models.reviews import Review
from lampit.trust.rules import reports as rules

REASONS = tuple(rules.REASONS)


class Report(models.Model):
    """Somebody reports a good, a shop or a review; who it was is known only if she told.

    `code` opens the page on which she reads the answer; `contact` is sealed for `contact_context`.
    """

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    maker = models.ForeignKey(Maker, models.PROTECT, related_name="reports")
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, related_name="reports", db_index=False
    )
    review = models.ForeignKey(
        Review, models.PROTECT, null=True, related_name="reports", db_index=False
    )
    kind = models.CharField(max_length=6)
    reason = models.CharField(max_length=10)
    text = models.CharField(max_length=rules.LONGEST_TEXT)
    contact = models.BinaryField(null=True)
    # Keyed fingerprint of the day and the address it came from; emptied after a week.
    sender = models.CharField(max_length=32, blank=True, default="")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, default=rules.NEW)
    decision = models.CharField(max_length=5, blank=True)
    words = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        """What is due first comes first; a kind names its thing."""

        ordering = ("due_at", "id")
        indexes = (
            models.Index(fields=("region", "state", "due_at"), name="report_queue"),
            models.Index(fields=("sender",), condition=~Q(sender=""), name="report_of_sender"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="report_reason"),
            models.CheckConstraint(
                condition=Q(kind=rules.GOOD, product__isnull=False, review__isnull=True)
                | Q(kind=rules.SHOP, product__isnull=True, review__isnull=True)
                | Q(kind=rules.REVIEW, product__isnull=False, review__isnull=False),
                name="report_names_its_thing",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.NEW, decided_at__isnull=True)
                | (~Q(state=rules.NEW) & Q(decided_at__isnull=False) & ~Q(decision="")),
                name="report_decided_whole",
            ),
        )

    def __str__(self) -> str:
        """Name the report in logs."""
        return f"{self.kind} {self.pk}"

    @property
    def contact_context(self) -> str:
        """Return the place for which the contact is sealed."""
        return f"trust_report|{self.code}|contact"
