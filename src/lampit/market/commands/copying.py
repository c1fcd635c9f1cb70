"""The market as a folder of files."""

import argparse
import time
from pathlib import Path

from django.utils import timezone

from lampit.basics.commandline import DONE, PROBLEMS, Command, Outcome, Say, WrongUse
from lampit.market.actions.copying import Copied, Wishes, publish
from lampit.national import phone

EVERY = 500
REACHED = (
    "Pesan sampai langsung kepada {langsung} perajin, lewat pengelola {lewat_dinas}; "
    "belum ada jalan {tanpa_nomor}."
)
NO_FEEDS = (
    "Tanpa --address tidak ada umpan (RSS, Meta, Google), peta situs dan hreflang: semua itu "
    "perlu alamat lengkap."
)


def _publish_options(parser: argparse.ArgumentParser) -> None:
    """Add the folder and what the copy is to be."""
    parser.add_argument("folder", type=Path, help="folder kosong, atau folder salinan lama")
    parser.add_argument("--region", default="", help="kode kabupaten atau provinsi; kosong: semua")
    parser.add_argument(
        "--address",
        default="",
        help="alamat salinan nanti (https://…); dengan ini ada hreflang, peta situs dan umpan",
    )
    parser.add_argument(
        "--office-number", default="", help="WhatsApp yang meneruskan pesan (dinas tiap kabupaten)"
    )
    parser.add_argument("--processes", type=int, default=0, help="proses serentak (semua inti)")


def publish_market(options: argparse.Namespace, say: Say) -> Outcome:
    """Write the market as a folder that works without a server; again only what changed."""
    begun, told = time.monotonic(), 0

    def progress(done: int, known: int, words: str) -> bool:
        nonlocal told
        if done >= told:
            say(f"{words}: {done} dari {known}")
            told = done + EVERY
        return True

    wishes = Wishes(
        options.region, options.address, _number(options.office_number),
        processes=max(0, options.processes),
    )  # fmt: skip
    made = publish(options.folder, wishes, now=timezone.now(), say=progress)
    seconds = round(time.monotonic() - begun, 1)
    return Outcome(
        _data(made, seconds), _lines(made, options.folder, options.address, seconds), _code(made)
    )


def _number(typed: str) -> str:
    try:
        return phone.normalise(typed) or "" if typed else ""
    except phone.PhoneError as error:
        raise WrongUse("office_number_unreadable", error.message) from error


def _data(made: Copied, seconds: float) -> dict[str, object]:
    return {
        "pages": made.pages, "goods": made.goods, "files": made.files, "written": made.written,
        "unchanged": made.unchanged, "removed": made.removed, "foreign": made.foreign,
        "missing": made.missing, "reached": made.reached, "seconds": seconds,
    }  # fmt: skip


def _lines(made: Copied, folder: Path, address: str, seconds: float) -> list[str]:
    lines = [
        f"Salinan pasar ada di {folder}/index.html ({seconds} detik).",
        f"{made.pages} halaman, {made.goods} barang.",
        f"{made.written} berkas ditulis, {made.unchanged} tetap, {made.removed} dihapus.",
        REACHED.format(**made.reached),
    ]
    if not address:
        lines.append(NO_FEEDS)
    if made.missing:
        lines.append(f"{len(made.missing)} foto tidak ada di instans ini, mis. {made.missing[0]}")
    if made.foreign:
        lines.append(f"{len(made.foreign)} berkas bukan milik salinan dan dibiarkan: "
                     f"{', '.join(made.foreign[:5])}")  # fmt: skip
    return lines


def _code(made: Copied) -> int:
    return PROBLEMS if made.missing or made.foreign else DONE


COMMANDS = [
    Command(
        "publish",
        "Salin pasar menjadi folder yang berjalan tanpa server.",
        "lampit publish /media/flashdisk/pasar --region 63.08 --json",
        _publish_options,
        publish_market,
    )
]
