"""Invented programmes of aid and their recipients."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from lampit.aid.access import visible_overlaps
from lampit.aid.actions import decide
from lampit.aid.actions.seeding import SeedGrant, SeedProgramme
from lampit.aid.rules import overlaps
from lampit.people.models import User
from lampit.registry.models import Business

FUND, TOOLS, TRAINING = 1_200_000, 4_500_000, 350_000


def programmes(businesses: Sequence[Business], *, today: date) -> list[SeedProgramme]:
    """Return four programmes; the second list of money helps three of the first again."""
    year = today.year
    first, second = businesses[:12], [*businesses[9:12], *businesses[14:22]]
    given = today - timedelta(days=120)
    return [
        SeedProgramme(
            "Modal perajin purun (contoh)", "APBD kabupaten (contoh)", year, "uang", "nik",
            60_000_000,
            tuple(
                SeedGrant(business=one, amount=FUND, given_on=given, source="usulan dinas")
                for one in first
            ),
        ),
        SeedProgramme(
            "Bantuan modal mikro (contoh)", "Kementerian (contoh)", year, "uang", "nik", None,
            (
                *(
                    SeedGrant(
                        business=one, amount=2 * FUND, status="planned", source="daftar pusat"
                    )
                    for one in second
                ),
                SeedGrant(name="Orang Contoh Satu", amount=2 * FUND, source="daftar pusat"),
                SeedGrant(name="Orang Contoh Dua", amount=2 * FUND, source="daftar pusat"),
            ),
            objections_until=today + timedelta(days=14),
        ),
        SeedProgramme(
            "Alat anyam dan jahit (contoh)", "Bank daerah (contoh)", year, "alat", "usaha",
            90_000_000,
            tuple(
                SeedGrant(
                    business=one, amount=TOOLS if place % 3 else None, goods="Mesin jahit",
                    status="approved" if place % 2 else "planned", source="usulan desa",
                )
                for place, one in enumerate(businesses[22:32])
            ),
        ),
        SeedProgramme(
            "Pelatihan foto barang (contoh)", "APBD kabupaten (contoh)", year - 1, "latihan",
            "kk", 12_000_000,
            tuple(
                SeedGrant(
                    business=one, amount=TRAINING, given_on=given - timedelta(days=300),
                    status="returned" if place == 0 else "given", source="daftar hadir",
                )
                for place, one in enumerate(businesses[30:40])
            ),
        ),
    ]  # fmt: skip


def refuse_one(staff: User, *, now: datetime) -> int:
    """Refuse one of those who are helped twice, as the desk does it; return how many, 0 or 1."""
    asked = visible_overlaps(staff).filter(state=overlaps.OPEN, grant__programme__is_demo=True)
    found = asked.order_by("pk").first()
    if found is None:
        return 0
    decide(staff, found.pk, "tidak", "sudah menerima modal serupa tahun ini (contoh)", now=now)
    return 1
