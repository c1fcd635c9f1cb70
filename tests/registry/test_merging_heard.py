"""What lists told of merged records, through undo and parting in any order."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions import importing
from lampit.registry.models import Business, ImportRun
from lampit.registry.rules import merging
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, NOW, RINA, done, opened
from tests.registry.test_import_filling import messy_home
from tests.registry.test_merging_sums import sums

pytestmark = pytest.mark.django_db
home = messy_home
LATER = NOW + timedelta(hours=1)
SALMAH = ["Salmah", "Warung Salmah", "6308054403900099", "Antasari", "Amuntai Tengah", "sayur",
          "081251110003", "3 jt"]  # fmt: skip
HADI = ["Hadi", "Bengkel Hadi", "6308051203800077", "Antasari", "Amuntai Tengah", "bengkel",
        "081251110004", "3 jt"]  # fmt: skip


@pytest.fixture
def staff() -> User:
    """Return a person of the office."""
    return member("staff", messy.HSU)


def bring(home: Path, *rows: list[str], name: str, hours: int) -> ImportRun:
    """Import rows some hours after the first list."""
    run = opened(home, *rows, name=name)
    importing.start_run(run, now=NOW + timedelta(hours=hours))
    return run


def merged(staff: User, *records: Business, hours: int = 0, **choices: int) -> Any:
    """Merge records some hours after the first list."""
    return actions.merge(
        staff, [one.pk for one in records], now=NOW + timedelta(hours=hours),
        reason="satu usaha", choices=choices,
    )  # fmt: skip


def named(name: str) -> Business:
    """Return a business by the name of before."""
    return Business.objects.get(name=name)


def test_what_hangs_below_a_member_stays_told_when_another_merge_is_taken_back(
    home: Path, staff: User
) -> None:
    """A merge between two others is parted; the list's value of the lowest stays shown above."""
    low, mid = [*SALMAH[:6], "", ""], [*HADI[:7], ""]
    done(home, RINA, BASUNI, low, mid)
    rina, basuni = named("Toko Rina"), named("UD Basuni")
    salmah, hadi = named("Warung Salmah"), named("Bengkel Hadi")
    first = merged(staff, basuni, salmah, hours=0)
    second = merged(staff, basuni, hadi, hours=1)
    Business.objects.filter(pk=rina.pk).update(email="rina@contoh.id", address="Jalan Pasar 1")
    third = merged(staff, rina, basuni, hours=2)
    goldens = [event.golden_id for event in (first, second, third)]
    assert goldens == [basuni.pk, basuni.pk, rina.pk]
    bring(home, [*low[:5], "kue basah", *low[6:]], name="later", hours=3)
    rina.refresh_from_db()
    assert rina.activity == "kue basah"
    actions.unmerge(staff, second.pk, now=NOW + timedelta(hours=4))
    rina.refresh_from_db()
    assert rina.activity == "kue basah"


@pytest.mark.parametrize("chosen", ["activity", "sales"])
def test_a_list_taken_back_leaves_no_hole_where_a_record_knows_its_own(
    home: Path, staff: User, chosen: str
) -> None:
    """The list told what a person chose; without it the golden record shows what it knew."""
    bare = [*BASUNI[:5], "", BASUNI[6], ""]
    done(home, RINA, bare)
    told = bring(home, [*BASUNI[:5], "kue basah", BASUNI[6], "9 jt"], name="later", hours=1)
    rina, basuni = named("Toko Rina"), named("UD Basuni")
    own = sums(rina.pk)
    event = merged(staff, rina, basuni, hours=2, **{chosen: basuni.pk})
    golden = Business.objects.get(pk=event.golden_id)
    assert golden.pk == rina.pk
    field = merging.MONEY if chosen == "sales" else chosen
    assert event.survivorship[field] == basuni.pk
    importing.undo_run(ImportRun.objects.get(pk=told.pk), None, now=NOW + timedelta(hours=3))
    basuni.refresh_from_db()
    golden.refresh_from_db()
    assert basuni.activity == ""
    if chosen == "activity":
        assert golden.activity == "tikar"
    else:
        assert sums(golden.pk) == own
    actions.unmerge(staff, event.pk, now=NOW + timedelta(hours=4))
    golden.refresh_from_db()
    assert (golden.activity, sums(golden.pk)) == ("tikar", own)


def test_nothing_that_a_person_chose_stays_nothing(home: Path, staff: User) -> None:
    """Another list about the same record is taken back: the choice of a person is not undone."""
    bare = [*BASUNI[:5], "", *BASUNI[6:]]
    done(home, RINA, bare)
    rina, basuni = named("Toko Rina"), named("UD Basuni")
    merged(staff, rina, basuni, hours=1, activity=basuni.pk)
    rina.refresh_from_db()
    assert rina.activity == ""
    told = bring(home, [*bare[:6], "081251110099", "9 jt"], name="later", hours=2)
    importing.undo_run(ImportRun.objects.get(pk=told.pk), None, now=NOW + timedelta(hours=3))
    rina.refresh_from_db()
    assert rina.activity == ""
