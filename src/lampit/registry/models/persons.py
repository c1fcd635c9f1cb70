"""Records of owners that are one person: the log of their merges, and what each says itself."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region
from lampit.registry.models.businesses import Owner, Sex


class OwnerMerge(models.Model):
    """One merge of owners, or the undoing of one: rows are only added, and tell every link again.

    `members` are the ids of the records merged into `person`. `survivorship` names for each field
    the record whose value the person shows.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Owner, models.PROTECT, related_name="person_merges")
    members = models.JSONField(default=list)
    survivorship = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    undo_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        """In the order of the log."""

        ordering = ("id",)

    def __str__(self) -> str:
        """Name the event in logs."""
        return f"{self.person_id} {self.members} {self.undo_of_id or ''}".strip()


class OwnerSource(models.Model):
    """What one record says itself while it is part of a person; gone when it stands alone again.

    Sealed values have the context of the owner (`registry_owner|<public_id>|nik`). `edited` tells
    which fields were changed on this record since it was merged: field → moment.
    """

    owner = models.OneToOneField(Owner, models.PROTECT, related_name="own")
    public_id = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True, default="")
    nik_sealed = models.BinaryField(null=True)
    nik_index = models.CharField(max_length=32, blank=True, default="", db_index=True)
    nik_status = models.CharField(max_length=20, blank=True, default="")
    birth_sealed = models.BinaryField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_place = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    phone_2 = models.CharField(max_length=16, blank=True, default="")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    deceased_on = models.DateField(null=True)
    edited = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Name the record in logs."""
        return self.public_id
