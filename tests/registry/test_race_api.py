"""The same PUT from many processes at once, on SQLite and PostgreSQL alike."""

from pathlib import Path

import pytest

from tests.factories import member, region
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
VILLAGE = "63.08.05.1001"


@pytest.mark.parametrize(
    ("kind", "outcomes", "businesses"),
    [("fair", {"new": 1, "known": 7}, 1), ("naive", {"new": 8}, 8)],
)
def test_one_number_from_8_processes_is_one_business(
    tmp_path: Path, kind: str, outcomes: dict[str, int], businesses: int
) -> None:
    """One is new, the others find it; asking first and adding then doubles it eight times."""
    region(VILLAGE)
    person = member("staff", "63.08")
    database = shared_database(tmp_path)
    words = (str(person.pk), VILLAGE, "8", kind)
    told = answer_of("tests.registry.putting", *words, folder=tmp_path, database=database)
    assert told == {"outcomes": outcomes, "businesses": businesses}
