"""Whose desk is where."""

import pytest

from lampit.desk import access
from tests.factories import member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "first", "sees"),
    [("staff", True, True), ("head", False, True), ("board", False, False)],
)
def test_layout_follows_the_role(role: str, first: bool, sees: bool) -> None:
    """Staff begin with work; the head watches it; the board has none."""
    person = member(role, "63.08")
    assert access.own_page(person) == ""
    assert (access.starts_with_work(person), access.sees_work(person)) == (first, sees)
