"""The retention rules at work: a dry run is noted and shown for a week, then what is old goes."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lampit.aid.actions import erase_owner
from lampit.basics.refusal import Refusal
from lampit.coaching.actions.erasing import erase_visits
from lampit.measure.actions.answerfiles import drop_old_files
from lampit.measure.actions.erasing import erase_drafts
from lampit.orders.actions.erasing import erase_maker
from lampit.people.actions import audit
from lampit.places import queries as places
from lampit.privacy.models import RetentionRun
from lampit.privacy.queries import retention as queries
from lampit.privacy.rules import retention as rules
from lampit.registry.actions.chores import is_due
from lampit.registry.actions.erasing import drop_upload, erase_person
from lampit.registry.models import Business, Owner
from lampit.registry.queries.personal import records_of
from lampit.registry.queries.persons import family_of
from lampit.shops.actions.erasing import erase_shops

AT_ONCE = 50
PLANNED = "retention_planned"


def plan_retention(now: datetime) -> int:
    """Note a dry run wherever something is older than its term; return how many were noted.

    Once a day, at the first tick after three in the night; the others cost one query. A process
    that is killed on the way leaves the rest for the next night: terms are years.
    """
    today, noted = timezone.localdate(now), 0
    if not is_due(PLANNED, rules.planning_since(timezone.localtime(now)), now):
        return 0
    for rule in rules.OURS:
        for region in queries.offices_with(rule.code, today):
            if RetentionRun.objects.filter(region_id=region, rule=rule.code, done_at=None).exists():
                continue
            found = queries.due_count(region, rule.code, today)
            if found:
                RetentionRun.objects.create(
                    region_id=region, rule=rule.code, planned_at=now, found=found,
                    due_at=rules.removal_on(now),
                )  # fmt: skip
                noted += 1
    return noted


def carry_out_retention(now: datetime) -> int:
    """Remove what a noted run announced, at most fifty things a minute; return how many went.

    What showed a sign of life in the week of notice is not old any more and stays.
    """
    removed = 0
    for run in RetentionRun.objects.filter(done_at=None, due_at__lte=now).order_by("pk")[:20]:
        work = _uploads if run.rule == rules.UPLOADS else _owners
        gone = work(run, now)
        removed += gone
        rows = RetentionRun.objects.filter(pk=run.pk)
        rows.update(removed=F("removed") + gone)
        if gone < AT_ONCE:
            _finish(run, now)
    return removed


def _finish(run: RetentionRun, now: datetime) -> None:
    with transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk, done_at=None).update(done_at=now)
        audit(
            None, "retention_done", subject_kind="retention", subject_id=run.pk,
            fields=[run.rule], region=run.region_id, at=now,
        )  # fmt: skip


def _uploads(run: RetentionRun, now: datetime) -> int:
    today = timezone.localdate(now)
    old = list(queries.old_uploads(run.region_id, today)[:AT_ONCE])
    gone = sum(drop_upload(one) for one in old)
    before, left = queries.uploads_before(today), AT_ONCE - len(old)
    return gone + drop_old_files(run.region_id, before, left)


def _owners(run: RetentionRun, now: datetime) -> int:
    old = list(queries.PERSONS[run.rule](run.region_id, timezone.localdate(now))[:AT_ONCE])
    return sum(_forget(owner, run.rule, now) for owner in old)


def _forget(owner: Owner, rule: str, now: datetime) -> bool:
    """Erase a person nobody has heard of for years; one whose orders still run is left.

    Looked at once more when nobody can tell anything new of her: a sign of life of this moment
    still counts.
    """
    today = timezone.localdate(now)
    try:
        with transaction.atomic():
            places.held(owner.region_id)
            hers = family_of([owner.pk])
            own = Business.objects.select_for_update().filter(owner__in=hers).order_by("pk")
            list(own.values_list("pk"))
            if not queries.PERSONS[rule](owner.region_id, today, only=owner.pk).exists():
                return False
            records = records_of(owner)
            if not hers.issuperset(records.owner_ids):
                return False  # who seems to be her under another record may live
            erase_maker(records.business_ids)
            erase_shops(records.business_ids)
            erase_visits(records.business_ids, today=today)
            erase_drafts(records.business_ids)
            for one in Owner.objects.filter(pk__in=records.owner_ids):
                erase_owner(None, one, now=now)
            erase_person(None, records, now=now)
    except Refusal:
        return False
    return True
