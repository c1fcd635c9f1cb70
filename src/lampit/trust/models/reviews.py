"""Reviews of what was received, and how makers answer their orders."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampit.orders.models import Line
from lampit.shops.models import Maker, Product
from lampit.trust.rules import reviews as rules


class Review(models.Model):
    """What a buyer says of one line of an order that she received; once per line.

    `name` is what is shown and nothing more: a first name, an initial, or empty.
    """

    class State(models.TextChoices):
        """Whether readers see it."""

        SHOWN = rules.SHOWN, _("Tampil")
        HELD = rules.HELD, _("Ditahan")
        WITHDRAWN = rules.WITHDRAWN, _("Ditarik pembeli")
        REMOVED = rules.REMOVED, _("Diturunkan")

    line = models.OneToOneField(Line, models.PROTECT, related_name="review")
    product = models.ForeignKey(Product, models.PROTECT, related_name="reviews", db_index=False)
    maker = models.ForeignKey(Maker, models.PROTECT, related_name="reviews")
    as_pictured = models.PositiveSmallIntegerField()
    tidy = models.PositiveSmallIntegerField()
    arrived_well = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=rules.LONGEST_TEXT, blank=True)
    name = models.CharField(max_length=40, blank=True)
    photo = models.CharField(max_length=64, blank=True)  # digest; shown after a look
    photo_allowed = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SHOWN)
    held_for = models.CharField(max_length=40, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    looked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=rules.LONGEST_TEXT, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_changed_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; what waits for a look is found at once."""

        ordering = ("-written_at", "-id")
        indexes = (
            models.Index(fields=("product", "state", "-written_at"), name="review_of_product"),
            models.Index(
                fields=("written_at",),
                condition=Q(state=rules.HELD)
                | (Q(state=rules.SHOWN, photo_allowed=False, looked_at=None) & ~Q(photo="")),
                name="review_to_look_at",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(as_pictured__range=(rules.LOWEST, rules.HIGHEST))
                & Q(tidy__range=(rules.LOWEST, rules.HIGHEST))
                & Q(arrived_well__range=(rules.LOWEST, rules.HIGHEST)),
                name="review_answers",
            ),
        )

    def __str__(self) -> str:
        """Name the review in logs."""
        return f"{self.product_id} {self.pk}"


class Answering(models.Model):
    """How a maker answers her orders, reckoned once a day so that her page stays as it is."""

    maker = models.OneToOneField(Maker, models.CASCADE, primary_key=True, related_name="answering")
    n = models.PositiveIntegerField()
    hours = models.PositiveIntegerField(null=True)
    finished = models.PositiveIntegerField()
    reckoned_on = models.DateField()

    def __str__(self) -> str:
        """Name the maker in logs."""
        return f"{self.maker_id}"
