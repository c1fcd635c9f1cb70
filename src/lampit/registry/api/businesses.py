"""`/api/v1/businesses`: list, read, add, change, and put by the partner's own id."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, HeaderEx, P, Path, Query, Router, Status

from lampit.basics.refusal import Refusal
from lampit.people.access import program_keys, signed_in, token_of
from lampit.registry import access
from lampit.registry.actions import exchange as actions
from lampit.registry.actions import register_business
from lampit.registry.actions.listed import note_served
from lampit.registry.api.reading import changed, told
from lampit.registry.api.shapes import (
    BusinessOut,
    Changes,
    ErrorOut,
    ExternalId,
    ListQuery,
    NewBusiness,
    PageOut,
    PublicId,
)
from lampit.registry.models import Business
from lampit.registry.queries import exchange as queries
from lampit.registry.queries import find
from lampit.registry.queries.matching import twins_of
from lampit.registry.queries.partners import numbers_for
from lampit.registry.rules.exchange import check_known, matches
from lampit.web.programs import api_door

router = Router(tags=["Usaha"])
READING: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), ErrorOut)
WRITING: dict[int, Any] = READING | dict.fromkeys((400, 409, 412, 428), ErrorOut)
BASE = "/api/v1/businesses"
Told = Status[dict[str, Any]]


def _answer(request: HttpRequest, response: HttpResponse, public_id: str, status: int) -> Told:
    """Return a business as it is now, with its ETag; that a program was given it is noted."""
    found = find(access.visible_businesses(request.user), public_id)
    if found is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    response["ETag"] = queries.etag_of(found)
    _note_served(request, [found.pk])
    if status == 201:
        response["Location"] = f"{BASE}/{public_id}"
    return Status(status, _record(request, found))


def _record(request: HttpRequest, found: Business, *, opened: bool = False) -> dict[str, Any]:
    """Return a business as its program may see it, with the number which that program gave it."""
    numbers = numbers_for(program_keys(request), [found.pk]).get(found.pk, ())
    sight, today = access.sight_of(request.user), timezone.localdate()
    return queries.record(found, today, sight, numbers=numbers, opened=opened)


def _note_served(request: HttpRequest, ids: list[int]) -> None:
    """Note whose data a program was given, masked or not."""
    token = token_of(request)
    if token is not None:
        note_served(signed_in(request), token, ids, now=timezone.now())


def _refused(request: HttpRequest, refusal: Refusal, sent: NewBusiness) -> Told:
    """Say which businesses look like the one sent, of those that exist for the token.

    Raises:
        Refusal: the same, when it is about something else.
    """
    if refusal.code != "maybe_known":
        raise refusal
    twins = twins_of(access.visible_businesses(request.user), told(sent))
    message = (
        f"{refusal.message} Bandingkan dengan usaha di alike (GET {BASE}/<id>): ubah yang itu, "
        "atau kirim lagi dengan sure: true kalau usahanya memang lain."
    )
    alike = [twin.public_id for twin in twins]
    return Status(409, {"code": refusal.code, "message": message, "alike": alike})


# What `rules.provenance` decides, as the description of the API tells it.
WEIGHED = (
    "Yang dikatakan sumber yang lebih dipercaya tidak diganti: nilai yang dikirim dicatat di "
    "sampingnya, dan jawaban ini memuat keadaan yang berlaku."
)


@router.get("/businesses", response={200: PageOut, **READING}, summary="Daftar usaha")
@api_door(access.may_read_by_token)
def list_businesses(request: HttpRequest, asked: Query[ListQuery]) -> Told:
    """List the businesses of the region, oldest first, page after page; masked.

    With `updated_since` in the order of the last change. What is written while you read comes
    behind the rest. A change bears the moment at which it is written, seconds before others see
    it: ask from the day it was a minute before your last visit began; twice does no harm.
    """
    check_known(request.GET, ListQuery.model_fields)
    told_ = asked.model_dump()
    limit, cursor = told_.pop("limit"), told_.pop("cursor")
    programs = program_keys(request)
    rows = queries.sifted(access.visible_businesses(request.user), queries.Sieve(**told_), programs)
    sight = access.sight_of(request.user)
    items, following, ids = queries.page(
        rows, cursor, limit, timezone.localdate(), sight,
        since=queries.begin_of(asked.updated_since), programs=programs,
    )  # fmt: skip
    _note_served(request, ids)
    return Status(200, {"items": items, "next": following})


@router.post("/businesses", response={201: BusinessOut, **WRITING}, summary="Tambah usaha")
@api_door(access.may_write_by_token)
def add_business(request: HttpRequest, response: HttpResponse, sent: Body[NewBusiness]) -> Told:
    """Register a business.

    409 `maybe_known` with `alike` when some like it are known and nobody said `sure`; 409
    `nik_sex` when the NIK is of the other sex and nobody said `nik_checked`.
    """
    try:
        made = register_business(
            signed_in(request), told(sent), now=timezone.now(), sure=sent.sure,
            source=actions.SOURCE, nik_checked=sent.nik_checked,
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, refusal, sent)
    return _answer(request, response, made.public_id, 201)


@router.get(
    "/businesses/{public_id}",
    response={200: BusinessOut, 304: None, **READING},
    summary="Satu usaha",
)
@api_door(access.may_read_by_token)
def read_business(
    request: HttpRequest,
    response: HttpResponse,
    public_id: Path[PublicId],
    if_none_match: HeaderEx[str, P(alias="If-None-Match")] = "",
    reason: HeaderEx[str, P(alias="X-Reason", description="Buka NIK dan HP (cakupan pii)")] = "",
) -> Any:
    """Give one business; with `X-Reason` and the scope pii, NIK and phones whole, noted."""
    if reason:
        if not access.may_open_by_token(request):
            raise Refusal("pii_scope", "Token ini tidak boleh membuka data pribadi.")
        found = actions.opened_business(signed_in(request), public_id, reason, now=timezone.now())
        response["ETag"], response["Cache-Control"] = queries.etag_of(found), "no-store"
        return Status(200, _record(request, found, opened=True))
    answer = _answer(request, response, public_id, 200)
    if if_none_match and matches(if_none_match, response["ETag"]):
        return HttpResponse(status=304, headers={"ETag": response["ETag"]})
    return answer


@router.patch(
    "/businesses/{public_id}",
    response={200: BusinessOut, **WRITING},
    summary="Ubah usaha",
    description=WEIGHED,
)
@api_door(access.may_write_by_token)
def change_business(
    request: HttpRequest,
    response: HttpResponse,
    public_id: Path[PublicId],
    sent: Body[Changes],
    if_match: HeaderEx[str, P(alias="If-Match", description="ETag data yang diubah; wajib")] = "",
) -> Told:
    """Change the fields that are sent; 428 without If-Match, 412 when it changed meanwhile."""
    actions.change_business(
        signed_in(request), public_id, changed(sent), if_match=if_match, now=timezone.now(),
        nik_checked=bool(sent.nik_checked),
    )  # fmt: skip
    return _answer(request, response, public_id, 200)


@router.put(
    "/businesses/by-external-id/{external_id}",
    response={200: BusinessOut, 201: BusinessOut, **WRITING},
    summary="Simpan usaha dengan nomor mitra",
    description=WEIGHED,
)
@api_door(access.may_write_by_token)
def put_business(
    request: HttpRequest,
    response: HttpResponse,
    external_id: Path[ExternalId],
    sent: Body[NewBusiness],
    if_match: HeaderEx[str, P(alias="If-Match", description="Kalau dikirim, diperiksa")] = "",
) -> Told:
    """Add or bring up to date by your own id; the same again changes nothing.

    Ids belong to the program that gives them: no other program and no list means the same by one.
    Clients and tokens of one account under one label are one program, and so is what was made
    with `--replaces`.
    What is left out stays as it is; to empty a field send it empty.
    """
    try:
        business, is_new = actions.put_business(
            signed_in(request), actions.Numbered(program_keys(request), external_id), told(sent),
            changed(sent), sure=sent.sure, if_match=if_match, now=timezone.now(),
            nik_checked=sent.nik_checked,
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, refusal, sent)
    return _answer(request, response, business.public_id, 201 if is_new else 200)
