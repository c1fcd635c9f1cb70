"""`lampit api-token`: a token for the API, or the end of one."""

import argparse

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.people.actions import issue_token, revoke_token
from lampit.people.queries.accounts import find_account
from lampit.people.rules import tokens
from lampit.people.rules.clients import LABEL, REPLACES


def _arguments(parser: argparse.ArgumentParser) -> None:
    scopes = ", ".join(f"{code}: {words}" for code, words in tokens.SCOPES.items())
    parser.add_argument("user", metavar="USER", help="akun yang diwakili token")
    parser.add_argument("--scope", action="append", choices=list(tokens.SCOPES), help=scopes)
    parser.add_argument("--days", type=int, default=tokens.USUAL_DAYS, help="masa berlaku (90)")
    parser.add_argument("--label", default="", help=LABEL)
    parser.add_argument("--replaces", default="", metavar="KLIEN", help=REPLACES)
    parser.add_argument("--revoke", metavar="KEY", help="cabut token dengan kunci ini")


def api_token(options: argparse.Namespace, _say: Say) -> Outcome:
    """Issue a token that acts as an account, or revoke one of that account."""
    user = find_account(options.user)
    if user is None:
        raise WrongUse("user_unknown", f"Tidak ada akun {options.user}. Periksa namanya.")
    now = timezone.now()
    if options.revoke:
        ended = revoke_token(options.revoke, of=user, now=now)
        data = {"key": ended.key, "user": user.username, "revoked_at": now.isoformat()}
        return Outcome(data, [f"Token {ended.key} dicabut."])
    token, text = issue_token(
        user, options.scope or tokens.USUAL_SCOPES, days=options.days, now=now, label=options.label,
        replaces=options.replaces,
    )  # fmt: skip
    told: dict[str, object] = {
        "token": text,
        "key": token.key,
        "user": user.username,
        "scopes": token.scopes.split(),
        "expires_at": token.expires_at.isoformat(),
    }
    lines = [
        text,
        f"Simpan sekarang: token tidak dapat ditampilkan lagi. Cakupan: {token.scopes}.",
        f"Berlaku sampai {timezone.localtime(token.expires_at):%d-%m-%Y %H.%M} WITA.",
    ]
    return Outcome(told, lines)


COMMANDS = [
    Command(
        name="api-token",
        help="Buat token API untuk sebuah akun, atau cabut satu.",
        example="lampit api-token petugas --scope read --scope write --days 30 --json",
        arguments=_arguments,
        run=api_token,
    )
]
