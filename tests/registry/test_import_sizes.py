"""What follows other values moves with them, and not without: classes, kecamatan, sector."""

from pathlib import Path
from typing import Any

import pytest

from lampit.registry.actions import importing
from lampit.registry.models import Business, ImportRun
from tests.factories import NOW
from tests.registry import messy
from tests.registry.test_actions_import import RINA, done

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def _sized() -> tuple[int | None, str]:
    rina = Business.objects.get()
    return rina.sales_band, rina.size_class


def test_new_sales_alone_move_the_class_and_the_size(home: Path) -> None:
    """The list of the next year says the same but for the sales."""
    done(home, RINA)
    before = _sized()
    report = done(home, [*RINA[:7], "400 jt"])
    assert report.counts["update"] == 1
    assert (before, _sized()) == ((3, "mikro"), (9, "kecil"))
    importing.undo_run(ImportRun.objects.latest("pk"), None, now=NOW)
    assert _sized() == before


def test_sales_that_were_never_told_get_a_class(home: Path) -> None:
    """So does a business that came in without them."""
    done(home, [*RINA[:7], ""])
    assert _sized() == (None, "")
    done(home, RINA)
    assert _sized() == (3, "mikro")


def test_sales_that_are_not_taken_move_nothing(home: Path) -> None:
    """The control: what a person typed stays, with its class."""
    done(home, RINA)
    Business.objects.update(source="pemilik")
    before = _sized()
    done(home, [*RINA[:7], "400 jt"])
    assert _sized() == before


def test_a_kecamatan_or_a_sector_alone_does_not_part_from_what_is_known(home: Path) -> None:
    """A list that tells another kecamatan, whose village nobody reads, changes neither."""
    done(home, RINA)
    known = Business.objects.values("village_id", "district_id", "kbli", "sector").get()
    report = done(home, [*RINA[:3], "Entahlah", "Banjang", "", "081251119999", "7 jt"])
    assert report.counts["update"] == 1
    assert Business.objects.values("village_id", "district_id", "kbli", "sector").get() == known
