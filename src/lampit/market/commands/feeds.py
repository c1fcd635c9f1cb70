"""A feed is checked before others do it."""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone

from lampit.basics.commandline import DONE, PROBLEMS, Command, Outcome, Say, WrongUse
from lampit.market.rules import checking

SHOWN = 100
PIECE = 64 * 1024


def _options(parser: argparse.ArgumentParser) -> None:
    """Take the file, and its kind where its beginning does not tell it."""
    parser.add_argument("file", help="berkas umpan: CSV Meta atau XML Google")
    parser.add_argument("--kind", choices=["meta", "google"], help="jenisnya (dilihat dari isi)")


def check_feed(options: argparse.Namespace, _say: Say) -> Outcome:
    """Check a catalogue of Meta or a feed of Google; exit 1 when anything is wrong in it."""
    path = Path(options.file)
    try:
        with path.open("rb") as file:
            kind = options.kind or checking.kind_of(file.read(64))
    except OSError as error:
        raise WrongUse("tak_terbaca", f"Berkas {path.name} tidak bisa dibuka.") from error
    faults: list[checking.Fault] = []
    codes = Counter[str]()
    for fault in _faults(path, kind):
        codes[fault.code] += 1
        if len(faults) < SHOWN:
            faults.append(fault)
    count = sum(codes.values())
    lines = [
        f"{path.name}:{one.line}: {one.field or '–'} [{one.id}] {one.code}: {one.message}"
        + (f" ({one.value})" if one.value else "")
        for one in faults
    ]
    if count > SHOWN:
        lines.append(f"… dan {count - SHOWN} lagi")
    lines.append(f"{count} kesalahan." if count else "Tidak ada kesalahan.")
    data = {"kind": kind, "faults": count, "codes": codes, "first": [asdict(one) for one in faults]}
    return Outcome(data, lines, PROBLEMS if count else DONE)


def _faults(path: Path, kind: str) -> Iterator[checking.Fault]:
    with path.open("rb") as file:
        if kind == "google":
            pieces = iter(lambda: file.read(PIECE), b"")
            yield from checking.check_google(pieces, today=timezone.localdate())
        else:
            yield from checking.check_meta(file)


COMMANDS = [
    Command(
        "check-feed",
        "Periksa umpan katalog Meta (CSV) atau Google (XML) baris demi baris.",
        "lampit check-feed umpan.csv",
        _options,
        check_feed,
    )
]
