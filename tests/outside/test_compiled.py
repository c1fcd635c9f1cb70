"""Queries whose words are made once: other values, the same objects as Django reads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lampit.outside.compiled import Compiled
from lampit.places.models import Region
from tests.factories import region

pytestmark = pytest.mark.django_db
BY_CODE = Compiled(
    lambda code, level: (
        Region.objects.select_related("parent")
        .only("name", "parent__name")
        .filter(code=code, level=level)
    ),
    "code",
    77,
)


def test_it_reads_what_django_reads_for_other_values() -> None:
    """Partial rows, what belongs to them, and nothing where nothing is."""
    one, other = region("63.08"), region("63.07")
    for place in (one, other):
        with CaptureQueriesContext(connection) as asked:
            found = BY_CODE.first(place.code, place.level)
            assert found is not None
            parent = found.parent
        assert len(asked) == 1
        assert (found.name, parent) == (place.name, place.parent)
        assert found.get_deferred_fields() >= {"level"}
        assert found.level == place.level
    assert BY_CODE.rows("63.08", 99) == []
    assert BY_CODE.first("99.99", one.level) is None
    assert BY_CODE.rows("63.08", 2**70) == []


def test_rows_are_read_anew() -> None:
    """Only the words are remembered."""
    one = region("63.08")
    Region.objects.filter(code="63.08").update(name="Lain")
    found = BY_CODE.first("63.08", one.level)
    assert found is not None
    assert found.name == "Lain"


def test_a_mark_that_is_nowhere_is_a_fault() -> None:
    """A query that leaves a value out would answer for every value."""
    left_out = Compiled(lambda _code: Region.objects.all(), "code")
    with pytest.raises(ValueError, match="mark"):
        left_out.rows("63.08")
