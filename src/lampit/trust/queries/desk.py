"""The queue of the office: reports by their term, and what else waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from lampit.outside import vault
from lampit.shops.models import Pledge
from lampit.trust.models import Appeal, Notice, Report, Review
from lampit.trust.queries.alike import first_of_each
from lampit.trust.rules import notices, reports, reviews

TAGS = {reports.CALM: "", reports.SOON_DUE: "warn", reports.LATE: "bad", reports.DONE: "ok"}
TABS = ("baru", "diminta", "selesai")
STATES = {"baru": reports.NEW, "diminta": reports.ASKED, "selesai": reports.CLOSED}


@dataclass(frozen=True, slots=True)
class Row:
    """A report with its clock."""

    report: Report
    kind: str
    reason: str
    clock: str
    tag: str
    name: str
    alike: int = 1


def queue(found: QuerySet[Report], *, tab: str = "baru", reason: str = "") -> QuerySet[Report]:
    """Return the reports of a tab by their term; asks nothing yet.

    New ones about the same thing stand in one row, which `alike` counts.
    """
    rows = found.filter(state=STATES.get(tab, reports.NEW))
    if reason in reports.REASONS:
        rows = rows.filter(reason=reason)
    if tab == "baru":
        rows = first_of_each(rows)
    rows = rows.select_related("product", "maker", "review", "decided_by")
    return (
        rows.order_by("-decided_at", "-pk") if tab == "selesai" else rows.order_by("due_at", "pk")
    )


def row_of(report: Report, now: datetime) -> Row:
    """Return a report as lists show it; no query when its thing is loaded."""
    clock = reports.clock(report.due_at, now, report.decided_at)
    return Row(
        report=report,
        kind=gettext(reports.KINDS[report.kind]),
        reason=gettext(reports.REASONS[report.reason].words),
        clock=clock,
        tag=TAGS[clock],
        name=report.product.name if report.product else report.maker.name,
        alike=getattr(report, "alike", 1),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desk besides reports."""

    reports: int
    late: int
    pledges: int
    reviews: int
    appeals: int
    closings: int
    overdue: int


def waiting(
    found: QuerySet[Report],
    given: QuerySet[Notice],
    pledges: QuerySet[Pledge],
    written: QuerySet[Review],
    *,
    now: datetime,
    today: date,
) -> Waiting:
    """Return how much waits at the desk; five queries."""
    told = found.filter(state=reports.NEW).aggregate(
        n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now))
    )
    open_ = given.aggregate(
        closings=Count("pk", filter=Q(state=notices.PROPOSED)),
        overdue=Count("pk", filter=_overdue(today)),
    )
    return Waiting(
        reports=told["n"],
        late=told["late"],
        pledges=pledges.filter(needs_look=True, look="").count(),
        reviews=_to_look_at(written).count(),
        appeals=Appeal.objects.filter(notice__in=given, state=notices.WAITING).count(),
        closings=open_["closings"],
        overdue=open_["overdue"],
    )


def _overdue(today: date) -> Q:
    """What the maker said is mended, or whose day has passed without a word."""
    late = Q(kind=notices.CHANGE, state=notices.STANDING, until__lt=today)
    return late | Q(state=notices.FIXED)


def overdue_changes(given: QuerySet[Notice], today: date) -> QuerySet[Notice]:
    """Return the notices that want another look, oldest first."""
    rows = given.filter(_overdue(today)).select_related("product", "maker")
    return rows.order_by("until", "pk")


def closings_waiting(given: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return the closings of whole shops that wait for a second person."""
    return given.filter(state=notices.PROPOSED).select_related("maker", "by").order_by("pk")


def appeals_waiting(found: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Return the appeals that wait, oldest first, with what they are against."""
    rows = found.filter(state=notices.WAITING)
    return rows.select_related("notice__product", "notice__maker", "notice__review").order_by("pk")


def _to_look_at(written: QuerySet[Review]) -> QuerySet[Review]:
    pictured = Q(state=reviews.SHOWN, photo_allowed=False, looked_at=None) & ~Q(photo="")
    return written.filter(Q(state=reviews.HELD) | pictured)


def reviews_to_look_at(written: QuerySet[Review]) -> QuerySet[Review]:
    """Return the reviews whose text or photo waits for a look, oldest first."""
    return _to_look_at(written).select_related("product").order_by("written_at", "pk")


def report_whole(found: QuerySet[Report], number: int) -> tuple[Report, str] | None:
    """Return a report and its contact, opened; None for a foreign one; one query."""
    rows = found.filter(pk=number)
    report = rows.select_related("product", "maker__place", "review", "decided_by").first()
    if report is None:
        return None
    if report.contact is None:
        return report, ""
    try:
        return report, vault.decrypt(bytes(report.contact), report.contact_context)
    except vault.VaultError:
        return report, ""


def earlier_notices(given: QuerySet[Notice], report: Report) -> Sequence[Notice]:
    """Return what was decided about the same shop before, newest first, at most ten; one query."""
    rows = given.filter(maker_id=report.maker_id).select_related("product", "by")
    return list(rows.order_by("-pk")[:10])


def notice_at(given: QuerySet[Notice], number: int) -> Notice | None:
    """Return one notice of the office with its thing; one query."""
    rows = given.filter(pk=number)
    return rows.select_related(
        "product__maker", "maker__business", "review", "by", "second_by", "ended_by", "pledge"
    ).first()
