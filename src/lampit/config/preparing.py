"""Bringing an instance up to this version, and giving a new one something to look at."""

import argparse
import hashlib
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lampit.basics.commandline import Command, Outcome, Say, parser_of
from lampit.desk import commands as desk
from lampit.market.actions.touching import watch_tables
from lampit.places.actions import load_regions
from lampit.registry.actions.importing.indexes import build_all
from lampit.registry.actions.seeding import refresh_statistics
from lampit.shops.actions import check_roll
from lampit.trades.actions import load_trades

# Left out of the collected files: the beta of htmx and its unused extensions.
NOT_SERVED = ["htm*4*", "ext", "htmax*"]


def fingerprint() -> str:
    """Return what reference data and static files come from: names, sizes and times."""
    folders = [p for kind in ("data", "static") for p in settings.ROOT.glob(f"*/{kind}")]
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())
    known = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
    for path in files:
        told = path.stat()
        known.update(f"{path}|{told.st_size}|{told.st_mtime_ns}".encode())
    return known.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Say whether schema, reference data and static files are those of this version already."""
    return stamp.exists() and stamp.read_text() == wanted and has_schema()


def has_schema() -> bool:
    """Say whether the database has the tables of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def options(parser: argparse.ArgumentParser) -> None:
    """Add whether an empty instance gets the demo."""
    parser.add_argument("--demo", action="store_true", help="isi instans kosong dengan data demo")


def prepare(options: argparse.Namespace, say: Say) -> Outcome:
    """Bring schema, reference data and static files up to this version; quick when they are."""
    stamp, wanted = settings.LAMPIT_HOME / "prepared", fingerprint()
    done = {"regions": 0, "kbli": 0}
    if not is_current(stamp, wanted):
        say("Menyiapkan basis data …")
        build_all()  # a migration expects the indexes that the one before it left
        call_command("migrate", verbosity=0)
        watch_tables()
        check_roll()
        say("Memuat wilayah dan KBLI …")
        refresh_statistics()
        done = {"regions": load_regions().written, "kbli": load_trades()}
        say("Mengumpulkan berkas statis …")
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=NOT_SERVED)
        stamp.write_text(wanted)
    if options.demo:
        fill(say)
    return Outcome(done, ["Siap."])


def prepared_first(command: Command) -> Command:
    """Return a command of the demo that prepares a new instance before it does its own."""

    def run(options: argparse.Namespace, say: Say) -> Outcome:
        if settings.IS_DEMO and not has_schema():
            prepare(argparse.Namespace(demo=False), say)
        return command.run(options, say)

    return replace(command, run=run)


def fill(say: Say) -> None:
    """Fill an empty instance as `lampit demo --if-empty` does, in this process."""
    command = next(c for c in desk.COMMANDS if c.name == "demo")
    outcome = command.run(parser_of(command).parse_args(["--if-empty"]), say)
    for line in outcome.lines:
        say(line)


COMMANDS = [
    Command(
        "prepare",
        "Siapkan basis data, data acuan dan berkas statis.",
        "lampit prepare --demo",
        options,
        prepare,
    )
]
