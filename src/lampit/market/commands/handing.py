"""The command of the hand-over kit."""

import argparse
from pathlib import Path

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.market.actions import handing
from lampit.national import phone
from lampit.people.models import User
from lampit.people.queries.accounts import find_account


def _options(parser: argparse.ArgumentParser) -> None:
    """Add the file, whose market, and who answers for it."""
    parser.add_argument("file", type=Path, help="berkas .zip yang ditulis")
    parser.add_argument("--region", required=True, help="kode kabupaten atau kota")
    parser.add_argument("--by", required=True, help="akun yang meminta")
    parser.add_argument("--second", required=True, help="akun kepala atau admin yang menyetujui")
    parser.add_argument("--purpose", required=True, help="keperluan, dicatat")
    parser.add_argument("--office-number", default="", help="WhatsApp pengelola")


def hand_over(options: argparse.Namespace, say: Say) -> Outcome:
    """Write the hand-over kit of a market; two people answer for it, and it is noted."""
    people = (_account(options.by), _account(options.second))
    if options.file.exists():
        raise WrongUse("file_exists", f"Berkas {options.file} sudah ada. Pilih nama lain.")

    def progress(done: int, known: int, words: str) -> bool:
        if done == known:
            say(f"{words}: {done}")
        return True

    count = handing.kit_by_hand(
        options.file, options.region, _number(options.office_number), people, options.purpose,
        now=timezone.now(), say=progress,
    )  # fmt: skip
    size = options.file.stat().st_size
    data = {"file": str(options.file), "files": count, "bytes": size}
    return Outcome(data, [f"Paket serah terima ada di {options.file}: {count} berkas."])


def _account(name: str) -> User:
    found = find_account(name)
    if found is None:
        raise WrongUse("account_unknown", f"Akun {name} tidak ada.")
    return found


def _number(typed: str) -> str:
    try:
        return phone.normalise(typed) if typed else ""
    except phone.PhoneError as error:
        raise WrongUse("office_number_unreadable", error.message) from error


COMMANDS = [
    Command(
        "hand-over",
        "Tulis paket serah terima pasar: halaman, data, berkas perajin, petunjuk.",
        'lampit hand-over paket.zip --region 63.08 --by staf --second kepala --purpose "…"',
        _options,
        hand_over,
    )
]
