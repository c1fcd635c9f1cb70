"""The demo instance: an invented district that lives, built from the owners' seeding actions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from random import Random

from django.db.models import Q
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.desk.actions import _demo_alive as alive
from lampit.desk.actions import _demo_rooms as rooms
from lampit.desk.actions._demo_list import bring_list
from lampit.desk.actions._demo_moves import ask_across, hand_around
from lampit.desk.actions._demo_privacy import ask
from lampit.desk.actions.freezing import freeze_month
from lampit.desk.queries.promotion import MOST_MONTHS
from lampit.desk.rules import invented_businesses as inventing
from lampit.desk.rules.invented_doubles import doubles, elsewhere
from lampit.desk.rules.months import due_months
from lampit.people.actions import create_account, grant
from lampit.people.models import Role, User
from lampit.people.queries.accounts import DEMO_PASSWORD
from lampit.places.models import Region
from lampit.places.queries import villages_of
from lampit.registry.actions import make_reminders
from lampit.registry.models import Business

Say = Callable[[str], None]
NEIGHBOUR, PROVINCE = "63.09", "63"
# Records that tell of a business listed already: at most so many, and one in fifty.
DOUBLES = 40
SHARED = 4  # people whom the neighbour lists as well
FULL = 1_000  # businesses from which the other boards are as large as they are here
LEAST = 30  # of a board whatever the size: the fewest answers a round may want
# Other boards that take part in the demo: kabupaten → (businesses, asked in their round).
BOARDS = {
    "63.09": (260, 90), "63.11": (140, 60), "63.06": (180, 45), "63.07": (120, 0),
    "63.71": (320, 110), "63.72": (90, 0), "62.71": (110, 40), "64.71": (150, 60),
    "33.74": (240, 80), "34.71": (200, 70), "35.78": (260, 90), "32.73": (180, 0),
    "51.71": (160, 55), "73.71": (130, 40), "53.71": (60, 30), "92.02": (24, 0),
}  # fmt: skip
ACCOUNTS: tuple[tuple[str, str, tuple[tuple[Role, str | None], ...]], ...] = (
    ("kepala", "Kepala Dinas (contoh)", ((Role.HEAD, "*"), (Role.BOARD, "*"))),
    ("petugas", "Petugas Dinas (contoh)", ((Role.STAFF, "*"),)),
    ("dekranasda", "Pengurus Dekranasda (contoh)", ((Role.BOARD, "*"),)),
    ("pendamping", "Pendamping (contoh)", ((Role.MENTOR, "*"),)),
    ("pendata", "Pendata (contoh)", ((Role.ENUMERATOR, "*"),)),
    ("perajin", "Siti Rahmah (contoh)", ((Role.MAKER, "*"),)),
    ("pembeli", "Pembeli (contoh)", ((Role.BUYER, "*"),)),
    ("tetangga", "Petugas Tabalong (contoh)", ((Role.STAFF, NEIGHBOUR),)),
    ("provinsi", "Dinas Provinsi (contoh)", ((Role.PROVINCE, PROVINCE),)),
    ("nasional", "Dekranas (contoh)", ((Role.NATION, None),)),
    ("admin", "Pengelola (contoh)", ((Role.ADMIN, None),)),
)


@dataclass
class Built:
    """What the demo holds, as `lampit demo --json` tells it."""

    region: str
    seed: int
    counts: dict[str, int] = field(default_factory=dict)


def is_empty() -> bool:
    """Say whether this instance holds no account and no business."""
    return not User.objects.exists() and not Business.objects.exists()


def build_demo(region: str, businesses: int, seed: int, *, now: datetime, say: Say) -> Built:
    """Fill a new instance with invented data; the same seed gives the same data.

    Raises:
        Refusal: `holds_real_data`, `demo_exists`, `region_unknown`, `businesses_range`.
    """
    if Business.objects.filter(is_demo=False).exists():
        raise Refusal("holds_real_data", "Instans ini berisi data asli. Demo tidak dibuat di sini.")
    if not is_empty():
        raise Refusal("demo_exists", "Demo sudah ada. Hapus LAMPIT_HOME untuk mulai dari awal.")
    if not Region.objects.filter(pk=region, level=2).exists():
        raise Refusal("region_unknown", f"Tidak ada kabupaten/kota dengan kode {region}.")
    if not 50 <= businesses <= 1_000_000:
        raise Refusal("businesses_range", "Jumlah usaha harus 50 sampai 1.000.000.")
    built = Built(region, seed)
    today = timezone.localdate(now)
    say("Membuat akun contoh …")
    accounts = _accounts(region)
    known = _register(built, accounts, region, businesses, now=now, today=today, say=say)
    rooms.sell(built.counts, accounts, known, region, seed, now=now, say=say)
    rooms.measure(built.counts, known, region, seed, now=now, say=say)
    rooms.visit_again(known, accounts, region, seed, now=now, say=say)
    rooms.coach(built.counts, accounts, known, seed, today=today, say=say)
    rooms.help_makers(built.counts, accounts["petugas"], known, region, seed, now=now, say=say)
    for code, (_count, asked) in BOARDS.items():
        if asked and code != region:
            part = _part(asked, businesses)
            rooms.measure_board(built.counts, code, part, seed, now=now, say=say)
    bring_list(built.counts, accounts["petugas"], region, now=now, say=say)
    for month in due_months(today, MOST_MONTHS):
        freeze_month(month, now)
    rooms.search_doubles(built.counts, region, now=now, say=say)
    rooms.join_owners(built.counts, accounts["petugas"], now=now, say=say)
    rooms.leave_unsure(built.counts, accounts["petugas"], now=now, say=say)
    built.counts["paper_reminders"] = make_reminders(now)
    ask(built.counts, accounts, region, now=now, say=say)
    alive.follow_up(built.counts, accounts, region, seed, now=now, say=say)
    hand_around(built.counts, accounts["petugas"], accounts["tetangga"], region, now=now, say=say)
    ask_across(built.counts, accounts["petugas"], accounts["tetangga"], now=now, say=say)
    rooms.prove(built.counts, [region, *(c for c in BOARDS if c != region)], now=now, say=say)
    return built


def _part(count: int, businesses: int) -> int:
    """Return how many of another board's take part: a small demo has small neighbours too."""
    return count if businesses >= FULL else max(min(count, LEAST), count * businesses // FULL)


def _accounts(region: str) -> dict[str, User]:
    made = {}
    for name, shown, roles in ACCOUNTS:
        held = [(role, region if code == "*" else code) for role, code in roles]
        made[name] = create_account(name, DEMO_PASSWORD, name=shown, roles=held)
    return made


def _register(
    built: Built, accounts: dict[str, User], region: str, count: int, *,
    now: datetime, today: date, say: Say,
) -> list[inventing.Invented]:  # fmt: skip
    """Write the workshops, then the invented businesses; return at most 20,000 for later rooms."""
    kept: list[inventing.Invented] = []
    seed = built.seed
    built.counts["workshops"] = rooms.register_workshops(
        accounts["perajin"], region, now=now, rng=Random(f"{seed}|workshops")
    )
    codes = [village.code for village in villages_of(region)]
    again = min(DOUBLES, count // 50)
    own = count - built.counts["workshops"] - again
    places: list[tuple[str, int, list[str]]] = [(region, own, codes)]
    for code, (size, _asked) in BOARDS.items():
        if code != region:
            places.append((code, _part(size, count), [v.code for v in villages_of(code)]))
    total = 0
    for code, size, villages in places:
        made = inventing.businesses(size, villages, rng=Random(f"{seed}|{code}"), today=today,
                                    first=total + 1)  # fmt: skip
        say(f"Mencatat {size} usaha contoh di {code} …")
        if code == NEIGHBOUR:
            made = elsewhere(kept, made, SHARED)
        keeping = rooms.keep_first(made, kept if code == region else [], 20_000)
        if code == region:
            rng = Random(f"{seed}|doubles")
            keeping = chain(keeping, doubles(kept, again, rng=rng, first=size + 1))
        total += rooms.register(keeping, now=now, rng=Random(f"{seed}|ids|{code}"), say=say)
    built.counts["businesses"] = Business.objects.filter(
        Q(region_id=region) & Q(is_demo=True)
    ).count()
    built.counts["businesses_all_boards"] = total + built.counts["workshops"]
    grant(accounts["pembeli"], Role.BUYER, region)
    return kept
