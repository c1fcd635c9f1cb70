"""Kept pages: their files, their pulse, and the index of what they are made of."""

import time
from pathlib import Path

import pytest

from lampit.web.kept import Heart, Key, Pulse, pack, unpack
from lampit.web.kept_index import Entry, Index

PAGE = Key("/produk/x/", "id")


def entry(key: Key, *reads: tuple[str, str, str], size: int = 10) -> Entry:
    """Return an entry of the index."""
    return Entry(key, "product", time.time() + 60, size, frozenset(reads))


def test_a_page_is_read_as_it_was_written() -> None:
    """Body, headers and end come back; the headers of a body stand apart."""
    headers = (("Content-Type", "text/html"), ("X-Frame-Options", "DENY"))
    found = unpack(pack("<p>Barang é</p>\n".encode(), headers, 5.0))
    assert found.plain.decode() == "<p>Barang é</p>\n"
    assert found.headers == (("X-Frame-Options", "DENY"),)
    assert found.body_headers == (("Content-Type", "text/html"),)
    assert found.until == 5.0


def test_a_pulse_is_believed_for_a_second(tmp_path: Path) -> None:
    """Readers see the beat, the count of withdrawals, and that it stopped."""
    pulse = Pulse(tmp_path / "pulse")
    assert pulse.read() == (False, 0)
    heart = Heart(tmp_path / "pulse")
    heart.beat(time.monotonic())
    pulse.next_try = 0
    assert pulse.read() == (True, 0)
    heart.withdrew()
    assert pulse.read() == (True, 1)
    heart.beat(time.monotonic() - 1.1)
    assert not pulse.read()[0]
    heart.beat(time.monotonic())
    heart.stop()
    assert not pulse.read()[0]
    assert Heart(tmp_path / "pulse").count == 1, "the next keeper counts on"


def test_the_index_finds_pages_by_what_they_are_made_of(tmp_path: Path) -> None:
    """By row, by whole table, and by anything of a table."""
    index = Index(tmp_path / "index")
    other = Key("/produk/y/", "id")
    index.put([entry(PAGE, ("good", "slug", "x"), ("maker", "id", "5"))])
    index.put([entry(other, ("good", "slug", "y"), ("goods", "", ""))])
    assert index.made_of({("good", "slug", "x")}) == [(PAGE, "product")]
    assert index.made_of({("good", "id", "9"), ("good", "", "")}) == []
    assert {key for key, _ in index.made_of({("good", "*", "")})} == {PAGE, other}
    assert [key for key, _ in index.made_of({("goods", "", "")})] == [other]
    assert index.reads(PAGE) == {("good", "slug", "x"), ("maker", "id", "5")}
    assert (index.count, index.size) == (2, 20)
    index.put([entry(PAGE, ("good", "slug", "x"), size=7)])
    assert index.made_of({("maker", "id", "5")}) == []
    index.drop([other])
    assert (index.count, index.size) == (1, 7)


def test_after_the_machine_fell_nothing_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier start of the machine wrote may be half of it."""
    index = Index(tmp_path / "index")
    index.put([entry(PAGE, ("good", "slug", "x"))])
    index.close()
    assert Index(tmp_path / "index").count == 1
    monkeypatch.setattr("lampit.web.kept_index.boot", lambda: "another")
    assert Index(tmp_path / "index").count == 0
