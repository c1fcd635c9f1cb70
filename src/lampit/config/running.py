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
from pathlib import Path

from django.conf import settings

from lampit.basics.commandline import DONE, PROBLEMS, Command, Outcome, Say, WrongUse
from lampit.config import renderer, working
from lampit.config.comparing import compare
from lampit.config.preparing import prepare
from lampit.config.publisher import publish_until_told
from lampit.people.queries.accounts import (
    DEMO_LOGINS,
    DEMO_PASSWORD,
    demo_logins_present,
)
from lampit.people.queries.auditing import first_break

REBIRTH_SECONDS = 5
VERIFYING = ("registry", "shops", "orders", "measure", "trust")


def _none(_parser: argparse.ArgumentParser) -> None:
    """Take no options of its own."""


def serve_options(parser: argparse.ArgumentParser) -> None:
    """Add how many server processes there are, and whether the instance is prepared first."""
    parser.add_argument("--workers", type=int, default=2, help="proses server (2)")
    parser.add_argument("--prepare", action="store_true", help="siapkan dulu, isi demo bila kosong")


def server_words(host: str, port: str, workers: int) -> list[str]:
    """Return the command line of granian."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", port, "--workers", str(workers), "--blocking-threads", "2"),
        *("--no-ws", "--backlog", "1024", "--workers-kill-timeout", "30"),
        *("--respawn-failed-workers", "--log-level", "warning"),
        "lampit.config.wsgi:application",
    ]


def serve(options: argparse.Namespace, say: Say) -> Outcome:
    """Serve until SIGTERM: granian in front, a worker for long jobs, a publisher of pages."""
    host, port = os.environ.get("LAMPIT_HOST", "127.0.0.1"), os.environ.get("LAMPIT_PORT", "8000")
    refuse_unfit(host, port)
    if options.prepare:
        prepare(argparse.Namespace(demo=settings.IS_DEMO), say)
    told_to_stop = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        told_to_stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    words = server_words(host, port, options.workers)
    publishing = [sys.executable, "-m", "lampit", "publisher"]
    # Groups of their own: Ctrl-C reaches us alone, and the server is told to stop once.
    children = [subprocess.Popen(words, process_group=0)]  # noqa: S603 - our own words
    if answers(host, int(port), children[0], told_to_stop):
        # Only now: the first page comes sooner when the worker does not start beside it.
        worker_words = [sys.executable, "-m", "lampit", "worker"]
        children.append(subprocess.Popen(worker_words, process_group=0))  # noqa: S603 - our own words
        children.append(subprocess.Popen(publishing, process_group=0))  # noqa: S603 - our own words
        announce(host, port, say)
    born_at = time.monotonic()
    while children[0].poll() is None and not told_to_stop.wait(0.5):
        # Without a publisher every page is answered live: true, but slow.
        is_over = len(children) == 3 and children[2].poll() is not None
        if is_over and time.monotonic() - born_at > REBIRTH_SECONDS:
            children[2], born_at = subprocess.Popen(publishing, process_group=0), time.monotonic()  # noqa: S603 - our own words
    for child in children:
        child.terminate()
    codes = [child.wait() for child in children]
    clean = told_to_stop.is_set() or codes[0] == 0
    return Outcome({"stopped": True}, ["Berhenti."], DONE if clean else PROBLEMS)


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
    present = [] if settings.IS_DEMO else demo_logins_present()
    if present:
        raise WrongUse(
            "demo_logins",
            f"Akun demo masih ada ({', '.join(present)}). Hapus atau ganti kata sandinya "
            "sebelum LAMPIT_ENV=production.",
        )


def answers(host: str, port: int, server: "subprocess.Popen[bytes]", stop: threading.Event) -> bool:
    """Wait until the server takes connections; False when it fell or we were told to stop."""
    while server.poll() is None and not stop.wait(0.05):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return True
    return False


def announce(host: str, port: str, say: Say) -> None:
    """Say where to look, with which logins, and how to stop."""
    say(f"\nLampit melayani di http://{host}:{port}/")
    if settings.IS_DEMO:
        names = ", ".join(login for login, _who in DEMO_LOGINS)
        say(f"Masuk di http://{host}:{port}/masuk/ sebagai: {names}")
        say(f"Kata sandi semua akun demo: {DEMO_PASSWORD}")
    say("Hentikan dengan Ctrl-C.")


def worker(_options: argparse.Namespace, _say: Say) -> Outcome:
    """Do long jobs until SIGTERM."""
    working.work_until_told()
    return Outcome({"stopped": True})


def publisher_options(parser: argparse.ArgumentParser) -> None:
    """Add how many processes render, and the end of the pipe of one of them."""
    most = min(2, os.cpu_count() or 1)
    parser.add_argument("--renderers", type=int, default=most, help=f"proses perender ({most})")
    parser.add_argument("--renderer", type=int, help=argparse.SUPPRESS)


def publisher(options: argparse.Namespace, _say: Say) -> Outcome:
    """Keep published pages true until SIGTERM; as a renderer, until its pipe closes."""
    if options.renderer is not None:
        renderer.main(options.renderer)
    else:
        publish_until_told(max(1, options.renderers))
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
    """Check that ledgers, sums, the audit chain and the published pages of this instance hold."""
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
    say("Membandingkan halaman yang terbit …")
    pages = compare(Path(settings.PUBLISHED_ROOT), say)
    checks.append({"name": "published-pages", "ok": not pages.untrue, "detail": pages.detail})
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
        "publisher",
        "Terbitkan halaman pasar dan tarik yang berubah, sampai dihentikan.",
        "lampit publisher",
        publisher_options,
        publisher,
    ),
    Command(
        "tick", "Kerjakan sekali yang sudah jatuh tempo.", "lampit tick --json", tick_options, tick
    ),
    Command(
        "verify",
        "Periksa buku stok, buku penjualan, rantai audit dan halaman terbit.",
        "lampit verify --json",
        _none,
        verify,
    ),
]
