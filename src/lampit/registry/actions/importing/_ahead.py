"""Reads a long file ahead in a process of its own, while this one writes what was read.

Cleaning costs about as much as writing; on two cores the import then takes as long as the
dearer of both. The child only reads and computes: it touches no database. Short files are
read here, for a process costs more than they do.
"""

import gc
import multiprocessing
import os
import pickle
import queue
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from typing import Any, TypeVar

T = TypeVar("T")
BATCH = 500
HELD = 6  # batches read ahead at most: memory stays flat when writing is slower
SHARED = 3  # of such as both may work on: with so many waiting the reader is ahead
BRIEF = 0.0005  # seconds after which a thread that works gives way
PATIENCE = 1.0  # seconds between two looks whether the other process still lives
ROWS, DONE, FAULT = "rows", "done", "fault"


def read_ahead(
    rows: Callable[[], Iterable[T]],
    left: Callable[[], Any],
    keep: Callable[[Any], None],
    pack: Callable[[list[T]], bytes] = pickle.dumps,
    unpack: Callable[[bytes], list[T]] = pickle.loads,
    together: int = BATCH,
    spare: Callable[[list[T]], None] | None = None,
) -> Iterator[T]:
    """Yield what `rows()` yields, computed in a child process.

    Args:
        rows: called in the child.
        left: called in the child after the last row; what it leaves behind.
        keep: called here with that, before the iteration ends.
        pack: makes bytes of a batch of rows in the child; without it they must be picklable.
        unpack: makes rows of those bytes here.
        together: so many rows travel at once.
        spare: what either process may do with a batch; called in the child when it is ahead.

    Raises:
        what `rows()` raised in the child, or RuntimeError when the child was killed.
    """
    # Fork: the child inherits the file, the places and the columns without copying them over.
    fork = multiprocessing.get_context("fork")
    box = fork.Queue(HELD if spare is None else SHARED)
    child = fork.Process(
        target=_read, args=(box, rows, left, pack, together, spare, os.getpid()), daemon=True
    )
    child.start()
    try:
        while True:
            kind, packed = _next(box, child)
            if kind == ROWS:
                yield from unpack(packed)
            elif kind == FAULT:
                raise pickle.loads(packed)  # noqa: S301 - from our own child
            else:
                keep(pickle.loads(packed))  # noqa: S301 - from our own child
                return
    finally:
        child.terminate()
        child.join()
        box.close()


def beside(made: Iterator[T]) -> Generator[T, None, None]:
    """Yield what `made` yields, made in a thread while the one that takes it waits for a server.

    One is ready at most. The first is made here, for what `made` forks is better forked from a
    process without threads; the rest there. Whatever `made` holds is let go of in that thread,
    also when the taker ends before; what it raises is raised here.
    """
    for first in made:
        yield first
        break
    box: queue.Queue[tuple[str, Any]] = queue.Queue(1)
    ended = Event()
    thread = Thread(target=_make, args=(box, made, ended), daemon=True)
    # A thread that waited for the server goes on at once and not after 5 ms of the other's work.
    usual = sys.getswitchinterval()
    sys.setswitchinterval(BRIEF)
    thread.start()
    try:
        while True:
            kind, told = box.get()
            if kind == ROWS:
                yield told
            elif kind == FAULT:
                raise told
            else:
                return
    finally:
        ended.set()
        with suppress(queue.Empty):
            box.get_nowait()  # what nobody takes any more
        thread.join()
        sys.setswitchinterval(usual)


def _make(box: "queue.Queue[tuple[str, Any]]", made: Iterator[T], ended: Event) -> None:
    try:
        for one in made:
            box.put((ROWS, one))
            if ended.is_set():
                return
        box.put((DONE, None))
    except Exception as fault:  # noqa: BLE001 - told to the taker, which raises it
        box.put((FAULT, fault))
    finally:
        close = getattr(made, "close", None)
        if close is not None:
            close()


def _next(box: Any, child: Any) -> tuple[str, bytes]:
    while True:
        try:
            told: tuple[str, bytes] = box.get(timeout=PATIENCE)
        except queue.Empty:
            if child.is_alive():
                continue
            raise RuntimeError("the reading process ended early") from None
        return told


def _read(
    box: Any, rows: Callable[[], Iterable[T]], left: Callable[[], Any],
    pack: Callable[[list[T]], bytes], together: int, spare: Callable[[list[T]], None] | None,
    parent: int,
) -> None:  # fmt: skip
    """Read in the child; end when the parent is gone, for nobody would take the rows."""
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    # Rows hold no cycles, and looking for some in what the parent left costs a tenth of the time.
    gc.freeze()
    gc.disable()
    try:
        batch: list[T] = []
        for row in rows():
            batch.append(row)
            if len(batch) == together:
                if spare is not None and box.full():
                    spare(batch)  # there is time: the other process is behind
                box.put((ROWS, pack(batch)))
                batch = []
        if batch:
            box.put((ROWS, pack(batch)))
        box.put((DONE, _packed(left())))
    except Exception as fault:  # noqa: BLE001 - told to the parent, which raises it
        box.put((FAULT, _packed(fault)))


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, wherever it waits: at its end, too.

    What lies in the pipe is never read then, and the pipe never breaks, for this process holds
    its reading end as well: without this it would wait for ever.
    """
    while os.getppid() == parent:
        sleep(PATIENCE)
    os._exit(1)


def _packed(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
