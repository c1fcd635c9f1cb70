"""`lampit rollup`: the published figures of all boards, filled from the rooms below."""

from argparse import ArgumentParser, Namespace
from datetime import date

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.places.queries import region
from lampit.proof.actions import refresh_figures


def _arguments(parser: ArgumentParser) -> None:
    """Take a region and a day."""
    parser.add_argument("--region", default="", help="hanya hitung ulang survei wilayah ini")
    parser.add_argument("--on", default="", help="keadaan pada tanggal ini (2026-11-24)")


def _rollup(options: Namespace, say: Say) -> Outcome:
    """Fill the published figures of a day."""
    now = timezone.now()
    try:
        on = date.fromisoformat(options.on) if options.on else timezone.localdate(now)
    except ValueError as error:
        raise WrongUse("date_invalid", "Tulis tanggal seperti 2026-11-24.") from error
    if options.region and region(options.region) is None:
        raise WrongUse("region_unknown", f"Kode wilayah {options.region} tidak ada.")
    say("Menghitung angka semua daerah …")
    found = refresh_figures(options.region, on, now=now)
    data = {
        "period": found.period.isoformat(),
        "boards": found.boards,
        "figures": found.figures,
        "hidden": found.hidden,
    }
    line = (
        f"{found.boards} daerah punya data; {found.figures} angka ditulis untuk {found.period}, "
        f"{found.hidden} disembunyikan."
    )
    return Outcome(data, [line])


COMMANDS = [
    Command(
        "rollup",
        "Mengisi angka terbitan semua daerah, provinsi, dan nasional.",
        "lampit rollup --json",
        _arguments,
        _rollup,
    )
]
