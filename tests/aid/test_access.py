"""Who sees which aid: the table of addresses is in tests/house; here the rows."""

import pytest
from django.contrib.auth.models import AnonymousUser

from lampit.aid import access
from tests.aid.things import CODE, given, person, programme, shop
from tests.factories import member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        ("head", CODE, 1), ("staff", CODE, 1), ("board", CODE, 0), ("mentor", CODE, 0),
        ("admin", None, 0),
        ("enumerator", CODE, 0), ("maker", CODE, 0), ("buyer", CODE, 0), ("province", "63", 0),
        ("nation", None, 0), ("staff", "63.09", 0),
    ],
)  # fmt: skip
def test_rows_by_role(role: str, region: str | None, seen: int) -> None:
    """Head and staff see who received, board and admin what it came to; nobody else uncared."""
    fund = programme(member("staff", CODE))
    given(member("staff", CODE), fund, business=shop(person()).public_id)
    someone = member(role, region)
    assert access.visible_grants(someone).count() == seen
    counts = seen or role in {"board", "admin"}
    assert access.visible_programmes(someone).count() == counts
    assert access.counted_grants(someone).count() == counts
    assert not access.visible_grants(AnonymousUser()).exists()
