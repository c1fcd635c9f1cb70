"""Commands that run an instance: prepare, serve, worker, tick, verify."""

import argparse
import os
import signal
import subprocess
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from lampit.basics.commandline import PROBLEMS, Command, Outcome, Say, WrongUse
from lampit.config import working
from lampit.people.queries.auditing import first_break
from lampit.places.actions import load_regions
from lampit.trades.actions import load_trades

VERIFYING = ("orders",)


def _none(_parser: argparse.ArgumentParser) -> None:
    """Take no options of its own."""


def prepare(_options: argparse.Namespace, say: Say) -> Outcome:
    """Bring schema, reference data and static files up to this version."""
    say("Menyiapkan basis data …")
    call_command("migrate", verbosity=0)
    say("Memuat wilayah dan KBLI …")
    regions, kbli = load_regions(), load_trades()
    say("Mengumpulkan berkas statis …")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [p for p in (settings.ROOT / "web" / "static").rglob("*") if p.is_file()]
    if not stamp.exists() or stamp.stat().st_mtime < max(p.stat().st_mtime for p in sources):
        call_command(
            "collectstatic",
            verbosity=0,
            interactive=False,
            ignore_patterns=["htm*4*", "ext", "htmax*"],
        )
    return Outcome({"regions": regions.written, "kbli": kbli}, ["Siap."])


def serve_options(parser: argparse.ArgumentParser) -> None:
    """Add how many server processes there are."""
    parser.add_argument("--workers", type=int, default=2)


def serve(options: argparse.Namespace, say: Say) -> Outcome:
    """Serve until SIGTERM: granian in front, one worker process for long jobs."""
    host, port = os.environ.get("LAMPIT_HOST", "127.0.0.1"), os.environ.get("LAMPIT_PORT", "8000")
    python = sys.executable
    server = [
        python,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        port,
        "--workers",
        str(options.workers),
        "--blocking-threads",
        "2",
        "--no-ws",
        "--backlog",
        "1024",
        "--workers-kill-timeout",
        "30",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
        "lampit.config.wsgi:application",
    ]
    children = [
        subprocess.Popen(server),  # noqa: S603 - our own words
        subprocess.Popen([python, "-m", "lampit", "worker"]),  # noqa: S603 - our own words
    ]

    def stop(_number: int, _frame: object) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    say(f"Lampit melayani di http://{host}:{port}/  (hentikan: Ctrl-C)")
    code = children[0].wait()
    stop(0, None)
    children[1].wait()
    clean = code in {0, -signal.SIGTERM, -signal.SIGINT}
    return Outcome({"stopped": True}, ["Berhenti."], 0 if clean else PROBLEMS)


def worker(_options: argparse.Namespace, _say: Say) -> Outcome:
    """Do long jobs until SIGTERM."""
    working.work_until_told()
    return Outcome({"stopped": True})


def tick_options(parser: argparse.ArgumentParser) -> None:
    """Add the instant to pretend, demo only."""
    parser.add_argument("--now", help="waktu ISO, hanya untuk demo")


def tick(options: argparse.Namespace, _say: Say) -> Outcome:
    """Do once what is due."""
    now = None
    if options.now:
        if not settings.IS_DEMO:
            raise WrongUse("now_only_in_demo", "--now hanya boleh dipakai di demo.")
        try:
            now = datetime.fromisoformat(options.now)
        except ValueError as error:
            raise WrongUse("now_unreadable", "--now harus waktu ISO.") from error
    done = working.tick(now)
    return Outcome(done, [f"{name}: {count}" for name, count in done.items()])


def verify(_options: argparse.Namespace, say: Say) -> Outcome:
    """Check that ledgers, sums and the audit chain of this instance hold."""
    broken = first_break()
    checks = [
        {
            "name": "audit_chain",
            "ok": broken is None,
            "detail": "" if broken is None else f"entry {broken.number}: {broken.why}",
        }
    ]
    for room in VERIFYING:
        say(f"Memeriksa {room} …")
        checks += [
            {"name": check.name, "ok": check.ok, "detail": check.detail}
            for check in import_module(f"lampit.{room}.queries").checks()
        ]
    holds = all(check["ok"] for check in checks)
    lines = [f"{'ya   ' if c['ok'] else 'TIDAK'} {c['name']} {c['detail']}" for c in checks]
    return Outcome({"checks": checks}, lines, 0 if holds else PROBLEMS)


COMMANDS = [
    Command(
        "prepare",
        "Siapkan basis data, data acuan dan berkas statis.",
        "lampit prepare",
        _none,
        prepare,
    ),
    Command(
        "serve", "Layani instans ini (granian + pekerja).", "lampit serve", serve_options, serve
    ),
    Command(
        "worker", "Kerjakan pekerjaan panjang sampai dihentikan.", "lampit worker", _none, worker
    ),
    Command(
        "tick", "Kerjakan sekali yang sudah jatuh tempo.", "lampit tick --json", tick_options, tick
    ),
    Command(
        "verify",
        "Periksa buku stok, buku penjualan dan rantai audit.",
        "lampit verify --json",
        _none,
        verify,
    ),
]
