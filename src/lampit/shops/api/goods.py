"""`/api/v1/products`: goods added, changed, listed and read, by the actions of the pages."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Body, HeaderEx, P, Path, Query, Router, Status

from lampit.basics.refusal import Refusal
from lampit.people.access import program_keys, signed_in
from lampit.registry.rules.exchange import check_known
from lampit.shops import access, actions, queries
from lampit.shops.actions.describing import change_fields
from lampit.shops.api.shapes import (
    AddedOut,
    GoodsPageOut,
    GoodsQuery,
    NewProduct,
    ProblemOut,
    ProductChanges,
    ProductOut,
    Slug,
)
from lampit.shops.models import Maker, Product
from lampit.shops.queries import programs as reads
from lampit.shops.rules import guessing
from lampit.shops.rules.stock import MADE_TO_ORDER
from lampit.web.programs import api_door, base_of

router = Router(tags=["Barang"])
READING: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), ProblemOut)
WRITING: dict[int, Any] = READING | dict.fromkeys((409, 411, 413, 503), ProblemOut)
Told = Status[dict[str, Any]]
CHECKED = (
    "Mengirim barang berarti menyatakan barang ini baru, boleh dijual, dan Anda yang membuat atau "
    "berhak menjualnya. "
    "Daftar periksa berlaku seperti di halaman: barang biasa langsung dijual; yang namanya, "
    "bahannya atau jawabannya perlu dilihat dinas menunggu dulu (state menunggu)."
)


@router.get("/products", response={200: GoodsPageOut, **READING}, summary="Daftar barang")
@api_door(access.may_read_by_token)
def list_products(request: HttpRequest, asked: Query[GoodsQuery]) -> Told:
    """List goods in the order they were added, page after page: those on sale, or `own` ones."""
    check_known(request.GET, GoodsQuery.model_fields)
    today = timezone.localdate()
    goods = access.visible_products(request.user) if asked.own else access.public_products(today)
    rows = reads.sifted(goods, maker=asked.maker, category=asked.category, region=asked.region)
    items, following = reads.page(rows, asked.cursor, asked.limit, today=today)
    return Status(200, {"items": [_placed(request, one) for one in items], "next": following})


@router.post(
    "/products", response={201: AddedOut, **WRITING}, summary="Jual barang baru",
    description=CHECKED,
)  # fmt: skip
@api_door(access.may_keep_by_token)
def add_product(
    request: HttpRequest,
    response: HttpResponse,
    sent: Body[NewProduct],
    idempotency_key: HeaderEx[
        str,
        P(
            alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{0,255}$",
            description="Dikirim ulang dengan kunci sama: barang yang sama",
        ),
    ] = "",
) -> Told:  # fmt: skip
    """Put a good on sale in a shop that the account of the token keeps."""
    maker, now = kept_maker(request, sent.maker), timezone.now()
    person = signed_in(request)
    # Each program numbers from one: what another of the shop's keepers sent is another attempt.
    whose = "".join(program_keys(request)[:1])
    key = hashlib.sha256(f"api {whose} {idempotency_key}".encode()).hexdigest()
    product = actions.add_product(
        person, maker, draft_of(sent), now, key=key if idempotency_key else ""
    )
    variant = queries.main_variant(product)
    response["Location"] = f"/api/v1/products/{product.slug}"
    if product.created_at != now:
        response["Idempotent-Replayed"] = "true"
    told = {"product": product.slug, "variant": variant.code if variant else ""}
    return Status(201, told | {"url": _address(request, product.slug)})


@router.get("/products/{product}", response={200: ProductOut, **READING}, summary="Satu barang")
@api_door(access.may_read_by_token)
def read_product(request: HttpRequest, product: Path[Slug]) -> Told:
    """Give a good that everybody can open, or one of a shop that the account keeps."""
    found = reads.one_good(access.visible_products(request.user), product)
    found = found or reads.one_good(access.reachable_products(), product)
    return Status(200, _record(request, found))


@router.patch(
    "/products/{product}", response={200: ProductOut, **WRITING}, summary="Ubah barang",
    description="Yang tidak dikirim tetap. " + CHECKED,
)  # fmt: skip
@api_door(access.may_keep_by_token)
def change_product(request: HttpRequest, product: Path[Slug], sent: Body[ProductChanges]) -> Told:
    """Change the fields that are sent."""
    kept = access.visible_products(request.user)
    found = reads.one_good(kept, product)
    if found is None:
        raise Refusal("not_found", "Barang ini tidak ada, atau bukan di lapak Anda.")
    told = sent.model_dump(exclude_none=True)
    if not set(told) - {"answers"}:
        raise Refusal("isi_kosong", "Kirim paling sedikit satu isian yang diubah, misalnya price.")
    if "size_cm" in told:
        told["size_cm"] = tuple(told["size_cm"])
    change_fields(signed_in(request), found, told, timezone.now())
    return Status(200, _record(request, reads.one_good(kept, product)))


def draft_of(sent: NewProduct) -> actions.Draft:
    """Return a good as the action takes it.

    Raises:
        Refusal: `hari_kosong`, `hari_lebih`, `stok_lebih`, when kind and figures do not agree.
    """
    is_made = sent.kind == MADE_TO_ORDER
    if is_made and sent.lead_days is None:
        raise Refusal("hari_kosong", "lead_days wajib diisi untuk barang BUAT.")
    if not is_made and (sent.lead_days is not None or (sent.slots_each or 1) != 1):
        raise Refusal("hari_lebih", "lead_days dan slots_each hanya untuk barang BUAT.")
    if is_made and sent.stock:
        raise Refusal("stok_lebih", "stock hanya untuk barang SIAP: yang BUAT tidak punya stok.")
    length, width, height = sent.size_cm
    return actions.Draft(
        name=sent.name,
        price=sent.price,
        category=sent.category or guessing.category_of(sent.name) or "lainnya",
        unit=sent.unit,
        material=sent.material,
        description=sent.description,
        lead_days=sent.lead_days,
        slots_each=sent.slots_each,
        stock=sent.stock,
        weight_g=sent.weight_g,
        size_cm=(length, width, height),
        answers=sent.answers,
    )


def kept_maker(request: HttpRequest, slug: str) -> Maker:
    """Return a shop that the account of the token keeps; one query.

    Raises:
        Refusal: `not_found`.
    """
    found = queries.shop_of(access.visible_makers(request.user).filter(slug=slug))
    if found is None:
        raise Refusal("not_found", "Lapak ini tidak ada, atau tidak Anda pegang.")
    return found


def _record(request: HttpRequest, found: Product | None) -> dict[str, Any]:
    if found is None:
        raise Refusal("not_found", "Barang ini tidak ada.")
    return _placed(request, reads.record(found, today=timezone.localdate()))


def _placed(request: HttpRequest, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"url": _address(request, str(told["product"]))}


def _address(request: HttpRequest, slug: str) -> str:
    return base_of(request) + reverse("market:product", args=[slug])
