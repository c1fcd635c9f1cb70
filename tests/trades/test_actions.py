"""The KBLI table and its search."""

import pytest
from pytest_django import DjangoAssertNumQueries

from lampit.trades import actions, queries
from lampit.trades.models import Kbli

pytestmark = pytest.mark.django_db


def test_the_table_loads_once_and_answers_plain_words(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """1,790 groups; words of makers lead to the official code with one query."""
    assert actions.load_trades() == 1_790
    assert actions.load_trades() == 0
    assert Kbli.objects.count() == 1_790
    for text, code in (
        ("tas purun", "16292"),
        ("lampit", "16291"),
        ("sasirangan", "13132"),
        ("mebel", "31001"),
    ):
        with django_assert_num_queries(1):
            assert queries.suggest(text)[0].code == code
    assert queries.suggest("zzz") == []
    assert queries.suggest("") == []
    assert [row.code for row in queries.suggest("1629")][:2] == ["16291", "16292"]


def test_known_codes() -> None:
    """A code is known in its edition only."""
    Kbli.objects.create(code="16292", title="Anyaman")
    assert queries.is_known("16292")
    assert not queries.is_known("16292", version=2025)
    assert queries.titles_of({"16292", "99999"}) == {"16292": "Anyaman"}
