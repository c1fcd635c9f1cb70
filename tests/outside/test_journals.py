"""Lines put down by many processes: none lost, none twice."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lampit.outside import journals


def _taken(folder: Path) -> list[str]:
    found = []
    for heap in journals.heaps(folder):
        found += list(journals.lines(folder, heap))
        journals.drop(folder, heap)
    return found


def test_lines_come_back_once(tmp_path: Path) -> None:
    """What was put down is taken once; an empty journal has no heap."""
    assert journals.heaps(tmp_path / "nothing") == []
    journals.add(tmp_path / "j", "a 1")
    journals.add(tmp_path / "j", "b 2")
    assert _taken(tmp_path / "j") == ["a 1", "b 2"]
    assert _taken(tmp_path / "j") == []


def test_a_heap_waits_for_who_was_killed(tmp_path: Path) -> None:
    """Taken away and not dropped, a heap is there the next time; later lines are in another."""
    journals.add(tmp_path, "a")
    first = journals.heaps(tmp_path)
    journals.add(tmp_path, "b")
    again = journals.heaps(tmp_path)
    assert set(first) < set(again)
    assert len(again) == 2


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    """After a power cut the last line may be half."""
    journals.add(tmp_path, "whole")
    with (tmp_path / journals.OPEN).open("a") as file:
        file.write("ha")
    assert _taken(tmp_path) == ["whole"]


def test_long_or_folded_lines_are_refused(tmp_path: Path) -> None:
    """One short line at a time: longer writes could mix."""
    for line in ("x" * journals.LONGEST, "a\nb"):
        with pytest.raises(ValueError, match="one short line"):
            journals.add(tmp_path, line)


def test_nothing_is_lost_while_heaps_are_taken(tmp_path: Path) -> None:
    """Six processes write while a seventh takes heaps away all the time."""
    writers, each = 6, 400
    children = []
    for writer in range(writers):
        pid = os.fork()
        if pid == 0:
            for number in range(each):
                journals.add(tmp_path, f"{writer} {number}")
            os._exit(0)
        children.append(pid)
    found: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(lambda: [os.waitpid(pid, 0)[1] for pid in children])
        while not done.done():
            found += _taken(tmp_path)
        assert done.result() == [0] * writers
    found += _taken(tmp_path)
    assert sorted(found) == sorted(f"{w} {n}" for w in range(writers) for n in range(each))
