"""Commands that run an instance: serve, worker, tick, verify."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from importlib import import_module

from django.conf import settings

from lampit.basics.commandline import PROBLEMS, Command, Outcome, Say, WrongUse
from lampit.config import working
from lampit.people.queries.accounts import (
    DEMO_LOGINS,
    DEMO_PASSWORD,
    demo_logins_open,
    demo_logins_present,
)
from lampit.people.queries.auditing import first_break

PATIENCE = 60.0
VERIFYING = ("orders",)


def _none(_parser: argparse.ArgumentParser) -> None:
    """Take no options of its own."""


def serve_options(parser: argparse.ArgumentParser) -> None:
    """Add how many server processes there are."""
    parser.add_argument("--workers", type=int, default=2)


def serve(options: argparse.Namespace, say: Say) -> Outcome:
    """Serve until SIGTERM: granian in front, one worker process for long jobs."""
    if not settings.IS_DEMO and (open_doors := demo_logins_present()):
        raise WrongUse(
            "demo_logins",
            f"Akun demo masih ada ({', '.join(open_doors)}). Hapus atau ganti kata sandinya "
            "sebelum LAMPIT_ENV=production.",
        )
    host, port = os.environ.get("LAMPIT_HOST", "127.0.0.1"), os.environ.get("LAMPIT_PORT", "8000")
    refuse_unfit(host, port)
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
    threading.Thread(target=announce, args=(host, int(port), say), daemon=True).start()
    code = children[0].wait()
    stop(0, None)
    children[1].wait()
    clean = code in {0, -signal.SIGTERM, -signal.SIGINT}
    return Outcome({"stopped": True}, ["Berhenti."], 0 if clean else PROBLEMS)


def refuse_unfit(host: str, port: str) -> None:
    """Refuse to serve where the port is taken, or a demo login would open a real instance.

    Raises:
        WrongUse: `port_unreadable`, `port_taken` or `demo_logins`.
    """
    if not port.isdecimal():
        raise WrongUse("port_unreadable", f"LAMPIT_PORT harus angka, bukan {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            told = (
                f"Alamat {host}:{port} sudah dipakai. Pilih yang lain, misalnya LAMPIT_PORT=8001."
            )
            raise WrongUse("port_taken", told) from error
    open_logins = [] if settings.IS_DEMO else demo_logins_open()
    if open_logins:
        names = ", ".join(open_logins)
        told = f"LAMPIT_ENV=production menolak akun demo: {names}. Ganti kata sandinya atau hapus."
        raise WrongUse("demo_logins", told)


def announce(host: str, port: int, say: Say) -> None:
    """Say where to look, with which logins, and how to stop, once the server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            break
        time.sleep(0.05)
    else:
        return
    say(f"Lampit melayani di http://{host}:{port}/")
    if settings.IS_DEMO:
        names = ", ".join(login for login, _who in DEMO_LOGINS)
        say(f"Masuk di http://{host}:{port}/masuk/ sebagai: {names}")
        say(f"Kata sandi semua akun demo: {DEMO_PASSWORD}")
    say("Hentikan dengan Ctrl-C.")


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
