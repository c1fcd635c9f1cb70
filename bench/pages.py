"""How fast the market is rendered live beside a minimal view of the same rows, and its weight."""

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

GOODS, MAKERS = 2_000, 100
ROUNDS, BATCH = 40, 5
CODE = "63.08"


def _fill() -> str:
    """Fill the shops with goods, proofs and stock; return the address word of one good."""
    from django.db import transaction
    from django.utils import timezone

    from lampit.shops.models import Photo, PriceReference, Product, Stock, Variant
    from tests.factories import maker, region

    now = timezone.now()
    with transaction.atomic():
        place = region(f"{CODE}.08.2010", "Haur Gading Hulu")
        shops = [maker(CODE, place=place, story="Anyaman ibu. " * 12) for _ in range(MAKERS)]
        goods = Product.objects.bulk_create(
            Product(
                maker=shops[n % MAKERS], slug=f"tikar-purun-{n}", name=f"Tikar purun motif {n}",
                category=("anyaman-purun", "lampit", "sasirangan", "pangan")[n % 4],
                price=50_000 + 500 * n, reference_price=70_000 + 600 * n, state="tayang",
                reference_until=timezone.localdate() + timedelta(days=90), cover=f"{n:064x}",
                cover_alt=f"Tikar purun motif {n}", published_at=now - timedelta(minutes=n),
                checked_at=now - timedelta(hours=n % 600), created_at=now, turn=n * 7919 % 10_007,
                description="Tikar purun polos untuk tidur dan duduk bersama. " * 4,
                weight_g=1_400, length_cm=200, width_cm=20, height_cm=20,
            )
            for n in range(GOODS)
        )  # fmt: skip
        variants = Variant.objects.bulk_create(
            Variant(product=good, code=f"B{good.pk}") for good in goods
        )
        Stock.objects.bulk_create(Stock(variant=v, on_hand=3 + v.pk % 9) for v in variants)
        Photo.objects.bulk_create(
            Photo(product=g, digest=g.cover, width=720, height=720, alt=g.name, created_at=now)
            for g in goods
        )
        PriceReference.objects.bulk_create(
            PriceReference(
                product=good, price=good.reference_price or 1, source_kind="TOKO",
                source_name=f"Toko {name}", link="https://toko.example",
                seen_on=timezone.localdate() - timedelta(days=20), created_at=now,
            )
            for good in goods
            for name in "ABC"
        )  # fmt: skip
    return goods[7].slug


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield pages per second with their ratio to the yardstick, and compressed weights."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    say(f"{GOODS} barang …")
    slug = _fill()
    pairs = (
        ("home", "/", "/barang/"),
        ("category", "/kategori/lampit/", "/barang/"),
        ("product", f"/produk/{slug}/", f"/barang/{slug}/"),
    )
    for name, ours, least in pairs:
        real, yardstick = _rates(ours, least)
        ratio = {"minimal_view": round(real / yardstick, 2)}
        yield _figure(f"pages.{name}.rate", real, "pages/s", "higher") | {"ratio_to": ratio}
        yield _figure(f"pages.{name}.minimal_view", yardstick, "pages/s", "higher")
        yield _figure(f"pages.{name}.weight", _weight(ours), "KB", "lower")


def _rates(ours: str, least: str) -> tuple[float, float]:
    """Return pages per second of both, taken in turns so that noise hits both; best of rounds."""
    from django.test import Client, override_settings
    from django.urls import clear_url_caches

    client = Client()
    spent: dict[str, list[float]] = {ours: [], least: []}
    for _round in range(ROUNDS):
        for path, urls in ((ours, "lampit.config.urls"), (least, "bench.minimal")):
            clear_url_caches()
            with override_settings(ROOT_URLCONF=urls, ALLOWED_HOSTS=["testserver"]):
                answer = client.get(path)  # warm: addresses and templates are built once
                assert answer.status_code == 200, path
                began = time.perf_counter()
                for _page in range(BATCH):
                    client.get(path)
                spent[path].append((time.perf_counter() - began) / BATCH)
    middle = {path: statistics.median(times) for path, times in spent.items()}
    return 1 / middle[ours], 1 / middle[least]


def _weight(path: str) -> float:
    """Return the kilobytes of a first view without photos: HTML, styles and scripts, gzipped."""
    from django.contrib.staticfiles import finders
    from django.test import Client

    page = Client().get(path).content
    files = ("web/lampit.css", "web/lampit.js", "django_htmx/htmx-2.min.js")
    found = [finders.find(name) for name in files]
    parts = [page, *(Path(str(one)).read_bytes() for one in found if one)]
    return sum(len(gzip.compress(part, 6)) for part in parts) / 1024


def _figure(name: str, value: float, unit: str, better: str) -> dict[str, object]:
    return {"name": name, "value": round(value, 1), "unit": unit, "better": better, "ratio_to": {}}
