"""Many rows at once: the same values as one by one, and noted for the catalogue all the same."""

import json
import os
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import UniqueViolation

from lampit.registry.actions import _bulk
from lampit.registry.actions.catalogue import noted_together
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
