"""Clicks of many processes, counted by several at once: none lost, none twice, on each database."""

from pathlib import Path

import pytest

from lampit.shops import actions
from tests.factories import NOW, maker
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_no_click_is_lost_or_counted_twice(tmp_path: Path) -> None:
    """Five processes click 300 times each while three count all the time."""
    code = actions.tracked_link(maker("63.08"), None, "WA", None, NOW).code
    told = answer_of(
        "tests.shops.clicking", code, "5", "300", "3", folder=tmp_path,
        database=shared_database(tmp_path),
    )  # fmt: skip
    assert told == {"days": [750, 750], "said": 1500}
