"""Points of homes: cut where they are typed or listed, and in what lists of before left whole."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lampit.aid.models import Grant, Programme
from lampit.aid.rules.lists import read_row
from lampit.registry import actions
from lampit.registry.actions import _blockwise, _values
from lampit.registry.actions.coarsening import WORK, coarsen_points
from lampit.registry.actions.importing.undoing import undo_run
from lampit.registry.models import (
    Business,
    Change,
    Chore,
    Claim,
    ImportRow,
    ImportRun,
    MergeEvent,
)
from lampit.registry.rules.importing.points import coarse, coarse_all, coarse_free
from lampit.registry.rules.provenance import BESIDE
from tests.factories import business, member, owner, region
from tests.registry.told import NOW, told

LAT, LON, PAIR = "-2.4188934", "115.2496155", "-2.41889, 115.24961"
LINK = "https://maps.app.goo.gl/Ab12Cd34"
KEPT = {"Lat": LAT, "Lon": LON, "Agama": "-", "Alamat asli": f"dekat {PAIR}"}
WHOLE = ("4188", "2496", "41889", "24961", "Ab12")


def is_cut(text: object) -> bool:
    """Say whether no whole point stands in something."""
    return not any(part in str(text) for part in WHOLE)


@pytest.mark.parametrize(
    "text", [PAIR, f"Jl. Melati {PAIR}", LINK, f"rumah {LINK} RT 2", "2°25'08.0\"S 115°14'58.6\"E",
             "HQ2C+7V Amuntai", "-2.41889 115.24961"]
)  # fmt: skip
def test_a_point_in_an_address_is_cut(text: str) -> None:
    """Pairs, minutes and seconds, plus codes and links."""
    assert coarse_free(text) != text
    assert is_cut(coarse_free(text))
    assert coarse_all(["Jl. Baru", text]) == ["Jl. Baru", coarse_free(text)]


@pytest.mark.parametrize(
    "text", ["Jl. Melati No. 2.115 RT 3", "Desa Sungai Durait, Gg. 4", "Rp 2.500.000", "Km 3,5",
             "Blok D 12", "Komp. A+B No. 3", ""]
)  # fmt: skip
def test_an_address_stays_as_it_is(text: str) -> None:
    """Numbers of houses, kilometres, sums."""
    assert coarse_free(text) == text


@given(st.text(alphabet="0123456789.,-+°ºdD'\" NSLUmapsgo.lCFGHVX", max_size=40))
def test_the_quick_look_misses_nothing(text: str) -> None:
    """What it passes by would not have been cut; what was cut once is not cut again."""
    assert coarse_free(text) == coarse(text, is_point=False)
    assert coarse_free(coarse_free(text)) == coarse_free(text)


def left_whole() -> tuple[Business, ImportRow, list[Change], Claim, MergeEvent, Business]:
    """Return what lists of before left: a record, its journals, and one above it."""
    top = business("63.08", owner=owner("63.08"), name="Utama")
    shop = business(
        "63.08", owner=owner("63.08"), name="Anyaman", address=f"Jl. Baru {PAIR}", extras=KEPT,
        note=f"lihat {LINK}", golden=top,
    )  # fmt: skip
    for row in (shop, top):
        _values.put_derived(row, row.owner)
        row.save()
    run = ImportRun.objects.create(
        region=shop.region, file_name="a.csv", digest="d", created_at=timezone.now()
    )
    line = ImportRow.objects.create(
        run=run, sheet="", row=2, action="update", business_id=shop.pk,
        before={"business": {"extras": [{}, KEPT], "address": ["", shop.address], "rt": ["", "1"]}},
    )  # fmt: skip
    told = [
        Change.objects.create(
            entity="business", entity_id=shop.pk, field=field, old="", new=new, source="impor",
            at=timezone.now(),
        )
        for field, new in (("extras", str(KEPT)), ("address", shop.address), ("name", PAIR))
    ]  # fmt: skip
    claim = Claim.objects.create(
        entity="business", entity_id=shop.pk, field="address", value=PAIR, source="impor",
        at=timezone.now(),
    )  # fmt: skip
    event = MergeEvent.objects.create(
        region=shop.region, golden=top, members=[shop.pk], at=timezone.now(),
        written={
            "before": {"place": {"address": PAIR, "rt": "1"}, "extras": {"extras": KEPT}},
            "derived": {},
        },
    )  # fmt: skip
    return shop, line, told, claim, event, top


@pytest.mark.django_db
@pytest.mark.database
def test_what_lists_of_before_left_is_cut_everywhere() -> None:
    """Record, words it is found by, history, undo, parting, other sources; the rest stays."""
    shop, line, told, claim, event, top = left_whole()
    assert "2418893" in "".join(Business.objects.values_list("search_key", flat=True))
    version = shop.version
    assert coarsen_points(timezone.now()) == 6
    for row in (shop, line, claim, event, top, *told):
        row.refresh_from_db()
    seen = [shop.extras, shop.address, shop.note, line.before, claim.value, event.written,
            told[0].new, told[1].new, shop.search_key, top.search_key]  # fmt: skip
    assert all(is_cut(text) for text in seen)
    assert "2418893" not in shop.search_key + top.search_key
    assert shop.extras["Agama"] == "-"
    assert shop.address.startswith("Jl. Baru -2.41")
    assert told[2].new == PAIR, "a name is no home"
    assert line.before is not None
    assert line.before["business"]["extras"][1] == shop.extras, "an undo still knows its own"
    assert line.before["business"]["address"][1] == shop.address
    assert line.before["business"]["rt"] == ["", "1"]
    assert shop.version == version
    assert Chore.objects.filter(done_at=None).count() == 0


@pytest.mark.django_db
@pytest.mark.database
def test_it_goes_on_block_by_block_and_only_once(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Killed within a block it does that block again; done, the clock asks one query."""
    monkeypatch.setattr(_blockwise, "BLOCK", 2)
    monkeypatch.setattr(_blockwise, "BLOCKS_AT_ONCE", 6)
    shops = [business("63.08", address=f"{n} {PAIR}") for n in range(5)]
    work, seen = WORK["points_kept"][1], []

    def falls(row: Business) -> list[str]:
        seen.append(row.pk)
        if len(seen) == 4:
            raise RuntimeError
        return work(row)

    monkeypatch.setitem(WORK, "points_kept", (WORK["points_kept"][0], falls))
    with pytest.raises(RuntimeError):
        coarsen_points(timezone.now())
    whole = [row for row in Business.objects.order_by("pk") if not is_cut(row.address)]
    assert [row.pk for row in whole] == [shop.pk for shop in shops[2:]], "the block is whole"
    assert coarsen_points(timezone.now()) == 3
    assert seen == [shop.pk for shop in (*shops[:4], *shops[2:])]
    assert all(is_cut(row.address) for row in Business.objects.all())
    assert coarsen_points(timezone.now()) == 0
    with django_assert_num_queries(1):
        coarsen_points(timezone.now())


@pytest.mark.django_db
def test_what_is_typed_is_cut_in_record_and_history() -> None:
    """At the desk, in an edit, and so by a program; written as it is, an edit changes nothing."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    staff = member("staff", "63.08")
    made = actions.register_business(
        staff, told(address=f"Jl. Baru {PAIR}", note=f"rumah {LINK}"), now=NOW
    )
    assert made.address == "Jl. Baru -2.41…, 115.24…"
    assert is_cut(made.note)
    done = actions.edit_business(
        staff, made.public_id, told(address=f"Jl. Baru {PAIR}", note=f"rumah {LINK}", rt="7"),
        based_on=made.version, now=NOW,
    )  # fmt: skip
    fields = set(Change.objects.exclude(field="registered").values_list("field", flat=True))
    assert fields == {"rt"}
    assert is_cut(str(list(Change.objects.values_list("old", "new"))))
    assert done is not None


@pytest.mark.django_db
@pytest.mark.database
def test_a_point_that_a_weaker_source_tells_is_cut_beside_the_record_as_well() -> None:
    """The office said the address; what a program says otherwise is noted without the home."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(address="Jl. Lama", note="pagi"), now=NOW)
    other = told(address=f"Jl. Baru {PAIR}", note=f"rumah {LINK}")
    for _ in range(2):
        actions.edit_business(
            staff, made.public_id, other, based_on=made.version, now=NOW, source="mitra",
            weaker=BESIDE,
        )  # fmt: skip
        made.refresh_from_db()
    assert (made.address, made.note) == ("Jl. Lama", "pagi")
    found = Claim.objects.order_by("field").values_list("field", "value")
    assert [name for name, _ in found] == ["address", "note"], "told twice is noted once"
    assert all(is_cut(value) for _, value in found)


@pytest.mark.django_db
@pytest.mark.database
def test_a_list_is_taken_back_while_its_points_are_being_cut() -> None:
    """Its journal is cut already and the record not yet: nobody changed it."""
    shop, line, *_ = left_whole()
    coarsen_points(timezone.now())
    Business.objects.filter(pk=shop.pk).update(address=f"Jl. Baru {PAIR}", extras=KEPT, rt="1")
    ImportRun.objects.update(state="done")
    done = undo_run(line.run, None, now=timezone.now())
    assert done.kept == []
    shop.refresh_from_db()
    assert (shop.address, shop.extras, shop.rt) == ("", {}, "")


@pytest.mark.django_db
def test_addresses_of_aid_lists_are_cut() -> None:
    """Read from a list, and by the migration in what is there; the rest stays."""
    row = read_row(["Siti", f"Gg. 2 {PAIR}"], {"name": 0, "address": 1})
    assert row.address == "Gg. 2 -2.41…, 115.24…"
    region("63.08")
    programme = Programme.objects.create(
        region_id="63.08", name="Modal", funder="APBD", year=2026, kind="uang", created_at=NOW
    )
    for number, address in enumerate(("Jl. Lama No. 2", f"Jl. Baru {PAIR}", "")):
        Grant.objects.create(
            programme=programme, region_id="63.08", public_id=f"G{number}", name="Siti",
            address=address, created_at=NOW,
        )  # fmt: skip
    migration = import_module("lampit.aid.migrations.0004_points_are_cut")
    for _ in range(2):
        migration.cut_points(apps, None)
        found = list(Grant.objects.order_by("pk").values_list("address", flat=True))
        assert found == ["Jl. Lama No. 2", "Jl. Baru -2.41…, 115.24…", ""]
