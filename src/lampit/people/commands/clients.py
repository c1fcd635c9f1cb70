"""`lampit api-client`: makes a program that fetches its own tokens, lists them, ends one."""

import argparse
from datetime import datetime

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.people.actions import end_client, make_client
from lampit.people.models import User
from lampit.people.queries.accounts import clients_of, find_account
from lampit.people.rules import clients, tokens
from lampit.people.rules.clients import LABEL, REPLACES

ADDRESS = "/api/v1/token"


def _arguments(parser: argparse.ArgumentParser) -> None:
    scopes = ", ".join(f"{code}: {words}" for code, words in tokens.SCOPES.items())
    parser.add_argument("user", metavar="USER", help="akun yang diwakili klien")
    parser.add_argument("--scope", action="append", choices=list(tokens.SCOPES), help=scopes)
    parser.add_argument("--label", default="", help=LABEL)
    parser.add_argument("--replaces", default="", metavar="KLIEN", help=REPLACES)
    parser.add_argument("--list", action="store_true", help="tampilkan klien akun ini")
    parser.add_argument("--revoke", metavar="CLIENT_ID", help="hentikan klien dan semua tokennya")


def api_client(options: argparse.Namespace, _say: Say) -> Outcome:
    """Make a client that acts as an account, list those of the account, or end one."""
    user = find_account(options.user)
    if user is None:
        raise WrongUse("user_unknown", f"Tidak ada akun {options.user}. Periksa namanya.")
    if options.list:
        return _listed(user)
    now = timezone.now()
    if options.revoke:
        ended = end_client(options.revoke, of=user, now=now)
        told = {"client_id": ended.client_id, "user": user.username, "revoked_at": now.isoformat()}
        return Outcome(told, [f"Klien {ended.client_id} dihentikan, semua tokennya dicabut."])
    client, secret = make_client(
        user, options.scope or ["read"], label=options.label, now=now, replaces=options.replaces
    )
    data: dict[str, object] = {
        "client_id": client.client_id,
        "client_secret": secret,
        "user": user.username,
        "scopes": client.scopes.split(),
        "token_url": ADDRESS,
    }
    minutes = round(clients.LIFE.total_seconds() / 60)
    lines = [
        f"client_id: {client.client_id}",
        f"client_secret: {secret}",
        f"Simpan sekarang: rahasia tidak dapat ditampilkan lagi. Cakupan: {client.scopes}.",
        f"Token diambil dengan POST {ADDRESS} dan berlaku {minutes} menit.",
    ]
    return Outcome(data, lines)


def _listed(user: User) -> Outcome:
    held = clients_of(user)
    rows: list[dict[str, object]] = [
        {
            "client_id": client.client_id,
            "label": client.label,
            "scopes": client.scopes.split(),
            "created_at": client.created_at.isoformat(),
            "last_used_at": client.last_used_at.isoformat() if client.last_used_at else None,
            "revoked_at": client.revoked_at.isoformat() if client.revoked_at else None,
        }
        for client in held
    ]
    lines = [
        "  ".join((client.client_id, client.label or "-", _state(client.revoked_at)))
        for client in held
    ]
    return Outcome({"user": user.username, "clients": rows}, lines or ["Belum ada klien."])


def _state(revoked_at: datetime | None) -> str:
    return "dihentikan" if revoked_at else "aktif"


COMMANDS = [
    Command(
        name="api-client",
        help="Buat klien OAuth2 untuk sebuah akun, tampilkan, atau hentikan satu.",
        example="lampit api-client petugas --scope read --label 'aplikasi kecamatan' --json",
        arguments=_arguments,
        run=api_client,
    )
]
