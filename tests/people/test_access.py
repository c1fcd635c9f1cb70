"""Who reaches which rows: the acting membership alone decides."""

import pytest
from django.contrib.auth.models import AnonymousUser

from lampit.people import access
from lampit.people.models import Role, User
from lampit.registry.models import Business
from tests.factories import business, member, region

pytestmark = pytest.mark.django_db


def seen(person: access.Person) -> set[str]:
    """Return the kabupaten whose businesses `person` reaches."""
    found = Business.objects.filter(access.scope_filter(person, "region"))
    return set(found.values_list("region_id", flat=True))


@pytest.mark.parametrize(
    ("role", "code", "reached"),
    [
        ("staff", "63.08", {"63.08"}),
        ("province", "63", {"63.08", "63.09"}),
        ("nation", None, {"63.08", "63.09", "62.01"}),
        ("admin", None, {"63.08", "63.09", "62.01"}),
        ("buyer", None, set()),
        ("staff", None, set()),
        ("staff", "63.08.01", set()),
    ],
)
def test_reach_is_the_subtree_of_the_acting_region(
    role: str, code: str | None, reached: set[str]
) -> None:
    """A region and all in it; the nation for its two roles only."""
    for place in ("63.08", "63.09", "62.01"):
        business(place)
    assert seen(member(role, code)) == reached


def test_a_stranger_reaches_nothing() -> None:
    """Nobody is signed in, nothing is there."""
    business("63.08")
    assert seen(AnonymousUser()) == set()
    assert not access.has_role(AnonymousUser(), *Role)
    assert access.role_of(AnonymousUser()) == access.region_of(AnonymousUser()) == ""


def test_codes_that_begin_alike_are_not_inside() -> None:
    """63.0 is not a parent of 63.08, and 6 not one of 63."""
    person = member("staff", "63.08")
    assert access.reaches(person, "63.08")
    assert access.reaches(person, "63.08.01.2001")
    assert not access.reaches(person, "63.081")
    assert not access.reaches(person, "63")


def test_a_borrowed_acting_membership_counts_for_nothing() -> None:
    """A membership of somebody else, forced into the row, opens no door."""
    region("63.08")
    admin, buyer = member("admin", None), member("buyer", None)
    User.objects.filter(pk=buyer.pk).update(acting=admin.acting)
    assert access.role_of(User.objects.get(pk=buyer.pk)) == "buyer"
