"""The folder of a copy: what of it is ours, written once, changed only where something changed.

`.lampit/manifest.json` names every file of the last whole run with its hash; `.lampit/journal`
names what a run began to write, so that after a kill the next run still knows what is ours.
Files of others in the folder are never touched.
"""

import fcntl
import gzip
import hashlib
import json
import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import brotli

from lampit.basics.refusal import Refusal
from lampit.outside import disk

OWN = ".lampit"
MANIFEST, JOURNAL, LOCK, PARTS = "manifest.json", "journal", "lock", "parts"
VERSION = 1
TEXTS = frozenset([".html", ".css", ".js", ".svg", ".json", ".jsonld", ".csv", ".xml", ".txt"])
SMALLEST_PACKED = 400
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
# Of brotli, as powers of two: a window larger than the file only costs time to lay out.
SMALLEST_WINDOW, LARGEST_WINDOW = 16, 22
WRITTEN, SAME, FOREIGN, MISSING = "written", "same", "foreign", "missing"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a copy: SHA-256 (32 digits), bytes, and whether packed twins stand beside it."""

    mark: str
    size: int
    packed: bool = False


@dataclass(slots=True)
class Folder:
    """A folder that holds a copy, held by one run at a time.

    Attributes:
        root: where.
        known: the files of the last whole run.
        begun: files that runs since then began to write.
    """

    root: Path
    known: dict[str, Entry] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)
    lock: int = -1

    def put(self, name: str, content: bytes) -> tuple[Entry, str]:
        """Write a file where it changed; return what stands there now, and what became of it."""
        is_packed = len(content) >= SMALLEST_PACKED and posixpath.splitext(name)[1] in TEXTS
        entry = Entry(hashlib.sha256(content).hexdigest()[:32], len(content), is_packed)
        path = f"{self.root}/{name}"
        if not self.is_ours(name) and disk.is_taken(path) and not self._heard(name):
            return entry, FOREIGN
        if self.known.get(name) == entry and _stands(path, entry, content):
            return entry, SAME
        self._note([name])
        disk.make_folder(posixpath.dirname(path))
        self._write(path, content)
        if is_packed:
            window = min(max(len(content).bit_length(), SMALLEST_WINDOW), LARGEST_WINDOW)
            packed = brotli.compress(
                content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=window
            )
            self._write(f"{path}.br", packed)
            self._write(f"{path}.gz", gzip.compress(content, GZIP_LEVEL, mtime=0))
        return entry, WRITTEN

    def bring(
        self, place: str, source: Path, names: Iterable[str]
    ) -> Iterator[tuple[str, Entry | None, str]]:
        """Bring in files whose names tell their content, from below `source` to below `place`.

        Yields where each stands in the copy, what stands there (None: the source has no such
        file), and what became of it. Of a folder all are looked at before the first is written.
        """
        for near, group in groupby(sorted(names), key=posixpath.dirname):
            there = disk.sizes_in(f"{self.root}/{place}/{near}")
            wanted: dict[str, tuple[str, Entry]] = {}
            for name in group:
                file, size = f"{place}/{name}", disk.size_of(f"{source}/{name}")
                entry, stands = Entry("", size), there.get(posixpath.basename(name))
                if size < 0:
                    yield file, None, MISSING
                elif stands is not None and not self.is_ours(file):
                    yield file, entry, FOREIGN
                elif stands == size and self.known.get(file) == entry:
                    yield file, entry, SAME
                else:
                    wanted[file] = f"{source}/{name}", entry
            self._note(wanted)
            if wanted:
                disk.make_folder(f"{self.root}/{place}/{near}".rstrip("/"))
            for file, (origin, entry) in wanted.items():
                is_there = disk.second_name(origin, f"{self.root}/{file}", draft=self._part())
                yield (file, entry, WRITTEN) if is_there else (file, None, MISSING)

    def stands(self, name: str) -> bool:
        """Say whether a file of the last run is there with the size it had."""
        known = self.known.get(name)
        return known is not None and disk.size_of(f"{self.root}/{name}") == known.size

    def is_ours(self, name: str) -> bool:
        """Say whether a run of ours wrote, or began to write, a file."""
        return name in self.known or name in self.begun

    def finish(self, made: Mapping[str, Entry], sources: Mapping[str, str]) -> int:
        """Name what stands now and remove what was ours before; return how many went."""
        told = {
            "version": VERSION,
            "files": {name: [e.mark, e.size, int(e.packed)] for name, e in sorted(made.items())},
            "sources": dict(sorted(sources.items())),
        }
        stale = (set(self.known) | self._journal()) - set(made)
        removed = sum(self._remove(name) for name in sorted(stale))
        for name, entry in made.items():
            before = self.known.get(name)
            if before is not None and before.packed and not entry.packed:
                self._unlink_packed(self.root / name)
        self._write(f"{self.root}/{OWN}/{MANIFEST}", json.dumps(told, ensure_ascii=False).encode())
        (self.root / OWN / JOURNAL).unlink(missing_ok=True)
        return removed

    def close(self) -> None:
        """Let another run in."""
        shutil.rmtree(self.root / OWN / PARTS, ignore_errors=True)
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def _heard(self, name: str) -> bool:
        """Say whether another process of this run began to write a file."""
        self.begun |= self._journal()
        return name in self.begun

    def _note(self, names: Iterable[str]) -> None:
        """Write down that files are ours before they are there; short lines, appended at once."""
        new = [name for name in names if not self.is_ours(name)]
        if not new:
            return
        self.begun.update(new)
        told = "".join(f"{name}\n" for name in new)
        disk.add_line(f"{self.root}/{OWN}/{JOURNAL}", told)

    def _part(self) -> str:
        return f"{self.root}/{OWN}/{PARTS}/{os.getpid()}.part"

    def _write(self, path: str, content: bytes) -> None:
        disk.write_whole(path, content, draft=self._part())

    def _journal(self) -> set[str]:
        try:
            told = (self.root / OWN / JOURNAL).read_text("utf-8")
        except OSError:
            return set(self.begun)
        return self.begun | {name for name in told.splitlines() if _is_inside(name)}

    def _remove(self, name: str) -> bool:
        path = self.root / name
        was_there = path.exists()
        path.unlink(missing_ok=True)
        self._unlink_packed(path)
        for parent in path.parents:
            if parent == self.root:
                break
            try:
                parent.rmdir()
            except OSError:
                break  # something of somebody else, or of ours, lies there
        return was_there

    def _unlink_packed(self, path: Path) -> None:
        for ending in (".br", ".gz"):
            twin = path.with_name(path.name + ending)
            if not self.is_ours(str(twin.relative_to(self.root))):
                twin.unlink(missing_ok=True)


def open_folder(root: Path) -> Folder:
    """Take a folder for a copy; one that holds something else is refused.

    Raises:
        Refusal: `folder_foreign`, `folder_busy`, `folder_unwritable`.
    """
    own = root / OWN
    try:
        if root.exists() and not own.is_dir() and any(root.iterdir()):
            raise Refusal(
                "folder_foreign",
                f"Folder {root} berisi berkas lain. Pilih folder kosong, atau folder salinan lama.",
            )
        (own / PARTS).mkdir(parents=True, exist_ok=True)
        lock = os.open(own / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Refusal("folder_unwritable", f"Folder {root} tidak dapat ditulisi.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise Refusal(
            "folder_busy", f"Folder {root} sedang ditulis oleh proses lain. Tunggu sampai selesai."
        ) from error
    folder = Folder(root, lock=lock)
    folder.known, folder.sources = _kept(own / MANIFEST)
    folder.begun = folder._journal()
    return folder


def drop_copy(root: Path) -> bool:
    """Remove a folder that holds nothing but a copy; False while somebody writes it."""
    try:
        folder = open_folder(root)
    except Refusal:
        return False
    try:
        shutil.rmtree(root, ignore_errors=True)
    finally:
        folder.close()
    return True


def _kept(path: Path) -> tuple[dict[str, Entry], dict[str, str]]:
    try:
        told = json.loads(path.read_text("utf-8"))
        files = {
            name: Entry(str(mark), int(size), bool(packed))
            for name, (mark, size, packed) in told["files"].items()
            if _is_inside(name)
        }
        return files, {str(k): str(v) for k, v in told["sources"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, {}


def _is_inside(name: str) -> bool:
    """Say whether a name that was read back stays inside the folder."""
    return bool(name) and not name.startswith("/") and ".." not in name.split("/")


def _stands(path: str, entry: Entry, content: bytes) -> bool:
    """Say whether a file is there as it was written: somebody may have changed it."""
    twins = (f"{path}.br", f"{path}.gz") if entry.packed else ()
    return disk.holds(path, content) and all(disk.size_of(twin) > 0 for twin in twins)
