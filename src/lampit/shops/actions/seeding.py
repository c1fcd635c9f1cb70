"""Demo shops: the workshops and goods of `data/`, with drawn pictures, proofs and stock.

Same seed, same shops. Nothing here asks who acts: only `lampit demo` calls it, on an instance
that it has just made.
"""

import csv
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from lampit.national import qris, rupiah
from lampit.outside import pictures
from lampit.outside.pictures import Picture
from lampit.people.models import User
from lampit.registry.actions import seed_consents
from lampit.registry.models import Business
from lampit.registry.rules.consents import MARKET, PROMOTION, SCREEN
from lampit.shops.actions._demo_promotion import FAIRS, promote
from lampit.shops.actions.finding import index_products, reckon_rarities
from lampit.shops.actions.makers import free_maker_slug
from lampit.shops.actions.photos import media_folder
from lampit.shops.actions.proofs import refresh_references
from lampit.shops.actions.seeding_english import seed_english
from lampit.shops.actions.seeding_fairs import seed_fair
from lampit.shops.actions.seeding_photos import seed_photos
from lampit.shops.actions.seeding_running import seed_running
from lampit.shops.actions.stock import count_stock
from lampit.shops.models import Maker, Photo, PriceReference, Product, Stock, Variant
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import drawing, notes, texts
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP

DATA = Path(__file__).resolve().parents[1] / "data"
SOURCES = (
    ("TOKO", "Toko oleh-oleh Banjarmasin (contoh)", "Banjarmasin"),
    ("TOKO_ONLINE", "Lapak daring A (contoh)", ""),
    ("PASAR", "Galeri hotel Banjarbaru (contoh)", "Banjarbaru"),
)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A demo workshop, for whoever registers its business and owner."""

    id: str
    name: str
    owner: str
    birth_year: int
    sex: str
    village_code: str
    kbli: str
    craft: str
    maturity: int
    start_year: int
    workers_paid: int
    workers_family: int
    phone: str
    story: str


def demo_workshops() -> list[Workshop]:
    """Return the demo workshops in the order of the file."""
    return [
        Workshop(
            id=row["id"], name=row["name"], owner=row["owner"],
            birth_year=int(row["birth_year"]), sex=row["sex"],
            village_code=row["village_code"], kbli=row["kbli"], craft=row["craft"],
            maturity=int(row["maturity"]), start_year=int(row["start_year"]),
            workers_paid=int(row["workers_paid"]),
            workers_family=int(row["workers_family_unpaid"]), phone=row["phone"],
            story=row["story_id"],
        )
        for row in _rows("demo_workshops.csv")
    ]  # fmt: skip


def seed_demo_shops(
    businesses: Mapping[str, Business],
    accounts: Mapping[str, User],
    now: datetime,
    *,
    say: Callable[[str], None] = lambda _text: None,
    with_pictures: bool = True,
) -> list[Maker]:
    """Open the demo shops with their goods and return them.

    Args:
        businesses: the registered business of each workshop id (`L01` …).
        accounts: who keeps which shop, by workshop id; the others have no account.
        now: the demo's present; goods were confirmed in the weeks before.
        say: told the progress.
        with_pictures: draw and write pictures (the slow part).
    """
    workshops = [w for w in demo_workshops() if w.id in businesses]
    goods = [row for row in _rows("demo_products.csv") if row["workshop_id"] in businesses]
    drawn = _draw(goods, say) if with_pictures else {}
    with transaction.atomic():
        owners = [row.owner_id for row in businesses.values() if row.owner_id]
        seed_consents(owners, MARKET, channel=SCREEN, now=now - timedelta(days=720))
        at_the_fair = [businesses[one.id].owner_id for one in workshops[:FAIRS]]
        summed = [owner for owner in at_the_fair if owner]
        seed_consents(summed, PROMOTION, channel=SCREEN, now=now - timedelta(days=20))
        makers = {w.id: _open(w, businesses[w.id], accounts.get(w.id), now) for w in workshops}
        say("Menata barang contoh …")
        products = [_stock(makers[row["workshop_id"]], row, drawn, now) for row in goods]
        refresh_references(products, today=(now + timedelta(hours=8)).date())
        promote(list(makers.values()), now)
        seed_running(list(makers.values()), now)
        seed_fair(products, now)
        index_products(products)
        reckon_rarities(now)
        listed = zip((row["id"] for row in goods), products, strict=True)
        seed_english(makers, dict(listed), now)
        if drawn:
            seed_photos(next(iter(makers.values())), now)
    return list(makers.values())


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _draw(goods: Sequence[Row], say: Callable[[str], None]) -> dict[str, Picture]:
    """Draw and write the pictures of all goods; two at a time, since encoding leaves Python."""
    say(f"Menggambar {len(goods)} barang contoh …")

    def one(row: Row) -> tuple[str, Picture]:
        picture = pictures.prepare(drawing.illustration(row["name"], row["category"]), effort=2)
        pictures.keep(picture, media_folder())
        return row["id"], Picture(picture.digest, picture.width, picture.height, {})

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, goods))


def _open(workshop: Workshop, business: Business, account: User | None, now: datetime) -> Maker:
    name = texts.check_name(workshop.name)
    return Maker.objects.create(
        business=business,
        account=account,
        region_id=business.region_id,
        place_id=business.village_id or business.district_id or business.region_id,
        slug=free_maker_slug(name, business.pk),
        name=name,
        person=workshop.owner,
        story=workshop.story,
        since_year=workshop.start_year,
        whatsapp=workshop.phone,
        shows_phone=int(workshop.id[1:]) % 3 == 0,  # a third lets the number be printed
        qris=demo_qris(name, int(workshop.id[1:])) if workshop.maturity else "",
        qris_changed_at=now if workshop.maturity else None,
        is_published=True,
        created_at=now - timedelta(days=720),
    )


def _stock(maker: Maker, row: Row, drawn: Mapping[str, Picture], now: datetime) -> Product:
    """Put one demo good into a shop with stock, picture and price proofs."""
    lot = zlib.crc32(row["id"].encode())
    # Most goods were confirmed this month; a few are due, one is too stale for the shelves.
    age = 95 if row["id"] == "P18" else 40 + lot % 40 if lot % 9 == 0 else lot % 27
    picture = drawn.get(row["id"])
    made = not row["stock"]
    product = Product.objects.create(
        maker=maker,
        slug=_slug(row["name"]),
        name=row["name"],
        category=row["category"],
        material=row["material"],
        unit=row["unit"],
        price=int(row["price"]),
        cost=int(row["hpp"]),
        collector_price=int(row["collector_price"]),
        description=row["description_id"],
        weight_g=int(row["weight_g"]),
        length_cm=int(row["length_cm"]),
        width_cm=int(row["width_cm"]),
        height_cm=int(row["height_cm"]),
        state=ProductState.LIVE,
        published_at=now - timedelta(days=120 + lot % 250),
        checked_at=now - timedelta(days=age, minutes=lot % 600),
        created_at=now - timedelta(days=120 + lot % 250),
        turn=lot % 10_007,
        cover=picture.digest if picture else "",
        cover_alt=row["name"] if picture else "",
    )
    variant = Variant.objects.create(
        product=product,
        code=f"B{product.pk}",
        kind=MADE_TO_ORDER if made else READY_TO_SHIP,
        lead_days=int(row["lead_days"]) if made else None,
    )
    if not made:
        Stock.objects.create(variant=variant)
        count_stock(None, variant, int(row["stock"]), now)
    if picture:
        Photo.objects.create(
            product=product, digest=picture.digest, width=picture.width, height=picture.height,
            alt=row["name"], is_illustration=True, created_at=now,
        )  # fmt: skip
    _prove(product, int(row["ref_retail_price"]), lot, now, with_picture=picture is not None)
    return product


def _prove(
    product: Product, reference: int, lot: int, now: datetime, *, with_picture: bool
) -> None:
    """Record three prices around the reference; every eighth good has too few to claim a saving."""
    today = (now + timedelta(hours=8)).date()
    seen = [reference, round(reference * 0.94, -2), round(reference * 1.07, -2)]
    days = [today - timedelta(days=3 + (lot >> shift) % 40) for shift in (0, 5, 9)]
    count = 2 if lot % 8 == 1 else 3
    photo = _note(product, seen[:count], days) if with_picture else ""
    PriceReference.objects.bulk_create(
        PriceReference(
            product=product, price=int(price), source_kind=kind, source_name=name, place=place,
            photo=photo, link="" if photo else "https://contoh.invalid/harga", seen_on=day,
            note="Data contoh", created_at=now,
        )
        for price, day, (kind, name, place) in list(zip(seen, days, SOURCES, strict=True))[:count]
    )  # fmt: skip


def _note(product: Product, seen: Sequence[float], days: Sequence[date]) -> str:
    lines = [
        f"{day:%d-%m-%Y}  {rupiah.show(int(price))}  {source[1][:18]}"
        for price, day, source in zip(seen, days, SOURCES, strict=False)
    ]
    picture = pictures.prepare(notes.price_note(product.name, lines), effort=0)
    pictures.keep(picture, media_folder())
    return picture.digest


def _slug(name: str) -> str:
    base = texts.slug(name, "barang")
    taken = Product.objects.filter(slug=base).exists() or base in texts.RESERVED
    return f"{base}-{zlib.crc32(name.encode()) % 10_000}" if taken else base


def demo_qris(name: str, number: int) -> str:
    """Return a static QRIS of nobody: right in form, its acquirer and NMID do not exist."""
    plain = texts.slug(name, "lapak").replace("-", " ").upper()
    account = _field("00", "ID.CO.QRIS.WWW") + _field("01", f"936000000000{number:06d}")
    nation = _field("00", "ID.CO.QRIS.WWW") + _field("02", f"ID2026{number:09d}")
    fields = (
        ("00", "01"), ("01", "11"),
        ("26", account + _field("02", f"CONTOH{number:04d}") + _field("03", "UMI")),
        ("51", nation + _field("03", "UMI")),
        ("52", "5947"), ("53", "360"), ("58", "ID"),
        ("59", f"CONTOH {plain}"[:25].strip()), ("60", "AMUNTAI"), ("61", "71411"),
    )  # fmt: skip
    payload = "".join(_field(tag, value) for tag, value in fields) + "6304"
    return f"{payload}{qris.crc16(payload.encode()):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
