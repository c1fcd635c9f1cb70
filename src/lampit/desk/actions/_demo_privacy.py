"""The demo: invented requests about personal data, in each state and at each hour."""

from collections.abc import Callable
from datetime import datetime, timedelta

from lampit.people.models import User
from lampit.privacy.actions import BreachTold, SeedRequest, seed_breaches, seed_requests
from lampit.registry.actions import seed_consents
from lampit.registry.models import Business, Owner
from lampit.registry.rules.consents import MESSAGES, PHOTO

Say = Callable[[str], None]
MOST_ASKED = 2_000
# Kind, hours ago, answer ("" is open), ground, what was corrected: what the queue shows.
REQUESTS = (
    ("lihat", 20, "", "", None),
    ("perbaiki", 52, "", "", None),
    ("batasi", 68, "", "", None),
    ("hapus", 8, "", "", None),
    (
        "perbaiki",
        240,
        "RT sudah diperbaiki sesuai KTP yang ditunjukkan (contoh).",
        "",
        ("rt", "2", "3"),
    ),
    (
        "hapus",
        300,
        "Penjualan tahun berjalan wajib disimpan menurut aturan pajak. Nama sudah disamarkan.",
        "wajib_simpan",
        None,
    ),
    (
        "hapus",
        200,
        "Nomor HP kedua milik anak Anda sudah kami hapus (contoh).",
        "",
        "phone_2",
    ),
)


def ask(
    counts: dict[str, int], accounts: dict[str, User], region: str, *, now: datetime, say: Say
) -> None:
    """Write the requests of invented owners of a kabupaten; the first is the maker's own."""
    say("Menulis izin dan permintaan data contoh …")
    listed = Business.objects.filter(region_id=region, permits__isnull=False, is_demo=True)
    written_to = listed.exclude(owner=None).order_by("pk").values_list("owner", flat=True)
    # Every fourth was never asked: the desk sees what that means.
    asked = [pk for place, pk in enumerate(dict.fromkeys(written_to[:MOST_ASKED])) if place % 4]
    counts["consents"] = seed_consents(asked, MESSAGES, channel="kertas", now=now)
    counts["consents"] += seed_consents(asked[::2], PHOTO, channel="kertas", now=now)
    own = Owner.objects.filter(region_id=region, account=accounts["perajin"]).order_by("pk")[:1]
    others = Owner.objects.filter(region_id=region, account=None).order_by("pk")[: len(REQUESTS)]
    rows = [
        SeedRequest(
            owner.pk,
            kind,
            now - timedelta(hours=hours),
            answer,
            ground,
            made if isinstance(made, tuple) else None,
            made if isinstance(made, str) else "",
        )
        for owner, (kind, hours, answer, ground, made) in zip(
            [*own, *others], REQUESTS, strict=False
        )
    ]
    counts["breaches"] = seed_breaches(_breaches(now), by=accounts["petugas"], now=now)
    counts["data_requests"] = seed_requests(rows, region, by=accounts["kepala"], now=now)


def _breaches(now: datetime) -> list[BreachTold]:
    """Return two invented files of the breach book: one that runs, one that is told to all."""
    hour = timedelta(hours=1)
    return [
        BreachTold(
            discovered_at=now - 20 * hour, began_at=now - 30 * hour, ended_at=now - 21 * hour,
            what="Nama dan nomor HP pada satu daftar undangan (contoh).",
            how="Berkas terkirim ke grup WhatsApp yang salah (contoh).",
            handling="Pesan dihapus, anggota grup diminta menghapus salinannya.",
            advice="Abaikan pesan yang meminta kode atau uang.",
        ),
        BreachTold(
            discovered_at=now - 700 * hour, began_at=now - 720 * hour, ended_at=now - 701 * hour,
            what="Nama dan alamat pada lembar yang tertinggal (contoh).",
            how="Lembar konfirmasi tertinggal di balai desa (contoh).",
            handling="Lembar diambil kembali pada hari yang sama.",
        ),
    ]  # fmt: skip
