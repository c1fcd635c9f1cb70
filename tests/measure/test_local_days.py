"""What is counted after midnight in the east, while the house has yesterday still."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lampit.measure import actions
from lampit.measure.actions import answerfiles
from lampit.measure.models import Submission
from lampit.measure.rules import receiving
from lampit.measure.rules.filled.headings import ON
from lampit.registry.models import Business
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import open_field, staff
from tests.measure.filledsheets import COLUMNS, row, states_of, workbook
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db
PAST_MIDNIGHT = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)  # 23.30 WITA, 00.30 WIT


def test_an_end_told_after_midnight_in_the_east_is_no_future() -> None:
    """A visit and a whole interview count at once, and the register hears of the end."""
    person, found = staff("91.03"), open_field(region="91.03")
    closed, stopped = drawn(found), drawn(found, 1)
    for sent in (
        content(closed, answers={}, disposition="tutup_tetap"),
        content(stopped, answers=answers(pulih="berhenti")),
    ):
        receipt = actions.receive_submission(
            person, found.pk, new_id(), content=sent, source=receiving.APP, now=PAST_MIDNIGHT
        )
        assert (receipt.state, receipt.reason) == (receiving.COUNTED, "")
    closed.refresh_from_db()
    assert closed.disposition == "tutup_tetap"
    assert Business.objects.get(pk=closed.business_id).status == "tutup"
    assert Submission.objects.get().member == stopped


def test_paper_of_today_is_typed_after_midnight_in_the_east(tmp_path: Path, settings: Any) -> None:
    """What the check takes, whoever brings it in takes too: page and worker have one day."""
    settings.LAMPIT_HOME = tmp_path
    person, found = staff("91.03"), open_field(region="91.03")
    line = row(drawn(found))
    line[[column.meaning for column in COLUMNS].index(ON)] = date(2026, 11, 4)
    run = answerfiles.open_file(person, found.pk, "a.xlsx", [workbook([line])], now=PAST_MIDNIGHT)
    assert states_of(run) == ["siap"]
    assert states_of(answerfiles.start(person, run.pk, now=PAST_MIDNIGHT)) == ["masuk"]
