"""`lampit account`: make an account of an office, give it a role, end its roles."""

import argparse

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.people.actions import end_all_roles, give_role, make_staff, reset_password
from lampit.people.actions.staffing import ALL_ROLES
from lampit.people.models import User
from lampit.people.queries.accounts import find_account


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar="USER", help="nama pengguna, contoh: siti.aminah")
    parser.add_argument("--role", choices=ALL_ROLES, help="peran yang diberikan")
    parser.add_argument("--region", default="", help="kode kabupaten, contoh: 63.08")
    parser.add_argument("--name", default="", help="nama lengkap, untuk akun baru")
    parser.add_argument("--reset", metavar="REASON", help="beri kata sandi baru, dengan alasan")
    parser.add_argument("--end", metavar="REASON", help="akhiri semua perannya, dengan alasan")


def account(options: argparse.Namespace, _say: Say) -> Outcome:
    """Give an account a role, making it where there is none, or end all its roles."""
    user, now = find_account(options.user), timezone.now()
    if options.end is not None:
        if user is None:
            raise WrongUse("user_unknown", f"Tidak ada akun {options.user}. Periksa namanya.")
        ended = end_all_roles(None, user, options.end, now=now)
        words = f"{ended} peran {user.username} berakhir; akun ini tidak dapat masuk lagi."
        return Outcome({"user": user.username, "ended": ended}, [words])
    if options.reset is not None:
        return _reset(user, options)
    if options.role is None:
        raise WrongUse("role_missing", "Sebut perannya dengan --role, atau --end untuk mengakhiri.")
    if user is not None:
        give_role(None, user, options.role, options.region, now=now)
        told = {"user": user.username, "role": options.role, "region": options.region}
        return Outcome(told, [f"{user.username} sekarang {options.role} {options.region}".strip()])
    made, password = make_staff(
        None, options.user, name=options.name, phone=None, role=options.role,
        region=options.region, now=now,
    )  # fmt: skip
    told = {"user": made.username, "role": options.role, "region": options.region}
    lines = [
        f"Akun {made.username} dibuat. Kata sandi pertama: {password}",
        "Serahkan langsung kepada orangnya; kata sandi ini tidak dapat ditampilkan lagi.",
    ]
    return Outcome(told | {"password": password}, lines)


def _reset(user: User | None, options: argparse.Namespace) -> Outcome:
    """Give a new first password to an account."""
    if user is None:
        raise WrongUse("user_unknown", f"Tidak ada akun {options.user}. Periksa namanya.")
    password = reset_password(None, user, options.reset, now=timezone.now())
    lines = [
        f"Kata sandi baru {user.username}: {password}",
        "Serahkan langsung kepada orangnya; kata sandi ini tidak dapat ditampilkan lagi.",
        "Akun ini keluar di semua alat dan token programnya dicabut.",
    ]
    return Outcome({"user": user.username, "password": password}, lines)


COMMANDS = [
    Command(
        name="account",
        help="Buat akun petugas, beri peran, atau akhiri semua perannya.",
        example="lampit account siti.aminah --name 'Siti Aminah' --role staff --region 63.08",
        arguments=_arguments,
        run=account,
    )
]
