"""Drawn things, kept by the hash of all that is on them: drawn once, cheap after."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

TOUCHED_AFTER = 24 * 3600


def kept(folder: Path, key: str, kind: str, draw: Callable[[], bytes]) -> bytes:
    """Return what `draw` gives for `key` (hex digits), read from its file when it was drawn.

    Two who ask at the same moment may both draw; the file is whole or not there.
    """
    path = folder / key[:2] / f"{key}.{kind}"
    with suppress(FileNotFoundError):
        content = path.read_bytes()
        if time.time() - path.stat().st_mtime > TOUCHED_AFTER:
            os.utime(path)  # still wanted: who sweeps leaves it
        return content
    content = draw()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}-{time.monotonic_ns()}.part")
    part.write_bytes(content)
    part.replace(path)
    return content


def sweep(folder: Path, *, older: float) -> int:
    """Remove what nobody wanted for `older` seconds; return how many went."""
    limit, gone = time.time() - older, 0
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()
                gone += 1
    return gone
