"""Many rows at once: the same values as one by one, and noted for the catalogue all the same."""

import json
import os
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import UniqueViolation

from lampit.registry.actions import _bulk
from lampit.registry.actions.catalogue import noted_together
from lampit.registry.actions.importing import sealing
from lampit.registry.models import Business, Recent
from lampit.registry.rules import ids
from tests.factories import NOW, business, region

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
)


@given(JSON)
def test_json_is_what_the_library_writes(value: Any) -> None:
    """The short way for texts in lists and dicts gives the same text."""
    assert _bulk._as_json(value) == json.dumps(value)


@given(st.integers(0, 40))
def test_ids_reckoned_together_are_those_of_one_by_one(count: int) -> None:
    """Every seven bytes give the id that their number gives."""
    chance = os.urandom(ids.BYTES * count)
    parts = [chance[start : start + ids.BYTES] for start in range(0, len(chance), ids.BYTES)]
    assert ids.public_ids(chance) == [ids.public_id(int.from_bytes(part) >> 6) for part in parts]


def _lines(count: int) -> tuple[list[int], list[tuple[Any, ...]]]:
    numbers = _bulk.take_ids(Business, count)
    return numbers, [(pk, f"p{pk}", f"Usaha {pk}", ["whatsapp"]) for pk in numbers]


def _write(count: int, extra: list[tuple[Any, ...]] | None = None) -> list[int]:
    told = ("id", "public_id", "name", "channels")
    same = {"region_id": "63.08", "created_at": NOW, "updated_at": NOW}
    with transaction.atomic():
        numbers, lines = _lines(count)
        with noted_together(numbers):
            _bulk.write(Business, told, lines + (extra or []), same)
    return numbers


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 49, 50, 51, 137])
def test_a_block_is_written_whole_and_noted_once(count: int) -> None:
    """Whatever the number of rows of a statement, each is there, and has one note."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    numbers = _write(count)
    found = Business.objects.order_by("pk").values_list("pk", "name", "channels", "status")
    assert list(found) == [(pk, f"Usaha {pk}", ["whatsapp"], "aktif") for pk in numbers]
    noted = Recent.objects.order_by("business_id").values_list("business_id", "was_listed")
    assert list(noted) == [(pk, False) for pk in numbers]
    later = business("63.08", name="Nanti")  # noted by the trigger again
    assert Recent.objects.filter(business_id=later.pk).count() == 1
    assert not Recent.objects.filter(pk=0).exists()


@pytest.mark.django_db
def test_a_block_that_fails_leaves_the_trigger_at_work() -> None:
    """Nothing of the block stays, neither rows nor notes nor the word to be still."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    first = _write(1)[0]
    with pytest.raises((IntegrityError, UniqueViolation)):  # COPY tells in the driver's words
        _write(60, [(first, "again", "Lagi", [])])
    assert Business.objects.count() == Recent.objects.count() == 1
    business("63.08", name="Nanti")
    assert Recent.objects.count() == 2


@pytest.mark.django_db
def test_what_is_the_same_in_all_lines_is_written_as_it_is() -> None:
    """Quotes, percent and question marks of a value in the statement stay what they are."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    odd = '50% d\'Or "x" ? %s %% \\ ;--'
    same = {"region_id": "63.08", "created_at": NOW, "updated_at": NOW, "name": odd, "version": 3}
    with transaction.atomic():
        lines = [(pk, f"p{pk}", "[]") for pk in _bulk.take_ids(Business, 60)]
        _bulk.write(Business, ("id", "public_id", "channels"), lines, same, is_ready=True)
    found = Business.objects.values_list("name", "version", "channels", "created_at", "mentor")
    assert set(map(str, found)) == {str((odd, 3, [], NOW, None))}
    assert len(found) == 60
    with pytest.raises(ValueError, match="no such columns"):
        _bulk.write(Business, ("id", "nama"), [(1, "x")])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 13, 60])
def test_columns_are_written_as_lines_are(count: int) -> None:
    """A column in which nothing stands is not told row by row, and is the same afterwards."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    odd = ["'%s", "\\N", "a\tb\n", ""]
    with transaction.atomic():
        numbers = _bulk.take_ids(Business, count)
        columns: _bulk.Columns = {
            "id": numbers, "public_id": [f"p{pk}" for pk in numbers],
            "name": [odd[pk % 4] for pk in numbers], "note": [""] * count,
            "confirmed_on": [None] * count, "started_on": ["2020-01-02", *[None] * (count - 1)],
            "is_online": [False] * count, "workers_male": [0] * count,
            "sales_sealed": [b"\x00\\", *[None] * (count - 1)], "channels": ["[]"] * count,
        }  # fmt: skip
        same = {"region_id": "63.08", "created_at": NOW, "updated_at": NOW, "kind": "kelompok"}
        _bulk.write_columns(Business, columns, same)
    rows = list(Business.objects.order_by("pk"))
    assert [one.name for one in rows] == [odd[pk % 4] for pk in numbers]
    assert {(one.note, one.confirmed_on, one.is_online, one.workers_male, tuple(one.channels),
             one.kind, one.status) for one in rows} == {("", None, False, 0, (), "kelompok",
                                                         "aktif")}  # fmt: skip
    assert [one.started_on for one in rows] == [date(2020, 1, 2), *[None] * (count - 1)]
    sealed = [one.sales_sealed and bytes(one.sales_sealed) for one in rows]
    assert sealed == [b"\x00\\", *[None] * (count - 1)]


@pytest.mark.django_db
def test_no_columns_write_nothing() -> None:
    """A block without new rows asks the database nothing."""
    _bulk.write_columns(Business, {"id": [], "name": []}, {"region_id": "63.08"})
    assert not Business.objects.exists()


@given(st.integers(0, 60))
def test_ids_of_a_block_begin_alike(count: int) -> None:
    """In order, each right, all of the same leaf of the tree: the blocks of chance differ."""
    drawn = sealing._public_ids(count)
    assert drawn == sorted(set(drawn))
    assert all(map(ids.is_public_id, drawn))
    assert len({one[0] for one in drawn}) <= 1


@pytest.mark.django_db(transaction=True)
def test_the_database_checks_again_after_many_blocks() -> None:
    """What SQLite leaves out for a run it does afterwards, also when the run falls."""
    usual, seen = _told(), []

    def fall() -> None:
        with _bulk.many_blocks():
            seen.append(_told())
            raise KeyError

    with pytest.raises(KeyError):
        fall()
    assert _told() == usual
    if connection.vendor == "sqlite":  # the other database is told nothing
        assert seen == [_bulk._SWIFT]
        assert (usual["foreign_keys"], usual["ignore_check_constraints"]) == (1, 0)


def _told() -> dict[str, int]:
    names = _bulk._SWIFT if connection.vendor == "sqlite" else ()
    return {name: _bulk._pragma(name) for name in names}
