"""How long the demo takes, and whether a million businesses stream with flat memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path


def _lampit(home: str, *words: str) -> tuple[float, float, str]:
    """Run a command in a process of its own; return seconds, peak megabytes and its stdout."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "lampit", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LAMPIT_HOME": home},
    )
    assert process.stdout is not None
    told = process.stdout.read().decode()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"lampit {' '.join(words)} ended with {process.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024, told


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield seconds of `prepare` and `demo`, and rows/s and memory of 100,000 businesses."""
    for count in (2_000, 100_000):
        with tempfile.TemporaryDirectory(prefix="lampit-bench-") as home:
            say(f"demo, {count} businesses …")
            seconds, _memory, _told = _lampit(home, "prepare")
            if count == 2_000:
                yield _figure("demo.prepare", seconds, "s", "lower")
            seconds, memory, told = _lampit(home, "demo", "--businesses", str(count), "--json")
            assert json.loads(told)["businesses"] == count
            size = (Path(home) / "lampit.sqlite3").stat().st_size / 1024**2
            yield _figure(f"demo.{count}.seconds", seconds, "s", "lower")
            yield _figure(f"demo.{count}.memory", memory, "MB", "lower")
            yield _figure(f"demo.{count}.database", size, "MB", "lower")


def _figure(name: str, value: float, unit: str, better: str) -> dict[str, object]:
    return {"name": name, "value": round(value, 1), "unit": unit, "better": better, "ratio_to": {}}
