"""Files that arrive piece by piece: resumed, repeated, swept."""

import os
from pathlib import Path

import pytest

from lampit.basics.refusal import Refusal
from lampit.outside import halves


def test_pieces_become_one_file_whatever_is_repeated(tmp_path: Path) -> None:
    """A repeated or early piece tells where to go on, and changes nothing."""
    assert halves.held(tmp_path, "a") == 0
    assert halves.add(tmp_path, "a", 0, b"satu", most=100) == 4
    assert halves.add(tmp_path, "a", 0, b"satu", most=100) == 4
    assert halves.add(tmp_path, "a", 9, b"x", most=100) == 4
    assert halves.add(tmp_path, "a", 4, b"dua", most=100) == 7
    assert b"".join(halves.whole(tmp_path, "a")) == b"satudua"
    halves.drop(tmp_path, "a")
    assert halves.held(tmp_path, "a") == 0


def test_too_much_is_refused(tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(Refusal):
        halves.add(tmp_path, "a", 0, b"12345", most=4)
    assert halves.held(tmp_path, "a") == 0


def test_old_halves_are_swept(tmp_path: Path) -> None:
    """What nobody went on with for 90 days goes."""
    halves.add(tmp_path, "old", 0, b"x", most=9)
    halves.add(tmp_path, "new", 0, b"x", most=9)
    os.utime(halves.path_of(tmp_path, "old"), (0, 0))
    assert halves.sweep(tmp_path) == 1
    assert (halves.held(tmp_path, "old"), halves.held(tmp_path, "new")) == (0, 1)
