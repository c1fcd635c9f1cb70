"""The same press from several windows at once is one request."""

from pathlib import Path

import pytest

from lampit.people.models import User
from tests.factories import member
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def buyer() -> User:
    """Return a buyer whose account hangs on one kabupaten."""
    return member("buyer", "63.08")


@pytest.mark.parametrize(("kind", "requests"), [("fair", 1), ("naive", 4)])
def test_four_presses_are_one_request(tmp_path: Path, kind: str, requests: int) -> None:
    """All four get the same number; without holding the person there would be four."""
    words = (str(buyer().pk), "4", kind)
    numbers = answer_of(
        "tests.privacy.asking", *words, folder=tmp_path, database=shared_database(tmp_path)
    )
    assert len(numbers) == requests
    assert all(number.startswith("PDP-2026-") for number in numbers)
