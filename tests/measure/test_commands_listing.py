"""`lampit survey draw` of a round whose villages are listed first: villages, then businesses."""

import json

import pytest

from lampit.measure.models import ListedDraw, Round, SampleMember
from tests.measure.fieldwork import staff
from tests.measure.listed import listings, walk
from tests.measure.test_commands import survey
from tests.measure.test_drawing import planned, villages

pytestmark = pytest.mark.django_db


def test_the_same_command_draws_villages_then_businesses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """First villages; refused while they are not listed; then businesses, with a second receipt."""
    villages(5, 8)
    found = planned(design="dua", lists_first=True, per_village=4)
    assert survey("draw", "2026-1", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["drawn"], first["villages"]) == (0, len(listings(found)))
    assert survey("draw", "2026-1") == 1
    assert "desa belum lengkap" in capsys.readouterr().err
    walk(Round.objects.get(pk=found.pk), staff(), missed=1, wrong=1)
    assert survey("draw", "2026-1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["drawn"] == SampleMember.objects.filter(round=found).count()
    assert told["receipt"] == ListedDraw.objects.get().receipt != first["receipt"]
    assert survey("draw", "2026-1") == 1
