"""The audit chain: each entry's digest covers its words and the digest before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain no longer holds: the number of the first bad entry, and why."""

    number: int
    why: str


def digest(previous: str, words: Mapping[str, str | int | None]) -> str:
    """Return the SHA-256 (hex) of `previous` and `words`; the order of the keys does not matter."""
    text = json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def first_break(
    links: Iterable[tuple[int, str, str, Mapping[str, str | int | None]]],
) -> Break | None:
    """Walk (number, previous, digest, words) in order; return the first break or None."""
    before, expected = START, 1
    for number, previous, written, words in links:
        if number != expected:
            return Break(number, f"expected number {expected}")
        if previous != before:
            return Break(number, "does not follow the entry before it")
        if digest(previous, words) != written:
            return Break(number, "was changed after it was written")
        before, expected = written, number + 1
    return None
