"""Several telephones list one village at one moment: one list, no mark lost, nothing doubled."""

import shutil
from pathlib import Path

import pytest

from lampit.measure.queries.frames import frame_path
from lampit.registry.models import Business
from tests.measure.fieldwork import staff
from tests.measure.listed import listed_round, listings
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CROWD = 4


@pytest.mark.parametrize("kind", ["fair", "naive"])
def test_one_village_from_four_telephones(tmp_path: Path, kind: str) -> None:
    """Begun once, four marks, one new business; looking first and noting then doubles it."""
    found = listed_round()
    code = listings(found)[0].drawn.village_id
    held = Business.objects.filter(village=code).count()
    words = (str(staff().pk), str(found.pk), code, str(CROWD), kind)
    frame = frame_path(found.frame_hash)
    (tmp_path / "frames").mkdir()
    shutil.copy(frame, tmp_path / "frames" / frame.name)
    database = shared_database(tmp_path)
    told = answer_of("tests.measure.listing_at_once", *words, folder=tmp_path, database=database)
    if kind == "naive":
        assert told["found"] == CROWD
        return
    assert told["outcomes"] == {"new": 1, "known": CROWD - 1}
    assert (told["found"], told["entries"], told["running"]) == (1, held, 1)
    assert told["met"] == CROWD
