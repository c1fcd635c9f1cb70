"""What earlier lists left untrue is mended once, and the journal says so."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from lampit.registry.actions import importing, register_business
from lampit.registry.actions.mending import mend_records
from lampit.registry.models import Business, Change, ImportRow, ImportRun
from lampit.registry.rules.provenance import CORRECTED
from tests.factories import business, member, region
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, RINA, done
from tests.registry.told import NOW, told

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_kecamatan_and_classes_follow_village_and_sums_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Parted places and old classes come right; what is right, withdrawn or told bare stays."""
    staff = member("staff", "63.08")
    other = region("63.08.05", "Amuntai Tengah")
    shop = register_business(staff, told(sales=7_000_000), now=NOW)
    right, gone = business("63.08", village=shop.village, district=shop.district), business("63.08")
    bare = business("63.08", district=other, sales_band=1, size_class="kecil")
    Business.objects.filter(pk=gone.pk).update(
        village=shop.village, district=other, withdrawn_at=NOW
    )
    Business.objects.filter(pk=shop.pk).update(district=other, sales_band=1, size_class="kecil")
    still = {row["id"]: row for row in Business.objects.exclude(pk=shop.pk).values()}
    assert mend_records(timezone.now()) == 2
    mended = Business.objects.get(pk=shop.pk)
    assert (mended.district_id, mended.sales_band, mended.size_class) == ("63.08.08", 5, "mikro")
    assert mended.version > shop.version
    assert {row["id"]: row for row in Business.objects.exclude(pk=shop.pk).values()} == still
    assert {right.pk, gone.pk, bare.pk} == set(still)
    noted = Change.objects.filter(source=CORRECTED, entity_id=shop.pk).order_by("id")
    assert [change.field for change in noted] == ["district", "sales_band", "size_class"]
    Business.objects.filter(pk=shop.pk).update(district=other)
    with django_assert_num_queries(1):
        assert mend_records(timezone.now()) == 0


def test_a_list_whose_records_were_mended_is_taken_back_whole(
    tmp_path: Path, settings: Settings
) -> None:
    """The register's own correction is nobody's work: it keeps no record of an undone list."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    done(tmp_path, RINA, BASUNI)
    Business.objects.update(district="63.08.01", sales_band=1)
    assert mend_records(timezone.now()) > 0
    run = ImportRun.objects.get()
    undone = importing.undo_run(run, None, now=timezone.now())
    assert (undone.withdrawn, undone.kept) == (2, [])


def test_a_later_list_taken_back_leaves_classes_of_the_sums_that_are_there(
    tmp_path: Path, settings: Settings
) -> None:
    """Of a record mended after a list changed its sums and place: both go back together."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    done(tmp_path, RINA)
    known = Business.objects.get()
    moved = [*RINA[:3], "Banyu Hirang", "Amuntai Selatan", *RINA[5:7], "60 jt"]
    assert done(tmp_path, moved).counts["update"] == 1
    # As lists of before wrote it: a class and a kecamatan that fit neither, in the journal too.
    line = ImportRow.objects.get(action="update")
    columns = (line.before or {})["business"]
    for name, wrong in (("sales_band", 1), ("district_id", "63.08.01")):
        if name in columns:
            columns[name][1] = wrong
    line.save()
    Business.objects.update(district="63.08.01", sales_band=1)
    assert mend_records(timezone.now()) == 2, "place and class"
    run = ImportRun.objects.latest("id")
    assert importing.undo_run(run, None, now=timezone.now()).kept == []
    back = Business.objects.get()
    assert back.village_id == known.village_id
    assert (back.district_id, back.sales_band, back.size_class) == (
        known.district_id, known.sales_band, known.size_class,
    )  # fmt: skip
