"""A market of any size for measuring: the same seed gives the same goods, makers and stock.

100,000 goods of 5,000 makers take about two minutes. Categories and makers are uneven as in life
(Zipf): a few makers have hundreds of goods, most a handful. A tenth is too stale for lists, a
fifth is made to order, some have variants, a third has price proofs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any, TypeVar
from zlib import crc32

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from lampit.places.actions import load_regions
from lampit.places.models import Region
from lampit.registry.models import Business
from lampit.shops.actions import index_products
from lampit.shops.models import (
    Curation,
    Maker,
    MakerStory,
    Photo,
    PriceReference,
    Product,
    Stock,
    Variant,
)
from lampit.shops.rules import kinds, texts

GOODS, MAKERS, SEED = 100_000, 5_000, 20261130
CODE = "63.08"
CHUNK = 2_000
# Kind of good by category: the noun, what it is made of, lowest and highest price in thousands.
NOUNS: dict[str, tuple[Sequence[str], Sequence[str], int, int]] = {
    "anyaman-purun": (("Tikar purun", "Tas purun", "Bakul purun", "Sajadah purun", "Topi purun",
                       "Dompet purun", "Kipas purun", "Tempat tisu purun", "Sandal purun"),
                      ("purun danau", "purun tikus"), 15, 250),
    "lampit": (("Lampit rotan", "Lampit sajadah", "Lampit meja", "Alas duduk lampit"),
               ("rotan taiman", "rotan segah"), 150, 2_500),
    "anyaman-rotan": (("Bakul rotan", "Keranjang parsel rotan", "Cermin rotan", "Lanjung",
                       "Tudung saji rotan", "Tas rotan"), ("rotan", "rotan pulut"), 40, 900),
    "anyaman-eceng-gondok": (("Tas eceng gondok", "Keranjang ilung", "Pot ilung", "Alas piring"),
                             ("eceng gondok",), 20, 350),
    "sasirangan": (("Kain sasirangan", "Kemeja sasirangan", "Selendang sasirangan"),
                   ("katun", "satin", "sutra"), 120, 1_200),
    "pangan": (("Telur itik asin", "Kerupuk haruan", "Wadai cincin", "Abon haruan", "Dodol"),
               ("", "ikan haruan"), 10, 120),
    "unggas": (("Telur itik Alabio", "Bibit itik Alabio", "Itik panggang"), ("",), 15, 300),
    "anyaman-jangang": (("Tas jangang", "Tempat buah jangang", "Nampan jangang"),
                        ("akar jangang",), 60, 600),
    "kayu": (("Centong kayu", "Ukiran dinding", "Jukung hias", "Talam kayu"),
             ("kayu ulin", "kayu jelutung"), 20, 1_500),
    "mebel": (("Kursi rotan", "Meja tamu", "Rak buku", "Lemari"), ("kayu dan rotan",), 300, 4_500),
    "gerabah": (("Tajau", "Guci", "Cobek", "Anglo"), ("tanah liat",), 15, 400),
    "lainnya": (("Gelang batu", "Lampu hias", "Gantungan kunci"), ("campuran",), 5, 200),
}  # fmt: skip
MOTIFS = (
    "polos", "motif warna", "gigi haruan", "kambang goyang", "bayam raja", "naga balimbur",
    "mata itik", "sisik", "pucuk rebung", "halus", "kotak", "bertutup", "anyam rapat",
)  # fmt: skip
SIZES = ("", "", "kecil", "sedang", "besar", "60 × 120 cm", "150 × 200 cm", "2 meter", "isi 10")
COLOURS = ("merah", "hijau", "biru", "hitam", "kuning", "alami")
PEOPLE = (
    "Siti Rahmah", "Noor Aida", "Mariana", "Syahrani", "Rusdiana", "Masniah", "Jumiati",
    "Hasanah", "Fatimah", "Rahmawati", "Salasiah", "Aminah", "Marliana", "Supiani",
)  # fmt: skip
SHOPS = (
    "Bunga Rawa", "Banyu Hirang", "Karya Ibu", "Kambang", "Purun Lestari", "Rumah Anyam",
    "Haur Kuning", "Teratai", "Mawar", "Usaha Bersama", "Galuh", "Intan",
)  # fmt: skip
STORY = (
    "Sejak kecil kami menganyam di beranda rumah bersama ibu dan tetangga.",
    "Bahannya kami ambil sendiri dari rawa di belakang kampung, lalu dijemur tiga hari.",
    "Satu buah perlu dua sampai empat hari, dikerjakan sesudah menyadap dan memasak.",
    "Hasilnya dipakai menyekolahkan anak dan membeli bahan lagi.",
)

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was made: how much, and addresses to ask for.

    `products` are address words of goods that lists show, `makers` those of shops with goods.
    """

    goods: int
    makers: int
    products: list[str]
    shops: list[str]


def build(
    goods: int = GOODS,
    makers: int = MAKERS,
    *,
    seed: int = SEED,
    now: datetime | None = None,
    index: Callable[[Sequence[Product]], None] | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> Corpus:
    """Fill an empty, migrated database; `index` writes the search terms of a chunk of goods."""
    chance, at = Random(seed), now or timezone.now()
    load_regions(only=CODE)
    villages = list(Region.objects.filter(level=4, code__startswith=CODE).order_by("code"))
    say(f"corpus: {makers} makers …")
    shops = _makers(chance, villages, makers, at)
    say(f"corpus: {goods} goods …")
    words: list[str] = []
    rows = _goods(chance, shops, goods, at)
    for number in range(-(-goods // CHUNK)):
        with transaction.atomic():
            made = Product.objects.bulk_create(islice(rows, CHUNK))
            _parts(chance, made, at)
            (index or index_terms)(made)
        words += [p.slug for p in made[:: max(1, goods // 2_000)] if _is_shown(p, at)]
        if number % 10 == 9:
            say(f"corpus: {(number + 1) * CHUNK} goods")
    tell_stories(shops, at)
    return Corpus(goods, makers, words, [s.slug for s in shops[:500] if s.is_published])


def _makers(chance: Random, villages: Sequence[Region], count: int, at: datetime) -> list[Maker]:
    region = Region.objects.get(code=CODE)
    businesses = Business.objects.bulk_create(
        [
            Business(
                public_id=f"K{number:07d}", region=region, village=(place := _of(chance, villages)),
                district_id=place.parent_id, name=f"{_of(chance, SHOPS)} {number}",
                created_at=at, updated_at=at,
            )
            for number in range(count)
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    return Maker.objects.bulk_create(
        [
            Maker(
                business=business, region=region, place_id=str(business.village_id),
                slug=f"{texts.slug(business.name, 'lapak')}", name=business.name,
                person=_of(chance, PEOPLE), since_year=chance.randrange(1975, 2026),
                story=" ".join(chance.sample(STORY, chance.randrange(5))),
                whatsapp=f"+62890{number:08d}", is_published=chance.random() > 0.02,
                created_at=at - timedelta(days=chance.randrange(1, 900)),
            )
            for number, business in enumerate(businesses)
        ],
        batch_size=CHUNK,
    )  # fmt: skip


def tell_stories(shops: Sequence[Maker], at: datetime) -> None:
    """Let each twentieth shop tell a story, and mark the first good of each fiftieth as curated."""
    days = {shop.pk: at - timedelta(days=place % 400) for place, shop in enumerate(shops)}
    MakerStory.objects.bulk_create(
        [
            MakerStory(
                maker=shop, slug=f"cerita-{shop.slug}", title=f"Dari beranda {shop.name}",
                text="\n\n".join(STORY), state="tayang", published_at=days[shop.pk],
                created_at=days[shop.pk], changed_at=days[shop.pk],
            )
            for shop in shops[::20]
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    goods = Product.objects.filter(maker__in=[shop.pk for shop in shops[::50]])
    first = goods.order_by("maker_id").values_list("maker_id").annotate(good=Min("pk"))
    Curation.objects.bulk_create(
        Curation(product_id=good, passed_on=at.date(), until=at.date() + timedelta(days=700))
        for _maker, good in first
    )


def _goods(chance: Random, shops: Sequence[Maker], count: int, at: datetime) -> Iterator[Product]:
    """Yield goods without their parts, in the order of their numbers."""
    shelves = list(NOUNS)
    of_shelf = [1 / place for place in range(1, len(shelves) + 1)]
    of_maker = [1 / (place + 10) for place in range(len(shops))]
    chosen = chance.choices(shops, of_maker, k=count)
    for number, shop in enumerate(chosen):
        shelf = chance.choices(shelves, of_shelf)[0]
        nouns, stuffs, low, high = NOUNS[shelf]
        words = (_of(chance, nouns), _of(chance, MOTIFS), _of(chance, SIZES))
        name = " ".join(word for word in words if word)
        price = chance.randrange(low, high) * 1_000
        proven = chance.random() < 0.3
        reference = price * chance.randrange(90, 150) // 100 if proven else None
        checked = at - timedelta(minutes=int(chance.random() ** 2 * 110 * 1_440))
        digest = sha256(f"{number}".encode()).hexdigest() if chance.random() < 0.9 else ""
        yield Product(
            maker=shop, slug=f"{texts.slug(name, 'barang')}-{number}", name=name, category=shelf,
            material=_of(chance, stuffs), unit=_of(chance, kinds.UNITS[:5]), price=price,
            cost=price * 6 // 10, description=f"{name}. {_of(chance, STORY)}", state="tayang",
            weight_g=chance.randrange(50, 9_000), length_cm=chance.randrange(5, 200),
            width_cm=chance.randrange(5, 60), height_cm=chance.randrange(2, 40),
            published_at=checked - timedelta(days=chance.randrange(0, 400)), checked_at=checked,
            created_at=checked - timedelta(days=400), reference_price=reference,
            reference_until=(at + timedelta(days=90)).date() if proven else None,
            cover=digest, cover_alt=name if digest else "", turn=crc32(name.encode()) % 10_007,
        )  # fmt: skip


def _parts(chance: Random, goods: Sequence[Product], at: datetime) -> None:
    """Write variants, stock, photos and proofs of a chunk of goods."""
    variants, photos, proofs = [], [], []
    for good in goods:
        made = chance.random() < 0.2
        several = chance.sample(COLOURS, chance.randrange(2, 5)) if chance.random() < 0.15 else [""]
        for place, colour in enumerate(several):
            code = f"B{good.pk}" + (f"-{place}" if place else "")
            kind: dict[str, Any] = {"kind": "BUAT", "lead_days": chance.randrange(2, 30)}
            variants.append(
                Variant(
                    product=good, code=code, name=colour, position=place, **kind if made else {}
                )
            )
        if good.cover:
            several_photos = [
                good.cover,
                *(_next(good.cover, n) for n in range(chance.randrange(4))),
            ]
            photos += [
                Photo(product=good, digest=digest, position=place, width=1080, height=1080,
                      alt=good.name, created_at=at)
                for place, digest in enumerate(several_photos)
            ]  # fmt: skip
        if good.reference_price:
            proofs += [_proof(good, shop, at) for shop in "ABC"]
    Variant.objects.bulk_create(variants)
    ready = [variant for variant in variants if not variant.is_made_to_order]
    Stock.objects.bulk_create(
        Stock(variant=v, on_hand=(held := max(0, chance.randrange(-1, 25))), reserved=held // 8)
        for v in ready
    )
    Photo.objects.bulk_create(photos)
    PriceReference.objects.bulk_create(proofs)


def _proof(good: Product, shop: str, at: datetime) -> PriceReference:
    return PriceReference(
        product=good, price=good.reference_price or 1, source_kind="TOKO", photo="0" * 64,
        source_name=f"Toko {shop}", seen_on=(at - timedelta(days=20)).date(), created_at=at,
    )  # fmt: skip


def index_terms(goods: Sequence[Product]) -> None:
    """Index goods as the action does for one."""
    index_products(goods)


def _is_shown(good: Product, at: datetime) -> bool:
    """Say whether lists show a good of an open shop at `at`."""
    checked = good.checked_at
    return good.maker.is_published and checked is not None and at - checked < timedelta(days=89)


def _next(digest: str, number: int) -> str:
    return sha256(f"{digest}{number}".encode()).hexdigest()


def _of(chance: Random, things: Sequence[Thing]) -> Thing:
    return things[chance.randrange(len(things))]
