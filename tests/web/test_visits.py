"""Counts of kept pages: whole numbers by address, bounded, of nobody."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lampit.web import visits
from lampit.web.visits import SUMMED, TOLD, Tally, gather

TODAY = date(2026, 3, 2)


def test_what_fronts_tell_is_summed_and_halved_each_day(tmp_path: Path) -> None:
    """Two fronts, two tellings; the next day half of it stands."""
    for n in (3, 4):
        tally = Tally(tmp_path)
        for _ in range(n):
            tally.count("/produk/tikar/")
        tally.count("/")
        tally.tell()
    assert gather(tmp_path, TODAY) == {"/produk/tikar/": 7, "/": 2}
    assert gather(tmp_path, TODAY) == {"/produk/tikar/": 7, "/": 2}
    assert gather(tmp_path, TODAY + timedelta(days=1)) == {"/produk/tikar/": 3, "/": 1}
    assert (tmp_path / SUMMED).read_text() == "2026-03-03\n3\t/produk/tikar/\n1\t/\n"


def test_a_minute_passes_between_tellings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written at each answer, and nothing finer than a day is."""
    now = [100.0]
    monkeypatch.setattr(visits, "monotonic", lambda: now[0])
    tally = Tally(tmp_path)
    tally.count("/")
    assert not (tmp_path / TOLD).exists()
    now[0] += 61
    tally.count("/")
    assert (tmp_path / TOLD).read_text() == "2\t/\n"
    assert tally.counts == {}


def test_counts_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In memory, in what is told while nobody sums, and in the file: the most wanted stay."""
    monkeypatch.setattr(visits, "MOST", 3)
    tally = Tally(tmp_path)
    for number in range(9):
        for _ in range(number + 1):
            tally.count(f"/produk/{number}/")
    assert len(tally.counts) == 3
    tally.tell()
    told = (tmp_path / TOLD).read_text()
    (tmp_path / TOLD).write_text(f"{told}7\t/a/\n8\t/b/\n")
    assert set(gather(tmp_path, TODAY)) == {"/a/", "/b/", "/produk/2/"}
    (tmp_path / TOLD).write_text("1\t/\n" * 400_000)
    tally.count("/z/")
    tally.tell()
    assert "/z/" not in (tmp_path / TOLD).read_text()


@pytest.mark.parametrize(
    "bad",
    ["x\n", "1\thttp://a/\n", "-1\t/\n", "1\n", "1\t/a3\t/b\n", "9" * 20 + "\t/\n", ""],
)
def test_a_broken_file_costs_counts_alone(tmp_path: Path, bad: str) -> None:
    """What is no count is passed over, and a full disk stops no answer."""
    (tmp_path / TOLD).write_text(f"{bad}2\t/ok/\n")
    (tmp_path / SUMMED).write_text(bad)
    assert gather(tmp_path, TODAY) == {"/ok/": 2}
    gone: Any = Tally(tmp_path / "tidak-ada")
    gone.count("/")
    gone.tell()


def test_an_address_with_a_line_break_is_not_told(tmp_path: Path) -> None:
    """A line is one address; longer ones are left out."""
    tally = Tally(tmp_path)
    for address in ("/a\n9\t/b/", "/" + "x" * 400, "/c/"):
        tally.count(address)
    tally.tell()
    assert gather(tmp_path, TODAY) == {"/c/": 1}
