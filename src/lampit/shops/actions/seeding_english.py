"""English texts of some demo goods and shops; one of them older than its Indonesian text."""

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from lampit.shops.models import Maker, MakerAbroad, Product, ProductAbroad
from lampit.shops.queries.abroad import indonesian_of, shop_text
from lampit.shops.rules import tariff

FILE = Path(__file__).resolve().parents[1] / "data" / "demo_english.csv"
STALE = "P02"  # shows what a keeper and a buyer read when the Indonesian text changed


def seed_english(makers: Mapping[str, Maker], goods: Mapping[str, Product], now: datetime) -> None:
    """Write the English texts of `data/demo_english.csv`, by id of workshop and good."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at = now - timedelta(days=12)
    ProductAbroad.objects.bulk_create(
        ProductAbroad(
            product=good, name=row["name"], material=row["material"],
            description=row["description"], written_at=at, author=good.maker.account,
            source=indonesian_of(good) if row["id"] != STALE else good.name,
            net_weight_g=int(row["net_weight_g"]) if row["net_weight_g"] else None,
            hs_code=tariff.check_code(row["hs_code"]),
        )
        for row in rows
        if (good := goods.get(row["id"])) is not None
    )  # fmt: skip
    MakerAbroad.objects.bulk_create(
        MakerAbroad(
            maker=maker, story=row["description"], source=shop_text(maker), written_at=at,
            author=maker.account,
        )
        for row in rows
        if (maker := makers.get(row["id"])) is not None
    )  # fmt: skip
