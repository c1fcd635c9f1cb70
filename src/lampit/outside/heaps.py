"""Bytes put behind each other in a file that has no name, and is gone with its process.

What is put down and seldom read again needs no memory then: the system keeps of it what fits.
"""

import os
from pathlib import Path
from tempfile import TemporaryFile
from weakref import finalize

SHORT = 1 << 20  # bytes up to which no file is made


class HeapFile:
    """Bytes by their place; a short heap stays in memory."""

    def __init__(self, folder: Path) -> None:
        """Take the folder in which a file is made when it must be."""
        self._folder = folder
        self._short = bytearray()
        self._file = -1  # its number as the system counts
        self._size = 0

    def append(self, more: bytes) -> int:
        """Put bytes behind the others; return where they begin.

        Raises:
            OSError: the disk is full.
        """
        start, self._size = self._size, self._size + len(more)
        if self._file < 0 and self._size <= SHORT:
            self._short += more
        elif self._file < 0:
            self._file = self._opened()
            _write(self._file, bytes(self._short + more))
            self._short.clear()
        else:
            _write(self._file, more)
        return start

    def read(self, start: int, size: int) -> bytes:
        """Return `size` bytes from a place on."""
        if self._file < 0:
            return bytes(self._short[start : start + size])
        return os.pread(self._file, size, start)

    def _opened(self) -> int:
        with TemporaryFile(buffering=0, dir=self._folder) as file:
            number = os.dup(file.fileno())
        finalize(self, os.close, number)
        return number


def _write(file: int, more: bytes) -> None:
    left = memoryview(more)
    while left:  # the system may take a part
        left = left[os.write(file, left) :]
