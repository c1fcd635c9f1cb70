"""The demo, room by room: each part goes through the seeding action of the room it fills."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from django.db.models import Q
from django.utils import timezone

from lampit.aid.actions.seeding import seed as seed_aid
from lampit.coaching.actions.seeding import SeedVisit
from lampit.coaching.actions.seeding import seed as seed_visits
from lampit.desk.actions import _demo_aid as invented_aid
from lampit.desk.rules import invented_answers, invented_papers
from lampit.desk.rules.invented_businesses import TRADES, Invented, propensity
from lampit.measure.actions.drawing import draw, move_round, open_round
from lampit.measure.actions.seeding import Answered, Unanswered, load_answers
from lampit.measure.models import SampleMember
from lampit.measure.rules import states
from lampit.orders.actions.seeding import seed_demo_sales
from lampit.people.models import User
from lampit.proof.actions import refresh_figures
from lampit.registry.access import visible_pairs
from lampit.registry.actions import count_due, decide, lease
from lampit.registry.actions import join_owners as join
from lampit.registry.actions.linking import search_doubles as search_region
from lampit.registry.actions.seeding import SeedPermit, SeedRow, seed
from lampit.registry.models import Business
from lampit.registry.queries.duplicates import doubtful, mark_of
from lampit.registry.queries.persons import are_joined, is_one_person
from lampit.shops.actions.seeding import demo_workshops, seed_demo_shops
from lampit.shops.actions.seeding_curation import seed_demo_curation
from lampit.shops.actions.seeding_portraits import seed_demo_portraits
from lampit.shops.actions.seeding_stories import seed_demo_stories
from lampit.trust.actions import seed_demo_trust

Say = Callable[[str], None]
ROUND = "2026-1"
FIELD_ROUND, FIELD_WANTED, FIELD_ANSWERED = "2026-2", 40, 14
RECOMMENDATION = "contoh, bukan survei sungguhan"
WANTED = 420
UNSURE_FROM = 3  # of a shorter queue nothing is taken
TOPICS = ("foto", "harga", "kemasan", "pembayaran", "pesanan", "izin", "pembukuan", "mutu")
STEPS = {
    "foto": "Foto ulang tiga barang di dekat jendela",
    "harga": "Hitung modal satu barang bersama anak",
    "kemasan": "Coba label dengan nama dan desa",
    "pembayaran": "Ajukan QRIS di bank terdekat",
    "pesanan": "Balas pesan pembeli sebelum malam",
    "izin": "Siapkan KTP untuk NIB",
    "pembukuan": "Tulis penjualan tiap hari Kamis",
    "mutu": "Samakan ukuran lima anyaman",
}


def keep_first(made: Iterable[Invented], kept: list[Invented], most: int) -> Iterator[Invented]:
    """Pass the stream on, remembering its first `most` rows; memory stays flat after that."""
    for one in made:
        if len(kept) < most:
            kept.append(one)
        yield one


def register_workshops(account: User, region: str, *, now: datetime, rng: Random) -> int:
    """Register the demo workshops with their owners; the first belongs to `account`."""
    today = timezone.localdate(now)
    rows = [
        SeedRow(
            name=shop.name,
            owner_name=shop.owner,
            village=shop.village_code if shop.village_code.startswith(region) else "",
            sex=shop.sex,
            owner_key=shop.id,
            phone=shop.phone,
            activity=shop.craft.replace("-", " ").capitalize(),
            kbli=shop.kbli,
            started_on=date(shop.start_year, 1, 1),
            started_precision="year",
            workers_male=shop.workers_paid // 3,
            workers_female=shop.workers_paid - shop.workers_paid // 3 + shop.workers_family,
            channels=("langsung", "whatsapp", "instagram")[: 1 + shop.maturity // 2],
            confirmed_on=today - timedelta(days=3 + place),
            confirmed_by="pemilik",
            birth_year=shop.birth_year,
            external_id=shop.id,
            account_id=account.pk if shop.id == "L01" else None,
            nib=invented_papers.WORKSHOP_NIB if shop.id == "L01" else "",
            permits=tuple(SeedPermit(*paper) for paper in invented_papers.of_workshop(today))
            if shop.id == "L01"
            else (),
            created_at=now - timedelta(days=700),
        )
        for place, shop in enumerate(demo_workshops())
    ]
    return seed([row for row in rows if row.village], now=now, rng=rng)


def register(made: Iterable[Invented], *, now: datetime, rng: Random, say: Say) -> int:
    """Write invented businesses, streamed."""
    return seed(
        (_row(one, now, rng) for one in made),
        now=now,
        rng=rng,
        say=lambda done: say(f"  {done} usaha") if done % 50_000 == 0 else None,
    )


def _row(one: Invented, now: datetime, rng: Random) -> SeedRow:
    papers = invented_papers.papers(
        one.number, one.trade.kbli, one.nib, rng=rng, today=timezone.localdate(now)
    )
    return SeedRow(
        name=one.name,
        owner_name=one.owner_name,
        village=one.village,
        sex=one.sex,
        nik=one.nik,
        owner_key=one.owner_key,
        phone=one.phone,
        activity=one.trade.activity,
        kbli=one.trade.kbli,
        status=one.status,
        rt=f"{rng.randint(1, 9):03d}",
        nib=one.nib,
        started_on=one.started_on,
        started_precision=one.started_precision,
        workers_male=one.workers_male,
        workers_female=one.workers_female,
        sales=one.sales,
        channels=one.channels,
        confirmed_on=one.confirmed_on,
        confirmed_by="kunjungan" if one.confirmed_on else "",
        birth_year=one.birth_year,
        external_id=f"D{one.number}",
        created_at=now - timedelta(days=rng.randint(5, 900)),
        permits=tuple(SeedPermit(*paper) for paper in papers),
    )


def registered(region: str, keys: Sequence[str] = ()) -> dict[str, Business]:
    """Return the demo workshops of a kabupaten and the businesses of `keys`, by external id."""
    wanted = Q(external_id__startswith="L") | Q(external_id__in=list(keys))
    rows = Business.objects.filter(wanted, region_id=region, is_demo=True)
    return {row.external_id: row for row in rows.order_by("pk")}


def running(known: Sequence[Invented], most: int, kbli: str = "") -> list[str]:
    """Return the external ids of the first `most` active businesses of a KBLI beginning."""
    found = (o for o in known if o.status == "aktif" and o.trade.kbli.startswith(kbli))
    return [f"D{one.number}" for one in islice(found, most)]


def sell(
    counts: dict[str, int], accounts: dict[str, User], known: Sequence[Invented], region: str,
    seed_number: int, *, now: datetime, say: Say,
) -> None:  # fmt: skip
    """Open the demo shops, then write 24 months of ledger and orders in every state."""
    keys = running(known, 150)
    businesses = registered(region, keys)
    shops = {key: row for key, row in businesses.items() if key.startswith("L")}
    makers = seed_demo_shops(shops, {"L01": accounts["perajin"]}, now, say=say)
    counts["shops"] = len(makers)
    by_business = {maker.business_id: maker for maker in makers}
    seed_demo_stories({key: by_business[row.pk] for key, row in shops.items()}, now)
    counts["portraits"] = seed_demo_portraits(makers, now)
    say("Menulis buku penjualan 24 bulan …")
    others = [businesses[key] for key in keys]
    counts |= seed_demo_sales(
        makers, others, accounts["pembeli"], now=now, rng=Random(f"{seed_number}|sales")
    )
    counts |= seed_demo_curation(
        makers, (accounts["dekranasda"], accounts["kepala"]), now,
        {"provinsi": accounts["provinsi"], "nasional": accounts["nasional"]},
    )  # fmt: skip
    counts |= seed_demo_trust(
        makers, accounts["petugas"], now=now, rng=Random(f"{seed_number}|trust")
    )


def measure(
    counts: dict[str, int], known: Sequence[Invented], region: str, seed_number: int,
    *, now: datetime, say: Say,
) -> None:  # fmt: skip
    """Run one survey round of the district: drawn, asked, partly refused, published."""
    say("Menjalankan putaran survei contoh …")
    by_key = {f"D{one.number}": one for one in known}
    _round(counts, by_key, region, WANTED, seed_number, now=now)


def visit_again(
    known: Sequence[Invented], accounts: dict[str, User], region: str, seed_number: int,
    *, now: datetime, say: Say,
) -> None:  # fmt: skip
    """Leave a small second round in the field, begun by the enumerator: work to be seen.

    The published round stays the district's answer until the office publishes another.
    """
    say("Membuka putaran survei contoh di lapangan …")
    by_key = {f"D{one.number}": one for one in known}
    today = timezone.localdate(now)
    begun = now - timedelta(days=4)
    opened = open_round(
        None, region, FIELD_ROUND, wanted=FIELD_WANTED, recommendation=RECOMMENDATION,
        reference_on=today - timedelta(days=5), now=begun,
    )  # fmt: skip
    draw(None, opened.pk, seed=seed_number + 1, now=begun)
    move_round(None, opened.pk, states.FIELD, now=begun)
    rng = Random(f"{seed_number}|again|{region}")
    enumerator = accounts["pendata"].pk
    drawn = SampleMember.objects.filter(round=opened).select_related("business__owner")
    asked = []
    for member in drawn.order_by("order", "pk")[:FIELD_ANSWERED]:
        one = by_key.get(member.business.external_id) or _guess(member.business, rng, today)
        told = invented_answers.answers(one, rng=rng, year=today.year)
        at = begun + timedelta(hours=rng.randint(2, 70))
        asked.append(Answered(member.business_id, told, at, by=enumerator))
    away = Unanswered(asked[-1].business, "menolak", "sibuk", asked[-1].at, by=enumerator)
    load_answers(asked[:-1], region=region, now=now, round_id=opened.pk, unanswered=[away])


def measure_board(
    counts: dict[str, int],
    region: str,
    wanted: int,
    seed_number: int,
    *,
    now: datetime,
    say: Say,
) -> None:  # fmt: skip
    """Run a smaller round of another board."""
    say(f"Menjalankan putaran survei contoh {region} …")
    _round(counts, {}, region, wanted, seed_number, now=now)


def _round(
    counts: dict[str, int], known: dict[str, Invented], region: str, wanted: int,
    seed_number: int, *, now: datetime,
) -> None:  # fmt: skip
    today = timezone.localdate(now)
    begun = now - timedelta(days=45)
    opened = open_round(
        None, region, ROUND, wanted=wanted, recommendation=RECOMMENDATION,
        reference_on=today - timedelta(days=50), now=begun,
    )  # fmt: skip
    draw(None, opened.pk, seed=seed_number, now=begun)
    move_round(None, opened.pk, states.FIELD, now=begun)
    rng = Random(f"{seed_number}|answers|{region}")
    answered, silent = [], []
    drawn = SampleMember.objects.filter(round=opened).select_related("business__owner")
    for member in drawn.order_by("order", "pk"):
        at = begun + timedelta(days=rng.randint(1, 30), minutes=rng.randint(0, 500))
        if rng.random() < 0.86:
            one = known.get(member.business.external_id) or _guess(member.business, rng, today)
            told = invented_answers.answers(one, rng=rng, year=today.year)
            answered.append(Answered(member.business_id, told, at))
        else:
            kind = rng.choice(("menolak", "tidak_ditemui", "tidak_ditemui", "tutup_tetap"))
            reason = "sibuk" if kind == "menolak" else ""
            silent.append(Unanswered(member.business_id, kind, reason, at))
    written = load_answers(answered, region=region, now=now, round_id=opened.pk, unanswered=silent)
    counts["answers"] = counts.get("answers", 0) + written
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        move_round(None, opened.pk, state, now=now - timedelta(days=10))


def _guess(business: Business, rng: Random, today: date) -> Invented:
    """Return an invented business like a registered one whose invention was not kept."""
    from_trade = next((t for t in TRADES if t.kbli == business.kbli), TRADES[0])
    born = business.owner.birth_year if business.owner and business.owner.birth_year else 1978
    village = business.village_id or f"{business.region_id}.01.2001"
    return Invented(
        number=business.pk, trade=from_trade, name=business.name, owner_name="", owner_key="",
        sex="", birth_year=born, nik="", village=village, phone="",
        started_on=business.started_on, started_precision=business.started_precision,
        workers_male=business.workers_male, workers_female=business.workers_female, sales=None,
        status="aktif", channels=(), nib=business.nib, confirmed_on=None,
        digital=propensity(from_trade, village, born, today.year, rng.gauss(0.02, 0.16)),
    )  # fmt: skip


def coach(
    counts: dict[str, int], accounts: dict[str, User], known: Sequence[Invented],
    seed_number: int, *, today: date, say: Say,
) -> None:  # fmt: skip
    """Give the mentor the workshops and some others, with half a year of visits and gaps."""
    say("Menulis kunjungan pendamping contoh …")
    rng = Random(f"{seed_number}|visits")
    mentor = accounts["pendamping"]
    region = mentor.acting.region_id if mentor.acting else ""
    keys = running(known, 34, "1")
    businesses = registered(region or "", keys)
    chosen = [row for key, row in businesses.items() if key.startswith("L")]
    chosen += [businesses[key] for key in keys]
    visits = []
    for place, business in enumerate(chosen):
        if place % 7 == 5:
            continue  # never seen: the mentor's list must show it first
        day = today - timedelta(days=rng.randint(2, 60) if place % 3 else rng.randint(95, 170))
        while day > today - timedelta(days=190):
            topic = rng.choice(TOPICS)
            visits.append(
                SeedVisit(
                    business_id=business.pk, mentor_id=mentor.pk, on=day, topic=topic,
                    result="selesai" if rng.random() < 0.85 else "tidak_bertemu",
                    condition=rng.choice(("jalan", "jalan", "ramai", "sepi")),
                    minutes=rng.choice((30, 45, 60, 75)), note="Catatan contoh.",
                    next_step=STEPS[topic], due_on=day + timedelta(days=rng.choice((7, 14, 21))),
                    done_on=day + timedelta(days=6) if rng.random() < 0.85 else None,
                )
            )  # fmt: skip
            day -= timedelta(days=rng.randint(25, 60))
    written = seed_visits(
        [(mentor.pk, business.pk, today - timedelta(days=200)) for business in chosen], visits
    )
    counts["visits"] = written.visits


def help_makers(
    counts: dict[str, int], staff: User, known: Sequence[Invented], region: str, seed_number: int,
    *, now: datetime, say: Say,
) -> None:  # fmt: skip
    """Record invented programmes of aid: some are helped twice; one is refused, others asked."""
    say("Mencatat bantuan contoh …")
    businesses = list(registered(region, running(known, 40)).values())
    told = invented_aid.programmes(businesses, today=timezone.localdate(now))
    counts["grants"] = seed_aid(region, told, now=now, rng=Random(f"{seed_number}|aid"))
    counts["refused_grants"] = invented_aid.refuse_one(staff, now=now)


def search_doubles(counts: dict[str, int], region: str, *, now: datetime, say: Say) -> None:
    """Look for businesses listed twice, so that the queue of the desk has something to show."""
    say("Mencari catatan ganda …")
    done = search_region(region, now=now, say=lambda _text: None)
    counts["pairs"] = done.stored.new


def join_owners(counts: dict[str, int], staff: User, *, now: datetime, say: Say) -> None:
    """Say of one pair that both businesses belong to one person, whose page then shows two."""
    say("Menyatukan satu pemilik …")
    rows = doubtful(visible_pairs(staff)).select_related("left__owner", "right__owner")
    for row in rows.order_by("pk")[:100]:
        left, right = row.left.owner, row.right.owner
        if is_one_person(left, right) and not are_joined(left, right):
            seen = lease(staff, row.pk, now=now)
            mark = mark_of(seen.left, seen.right)
            join(staff, row.pk, mark=mark, now=now, reason="contoh: satu orang, dua usaha")
            counts["joined"] = 1
            return


def leave_unsure(counts: dict[str, int], staff: User, *, now: datetime, say: Say) -> None:
    """Say of the least likely pair of a longer queue that only the field can tell."""
    say("Menandai satu pasangan yang belum jelas …")
    rows = list(doubtful(visible_pairs(staff)).order_by("probability", "pk")[:UNSURE_FROM])
    counts["unsure_pairs"] = 0
    if len(rows) < UNSURE_FROM:
        return
    seen = lease(staff, rows[0].pk, now=now)
    mark = mark_of(seen.left, seen.right)
    decide(staff, seen.pk, "ragu", mark=mark, now=now, reason="contoh: tanyakan alamatnya")
    counts["unsure_pairs"] = 1


def prove(counts: dict[str, int], regions: Sequence[str], *, now: datetime, say: Say) -> None:
    """Compute the figures of every board that takes part."""
    say("Menghitung angka dasbor …")
    today = timezone.localdate(now)
    count_due(now)
    for code in regions:
        refresh_figures(code, today, now=now)
    counts["boards"] = len(regions)
