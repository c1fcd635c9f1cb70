"""Measure and print: `python -m bench [--only import]`; lines go to `var/bench.jsonl` as well."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

PARTS = {
    "adding": "bench.adding",
    "answers": "bench.answers",
    "import": "bench.imports",
    "linkage": "bench.linkage",
    "registry": "bench.registry",
    "pages": "bench.pages",
    "published": "bench.published",
    "dashboard": "bench.dashboard",
    "demo": "bench.demo",
    "draw": "bench.drawing",
    "estimates": "bench.estimates",
    "lcp": "bench.lcp",
    "market": "bench.market",
    "finding": "bench.finding",
    "orders": "bench.orders",
    "sitting": "bench.sitting",
    "static": "bench.static",
    "submissions": "bench.submissions",
}


def commit() -> str:
    """Return the short name of the commit measured, "" outside a checkout."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - a developer's machine
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def say(text: str) -> None:
    """Tell progress on stderr."""
    sys.stderr.write(f"{text}\n")


def show(figure: dict[str, object]) -> str:
    """Return a figure as one line of the table."""
    ratios = figure.get("ratio_to") or {}
    assert isinstance(ratios, dict)
    beside = "  ".join(f"{ratio:.2f} x {name}" for name, ratio in ratios.items())
    value = figure["value"]
    shown = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    return f"{figure['name']:<44} {shown:>14} {figure['unit']:<10} {beside}"


def main() -> None:
    """Run the parts asked for, each in a fresh folder of state."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--only", choices=sorted(PARTS))
    options = parser.parse_args()
    out = Path("var") / "bench.jsonl"
    out.parent.mkdir(exist_ok=True)
    stamp = {"git": commit(), "when": datetime.now(UTC).isoformat(timespec="seconds")}
    with tempfile.TemporaryDirectory(prefix="lampit-bench-") as home:
        os.environ["LAMPIT_HOME"] = os.environ.get("LAMPIT_BENCH_HOME") or home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
        os.environ.setdefault(
            "LAMPIT_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        os.environ["LAMPIT_LOG_LEVEL"] = "ERROR"
        for name in [options.only] if options.only else PARTS:
            say(f"— {name}")
            with out.open("a") as lines:
                for figure in import_module(PARTS[name]).figures(say):
                    sys.stdout.write(show(figure) + "\n")
                    lines.write(json.dumps(figure | stamp) + "\n")


if __name__ == "__main__":
    main()
