"""No reader gets an old page longer than a second: real servers, on both databases."""

from pathlib import Path
from typing import Any

import pytest

from lampit.shops.models import Product
from tests.factories import maker, product
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
LONGEST = 1.0  # seconds a page may be old


@pytest.fixture
def good() -> Product:
    """Return a good whose price changes."""
    return product(maker("63.08"), price=50_000)


def race(folder: Path, good: Product, kind: str) -> Any:
    """Let prices change while readers read; return what they saw."""
    words = (good.slug, "4", kind)
    database = shared_database(folder)
    return answer_of("tests.market.racing", *words, folder=folder, database=database)


def test_nobody_reads_an_old_price_for_longer_than_a_second(good: Product, tmp_path: Path) -> None:
    """Two server processes; a publisher that runs, and is killed by force in the middle."""
    told = race(tmp_path, good, "killed")
    assert told["published"]
    assert told["written"] >= 3
    assert told["kept"] > 0
    assert told["wrong"] == 0
    assert told["oldest"] <= LONGEST
    assert told["last_is_true"]


def test_the_race_sees_an_old_page_where_there_is_one(good: Product, tmp_path: Path) -> None:
    """The negative control: without triggers the same readers read old prices."""
    told = race(tmp_path, good, "deaf")
    assert told["oldest"] > LONGEST
    assert not told["last_is_true"]
