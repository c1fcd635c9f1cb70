"""Rows that carry bytes are read as they are, in one query that is seen as all others are."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import BinaryField, Value
from django.db.utils import ProgrammingError

from lampit.registry.models import KeptOrder, Posting
from lampit.registry.queries.binary import read

Counted = Callable[[int], AbstractContextManager[Any]]
EVERY_BYTE = bytes(range(256)) * 300


@pytest.mark.django_db
def test_bytes_numbers_and_texts_come_as_they_are(django_assert_num_queries: Counted) -> None:
    """Each byte there is, signs of a query in a text, a union; one query."""
    Posting.objects.create(term="w100%s'", block=7, members=EVERY_BYTE)
    KeptOrder.objects.create(name="~", number=3, version=1 << 40, held=b"")
    told = Posting.objects.filter(term="w100%s'").order_by().values_list("term", "block", "members")
    kept = KeptOrder.objects.order_by().values_list(Value("x%"), "number", "held")
    with django_assert_num_queries(1):
        rows = read(told.union(kept, all=True))
    found = sorted((text, number, bytes(held)) for text, number, held in rows)
    assert found == [("w100%s'", 7, EVERY_BYTE), ("x%", 3, b"")]
    versions = KeptOrder.objects.values_list("version", Value(b"", BinaryField()))
    assert [(version, bytes(held)) for version, held in read(versions)] == [(1 << 40, b"")]


@pytest.mark.django_db
def test_reading_is_watched_and_refused_as_any_query() -> None:
    """A guard of the tests sees the query; a fault of the database is Django's fault."""
    seen: list[str] = []

    def watch(execute: Any, sql: str, *told: Any) -> Any:
        seen.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(watch):
        assert read(KeptOrder.objects.values_list("number")) == []
    assert len(seen) == 1
    if connection.vendor == "postgresql":
        wrong = Posting.objects.extra(where=["nowhere = 1"]).values_list("term")
        with pytest.raises(ProgrammingError), transaction.atomic():
            read(wrong)
