"""A request with its clock, the numbers that letters bear, and the copy of everything."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _plain
from django.utils.translation import gettext_lazy as _

from lampit.orders.models import Order
from lampit.people.models import Job
from lampit.places.models import Region
from lampit.privacy.rules import requests as rules
from lampit.privacy.rules.retention import COPY_KEPT_AFTER_FETCH
from lampit.registry.models import Owner


class Series(models.Model):
    """The last number given in a series of an office and year; its row is locked to count on."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One counter per office, series and year."""

        constraints = (
            models.UniqueConstraint("region", "name", "year", name="privacy_series_once"),
        )

    def __str__(self) -> str:
        """Name the counter in logs."""
        return f"{self.region_id} {self.name} {self.year}: {self.last}"


class Request(models.Model):
    """Somebody asks about her data: as an owner, as an account, or as the buyer of an order.

    `received_at` starts the 72 hours and is kept in UTC like every instant. `answered_at` stops
    them: an answer, a refusal, or that she took the request back. `question` is what the office
    asks her back meanwhile; it stops nothing. `corrected` is what the answer to a correction names
    as changed: `[{"change", "business", "field", "old", "new", "at"}]`, values as the letter shows
    them. `deleted` is what the answer to a request to delete names as gone:
    `[{"kind", "what", "place", "at", "by"}]`, never a value.
    """

    number = models.CharField(_("nomor"), max_length=16)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Owner, models.PROTECT, null=True, related_name="data_requests")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="data_requests"
    )
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=[(k, _(w)) for k, w in rules.KINDS.items()])
    channel = models.CharField(max_length=8, choices=[(k, _(w)) for k, w in rules.CHANNELS.items()])
    wish = models.CharField(_("yang diminta"), max_length=1000, blank=True)
    identity = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(k, _(w)) for k, w in rules.STATES.items()],
        default=rules.NEW,
    )
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ground = models.CharField(max_length=16, blank=True)
    answer = models.TextField(blank=True)
    letter = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    corrected = models.JSONField(default=list, blank=True)
    deleted = models.JSONField(default=list, blank=True)
    question = models.CharField(max_length=1000, blank=True)
    question_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        """The queue goes by what is due first; an answered request has its letter."""

        ordering = ("due_at", "id")
        constraints = (
            models.UniqueConstraint("region", "number", name="request_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=rules.OPEN, answered_at__isnull=True)
                | Q(state=rules.WITHDRAWN, answered_at__isnull=False, letter="")
                | (Q(state__in=rules.ANSWERED, answered_at__isnull=False) & ~Q(letter="")),
                name="request_answer_has_letter",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.REFUSED) | ~Q(ground=""), name="request_refusal_has_ground"
            ),
        )
        indexes = (models.Index(fields=("region", "state", "due_at", "id"), name="request_queue"),)

    def __str__(self) -> str:
        """Name the request in logs."""
        return f"{self.region_id} {self.number}"

    @property
    def ground_words(self) -> str:
        """Return the ground of a refusal in words, empty without one."""
        return _plain(rules.GROUNDS[self.ground]) if self.ground else ""


class Copy(models.Model):
    """Everything about a person as one file: made by a job, gone an hour after it was fetched.

    The file lies in `LAMPIT_HOME/private`, outside of what the web server sees.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="copies")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    fetched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the copy in logs."""
        return f"{self.request_id} {self.name}"

    @property
    def again_until(self) -> datetime | None:
        """Return until when a copy that was fetched may be fetched again."""
        return self.fetched_at and self.fetched_at + COPY_KEPT_AFTER_FETCH
