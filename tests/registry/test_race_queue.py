"""Two imports of a kabupaten at one moment: one is written, the other waits, none is started twice.

SQLite lets one transaction write at a time and hides this; PostgreSQL does not.
"""

from pathlib import Path
from typing import Any

import pytest

from lampit.people.models import User
from lampit.registry.models import ImportRun
from tests.factories import NOW
from tests.meeting import Met, meet
from tests.registry import messy
from tests.registry.lookalikes import office
from tests.registry.test_import_queue import listed, pressed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, QUEUE = "tests.registry.meetings:", "lampit.registry.actions.importing.queueing."


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return office()


def met(first: str, second: str, *words: object, at: str, folder: Path) -> Met:
    """Let two presses meet."""
    return meet(
        DEEDS + first, DEEDS + second, *words, at=QUEUE + at, look=f"{DEEDS}imports", folder=folder
    )


def test_two_presses_at_once_are_one_at_work_and_one_in_line(staff: User, tmp_path: Path) -> None:
    """Both looked and saw nobody ahead: the second is in line all the same, with no job."""
    one, other = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    found = met("queue_first", "queue_second", staff.pk, one.pk, other.pk,
                at="ahead_of", folder=tmp_path)  # fmt: skip
    assert found == Met("ok", "ok", ["running", "waiting", "1"])


def test_two_who_start_the_next_start_it_once(staff: User, tmp_path: Path) -> None:
    """The worker at its end and the clock come at once."""
    one, other = listed(tmp_path, "Aminah", staff), listed(tmp_path, "Basuni", staff)
    pressed(one, staff)
    pressed(other, staff, 1)
    ImportRun.objects.filter(pk=one.pk).update(state=ImportRun.State.DONE, finished_at=NOW)
    found = met("start_waiting", "start_waiting", staff.pk, at="ahead_of", folder=tmp_path)
    assert found == Met("ok", "ok", ["done", "running", "2"])
