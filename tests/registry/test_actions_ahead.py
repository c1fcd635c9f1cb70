"""Reading ahead in a process of its own: the same rows, faults told, nobody left behind."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Event, active_count, current_thread

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.actions.importing._ahead import BATCH, SHARED, beside, read_ahead


def test_rows_come_in_order_and_what_is_left_is_kept() -> None:
    """Several batches and a rest; the child's last word reaches us."""
    kept: list[str] = []
    rows = list(read_ahead(lambda: range(BATCH * 3 + 7), lambda: "selesai", kept.append))
    assert rows == list(range(BATCH * 3 + 7))
    assert kept == ["selesai"]
    assert multiprocessing.active_children() == []


def test_a_process_that_is_ahead_does_what_both_may(tmp_path: Path) -> None:
    """The taker waits until the reader has a full box and time for more: what it did arrives."""
    done = tmp_path / "done"

    def spare(batch: list[int]) -> None:
        batch[:] = [-one for one in batch]
        done.touch()

    rows = read_ahead(
        lambda: range(1, 40), lambda: None, lambda _left: None, together=1, spare=spare
    )
    told = [next(iter(rows))]
    while not done.exists():
        time.sleep(0.01)
    told += rows
    assert [*map(abs, told)] == list(range(1, 40))
    assert min(told) < 0 < told[0]


def test_a_process_that_is_not_ahead_leaves_it() -> None:
    """So few batches that nobody is ever behind."""
    rows = read_ahead(
        lambda: range(SHARED), lambda: None, lambda _left: None, together=1, spare=list.clear
    )
    assert list(rows) == list(range(SHARED))


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


ORPHAN = """
import os, time, django
django.setup()
from lampit.registry.actions.importing._ahead import read_ahead
def rows():
    print(os.getpid(), flush=True)
    for _ in range({batches}):
        yield b"x" * 300_000
taken = read_ahead(rows, lambda: None, lambda _left: None, together=1)
next(taken)
time.sleep(600)
"""


@pytest.mark.parametrize("batches", [3, 50])
def test_the_child_of_a_killed_parent_ends(batches: int) -> None:
    """Whether it still reads (50) or has read all and waits to hand over the rest (3)."""
    program = ORPHAN.format(batches=batches)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(1)  # enough for the child of three to come to its end; none is needed
        parent.send_signal(signal.SIGKILL)
    patience = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and time.monotonic() < patience:
        time.sleep(0.1)
    is_left = Path(f"/proc/{child}").exists()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    assert not is_left


def test_a_thread_makes_the_next_while_this_one_is_taken() -> None:
    """In order, one ready at most, made elsewhere but for the first; it ends as it was made."""
    made_in: list[str] = []
    ready = Event()

    def made() -> Iterator[int]:
        for number in range(4):
            made_in.append(current_thread().name)
            yield number
            if number == 1:
                ready.set()  # the third is being made, though nobody took the second yet

    taken = []
    for number in beside(made()):
        taken.append(number)
        if number == 0:
            continue
        if number == 1:
            assert ready.wait(20)
    assert taken == [0, 1, 2, 3]
    here = current_thread().name
    assert made_in[0] == here
    assert here not in made_in[1:]


def test_what_falls_in_the_thread_falls_here() -> None:
    """After what came before it."""

    def made() -> Iterator[int]:
        yield from range(3)
        raise ValueError("broken")

    taken: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        taken.extend(beside(made()))
    assert taken == [0, 1, 2]


@pytest.mark.parametrize("many", [1, 2, 3])
def test_who_stops_taking_ends_the_thread(many: int) -> None:
    """Nothing is left at work, and what it held is let go of; the switch interval is as before."""
    closed, usual, threads = Event(), sys.getswitchinterval(), active_count()

    def made() -> Iterator[int]:
        try:
            yield from count()
        finally:
            closed.set()

    rows = beside(made())
    assert [next(rows) for _ in range(many)] == list(range(many))
    rows.close()
    del rows
    gc.collect()
    assert closed.wait(20)
    assert (sys.getswitchinterval(), active_count()) == (usual, threads)
