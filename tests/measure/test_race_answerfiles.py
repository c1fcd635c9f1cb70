"""Two people at one file of answers in the same moment."""

from pathlib import Path

import pytest

from lampit.measure.actions import answerfiles as deeds
from lampit.measure.models import AnswerFile, AnswerFileRow
from tests.measure.deliveries import drawn
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.filledsheets import row, sent, workbook
from tests.meeting import Met, meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ACTIONS = "tests.measure.meetings_files:", "lampit.measure.actions.answerfiles."
State = AnswerFileRow.State


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, settings: object) -> None:
    """Let files lie in a folder of the test."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # of pytest-django


def met(first: str, second: str, *words: object, at: str, look: str, folder: Path) -> Met:
    """Let two deeds meet."""
    return meet(
        DEEDS + first, DEEDS + second, *words, at=ACTIONS + at, look=DEEDS + look, folder=folder
    )


def test_a_file_that_is_brought_in_by_two_at_once(tmp_path: Path) -> None:
    """Each row is sent by one of them, and an undo leaves nothing behind."""
    person, found = staff(), open_field()
    run = sent(person, found, workbook([row(drawn(found)), row(drawn(found, 1))]))
    seen = met(
        "start", "start", person.pk, run.pk, at="bringing._stands", look="undone", folder=tmp_path
    )
    assert seen.first == seen.second == AnswerFile.State.DONE
    assert seen.after == [[State.COUNTED] * 2, 2, 0, 0]


def test_a_file_that_is_undone_while_its_round_is_processed(tmp_path: Path) -> None:
    """The answers that count are those of the figures, whoever was first."""
    person, found = staff(), open_field(12, wanted=40)
    lines = [row(drawn(found, number)) for number in range(36)]
    stays = sent(person, found, workbook([row(drawn(found, 36)), row(drawn(found, 37))]))
    deeds.start(person, stays.pk, now=NOW)
    run = deeds.start(person, sent(person, found, workbook(lines)).pk, now=NOW)
    seen = met(
        "undo", "process", person.pk, run.pk,
        at="undoing._undo_row", look="figured", folder=tmp_path,
    )  # fmt: skip
    state, final, reckoned = seen.after
    assert (seen.first, seen.second, state) == (AnswerFile.State.UNDONE, "ok", "diolah")
    assert final == reckoned == 2
