"""Files under their hash: who names one and who removes one take turns."""

import threading
from pathlib import Path

from lampit.outside import kept


def test_nobody_removes_what_is_being_named(tmp_path: Path) -> None:
    """Between the look at a file and its row nothing takes it; afterwards the row is seen."""
    one = kept.keep("a.jpg", [b"x"], tmp_path, most=9)
    rows: set[str] = set()

    def remove() -> None:
        kept.drop_unnamed(tmp_path, [one.sha256], lambda hashes: hashes & rows)

    other = threading.Thread(target=remove)
    with kept.naming(tmp_path, [one.sha256]) as are_there, kept.naming(tmp_path, [one.sha256]):
        other.start()
        other.join(0.2)
        assert other.is_alive(), "it waits for both who name"
        rows.add(one.sha256)
    other.join(5)
    assert are_there
    assert kept.path_of(tmp_path, one.sha256).exists()


def test_nobody_names_what_is_being_removed(tmp_path: Path) -> None:
    """Who comes while a file is removed finds it gone."""
    one = kept.keep("a.jpg", [b"x"], tmp_path, most=9)
    found: list[bool] = []

    def name() -> None:
        with kept.naming(tmp_path, [one.sha256]) as are_there:
            found.append(are_there)

    other = threading.Thread(target=name)
    with kept.removing(tmp_path, one.sha256):
        other.start()
        other.join(0.2)
        assert not found
        kept.drop(tmp_path, one.sha256)
    other.join(5)
    assert found == [False]
