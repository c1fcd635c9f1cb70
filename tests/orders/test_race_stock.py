"""Races of real processes on the database of this test run, SQLite and PostgreSQL alike."""

from pathlib import Path
from typing import Any

import pytest

from lampit.orders.models import Part
from tests.orders.things import goods, part, shop
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
BUYERS = 32


def race(folder: Path, variants: str, *, buyers: int = BUYERS, kind: str = "fair") -> Any:
    """Let a crowd loose and return what it found."""
    words = (variants, str(buyers), kind)
    database = shared_database(folder)
    return answer_of("tests.orders.racing", *words, folder=folder, database=database)


def test_32_buyers_of_5_pieces_get_exactly_5(tmp_path: Path) -> None:
    """Nobody gets what is not there, nothing is left over, every sum holds."""
    bag = goods(stock=5)
    told = race(tmp_path, str(bag.pk))
    assert told["outcomes"] == {"sold": 5, "stok_habis": 27}
    assert told["stock"] == [[5, 5]]
    assert told["orders"] == 5
    assert told["wrong"] == []


def test_baskets_in_opposite_order_do_not_block_each_other(tmp_path: Path) -> None:
    """Two goods, two makers, half the baskets reversed: no deadlock reaches a buyer."""
    one, two = goods(shop(), stock=8), goods(shop(), stock=5)
    told = race(tmp_path, f"{one.pk},{two.pk}")
    assert told["outcomes"] == {"sold": 5, "stok_habis": 27}
    assert told["stock"] == [[8, 5], [5, 5]]
    assert told["wrong"] == []


def test_one_key_from_16_processes_is_one_order(tmp_path: Path) -> None:
    """The same request many times at once: one order, everybody gets it."""
    bag = goods(stock=5)
    told = race(tmp_path, str(bag.pk), buyers=16, kind="same")
    assert len(told["outcomes"]) == 1
    assert (told["orders"], told["stock"]) == (1, [[5, 1]])


def test_payment_and_clock_at_the_same_moment(tmp_path: Path) -> None:
    """Eight confirmations and eight expiries of one part: paid once, sold once, noted once."""
    made = part(goods(stock=3))
    told = race(tmp_path, str(made.pk), buyers=16, kind="pay")
    assert told["outcomes"].pop("DIBAYAR") == 8
    assert sum(told["outcomes"].values()) == 8
    assert (told["stock"], told["sales"], told["states"]) == ([[2, 0]], 1, {"DIBAYAR": 1})
    assert told["wrong"] == []


def test_one_name_in_many_shops_at_once(tmp_path: Path) -> None:
    """Twelve shops put the same name on sale at once: all get an address word of their own."""
    shops = ",".join(str(shop().pk) for _ in range(12))
    told = race(tmp_path, shops, buyers=12, kind="name")
    assert (told["outcomes"], told["words"]) == ({"sold": 12}, 12)


def test_a_short_wait_for_the_lock_is_no_refusal(tmp_path: Path) -> None:
    """Somebody else writes for longer than one try: the next try gets through."""
    bag = goods(stock=5)
    told = race(tmp_path, str(bag.pk), buyers=1, kind="short")
    assert (told["outcomes"], told["stock"]) == ({"sold": 1}, [[5, 1]])


def test_a_long_wait_ends_in_words(tmp_path: Path) -> None:
    """A lock that stays is answered "coba lagi" in time, and nothing is half written."""
    bag = goods(stock=5)
    told = race(tmp_path, str(bag.pk), buyers=1, kind="long")
    assert (told["outcomes"], told["orders"]) == ({"coba_lagi": 1}, 0)
    assert told["seconds"] < 2.5
    assert told["stock"] == [[5, 0]]


def test_reading_before_writing_oversells(tmp_path: Path) -> None:
    """Negative control: with stock decided by an earlier read, the same race sells too much."""
    bag = goods(stock=5)
    told = race(tmp_path, str(bag.pk), buyers=12, kind="unsafe")
    assert told["orders"] > 5
    assert "reservations" in told["wrong"] or "stock-ledger" in told["wrong"]
    assert not Part.objects.filter(state="DIBAYAR").exists()
