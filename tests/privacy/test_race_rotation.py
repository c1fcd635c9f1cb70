"""Keys rotate while other processes read and write, through a kill -9, on both databases."""

from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from lampit.registry import actions
from lampit.registry.models import Business
from tests.factories import member
from tests.processes import answer_of, shared_database
from tests.registry.told import NOW, VILLAGE, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
OLD, NEW = "lama:" + "11" * 32, "baru:" + "22" * 32
COUNT = 40


def test_rotation_while_others_read_and_write(tmp_path: Path, settings: Settings) -> None:
    """No read fails, no edit is lost, nothing keeps the old key, the killed run goes on."""
    settings.LAMPIT_FIELD_KEYS = OLD
    told()
    staff = member("staff", "63.08")
    type(staff).objects.filter(pk=staff.pk).update(username="petugas")
    rows = [
        actions.SeedRow(
            name=f"Usaha {n}", owner_name=f"Orang {n}", owner_key=f"o{n}", village=VILLAGE,
            nik=f"63080552036900{n + 10:02d}", sales=500_000,
        )
        for n in range(COUNT)
    ]  # fmt: skip
    actions.seed(rows, now=NOW, rng=Random(3))
    assert Business.objects.count() == COUNT
    settings.LAMPIT_FIELD_KEYS = f"{NEW},{OLD}"
    found = answer_of(
        "tests.privacy.rotating", "2", folder=tmp_path, database=shared_database(tmp_path)
    )
    assert found["before"] == 3 * COUNT
    assert found["killed"] == -9
    assert 0 < found["halfway"] < 3 * COUNT
    assert found["after"] == 0
    assert found["rotated"]["unreadable"] == 0
    assert found["reads"] > COUNT
    assert found["writes"] >= COUNT
    assert (found["wrong"], found["lost"], found["checks"]) == (0, 0, True)
