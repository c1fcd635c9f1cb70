"""The loop around a keeper: whose pages are made, by whom, and what a fallen renderer costs."""

import logging
from datetime import datetime, timedelta
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lampit.config import publisher as publishing
from lampit.config.keeping import Made
from lampit.config.publisher import Publisher, Renderer
from lampit.config.renderer import made
from lampit.market.actions.touching import watch_tables
from lampit.web.kept import Key, kept_path

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-30T11:00:00+08:00")


class Child:
    """A process that ended, or never was."""

    pid = 0

    def wait(self, timeout: float = 0) -> int:
        """Be gone."""
        return 0


class House:
    """A publisher whose renderers are played by the test: each falls over `bad`."""

    def __init__(self, folder: Path, bad: Key) -> None:
        """Begin with one renderer."""
        watch_tables()
        self.bad, self.ends, self.batches = bad, [], []  # type: ignore[var-annotated]
        self.publisher = Publisher(folder, renderers=0, most_bytes=10**9, is_eager=False)
        self.publisher._born = self.born  # type: ignore[method-assign]
        self.publisher.renderers = [self.born()]

    def born(self) -> Renderer:
        """Return another renderer; its end of the pipe is ours."""
        ours, theirs = Pipe()
        self.ends.append(theirs)
        child: Any = Child()
        return Renderer(child, ours)

    def turn(self) -> None:
        """Let the publisher give out, and the renderer do or fall."""
        self.publisher.step(0)
        end: Connection = self.ends[-1]
        if end.poll():
            keys = end.recv()
            self.batches.append(keys)
            if self.bad in keys:
                end.close()
            else:
                end.send([Made(key, "", why="no page of this test") for key in keys])
        self.publisher.step(0)


def test_a_page_that_fells_renderers_is_given_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Three renderers fall over it, the last two with it alone; the others' pages are made."""
    bad = Key("/produk/buruk/", "id")
    good = [Key(f"/produk/baik-{n}/", "id") for n in range(5)]
    house = House(tmp_path, bad)
    house.publisher.work.add([(key, "product") for key in [*good[:3], bad, *good[3:]]])
    with caplog.at_level(logging.ERROR, "lampit.publisher"):
        for _turn in range(20):
            house.turn()
    assert house.publisher.is_idle
    assert sum(bad in batch for batch in house.batches) == 3
    assert house.batches.count([bad]) == 2
    assert {key for batch in house.batches if bad not in batch for key in batch} == set(good)
    assert [one.message for one in caplog.records if bad.address in one.message]
    assert house.publisher.work.falls == {bad: 3}, "the others are no longer suspected"
    (tmp_path / "wanted").write_text(f"{bad.address}\tid\t\tproduct\n")
    before = len(house.batches)
    house.turn()
    assert len(house.batches) == before, "readers ask for it; they are answered live"
    house.publisher.begin()
    (tmp_path / "wanted").write_text(f"{bad.address}\tid\t\tproduct\n")
    house.turn()
    assert house.batches[-1] == [bad], "the next day it is tried again"


def test_a_page_of_an_ended_day_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rendered before midnight and brought after it: not kept, and next in turn."""
    now = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    monkeypatch.setattr(publishing, "every_address", lambda _today, _visits: iter(()))
    key = Key("/cara-beli/", "id")
    house = House(tmp_path, Key("", ""))
    keeper = house.publisher.keeper
    page = made(key, tmp_path)
    assert page.draft, page.why
    now[0] += timedelta(days=1)
    house.publisher.step(0)
    assert keeper.accept([page], keeper.turn) == [page]
    assert not keeper.index.has(key)
    assert not kept_path(tmp_path, key).exists()
    page = made(key, tmp_path)
    assert keeper.accept([page], keeper.turn) == []
    assert keeper.index.has(key)


def test_it_is_idle_only_when_every_page_was_given_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two batches nobody renders anything, and yet the market is not made."""
    addresses = [f"/produk/baik-{number}/" for number in range(25)]
    monkeypatch.setattr(publishing, "every_address", lambda _today, _visits: iter(addresses))
    house = House(tmp_path, Key("", ""))

    def idle() -> bool:
        return house.publisher.is_idle

    assert idle()
    house.publisher.is_eager = True
    house.publisher.begin()
    assert not idle()
    for _turn in range(2):
        house.turn()
        assert not idle()
    for _turn in range(5):
        house.turn()
    assert idle()
    assert {key.address for batch in house.batches for key in batch} == set(addresses)
