"""The demo of a list that an office brings in: papers and sums of workers of businesses it has."""

import csv
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db.models import F

from lampit.national import phone
from lampit.people.models import User
from lampit.registry.actions import importing
from lampit.registry.models import Business
from lampit.registry.queries.frames import present

Say = Callable[[str], None]
NAME = "Daftar UMKM berizin (contoh).csv"
HEAD = ("No", "Nama Pemilik", "Nama Usaha", "Desa", "Kecamatan", "No HP", "Jml Tenaga Kerja",
        "P-IRT", "Sertifikat Halal", "Merek terdaftar")  # fmt: skip
ROWS = 6
TOLD = (
    (3, True, "proses", "IDM000900001"), (2, True, "", ""), (5, False, "ada", "dalam proses"),
    (1, True, "belum", ""), (4, False, "", "IDM000900005"), (2, True, "proses", ""),
)  # fmt: skip


def bring_list(
    counts: dict[str, int], staff: User, region: str, *, now: datetime, say: Say
) -> None:
    """Bring in a small list of food makers that the register has; nobody new is made.

    Args:
        counts: what the demo holds, added to.
        staff: who brings it in.
        region: the kabupaten of the demo.
        now: the moment.
        say: told what is done.
    """
    say("Memasukkan daftar contoh …")
    known = present(region).filter(
        is_demo=True, sector="kuliner", permits=None, owner__isnull=False, village__isnull=False,
    ).exclude(phone="")  # fmt: skip
    # First those of whom nobody told how many work there: the list is then the first to tell.
    first = known.order_by(F("workers_male").asc(nulls_first=True), "pk")
    loaded = first.select_related("owner", "village__parent")[: ROWS * 5]
    shops = [shop for shop in loaded if phone.read(shop.phone).mobiles][:ROWS]
    if not shops:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        _write(path, region, shops)
        run = importing.open_run(staff, region, NAME, path, now=now)
    if importing.check_run(run, now=now).counts["create"]:
        return  # nobody in the demo is made by a list: what is invented stays marked as such
    importing.start_run(run, now=now)
    run.refresh_from_db()
    counts["papers_of_list"] = run.counts.get("papers", 0)


def _write(path: Path, region: str, shops: Sequence[Business]) -> None:
    digits = region.replace(".", "")
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["DAFTAR UMKM BERIZIN (CONTOH)"])
        rows.writerow(HEAD)
        for number, shop in enumerate(shops, start=1):
            workers, has_pirt, halal, brand = TOLD[number - 1]
            pirt = f"206{digits}01{9000 + number}-29" if has_pirt else ""
            owner, village = shop.owner, shop.village
            if owner is None or village is None:
                continue
            rows.writerow([
                number, owner.name, shop.name, village.name,
                village.parent.name if village.parent else "", shop.phone, workers, pirt, halal,
                brand,
            ])  # fmt: skip
