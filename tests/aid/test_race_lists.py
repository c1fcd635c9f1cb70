"""One list sent twice and brought in at one moment: each recipient received once."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.aid.test_actions_listing import opened
from tests.aid.things import CODE, programme
from tests.factories import member
from tests.meeting import Met, meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS = "tests.aid.meetings:"


def test_two_drafts_of_a_list_are_one_list(tmp_path: Path, settings: Settings) -> None:
    """Both drafts look whether the list is in already: the second waits and is refused."""
    settings.LAMPIT_HOME = tmp_path
    staff = member("staff", CODE)
    fund = programme(staff)
    runs = [opened(staff, fund).pk for _ in range(2)]
    found = meet(
        f"{DEEDS}bring_in", f"{DEEDS}bring_in_other", staff.pk, *runs,
        at="lampit.aid.actions.listing._refuse_twice", look=f"{DEEDS}grants", folder=tmp_path,
    )  # fmt: skip
    assert found == Met("ok", "list_twice", 4)
