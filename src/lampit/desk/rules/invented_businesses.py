"""Invented businesses for the demo: believable, marked as demo, of nobody. Pure.

Words are ours; villages are real, people are not. Phone numbers stand in +62 890, where no
operator is known; NIK are well-formed and invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

WOMEN = (
    "Siti", "Noor", "Rusmiati", "Hamidah", "Jumiati", "Masniah", "Fitriani", "Aisyah", "Rahmah",
    "Mariatul", "Norhayati", "Sa'adah", "Raudah", "Khadijah", "Wahidah", "Mastura", "Salasiah",
    "Rabiatul", "Nurlaila", "Halimah", "Maimunah", "Lailatul", "Rina", "Yuliani", "Dahliana",
)  # fmt: skip
MEN = (
    "Muhammad", "Ahmad", "Syahrani", "Hamdan", "Rusdi", "Jailani", "Fahrurrazi", "Baihaqi",
    "Abdul", "Masran", "Kaspul", "Supian", "Arbain", "Yusran", "Ilham", "Rahmadi", "Sarbani",
    "Anang", "Misran", "Zainal", "Taufik", "Hidayatullah", "Riduan", "Aliansyah", "Noorhadi",
)  # fmt: skip
LAST = (
    "Rahman", "Hasanah", "Aida", "Anwar", "Fauzi", "Hidayah", "Ramadhan", "Maulida", "Effendi",
    "Salamah", "Ansari", "Huda", "Syarifah", "Arsyad", "Latifah", "Mahmud", "Wardah", "Gazali",
    "Jannah", "Rasyid", "Zahra", "Basuni", "Mawaddah", "Idris", "Nisa", "Hanafi", "Kartika",
)  # fmt: skip
CHANNELS = ("whatsapp", "facebook", "instagram", "shopee", "tiktok")


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of business: KBLI 2020, the words of its name, how it sells, how common it is."""

    kbli: str
    activity: str
    words: tuple[str, ...]
    sales: int
    women: float
    weight: int
    digital: float


TRADES = (
    Trade("16292", "Anyaman purun", ("Anyaman", "Purun", "Tikar"), 900_000, 0.93, 24, -0.06),
    Trade("16292", "Anyaman ilung", ("Ilung", "Anyaman Ilung"), 1_300_000, 0.85, 7, 0.06),
    Trade("16291", "Anyaman rotan dan lampit", ("Lampit", "Rotan"), 1_500_000, 0.5, 7, 0.0),
    Trade("13132", "Sasirangan", ("Sasirangan", "Kain"), 2_600_000, 0.8, 5, 0.16),
    Trade("10794", "Kerupuk dan keripik", ("Kerupuk", "Keripik"), 1_900_000, 0.82, 12, 0.08),
    Trade("10710", "Kue basah (wadai)", ("Wadai", "Kue"), 1_700_000, 0.92, 9, 0.08),
    Trade("10211", "Ikan kering", ("Ikan Kering", "Iwak Karing"), 1_600_000, 0.62, 7, -0.08),
    Trade("56102", "Warung makan", ("Warung", "Dapur"), 3_200_000, 0.78, 9, 0.0),
    Trade("47112", "Kios kelontong", ("Kios", "Toko"), 4_200_000, 0.6, 10, -0.04),
    Trade("14120", "Jahit pakaian", ("Penjahit", "Modiste"), 1_500_000, 0.8, 5, 0.04),
    Trade("31001", "Mebel kayu", ("Mebel", "Meubel"), 4_800_000, 0.06, 4, -0.02),
    Trade("45407", "Bengkel motor", ("Bengkel",), 3_000_000, 0.03, 4, 0.0),
)  # fmt: skip
OWN_WORDS = (
    "Berkah", "Rahmat", "Mawar", "Melati", "Karya", "Sejahtera", "Barakat", "Rejeki", "Bunga",
    "Harapan", "Mandiri", "Sederhana", "Cahaya", "Kenanga", "Maju", "Amanah", "Sinar", "Tunas",
    "Rawa Indah", "Teratai", "Kasturi", "Permata", "Al-Barokah",
)  # fmt: skip
PLACE_EFFECT = {"05": 0.10, "06": 0.05, "04": 0.04, "03": 0.0, "07": 0.0, "08": -0.03, "02": -0.05,
                "01": -0.06, "10": -0.05, "09": -0.14}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented business with what the demo later needs of it."""

    number: int
    trade: Trade
    name: str
    owner_name: str
    owner_key: str
    sex: str
    birth_year: int
    nik: str
    village: str
    phone: str
    started_on: date | None
    started_precision: str
    workers_male: int | None
    workers_female: int | None
    sales: int | None
    status: str
    channels: tuple[str, ...]
    nib: str
    confirmed_on: date | None
    digital: float


def owner_name(rng: Random, sex: str) -> str:
    """Return an invented name; one word, titles and abbreviations occur as in real lists."""
    first = rng.choice(WOMEN if sex == "P" else MEN)
    if rng.random() < 0.12:
        return first
    name = f"{first} {rng.choice(LAST)}"
    if rng.random() < 0.07:
        name = f"{'Hj.' if sex == 'P' else 'H.'} {name}"
    return name


def nik(rng: Random, village: str, sex: str, birth_year: int, serial: int) -> str:
    """Return a well-formed invented NIK: region, day (+40 for women), month, year, serial."""
    day = rng.randint(1, 28) + (40 if sex == "P" else 0)
    region = village[:8].replace(".", "")
    return f"{region}{day:02d}{rng.randint(1, 12):02d}{birth_year % 100:02d}{serial % 9999 + 1:04d}"


def propensity(trade: Trade, village: str, birth_year: int, year: int, noise: float) -> float:
    """Return how digital a business is, 0–1: younger owners, town villages, some trades more."""
    age = year - birth_year
    base = 0.44 - 0.0085 * (age - 30) + trade.digital + PLACE_EFFECT.get(village[6:8], 0.0)
    return min(0.98, max(0.02, base + noise))


def businesses(
    count: int, villages: Sequence[str], *, rng: Random, today: date, first: int = 1
) -> Iterator[Invented]:
    """Yield `count` invented businesses over `villages` (codes), streamed, one at a time."""
    weights = [trade.weight for trade in TRADES]
    last: Invented | None = None
    for number in range(first, first + count):
        trade = rng.choices(TRADES, weights)[0]
        if last is not None and rng.random() < 0.04:
            made = _second_business(rng, last, trade, number, today)
        else:
            made = _business(rng, trade, rng.choice(villages), number, today)
        last = made
        yield made


def _business(rng: Random, trade: Trade, village: str, number: int, today: date) -> Invented:
    sex = "P" if rng.random() < trade.women else "L"
    birth_year = today.year - min(78, max(19, round(rng.gauss(46, 12))))
    name = owner_name(rng, sex)
    digital = propensity(trade, village, birth_year, today.year, rng.gauss(0, 0.16))
    known_nik = rng.random() < 0.82
    return _finish(
        rng, trade, village, number, today, name, f"p{number}", sex, birth_year,
        nik(rng, village, sex, birth_year, number) if known_nik else "",
        f"+6289000{number % 1_000_000:06d}" if rng.random() < 0.78 else "", digital,
    )  # fmt: skip


def _second_business(
    rng: Random, owner: Invented, trade: Trade, number: int, today: date
) -> Invented:
    return _finish(
        rng, trade, owner.village, number, today, owner.owner_name, owner.owner_key, owner.sex,
        owner.birth_year, owner.nik, owner.phone, owner.digital,
    )  # fmt: skip


def _finish(
    rng: Random, trade: Trade, village: str, number: int, today: date, name: str, key: str,
    sex: str, birth_year: int, nik_number: str, phone: str, digital: float,
) -> Invented:  # fmt: skip
    own = rng.choice(OWN_WORDS) if rng.random() < 0.6 else name.rsplit(maxsplit=1)[-1]
    started, precision = _start(rng, birth_year, today)
    workers = 1 + min(14, int(rng.expovariate(0.75)))
    women = sum(rng.random() < trade.women for _ in range(workers))
    known = rng.random() < 0.9
    roll = rng.random()
    status = "aktif" if roll < 0.9 else "musiman" if roll < 0.94 else "tutup" if roll < 0.98 else ""
    sales = round(trade.sales * rng.lognormvariate(0, 0.6) * (0.8 + 0.6 * digital), -4)
    days_ago = int(rng.expovariate(1 / 190))
    return Invented(
        number=number,
        trade=trade,
        name=f"{rng.choice(trade.words)} {own}" if rng.random() < 0.93 else "",
        owner_name=name,
        owner_key=key,
        sex=sex,
        birth_year=birth_year,
        nik=nik_number,
        village=village,
        phone=phone,
        started_on=started,
        started_precision=precision,
        workers_male=workers - women if known else None,
        workers_female=women if known else None,
        sales=int(sales) if rng.random() < 0.7 else None,
        status=status,
        channels=_channels(rng, digital),
        nib="".join(str(rng.randint(0, 9)) for _ in range(13))
        if rng.random() < 0.25 + 0.4 * digital
        else "",
        confirmed_on=today - timedelta(days=days_ago) if rng.random() < 0.8 else None,
        digital=digital,
    )


def _start(rng: Random, birth_year: int, today: date) -> tuple[date | None, str]:
    earliest = max(birth_year + 18, 1985)
    year = today.year - min(int(rng.expovariate(1 / 7)), today.year - earliest)
    roll = rng.random()
    if roll < 0.12:
        return None, ""
    if roll < 0.55:
        return date(year, 1, 1), "year"
    begun = date(year, rng.randint(1, today.month if year == today.year else 12), 1)
    return begun, "month"


def _channels(rng: Random, digital: float) -> tuple[str, ...]:
    found = ["langsung"] if rng.random() < 0.85 else []
    if rng.random() < 0.35:
        found.append("pengumpul")
    for place, channel in enumerate(CHANNELS):
        if rng.random() < digital * (1.1 - 0.2 * place):
            found.append(channel)
    return tuple(found)
