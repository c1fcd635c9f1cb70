"""Reports that belong together: about the same thing, or from the same place on the same day."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lampit.trust.models import Report
from lampit.trust.rules import reports

SHOWN = 20


def same_thing(report: Report) -> QuerySet[Report]:
    """Return the open reports about the same good, shop or review, this one too."""
    rows = Report.objects.filter(state=reports.NEW, kind=report.kind, maker=report.maker_id)
    if report.kind == reports.GOOD:
        return rows.filter(product=report.product_id)
    return rows.filter(review=report.review_id) if report.kind == reports.REVIEW else rows


def same_sender(report: Report) -> QuerySet[Report]:
    """Return the open reports of the same office that came from the same place that day."""
    rows = Report.objects.filter(state=reports.NEW, region=report.region_id)
    return rows.filter(sender=report.sender) if report.sender else rows.filter(pk=report.pk)


def first_of_each(found: QuerySet[Report]) -> QuerySet[Report]:
    """Return of some open reports the most urgent about each thing, with `alike`: how many."""
    thing = (
        Q(kind=reports.SHOP)
        | Q(kind=reports.GOOD, product=OuterRef("product"))
        | Q(kind=reports.REVIEW, review=OuterRef("review"))
    )
    same = found.filter(thing, kind=OuterRef("kind"), maker=OuterRef("maker")).order_by()
    before = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    counted = same.values("kind").annotate(n=Count("pk")).values("n")
    return found.filter(~Exists(same.filter(before))).annotate(
        alike=Coalesce(Subquery(counted, output_field=IntegerField()), 1)
    )


def others_of(report: Report) -> tuple[list[Report], int, int]:
    """Return other open reports of the thing, at most 20, and how many of thing and sender.

    Three queries.
    """
    others = same_thing(report).exclude(pk=report.pk)
    return (
        list(others.order_by("due_at", "pk")[:SHOWN]),
        others.count(),
        same_sender(report).exclude(pk=report.pk).count(),
    )
