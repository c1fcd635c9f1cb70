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
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from lampit.basics.refusal import Refusal

OWN = ".lampit"
MANIFEST, JOURNAL, LOCK, PARTS = "manifest.json", "journal", "lock", "parts"
VERSION = 1
TEXTS = frozenset([".html", ".css", ".js", ".svg", ".json", ".jsonld", ".csv", ".xml", ".txt"])
SMALLEST_PACKED = 400
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
WRITTEN, SAME, FOREIGN = "written", "same", "foreign"
CHUNK = 1024 * 1024


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
        is_packed = Path(name).suffix in TEXTS and len(content) >= SMALLEST_PACKED
        entry = Entry(hashlib.sha256(content).hexdigest()[:32], len(content), is_packed)
        path = self.root / name
        if self._is_foreign(name, path):
            return entry, FOREIGN
        if self.known.get(name) == entry and self._stands(path, entry, content):
            return entry, SAME
        self._note(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write(path, content)
        if is_packed:
            packed = brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
            self._write(path.with_name(f"{path.name}.br"), packed)
            self._write(
                path.with_name(f"{path.name}.gz"), gzip.compress(content, GZIP_LEVEL, mtime=0)
            )
        return entry, WRITTEN

    def copy(self, name: str, source: Path) -> tuple[Entry, str] | None:
        """Bring a file in whose name tells its content; None when the source is not there."""
        try:
            size = source.stat().st_size
        except OSError:
            return None
        entry, path = Entry("", size), self.root / name
        if self._is_foreign(name, path):
            return entry, FOREIGN
        if self.known.get(name) == entry and _size(path) == size:
            return entry, SAME
        self._note(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = self._part()
        try:
            _same_or_copied(source, part)
        except FileNotFoundError:
            return None
        part.replace(path)
        part.unlink(missing_ok=True)  # two names of one file are left as they are
        return entry, WRITTEN

    def stands(self, name: str) -> bool:
        """Say whether a file of the last run is there with the size it had."""
        known = self.known.get(name)
        return known is not None and _size(self.root / name) == known.size

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
        manifest = json.dumps(told, ensure_ascii=False, indent=0).encode()
        self._write(self.root / OWN / MANIFEST, manifest)
        (self.root / OWN / JOURNAL).unlink(missing_ok=True)
        return removed

    def close(self) -> None:
        """Let another run in."""
        shutil.rmtree(self.root / OWN / PARTS, ignore_errors=True)
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def _is_foreign(self, name: str, path: Path) -> bool:
        return not self.is_ours(name) and name not in self.begun and path.exists()

    def _stands(self, path: Path, entry: Entry, content: bytes) -> bool:
        """Say whether a file is there as it was written: somebody may have changed it."""
        try:
            if path.read_bytes() != content:
                return False
        except OSError:
            return False
        twins = (f"{path.name}.br", f"{path.name}.gz") if entry.packed else ()
        return all(_size(path.with_name(twin)) > 0 for twin in twins)

    def _note(self, name: str) -> None:
        """Write down that a file is ours before it is there; one short line, appended at once."""
        if name in self.known or name in self.begun:
            return
        self.begun.add(name)
        number = os.open(self.root / OWN / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(number, f"{name}\n".encode())
        finally:
            os.close(number)

    def _part(self) -> Path:
        return self.root / OWN / PARTS / f"{os.getpid()}.part"

    def _write(self, path: Path, content: bytes) -> None:
        part = self._part()
        part.write_bytes(content)
        part.replace(path)

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


def _same_or_copied(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that is impossible (a stick, another disk).

    Its name tells its content: it is never written again, only replaced.
    """
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
