"""The goods of a shop as a workbook to copy from into a marketplace's own template."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from lampit.outside.booklets import Leaf, Line, bound
from lampit.outside.pictures import file_name
from lampit.shops.models import Maker, Photo, Product, Variant
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import kinds, uploads
from lampit.shops.rules.stock import READY_TO_SHIP
from lampit.web import figures

MOST_GOODS = 1_000
PICTURE = "1080.jpg"


def goods_to_upload(maker: Maker, root: str) -> list[uploads.Row]:
    """Return the goods on sale of a shop, a row for each variant; three queries.

    `root` begins the addresses of pictures. At most a thousand goods, the newest.
    """
    wanted = Product.objects.filter(maker=maker, state=ProductState.LIVE)
    goods = {good.pk: good for good in wanted.order_by("-pk")[:MOST_GOODS]}
    pictures: dict[int, list[str]] = {}
    photos = Photo.objects.filter(product__in=list(goods), made__gt=0)
    rows = photos.order_by("product_id", "position", "pk").values_list("product_id", "digest")
    for product, digest in rows:
        pictures.setdefault(product, []).append(f"{root}/media/{file_name(digest, PICTURE)}")
    variants = (
        Variant.objects.filter(product__in=list(goods), is_offered=True)
        .select_related("stock")
        .order_by("-product_id", "position", "pk")
    )
    return [_row(goods[one.product_id], one, maker, pictures) for one in variants]


def _row(
    good: Product, variant: Variant, maker: Maker, pictures: dict[int, list[str]]
) -> uploads.Row:
    is_ready = variant.kind == READY_TO_SHIP
    stock = variant.stock.available if is_ready and hasattr(variant, "stock") else 0
    return uploads.Row(
        good=good.name,
        text=good.description,
        shelf=kinds.category(good.category).label,
        group=good.slug,
        code=variant.code,
        choice=variant.name,
        price=variant.own_price or good.price,
        stock=stock,
        lead_days=variant.lead_days if not is_ready else None,
        weight_g=good.weight_g,
        size_cm=(good.length_cm, good.width_cm, good.height_cm),
        maker=maker.name,
        pictures=pictures.get(good.pk, [])[: uploads.MOST_PICTURES],
    )


def upload_workbook(maker: Maker, site: str, rows: Sequence[uploads.Row], at: datetime) -> bytes:
    """Return the workbook: what to do with it, then the goods; no cell is ever a formula."""
    told = uploads.SITES[site]
    title = f"Barang {maker.name} untuk {told.name}"
    footer = f"Lampit · {figures.long_date(timezone.localdate(at))}"
    leaves = [
        Leaf("Cara pakai", (24, 80), _how(title, told, at), footer=footer),
        Leaf(
            "Barang", [column.width for column in told.columns], list(_goods(told, rows)),
            landscape=True, repeat=0, footer=footer,
        ),
    ]  # fmt: skip
    return bound(leaves, title=title, author=maker.name, made=at)


def _how(title: str, told: uploads.Site, at: datetime) -> list[Line]:
    checked = (
        f"Susunan kolom dicek {_day(uploads.CHECKED_ON)}; "
        f"berkas dibuat {_day(timezone.localdate(at))}."
    )
    lines = [Line([title], "title", wide=True)]
    lines += [Line([said], "note", wide=True) for said in uploads.HONEST]
    lines += [Line([checked], "note", wide=True), Line([""])]
    lines += [Line([number, step]) for number, step in enumerate(uploads.STEPS, 1)]
    lines += [Line([""]), Line(["Kolom", "Keterangan"], "head")]
    lines += [Line([column.heading, column.note]) for column in told.columns if column.note]
    return lines


def _day(on: date) -> str:
    return figures.long_date(on)


def _goods(told: uploads.Site, rows: Sequence[uploads.Row]) -> list[Line]:
    head = Line([column.heading for column in told.columns], "head")
    return [head, *(Line([column.value(row) for column in told.columns]) for row in rows)]
