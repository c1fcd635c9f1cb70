"""How a file of answers is read: before anything is held."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from lampit.measure.actions import answerfiles as deeds
from lampit.measure.queries import answerfiles as queries
from tests.measure.deliveries import drawn
from tests.measure.fieldwork import open_field, staff
from tests.measure.filledsheets import HELD_ON, row, sent, workbook

pytestmark = pytest.mark.django_db


def test_reading_a_file_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    """Reading 20,000 rows takes seconds: whoever writes meanwhile does not wait for them."""
    settings.LAMPIT_HOME = tmp_path
    person, found = staff(), open_field()
    depths, whole = [], len(connection.savepoint_ids)
    read = queries.walk

    def looked(*given: Any, **more: Any) -> Any:
        depths.append(len(connection.savepoint_ids) - whole)
        return read(*given, **more)

    monkeypatch.setattr(queries, "walk", looked)
    run = sent(person, found, workbook([row(drawn(found))]))
    deeds.choose_columns(person, run.pk, {}, today=HELD_ON)
    assert depths == [0, 0]
