"""Files by the ten thousand: whole or not there, a second name where that is possible."""

import errno
import os
from pathlib import Path

import pytest

from lampit.outside import disk


def test_sizes_are_told_and_what_is_missing_too(tmp_path: Path) -> None:
    """A file has its bytes, a missing one -1, a missing folder nothing."""
    (tmp_path / "a").write_bytes(b"12345")
    assert disk.size_of(f"{tmp_path}/a") == 5
    assert disk.size_of(f"{tmp_path}/b") == -1
    assert disk.sizes_in(str(tmp_path)) == {"a": 5}
    assert disk.sizes_in(f"{tmp_path}/none") == {}


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    """What stood there is replaced, no draft is left, folders are made."""
    for content in (b"one", b"two"):
        disk.make_folder(f"{tmp_path}/x/y/z")
        disk.write_whole(f"{tmp_path}/x/y/z/a", content, draft=f"{tmp_path}/draft")
        assert disk.holds(f"{tmp_path}/x/y/z/a", content)
    assert not disk.holds(f"{tmp_path}/x/y/z/a", b"one")
    assert not disk.is_taken(f"{tmp_path}/draft")


@pytest.mark.parametrize("is_one_disk", [True, False])
def test_a_second_name_or_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_one_disk: bool
) -> None:
    """The same file on one disk, a copy elsewhere; what stood there goes; a lost source is told."""

    def refused(_source: str, _path: str) -> None:
        raise OSError(errno.EXDEV, "another disk")

    source, path, draft = (tmp_path / name for name in ("source", "path", "draft"))
    source.write_bytes(b"photo")
    path.write_bytes(b"older")
    if not is_one_disk:
        monkeypatch.setattr(os, "link", refused)
    for _time in range(2):
        assert disk.second_name(str(source), str(path), draft=str(draft))
        assert path.read_bytes() == b"photo"
        assert path.samefile(source) == is_one_disk
        assert not draft.exists()
    assert not disk.second_name(f"{tmp_path}/none", f"{tmp_path}/other", draft=str(draft))
