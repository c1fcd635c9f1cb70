"""What a list tells of a record merged into another is shown, and taken back exactly."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRun, MergeEvent
from lampit.registry.rules.merging import MERGED
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, NOW, RINA, done, opened
from tests.registry.test_import_filling import messy_home

pytestmark = pytest.mark.django_db
home = messy_home
LATER = NOW + timedelta(hours=1)
NEWER = [*BASUNI[:3], "Banyu Hirang", BASUNI[4], "kue basah", *BASUNI[6:7], "9 jt"]
VOLATILE = ("version", "updated_at", "sales_sealed", "fingerprint")


@pytest.fixture
def staff() -> User:
    """Return a person of the office."""
    return member("staff", messy.HSU)


def merged(home: Path, staff: User, **choices: int) -> tuple[MergeEvent, Business, Business]:
    """Return a merge of two listed businesses, its golden record and the other."""
    done(home, RINA, BASUNI)
    pks = list(Business.objects.order_by("pk").values_list("pk", flat=True))
    event = actions.merge(staff, pks, now=NOW, reason="satu usaha dua nama", choices=choices)
    return (
        event,
        Business.objects.get(pk=event.golden_id),
        Business.objects.get(golden__isnull=False),
    )


def shown() -> dict[int, dict[str, Any]]:
    """Return all columns of all businesses but those that a repetition may change."""
    rows = Business.objects.order_by("pk").values()
    return {
        row["id"]: {name: value for name, value in row.items() if name not in VOLATILE}
        for row in rows
    }


def bring(home: Path, *rows: list[str]) -> importing.Report:
    """Import rows an hour after the merge."""
    return importing.start_run(opened(home, *rows, name="later"), now=LATER)


def test_what_a_list_tells_of_a_merged_record_is_shown(home: Path, staff: User) -> None:
    """It fits only the merged one: the record that people see says it; undo and redo are exact."""
    event, golden, below = merged(home, staff)
    assert (golden.name, below.name) == ("Toko Rina", "UD Basuni")
    before = shown()
    assert bring(home, NEWER).counts["update"] == 1
    golden.refresh_from_db()
    below.refresh_from_db()
    assert golden.activity == below.activity == "kue basah"
    assert golden.kbli == below.kbli
    assert golden.name == "Toko Rina"
    told = Change.objects.filter(entity_id=golden.pk, field="activity").latest("id")
    assert (told.new, told.source, told.run_id) == (
        "kue basah", MERGED, ImportRun.objects.latest("id").pk,
    )  # fmt: skip
    after = shown()
    undone = importing.undo_run(ImportRun.objects.latest("id"), None, now=LATER)
    assert shown() == before
    importing.undo_run(ImportRun.objects.get(pk=undone.number), None, now=LATER)
    assert shown() == after
    actions.unmerge(staff, event.pk, now=LATER)
    golden.refresh_from_db()
    below.refresh_from_db()
    assert (golden.activity, below.activity) == ("tikar", "kue basah")


def test_parted_first_and_taken_back_then_both_are_as_before(home: Path, staff: User) -> None:
    """In the other order each has its own again, too."""
    done(home, RINA, BASUNI)
    alone = shown()
    pks = list(alone)
    event = actions.merge(staff, pks, now=NOW, reason="satu usaha dua nama")
    bring(home, NEWER)
    actions.unmerge(staff, event.pk, now=LATER)
    importing.undo_run(ImportRun.objects.latest("id"), None, now=LATER)
    assert shown() == alone


def test_who_is_believed_more_is_not_replaced(home: Path, staff: User) -> None:
    """What a person wrote on the shown record after the merge, or its owner said, stays."""
    _, golden, _below = merged(home, staff)
    Change.objects.create(
        entity="business", entity_id=golden.pk, field="activity", new="tikar", source="pemilik",
        at=NOW,
    )  # fmt: skip
    bring(home, NEWER)
    golden.refresh_from_db()
    assert golden.activity == "tikar"


def test_a_value_the_list_does_not_tell_anew_moves_nothing(home: Path, staff: User) -> None:
    """A person chose the other's trade; the list repeats the old one beside a new sum."""
    _, golden, below = merged(home, staff)
    same = [*BASUNI[:7], "9 jt"]
    assert bring(home, same).counts["update"] == 1
    golden.refresh_from_db()
    assert golden.activity == "tikar"
    assert below.activity == "lampit"


def test_a_list_may_tell_the_shown_record_again(home: Path, staff: User) -> None:
    """What it shows of a list is of a list: the next one that fits it replaces it."""
    _, golden, _below = merged(home, staff)
    bring(home, NEWER)
    report = importing.start_run(
        opened(home, [*RINA[:5], "warung makan", *RINA[6:]], name="third"), now=LATER
    )
    golden.refresh_from_db()
    assert report.counts["update"] == 1
    assert golden.activity == "warung makan"


def test_a_state_told_by_a_sign_of_life_stays(home: Path, staff: User) -> None:
    """What the shown record got from a sign of life of the other is not told away."""
    _, golden, below = merged(home, staff)
    actions.confirm_business(below, "kunjungan", LATER, status="tutup_sementara")
    golden.refresh_from_db()
    assert golden.status == "tutup_sementara"
    bring(home, [*NEWER[:5], "kue basah", "081251110099", ""])
    golden.refresh_from_db()
    assert golden.status == "tutup_sementara"
