"""Decisions of the office about goods, shops and reviews, and appeals against them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lampit.places.models import Region
from lampit.shops.models import Maker, Pledge, Product
from lampit.trust.models.reports import Report
from lampit.trust.models.reviews import Review
from lampit.trust.rules import notices as rules


class Notice(models.Model):
    """What the office decided about a good, a shop or a review: what, why, which rule, until when.

    Never deleted: it ends. `before` is the state its thing goes back to.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    maker = models.ForeignKey(Maker, models.PROTECT, related_name="notices")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="notices")
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="notices")
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, related_name="notices", db_index=False
    )
    pledge = models.ForeignKey(Pledge, models.SET_NULL, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=5)
    reason = models.CharField(max_length=10)
    words = models.CharField(max_length=rules.LONGEST_WORDS)
    until = models.DateField(null=True)
    state = models.CharField(max_length=10, default=rules.STANDING)
    before = models.CharField(max_length=15, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    second_at = models.DateTimeField(null=True)
    fixed_note = models.CharField(max_length=rules.LONGEST_WORDS, blank=True)
    fixed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    ended_words = models.CharField(max_length=rules.LONGEST_WORDS, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        """Newest first; one take-down of a thing stands at a time; two people close a shop."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("region", "state", "-id"), name="notice_of_region"),)
        constraints = (
            models.UniqueConstraint(
                "product",
                condition=Q(kind=rules.DOWN, review=None, state__in=rules.OPEN),
                name="notice_one_per_good",
            ),
            models.UniqueConstraint(
                "review",
                condition=Q(kind=rules.DOWN, state__in=rules.OPEN),
                name="notice_one_per_review",
            ),
            models.UniqueConstraint(
                "maker",
                condition=Q(kind=rules.CLOSE, state__in=rules.OPEN),
                name="notice_one_per_shop",
            ),
            models.CheckConstraint(
                condition=~Q(kind=rules.CLOSE)
                | Q(state__in=(rules.PROPOSED, rules.DECLINED))
                | Q(second_by__isnull=True)
                | ~Q(second_by=F("by")),
                name="notice_two_people_close",
            ),
        )

    def __str__(self) -> str:
        """Name the notice in logs."""
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether it still stands."""
        return self.state in rules.OPEN

    @property
    def rule(self) -> str:
        """Return the rule that its reason rests on."""
        return rules.rule_of(self.reason)


class Appeal(models.Model):
    """Somebody does not agree with a notice; decided by another person than before."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="appeals")
    text = models.CharField(max_length=1_000)
    photo = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default=rules.WAITING)
    words = models.CharField(max_length=rules.LONGEST_WORDS, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Oldest first; one waits at a time."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "notice", condition=Q(state=rules.WAITING), name="appeal_one_waits"
            ),
        )

    def __str__(self) -> str:
        """Name the appeal in logs."""
        return f"{self.notice_id} {self.pk}"
