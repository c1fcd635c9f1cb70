"""An old list that comes in again does not bring back who moved to another kabupaten."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business, ImportRow, Transfer
from lampit.registry.rules.importing.departed import Departed, departed_as
from lampit.registry.rules.importing.record import Record
from tests.factories import NOW
from tests.registry import messy
from tests.registry.moving import HERE, THERE, WORDS, staff_of_both, wanted
from tests.registry.test_actions_import import BASUNI, RINA, done

HASH = "ab" * 16


@pytest.mark.parametrize(
    ("owner", "business", "index", "is_gone"),
    [
        ("Rina", "Toko Rina", HASH, True),
        ("RINA", "toko rina", HASH, True),
        ("Rina", "", HASH, True),
        ("Rina", "Kue Rina", HASH, False),  # she may have another business here
        ("Rina", "Toko Rina", "", True),  # a list without NIK
        ("Rina", "", "", False),
        ("Rina", "Toko Rina", "cd" * 16, False),  # a namesake
        ("Basuni", "Toko Rina", "", False),
    ],
)
def test_who_moved_is_known_by_person_and_business(
    owner: str, business: str, index: str, *, is_gone: bool
) -> None:
    """The NIK, else the owner's name, and the name of the business."""
    row = Record(owner_name=owner, business_name=business)
    known = Departed(HASH, "rina", "rina", "PINDAH-2026-00001, Tabalong")
    assert (departed_as(row, index, [known]) == known) == is_gone


def handed_over(staff: User, other: User, name: str) -> Transfer:
    """Hand a business over to the neighbour."""
    row = Business.objects.get(name=name)
    asked = actions.ask_move(staff, row.public_id, wanted(), WORDS, now=NOW)
    with transaction.atomic():
        return actions.hand_over(other, asked.pk, "", now=NOW).transfer


@pytest.mark.django_db
@pytest.mark.database
def test_an_old_list_again_makes_nobody_anew_who_moved(tmp_path: Path, settings: Any) -> None:
    """The row is told with the receipt; the record of the new office is untouched."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    staff, other = staff_of_both()
    done(tmp_path, RINA, BASUNI)
    moved = handed_over(staff, other, RINA[1])
    before = Business.objects.get(pk=moved.business_id).version
    report = done(tmp_path, RINA, BASUNI, [*RINA[:1], "Kue Lain Sekali", *RINA[2:]])
    assert (report.counts["reject"], report.counts["create"]) == (1, 1)
    told = ImportRow.objects.get(reason="moved_away")
    assert "sudah_pindah" in str(told.problems)
    assert Business.objects.get(name=RINA[1]).region_id == THERE
    assert Business.objects.get(name=RINA[1]).version == before
    here = Business.objects.filter(region=HERE).values_list("name", flat=True)
    assert set(here) == {BASUNI[1], "Kue Lain Sekali"}
