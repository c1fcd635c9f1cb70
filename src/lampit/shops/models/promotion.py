"""Campaigns of a shop, the links they are followed by, clicks by day, and what they cost."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lampit.shops.models.goods import Maker, Product
from lampit.shops.rules import heard, promotion


class Campaign(models.Model):
    """What a maker does to be seen: a fair, a month of advertising, a poster at the landing."""

    maker = models.ForeignKey(Maker, models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=promotion.LONGEST_CAMPAIGN)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # The answer of buyers without a link that counts for it on its days, "" for none.
    heard_as = models.CharField(max_length=heard.LONGEST, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """Newest first; a name once in a shop."""

        ordering = ("-begun_on", "-id")
        constraints = (
            models.UniqueConstraint("maker", "name", name="campaign_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("begun_on")),
                name="campaign_days",
            ),
        )

    def __str__(self) -> str:
        """Show its name."""
        return self.name


class TrackedLink(models.Model):
    """A short address of a shop or a good on one channel; printed ones live for ever."""

    code = models.CharField(max_length=promotion.CODE_LENGTH, unique=True)
    maker = models.ForeignKey(Maker, models.PROTECT, related_name="links")
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="links"
    )
    channel = models.CharField(max_length=8, choices=list(promotion.CHANNELS.items()))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="links"
    )
    mark = models.CharField(max_length=60)  # good, channel and campaign in one text: once each
    created_at = models.DateTimeField()

    class Meta:
        """One link for each good (or the shop), channel and campaign."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint("maker", "mark", name="link_once"),)

    def __str__(self) -> str:
        """Show its code."""
        return self.code


class LinkDay(models.Model):
    """How often a link was opened on a day, and how often its buyers went on to the chat."""

    link = models.ForeignKey(TrackedLink, models.CASCADE, related_name="days")
    day = models.DateField()  # of the office's hours
    visits = models.PositiveIntegerField(default=0)
    asks = models.PositiveIntegerField(default=0)

    class Meta:
        """One row for each link and day."""

        ordering = ("day", "id")
        constraints = (models.UniqueConstraint("link", "day", name="link_day_once"),)

    def __str__(self) -> str:
        """Show day and count."""
        return f"{self.day}: {self.visits}"


class LinkBatch(models.Model):
    """A journal of clicks that was counted: its name keeps it from being counted again."""

    name = models.CharField(max_length=80, unique=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        """Show its name."""
        return self.name


class Spend(models.Model):
    """What was put into a campaign; a slip is taken back, never edited."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="spending")
    kind = models.CharField(max_length=8, choices=list(promotion.SPENT_ON.items()))
    amount = models.BigIntegerField()
    minutes = models.PositiveIntegerField(null=True, blank=True)  # of own hours
    hourly_value = models.BigIntegerField(null=True, blank=True)
    spent_on = models.DateField()
    note = models.CharField(max_length=promotion.LONGEST_NOTE, blank=True)
    form_key = models.CharField(max_length=64)  # the same form sent twice is one row
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; money is positive, own hours carry their hours."""

        ordering = ("-spent_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_positive"),
            models.UniqueConstraint("campaign", "form_key", name="spend_once"),
            models.CheckConstraint(
                condition=~Q(kind=promotion.HOURS)
                | Q(minutes__isnull=False, hourly_value__isnull=False),
                name="spend_hours_told",
            ),
        )

    def __str__(self) -> str:
        """Show kind and money."""
        return f"{self.kind} {self.amount}"
