"""Commands of the desk: the demo instance."""

import argparse
import time

from django.conf import settings
from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.desk import actions

SEED = 6308


def _demo_options(parser: argparse.ArgumentParser) -> None:
    """Add region, size and seed."""
    parser.add_argument("--region", default="63.08", help="kode kabupaten/kota (63.08)")
    parser.add_argument("--businesses", type=int, default=2000, help="50 sampai 1.000.000 (2000)")
    parser.add_argument("--seed", type=int, default=SEED, help="angka acak; sama = data sama")
    parser.add_argument("--if-empty", action="store_true", help="diam bila instans sudah berisi")


def demo(options: argparse.Namespace, say: Say) -> Outcome:
    """Fill a new instance with invented data."""
    if not settings.IS_DEMO:
        raise WrongUse("only_in_demo", "lampit demo hanya untuk LAMPIT_ENV=demo.")
    if options.if_empty and not actions.is_empty():
        return Outcome({"built": False}, ["Instans sudah berisi; demo dilewati."])
    begun = time.monotonic()
    built = actions.build_demo(
        options.region, options.businesses, options.seed, now=timezone.now(), say=say
    )
    seconds = round(time.monotonic() - begun, 1)
    data = {"built": True, "region": built.region, "seed": built.seed, "seconds": seconds}
    lines = [f"Demo siap dalam {seconds} detik.", *(f"  {k}: {n}" for k, n in built.counts.items())]
    return Outcome(data | built.counts, lines)


COMMANDS = [
    Command(
        "demo",
        "Isi instans baru dengan data contoh.",
        "lampit demo --businesses 2000 --seed 6308",
        _demo_options,
        demo,
    )
]
