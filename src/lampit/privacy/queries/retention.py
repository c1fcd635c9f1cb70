"""What is older than its term: the dry run of the retention rules."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from lampit.aid.models import Grant
from lampit.coaching.models import Visit
from lampit.measure.models import AnswerFile, Submission
from lampit.orders.models import Part, Sale
from lampit.privacy.models import Request, RetentionRun
from lampit.privacy.rules import retention as rules
from lampit.privacy.rules.requests import OPEN
from lampit.registry.models import (
    Business,
    Consent,
    GroupMember,
    ImportRun,
    Owner,
    OwnerPeriod,
)
from lampit.shops.models import Maker
from lampit.web.paging import Page, page_of

OPEN_RUNS = (ImportRun.State.DRAFT, ImportRun.State.WAITING, ImportRun.State.RUNNING)


def old_uploads(region: str, today: date) -> QuerySet[ImportRun]:
    """Return the imports of an office whose file is older than its term; no query yet."""
    before = uploads_before(today)
    rows = ImportRun.objects.filter(region_id=region, created_at__lt=before).exclude(path="")
    return rows.exclude(state__in=(ImportRun.State.WAITING, ImportRun.State.RUNNING)).order_by("pk")


def uploads_before(today: date) -> datetime:
    """Return the instant before which uploaded files are older than their term."""
    return _instant(rules.cutoff(rules.BY_CODE[rules.UPLOADS], today))


def _old_answer_files(today: date) -> QuerySet[AnswerFile]:
    """Return the files of survey answers of all offices that are older than their term."""
    return AnswerFile.objects.filter(created_at__lt=uploads_before(today)).exclude(path="")


def silent_owners(region: str, today: date, *, only: int | None = None) -> QuerySet[Owner]:
    """Return the owners of an office none of whose businesses gave a sign of life in the term.

    A sign is a confirmation, an edit, a sale, an order, a visit, an answer, a sign-in, or a shop
    that is open. Of a person with several records the first stands for all: a sign of one is a
    sign of the person. Groups and companies are no persons and are left alone, and so is whose
    business was merged with that of somebody else. No query yet.

    Args:
        region: the kabupaten.
        today: the day from which the term is counted back.
        only: the number of the one owner who is looked at.
    """
    day = rules.cutoff(rules.BY_CODE[rules.INACTIVE], today)
    at = _instant(day)
    alone = Business.objects.filter(owner=OuterRef("pk"), withdrawn_at=None)
    several = Business.objects.filter(owner__person=OuterRef("pk"), withdrawn_at=None)
    young = Owner.objects.filter(person=OuterRef("pk")).filter(
        Q(created_at__gte=at) | Q(account__last_login__gte=at) | Q(account__last_login=None,
                                                                   account__isnull=False)
    )  # fmt: skip
    # Whose businesses all rest has one that rests: by its index these few are looked at alone.
    resting = _untouched(at).order_by()
    joined = resting.filter(owner__person__isnull=False)
    is_one = Q(person=None) & Q(Exists(alone)) & ~Q(Exists(_alive(alone, day, "owner")))
    is_first = (
        Q(person=F("pk"))
        & Q(Exists(several))
        & ~Q(Exists(young))
        & ~Q(Exists(_alive(several, day, "owner__person")))
    )
    rows = Owner.objects.filter(region_id=region, withdrawn_at=None, created_at__lt=at)
    rows = rows.filter(Q(account=None) | Q(account__last_login__lt=at))
    rows = rows if only is None else rows.filter(pk=only)
    ones = rows.filter(is_one, pk__in=resting.values("owner"))
    firsts = rows.filter(is_first, pk__in=joined.values("owner__person"))
    found = ones.order_by().values("pk").union(firsts.order_by().values("pk"), all=True)
    return Owner.objects.filter(pk__in=found).order_by("pk")


def idle_owners(region: str, today: date, *, only: int | None = None) -> QuerySet[Owner]:
    """Return the persons of an office who own nothing any more and gave no sign in the term.

    They passed their business on, or its record was withdrawn. A sign is an edit, an answer to a
    consent, a request about their data, aid, a sign-in, a seat in a group, or the day on which the
    last business passed on. Of a person with several records the first stands for all. No query
    yet.

    Args:
        region: the kabupaten.
        today: the day from which the term is counted back.
        only: the number of the one owner who is looked at.
    """
    day = rules.cutoff(rules.BY_CODE[rules.OWNS_NOTHING], today)
    at = _instant(day)
    rows = Owner.objects.filter(
        Q(person=None) | Q(person=F("pk")), region_id=region, withdrawn_at=None, updated_at__lt=at
    )
    rows = rows if only is None else rows.filter(pk=only)
    family = Owner.objects.filter(Q(pk=OuterRef("pk")) | Q(person=OuterRef("pk")))
    return rows.filter(~Exists(family.filter(_signs(day)))).order_by("pk")


def _signs(day: date) -> Q:
    """Return what keeps a record of somebody who owns nothing: a business, or a sign of life."""
    at, record = _instant(day), OuterRef("pk")
    kept = Business.objects.filter(owner=record)
    return (
        Q(updated_at__gte=at)
        | Q(account__last_login__gte=at)
        | Q(account__isnull=False, account__date_joined__gte=at)
        | Exists(kept.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=at)))
        | Exists(OwnerPeriod.objects.filter(owner=record).filter(
            Q(until_on=None) | Q(until_on__gte=day) | Q(ended_at__gte=at)))
        | Exists(GroupMember.objects.filter(owner=record, group__withdrawn_at=None).filter(
            Q(until=None) | Q(until__gte=day)))
        | Exists(Grant.objects.filter(owner=record).filter(
            Q(created_at__gte=at) | Q(given_on__gte=day) | Q(decided_at__gte=at)))
        | Exists(Consent.objects.filter(owner=record, at__gte=at))
        | Exists(Request.objects.filter(owner=record).filter(
            Q(state__in=OPEN) | Q(received_at__gte=at)))
    )  # fmt: skip


PERSONS = {rules.INACTIVE: silent_owners, rules.OWNS_NOTHING: idle_owners}


def _alive(mine: QuerySet[Business], day: date, whose: str) -> QuerySet[Business]:
    """Return those of a person's businesses that keep her: alive, or merged with somebody else's.

    Args:
        mine: businesses of the person of a query around this one.
        day: the beginning of the term.
        whose: the field by which `mine` are hers.
    """
    at = _instant(day)
    top, below = Q(**{f"golden__{whose}": OuterRef("pk")}), {whose: OuterRef(OuterRef("pk"))}
    members = Business.objects.filter(golden=OuterRef("pk"))
    return mine.filter(
        ~Q(kind=Business.Kind.PERSON)
        | Q(confirmed_on__gte=day)
        | Q(updated_at__gte=at)
        | Q(created_at__gte=at)
        | (Q(golden__isnull=False) & ~top)
        | Exists(members.exclude(**below))
        | Exists(Maker.objects.filter(business=OuterRef("pk"), is_published=True))
        | Exists(Sale.objects.filter(business=OuterRef("pk"), occurred_on__gte=day))
        | Exists(Part.objects.filter(maker__business=OuterRef("pk"), state_at__gte=at))
        | Exists(Visit.objects.filter(business=OuterRef("pk"), on__gte=day))
        | Exists(Submission.objects.filter(business=OuterRef("pk"), changed_at__gte=at))
    )


def _untouched(before: datetime) -> QuerySet[Business]:
    """Return the businesses of any kabupaten that nobody wrote since an instant; no query yet."""
    return Business.objects.filter(updated_at__lt=before, withdrawn_at=None)


def due_count(region: str, rule: str, today: date) -> int:
    """Return how much of an office is older than the term of a rule; two queries at most."""
    if rule == rules.UPLOADS:
        typed = _old_answer_files(today).filter(round__region=region)
        return old_uploads(region, today).count() + typed.count()
    return PERSONS[rule](region, today).count()


def offices_with(rule: str, today: date) -> list[str]:
    """Return the kabupaten in which something may be older than its term; two queries at most."""
    typed: set[str] = set()
    if rule == rules.UPLOADS:
        rows = ImportRun.objects.filter(created_at__lt=uploads_before(today)).exclude(path="")
        typed = set(_old_answer_files(today).order_by().values_list("round__region", flat=True))
    elif rule == rules.OWNS_NOTHING:
        before = _instant(rules.cutoff(rules.BY_CODE[rule], today))
        rows = Owner.objects.filter(updated_at__lt=before, withdrawn_at=None)  # type: ignore[assignment]
    else:
        before = _instant(rules.cutoff(rules.BY_CODE[rules.INACTIVE], today))
        rows = _untouched(before)  # type: ignore[assignment]  # all have a region
    return sorted({*rows.order_by().values_list("region_id", flat=True).distinct(), *typed})


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as the page shows it: words, what is due now, the open run and the last one."""

    rule: rules.Rule
    what: str
    term: str
    stays: str
    due: int | None
    open: RetentionRun | None
    last: RetentionRun | None


def told(region: str, today: date) -> list[Told]:
    """Return every rule with what it would remove in an office now; a query a rule and two."""
    mine = RetentionRun.objects.filter(region_id=region)
    opened = {run.rule: run for run in mine.filter(done_at=None)}  # one a rule at most
    newest = mine.exclude(done_at=None).order_by().values("rule").annotate(top=Max("pk"))
    done = {run.rule: run for run in mine.filter(pk__in=newest.values("top"))}
    return [
        Told(
            rule, gettext(rule.what), gettext(rule.term), gettext(rule.stays),
            due_count(region, rule.code, today) if rule.is_ours else None,
            opened.get(rule.code), done.get(rule.code),
        )
        for rule in rules.RULES
    ]  # fmt: skip


def runs(region: str, asked_page: str | None) -> Page[RetentionRun]:
    """Return one page of the runs of an office that removed something, newest first."""
    rows = RetentionRun.objects.filter(region_id=region).exclude(done_at=None)
    return page_of(rows, asked_page)


def _instant(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
