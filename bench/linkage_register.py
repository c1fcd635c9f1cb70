"""An invented register with doubles, of any size: like the simulated one of the tests.

Seeded; people, numbers and businesses are invented, village codes are those of the province.
"""

import random
from collections.abc import Sequence

import pyarrow as pa

WOMEN = (
    "Mariani Raudah Jumiati Siti Arbainah Fitriani Hamidah Maimunah Mariatul Kiptiah Mahrita "
    "Saniah Rabiatul Nor Hikmah Sri Salasiah Aminah Hatimah Norlaila Aisyah Rahmah Fatimah "
    "Mursidah Masitah Adawiyah Wahyuni Rusmini Rusdiana Norhayati Jamilah"
).split()
MEN = (
    "Rahman Fitriadi Sabran Ahmad Ridwan Husni Fauzi Bahri Aspihani Jailani Kasful Kaspul "
    "Hidayat Masdar Junaidi Supian Hamdan Rafii Syahrani Murjani Gazali Rahmadi Noor Syamsul "
    "Mahyuni Basuni Anwar Arifin Arsyad Yusuf Zainal Muhammad Abdul Saleh Taufik Rusdi Syarif"
).split()
WORDS = (
    "Kerajinan Keripik Karya Rotan Baru Amanah UD Itik Warung Sinar Usaha Mebel Bordir Telur "
    "Barokah Mandiri Anyaman Purun Berkah Lampit Toko Cahaya Rezeki Sasirangan"
).split()
OLD = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))
LETTERS = "abcdefghijklmnoprstuwy"
COLUMNS = ("id", "name", "owner", "nik", "phone", "village_code", "address", "birth_date")


def register(records: int, villages: Sequence[str], seed: int = 11) -> tuple[pa.Table, list[int]]:
    """Return (register, number of the real business of each record); 18 doubles in 100."""
    dice = random.Random(seed)
    rows: list[tuple[str, ...]] = []
    real: list[int] = []
    business = 0
    while len(rows) < records:
        first = _business(dice, villages)
        rows.append(_told(first, dice))
        real.append(business)
        copies = dice.choices((0, 1, 2), (785, 208, 7))[0]
        for _ in range(copies):
            if len(rows) < records:
                rows.append(_told(_again(first, dice, villages), dice))
                real.append(business)
        business += 1
    order = list(range(len(rows)))
    dice.shuffle(order)
    columns = list(zip(*(rows[place] for place in order), strict=True))
    cells = [pa.array([str(n + 1) for n in range(len(rows))])]
    cells += [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    return pa.table(dict(zip(COLUMNS, cells, strict=True))), [real[place] for place in order]


def _business(dice: random.Random, villages: Sequence[str]) -> list[str]:
    woman = dice.random() < 0.62
    owner = " ".join(dice.sample(WOMEN if woman else MEN, dice.choices((2, 3), (8, 2))[0]))
    year, month, day = dice.randint(1955, 2005), dice.randint(1, 12), dice.randint(1, 28)
    village = dice.choice(villages)
    born = f"{day + 40 * woman:02d}{month:02d}{year % 100:02d}"
    nik = f"{village[:8].replace('.', '')}{born}{dice.randint(1, 40):04d}"
    shop = " ".join(dice.sample(WORDS, 2))
    if dice.random() < 0.5:
        shop += f" {owner.split()[0]}"
    phone = f"08{dice.randint(1, 5)}{dice.randint(0, 999_999_999):09d}"
    return [shop, owner, nik, phone, village, f"RT {dice.randint(1, 12):02d}",
            f"{year}-{month:02d}-{day:02d}"]  # fmt: skip


def _again(  # noqa: C901 - one line per kind of change
    first: list[str], dice: random.Random, villages: Sequence[str]
) -> list[str]:
    """Return the same business as another list has it."""
    shop, owner, nik, phone, village, address, born = first
    if dice.random() < 0.25:
        shop = " ".join(dice.sample(WORDS, 2))
    elif dice.random() < 0.3:
        shop = _slip(shop, dice)
    if dice.random() < 0.25:
        owner = _slip(owner, dice)
    if dice.random() < 0.15:
        old, new = dice.choice(OLD)
        owner = owner.replace(old, new)
    if dice.random() < 0.1:
        owner = owner.rsplit(" ", 1)[0]
    if dice.random() < 0.25:
        owner = dice.choice(("H. ", "Hj. ", "Bpk ", "Ibu ", "Haji ")) + owner
    if dice.random() < 0.15:
        owner = owner.upper()
    if dice.random() < 0.2:
        phone = f"08{dice.randint(1, 5)}{dice.randint(0, 999_999_999):09d}"
    if dice.random() < 0.1:
        nik = nik[:12] + f"{dice.randint(1, 9999):04d}"
    if dice.random() < 0.12:
        village = dice.choice(villages)
    if dice.random() < 0.1:
        born = f"{born[:4]}-01-01"
    return [shop, owner, nik, phone, village, address, born]


def _told(row: list[str], dice: random.Random) -> tuple[str, ...]:
    """Return the row with what a list leaves out."""
    left_out = (0.0, 0.0, 0.35, 0.3, 0.03, 0.4, 0.35)
    return tuple("" if dice.random() < p else cell for cell, p in zip(row, left_out, strict=True))


def _slip(text: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(text))
    kind = dice.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + dice.choice(LETTERS) + text[place:]
    if kind == 2:
        return text[:place] + dice.choice(LETTERS) + text[place + 1 :]
    return text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]
