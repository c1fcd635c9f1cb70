"""The states of a part: only the moves of the table, and what the whole order is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.orders.rules import clocks, states

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ANY = st.sampled_from(states.STATES)


@given(walk=st.lists(st.tuples(ANY, st.booleans()), max_size=30), is_cod=st.booleans())
def test_only_moves_of_the_table_happen(walk: list[tuple[str, bool]], *, is_cod: bool) -> None:
    """However moves come, a part follows the table; the same move twice changes nothing."""
    state = states.start(1000, is_cod=is_cod)
    for to, again in walk:
        legal = to in states.MOVES[state]
        if (state, to) == (states.MENUNGGU_KONFIRMASI, states.DIPROSES):
            legal = is_cod
        if to == state:
            assert not states.changes(state, to, is_cod=is_cod)
        elif legal:
            assert states.changes(state, to, is_cod=is_cod)
            state = to
            assert not again or not states.changes(state, to, is_cod=is_cod)
        else:
            with pytest.raises(Refusal) as refused:
                states.changes(state, to, is_cod=is_cod)
            assert refused.value.code == "ilegal"


def test_no_state_is_left_backwards() -> None:
    """The table holds no cycle but the one of late money: expired, paid without stock, paid."""
    reach = {s: set(to) for s, to in states.MOVES.items()}
    for _ in states.STATES:
        reach = {s: to | {far for near in to for far in reach[near]} for s, to in reach.items()}
    assert [s for s in states.STATES if s in reach[s]] == []


@pytest.mark.parametrize("state", ["", "LUNAS", "dibayar"])
def test_unknown_states_are_illegal(state: str) -> None:
    """A word that is no state is refused, also as a move to itself."""
    with pytest.raises(Refusal):
        states.changes(state, state)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["DIKIRIM", "DIBAYAR"], "DIBAYAR"),
        (["DIBATALKAN", "DIKIRIM"], "DIKIRIM"),
        (["SELESAI", "DIBATALKAN"], "SELESAI"),
        (["KEDALUWARSA", "KEDALUWARSA"], "KEDALUWARSA"),
        (["KEDALUWARSA", "DIBATALKAN"], "DIBATALKAN"),
        (["DIKEMBALIKAN", "DIKEMBALIKAN", "DIBATALKAN"], "DIKEMBALIKAN"),
        (["DIKEMBALIKAN", "DIBATALKAN"], "DIBATALKAN"),
    ],
)
def test_order_is_as_far_as_its_slowest_part(parts: list[str], whole: str) -> None:
    """Live parts decide; when all are closed, the outcome of most value does."""
    assert states.whole_state((state, 1000) for state in parts) == whole


def test_start_depends_on_money() -> None:
    """Free goods are paid; cash on delivery waits for the maker's yes."""
    begins = [states.start(total, is_cod=cod) for total, cod in ((0, False), (5, True), (5, False))]
    assert begins == ["DIBAYAR", "MENUNGGU_KONFIRMASI", "MENUNGGU_BAYAR"]


@pytest.mark.parametrize(
    ("state", "is_cod", "hours"),
    [
        ("MENUNGGU_BAYAR", False, 24),
        ("MENUNGGU_KONFIRMASI", False, 72),
        ("MENUNGGU_KONFIRMASI", True, 24),
    ],
)
def test_reservations_end(state: str, hours: int, *, is_cod: bool) -> None:
    """Stock is held a day; three once the buyer says it is paid."""
    assert clocks.waits_until(state, NOW, is_cod=is_cod) == NOW + timedelta(hours=hours)


def test_undo_lasts_ten_minutes() -> None:
    """A confirmed payment is taken back within ten minutes, and not once it is handled."""
    clocks.check_undo("DIBAYAR", NOW, NOW + timedelta(minutes=10))
    for state, late in (("DIBAYAR", timedelta(minutes=10, seconds=1)), ("DIKIRIM", timedelta())):
        with pytest.raises(Refusal, match="10 menit"):
            clocks.check_undo(state, NOW, NOW + late)
        assert not clocks.may_undo(state, NOW, NOW + late)


def test_every_state_has_a_word() -> None:
    """No state is shown by its code."""
    assert set(states.LABELS) == set(states.STATES)


def test_careless_table_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a table that lets closed orders reopen makes an illegal move pass."""
    monkeypatch.setitem(states.MOVES, "DIBATALKAN", frozenset({"DIBAYAR"}))
    assert states.changes("DIBATALKAN", "DIBAYAR")
