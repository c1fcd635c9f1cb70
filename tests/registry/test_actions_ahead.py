"""Reading ahead in a process of its own: the same rows, faults told, nobody left behind."""

import multiprocessing
import os
from collections.abc import Iterator

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.actions.importing._ahead import BATCH, read_ahead


def test_rows_come_in_order_and_what_is_left_is_kept() -> None:
    """Several batches and a rest; the child's last word reaches us."""
    kept: list[str] = []
    rows = list(read_ahead(lambda: range(BATCH * 3 + 7), lambda: "selesai", kept.append))
    assert rows == list(range(BATCH * 3 + 7))
    assert kept == ["selesai"]
    assert multiprocessing.active_children() == []


def test_a_refusal_of_the_child_is_raised_here() -> None:
    """What cannot be read is said in the same words as without a child."""

    def rows() -> Iterator[int]:
        yield 1
        raise Refusal("broken", "Berkas ini rusak.")

    with pytest.raises(Refusal) as refused:
        list(read_ahead(rows, lambda: None, lambda _left: None))
    assert (refused.value.code, refused.value.message) == ("broken", "Berkas ini rusak.")


def test_a_killed_child_is_noticed() -> None:
    """The reading process dies: an error, not an import that looks finished."""

    def rows() -> Iterator[int]:
        yield from range(BATCH)
        os._exit(9)

    with pytest.raises(RuntimeError, match="ended early"):
        list(read_ahead(rows, lambda: None, lambda _left: None))


def test_stopping_early_ends_the_child() -> None:
    """A cancelled import leaves no process behind."""
    rows = read_ahead(lambda: range(10**9), lambda: None, lambda _left: None)
    assert next(rows) == 0
    rows.close()  # type: ignore[attr-defined]  # a generator
    assert multiprocessing.active_children() == []
