"""`/api/v1/variants` and `/api/v1/makers`: stock counted, weeks told, the QRIS of a shop."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Path, Router, Status

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions
from lampit.shops.actions.capacity import set_week
from lampit.shops.api.goods import READING, WRITING, Told, kept_maker
from lampit.shops.api.shapes import (
    Code,
    QrisOut,
    QrisText,
    Slug,
    StockCount,
    StockOut,
    WeekOut,
    WeekTold,
)
from lampit.shops.models import Variant
from lampit.shops.queries import programs as reads
from lampit.shops.rules.capacity import iso_name, read_week
from lampit.web.programs import api_door

router = Router(tags=["Lapak"])


@router.get("/variants/{code}/stock", response={200: StockOut, **READING}, summary="Stok")
@api_door(access.may_count_by_token)
def read_stock(request: HttpRequest, code: Path[Code]) -> Told:
    """Give the stock of a variant of a shop that the account keeps."""
    return Status(200, reads.counted(_variant(request, code)))


@router.put("/variants/{code}/stock", response={200: StockOut, **WRITING}, summary="Hitung stok")
@api_door(access.may_keep_by_token)
def count_stock(request: HttpRequest, code: Path[Code], sent: Body[StockCount]) -> Told:
    """Set what was counted; 409 `stok_dipesan` below what buyers ordered."""
    variant = _variant(request, code)
    actions.set_stock(signed_in(request), variant.product, variant, sent.count, timezone.now())
    return Status(200, reads.counted(variant))


@router.put(
    "/makers/{maker}/capacity", response={200: WeekOut, **WRITING}, summary="Jatah satu minggu"
)
@api_door(access.may_keep_by_token)
def tell_week(request: HttpRequest, maker: Path[Slug], sent: Body[WeekTold]) -> Told:
    """Tell how much fits into a week; 409 `minggu_dipesan` below what is promised of it."""
    shop = kept_maker(request, maker)
    row = set_week(signed_in(request), shop, read_week(sent.week), sent.slots, timezone.now())
    return Status(200, {"week": iso_name(row.week), "slots": row.slots, "used": row.used})


@router.put("/makers/{maker}/qris", response={200: QrisOut, **WRITING}, summary="QRIS lapak")
@api_door(access.may_keep_by_token)
def put_qris(request: HttpRequest, maker: Path[Slug], sent: Body[QrisText]) -> Any:
    """Keep the static QRIS of a shop; every change is noted in the audit trail.

    Sending it is the yes to a code of another name: its name and NMID are in the answer.
    """
    shop = kept_maker(request, maker)
    code = actions.set_qris(signed_in(request), shop, sent.payload, timezone.now(), confirmed=True)
    return Status(200, code.as_dict())


def _variant(request: HttpRequest, code: str) -> Variant:
    found = reads.variant_of(access.visible_products(request.user), code)
    if found is None:
        raise Refusal("not_found", "Kode barang ini tidak ada, atau bukan di lapak Anda.")
    return found
