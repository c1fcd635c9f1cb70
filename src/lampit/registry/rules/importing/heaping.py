"""Bytes put behind each other, to be read again in any place. Pure."""

from typing import Protocol


class Heap(Protocol):
    """Where bytes are put down; see `Memory`. A long list has a file for it."""

    def append(self, more: bytes, /) -> int:
        """Put bytes behind the others; return where they begin."""

    def read(self, start: int, size: int, /) -> bytes:
        """Return `size` bytes from a place on."""


class Memory:
    """A heap in memory."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._bytes = bytearray()

    def append(self, more: bytes) -> int:
        """Put bytes behind the others; return where they begin."""
        start = len(self._bytes)
        self._bytes += more
        return start

    def read(self, start: int, size: int) -> bytes:
        """Return `size` bytes from a place on."""
        return bytes(self._bytes[start : start + size])
