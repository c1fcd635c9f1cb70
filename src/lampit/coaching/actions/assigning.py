"""Who looks after which business: giving, taking over, never two mentors at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.coaching import access, rules
from lampit.coaching.models import Assignment
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.actions import give_into_care
from lampit.registry.models import Business
from lampit.registry.queries import golden_id

MOST_AT_ONCE = 200


def assign(
    person: User, mentor_id: int, business_ids: Collection[int], *, now: datetime
) -> list[Assignment]:
    """Give businesses to a mentor from today on; those of another mentor change hands.

    Raises:
        Refusal: `mentor_unknown`, `nothing_chosen`, `business_out_of_reach`, `mentor_full`.
    """
    if not business_ids or len(business_ids) > MOST_AT_ONCE:
        raise Refusal("nothing_chosen", f"Pilih 1 sampai {MOST_AT_ONCE} usaha.")
    mentor = access.mentors_in_reach(person).filter(pk=mentor_id).first()
    if mentor is None:
        raise Refusal("mentor_unknown", "Pilih pendamping dari daftar.")
    with transaction.atomic():
        rows = access.visible_businesses(person).filter(pk__in=business_ids)
        found = list(rows.select_for_update(of=("self",)).order_by("pk"))
        if len(found) != len(set(business_ids)):
            raise Refusal("business_out_of_reach", "Sebagian usaha di luar wilayah Anda.")
        return _change_hands(person, mentor, found, now)


def _change_hands(
    person: User, mentor: User, businesses: list[Business], now: datetime
) -> list[Assignment]:
    """Close the open assignments of businesses and open new ones; in the caller's transaction."""
    today = timezone.localdate(now)
    of_these = Q(business__in=businesses) | Q(business__golden__in=businesses)
    open_rows = Assignment.objects.filter(of_these, until_on__isnull=True)
    mine = open_rows.filter(mentor=mentor).annotate(top=golden_id())
    already = set(mine.values_list("top", flat=True))
    moving = [business for business in businesses if business.pk not in already]
    present = Assignment.objects.filter(mentor=mentor, until_on__isnull=True).count()
    rules.check_load(present, len(moving))
    ending = Q(business__in=moving) | Q(business__golden__in=moving)
    Assignment.objects.filter(ending, until_on__isnull=True).update(until_on=today)
    made = Assignment.objects.bulk_create(
        Assignment(mentor=mentor, business=business, from_on=today, assigned_by=person)
        for business in moving
    )
    give_into_care(mentor.pk, [business.pk for business in moving])
    for region in sorted({business.region_id for business in moving}):
        audit(
            person,
            "coaching_assigned",
            subject_kind="user",
            subject_id=mentor.pk,
            reason=f"{sum(b.region_id == region for b in moving)} usaha",
            region=region,
            at=now,
        )
    return made


def hand_over(person: User, leaving_id: int, taking_id: int, *, now: datetime) -> int:
    """Give all businesses a mentor looks after to another mentor; return how many moved.

    Raises:
        Refusal: `same_mentor`, `mentor_unknown`, `nothing_chosen`, `mentor_full`.
    """
    if leaving_id == taking_id:
        raise Refusal("same_mentor", "Pilih dua pendamping yang berbeda.")
    rows = access.visible_assignments(person).filter(mentor_id=leaving_id, until_on__isnull=True)
    ids = list(rows.values_list("business_id", flat=True)[: MOST_AT_ONCE + 1])
    if not ids:
        raise Refusal("nothing_chosen", "Pendamping itu tidak memegang usaha. Pilih yang lain.")
    return len(assign(person, taking_id, ids, now=now))


def end_care(business_ids: Collection[int], *, now: datetime) -> int:
    """End who looks after businesses that leave the kabupaten; return how many assignments.

    Call it in the transaction that moves them; the caller has asked who may. Visits stay theirs.
    """
    rows = Assignment.objects.filter(business__in=business_ids, until_on__isnull=True)
    return rows.update(until_on=Greatest(timezone.localdate(now), F("from_on")))
