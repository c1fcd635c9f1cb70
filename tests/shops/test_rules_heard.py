"""Answers to "Tahu dari mana?": known ones only, and each order for one campaign at most."""

from datetime import date

import pytest

from lampit.shops.rules import heard
from lampit.shops.rules.heard import Window

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 9)


def test_only_offered_answers_are_read() -> None:
    """What nobody offers is no answer, and no code is longer than its column."""
    assert [heard.read(code) for code in ("PAMERAN", "", "pameran", "<b>")] == ["PAMERAN"] + [
        ""
    ] * 3
    assert max(map(len, heard.ANSWERS)) <= heard.LONGEST
    assert set(heard.OF_CAMPAIGNS) < set(heard.ANSWERS)


@pytest.mark.parametrize(
    ("answer", "on", "number"),
    [
        ("PAMERAN", FIRST, 1), ("PAMERAN", LAST, 1), ("PAMERAN", date(2026, 3, 10), None),
        ("PAMERAN", date(2026, 3, 1), None), ("IG", date(2030, 1, 1), 2), ("", FIRST, None),
        ("FB", FIRST, None), ("IG", date(2026, 3, 5), 3),
    ],
)  # fmt: skip
def test_an_answer_counts_on_the_days_of_its_campaign(
    answer: str, on: date, number: int | None
) -> None:
    """From the first to the last day; the one that began last has what two could have."""
    windows = [
        Window(1, "PAMERAN", FIRST, LAST), Window(2, "IG", FIRST, None),
        Window(3, "IG", date(2026, 3, 4), LAST),
    ]  # fmt: skip
    assert heard.campaign_of(answer, on, windows) == number
