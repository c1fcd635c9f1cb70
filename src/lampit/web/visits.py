"""How often kept pages were asked for, by address: the most wanted are made first.

Nothing of anybody is kept: no person, no address of a machine, no moment; a day at the finest.
Every front counts in memory and tells now and then; the publisher sums, and halves each day.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from heapq import nlargest
from pathlib import Path
from time import monotonic

MOST = 5_000  # addresses counted, in memory and in the file
EVERY = 60.0  # seconds between two tellings
LONGEST = 300
MOST_BYTES = 1_000_000  # told and not yet summed: nobody sums, then nothing more is told
TOLD, SUMMED = "asked.tsv", "visits.tsv"


class Tally:
    """The counts of one front, told every minute while somebody asks."""

    def __init__(self, folder: Path) -> None:
        """Count from nothing; `folder` is that of all releases."""
        self.folder = folder
        self.counts: dict[str, int] = {}
        self.told_at = monotonic()

    def count(self, address: str) -> None:
        """Count one answer; new addresses beyond `MOST` are left out until the next telling."""
        if address in self.counts or len(self.counts) < MOST:
            self.counts[address] = self.counts.get(address, 0) + 1
        if monotonic() - self.told_at > EVERY:
            self.tell()

    def tell(self) -> None:
        """Write down what was counted; a full disk costs counts, never an answer."""
        self.told_at = monotonic()
        counts, self.counts = self.counts, {}
        path = self.folder / TOLD
        with suppress(OSError):
            if path.exists() and path.stat().st_size > MOST_BYTES:
                return
            # One write at the end of the file, whole, whichever fronts tell at this moment.
            with path.open("ab", buffering=0) as file:
                file.write(_lines(counts).encode("ascii", errors="ignore"))


def gather(folder: Path, today: date) -> dict[str, int]:
    """Sum what all fronts told with what stands already, keep it, and return it by address.

    One process does this at a time. What stands is halved with each new day.
    """
    day, sums = _summed(folder)
    told = _taken(folder)
    if day != today.isoformat():
        sums = {address: n // 2 for address, n in sums.items()}
    elif not told:
        return sums
    for address, n in told:
        sums[address] = sums.get(address, 0) + n
    most = dict(nlargest(MOST, ((a, n) for a, n in sums.items() if n > 0), key=lambda one: one[1]))
    draft = folder / f"{SUMMED}.new"
    draft.write_text(f"{today.isoformat()}\n{_lines(most)}", encoding="ascii", errors="ignore")
    os.replace(draft, folder / SUMMED)  # noqa: PTH105 - two paths
    return most


def _summed(folder: Path) -> tuple[str, dict[str, int]]:
    try:
        day, *lines = (folder / SUMMED).read_text("ascii", errors="replace").splitlines()
    except (OSError, ValueError):
        return "", {}
    return day, dict(_read(lines))


def _taken(folder: Path) -> list[tuple[str, int]]:
    taken = folder / f"{TOLD}.taken"
    try:
        os.replace(folder / TOLD, taken)  # noqa: PTH105 - two paths
        lines = taken.read_text("ascii", errors="replace").splitlines()
        taken.unlink()
    except OSError:
        return []
    return _read(lines)


def _lines(counts: Mapping[str, int]) -> str:
    kept = ((n, a) for a, n in counts.items() if a.isprintable() and len(a) <= LONGEST)
    return "".join(f"{n}\t{address}\n" for n, address in kept)


def _read(lines: list[str]) -> list[tuple[str, int]]:
    found = []
    for line in lines:
        number, _tab, address = line.partition("\t")
        is_number = number.isascii() and number.isdigit() and len(number) < 12
        if is_number and address.startswith("/") and "\t" not in address:
            found.append((address, int(number)))
    return found
