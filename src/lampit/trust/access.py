"""Who judges, who answers, who reviews. The only place in this room that reads roles."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.orders.models import Line
from lampit.people.access import Person, has_role, reaches, region_of, scope_filter
from lampit.people.models import Role
from lampit.shops import access as shops
from lampit.trust.models import Appeal, Notice, Report, Review
from lampit.trust.rules import reviews

OFFICE = (Role.HEAD, Role.STAFF)


def may_judge(request: HttpRequest) -> bool:
    """Let head and staff of a kabupaten decide about reports of its market."""
    return has_role(request.user, *OFFICE) and bool(region_of(request.user))


def judges_in(person: Person, region: str) -> bool:
    """Say whether `person` decides about goods and shops of a kabupaten."""
    return has_role(person, *OFFICE) and reaches(person, region)


def may_answer(request: HttpRequest) -> bool:
    """Let makers in, and those of the office who help them; their rows are scoped below."""
    return shops.may_open_shop(request)


def visible_reports(person: Person) -> QuerySet[Report]:
    """Return the reports of the person's office; others do not exist for it."""
    if not has_role(person, *OFFICE):
        return Report.objects.none()
    return Report.objects.filter(scope_filter(person, "region"))


def visible_notices(person: Person) -> QuerySet[Notice]:
    """Return the notices that the person's office gave."""
    if not has_role(person, *OFFICE):
        return Notice.objects.none()
    return Notice.objects.filter(scope_filter(person, "region"))


def visible_appeals(person: Person) -> QuerySet[Appeal]:
    """Return the appeals against notices of the person's office."""
    return Appeal.objects.filter(notice__in=visible_notices(person))


def judged_reviews(person: Person) -> QuerySet[Review]:
    """Return the reviews of goods of the person's kabupaten."""
    if not has_role(person, *OFFICE):
        return Review.objects.none()
    return Review.objects.filter(scope_filter(person, "maker__region"))


def own_notices(person: Person) -> QuerySet[Notice]:
    """Return the notices about the goods and shops that `person` keeps; reviews are the buyers'."""
    return Notice.objects.filter(maker__in=shops.visible_makers(person), review=None)


def own_reviews(person: Person) -> QuerySet[Review]:
    """Return the reviews that stand under the goods of the shops that `person` keeps."""
    hers = shops.visible_makers(person)
    return Review.objects.filter(maker__in=hers, state=reviews.SHOWN)


def public_reviews() -> QuerySet[Review]:
    """Return the reviews that everybody reads."""
    return Review.objects.filter(state=reviews.SHOWN)


def reviews_of_good(product_id: int) -> QuerySet[Review]:
    """Return the reviews of one good that everybody reads."""
    return Review.objects.filter(product_id=product_id, state=reviews.SHOWN)


def reviews_of_shop(maker_id: int) -> QuerySet[Review]:
    """Return the reviews of one shop that everybody reads."""
    return Review.objects.filter(maker_id=maker_id, state=reviews.SHOWN)


def lines_at(public_id: str) -> QuerySet[Line]:
    """Return the lines of the order at an unguessable address: who knows it is its buyer."""
    return Line.objects.filter(part__order__public_id=public_id)


def report_at(code: str) -> QuerySet[Report]:
    """Return the report at an unguessable address: who knows it made it."""
    return Report.objects.filter(code=code)
