"""Businesses as the API gives them: one record, a page after a cursor, what is told already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.national import phone as phones
from lampit.places.models import Region
from lampit.registry.models import Business
from lampit.registry.queries.partners import Programs, numbers_for, with_number
from lampit.registry.queries.profile import masked_nik, open_value
from lampit.registry.rules import exchange, freshness
from lampit.registry.rules.records import Told
from lampit.registry.rules.seeing import Sight

_CURSOR = Signer(salt="registry.api.cursor")
BEGIN, MICROSECOND = datetime(2000, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# An instant stands in a cursor as letters: so many digits in an address look like a NIK.
LETTERS = str.maketrans("0123456789", "abcdefghij")
DIGITS = str.maketrans("abcdefghij", "0123456789")
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list of the API is asked for; empty text is "all"."""

    subdistrict: str = ""
    village: str = ""
    sector: str = ""
    status: str = ""
    updated_since: str = ""
    external_id: str = ""
    office_number: str = ""


def sifted(
    businesses: QuerySet[Business], sieve: Sieve, programs: Programs = ()
) -> QuerySet[Business]:
    """Return those of `businesses` that are asked for, but for `updated_since`.

    One query for a number of a program, else none. `programs` are the keys of who asks, see
    `queries.partners`.
    """
    asked: dict[str, Any] = {
        "district_id": sieve.subdistrict,
        "village_id": sieve.village,
        "sector": sieve.sector,
        "status": "" if sieve.status == "belum_dipastikan" else sieve.status or None,
    }
    rows = businesses.filter(**{k: v for k, v in asked.items() if v or (k == "status" and v == "")})
    if sieve.external_id:
        rows = with_number(rows, programs, sieve.external_id)
    if sieve.office_number:
        rows = with_office_number(rows, sieve.office_number)
    return rows


def begin_of(updated_since: str) -> datetime | None:
    """Return from when on a change is asked for; None for an empty text."""
    if not updated_since:
        return None
    return timezone.make_aware(datetime.combine(exchange.day_of(updated_since), time.min))


def with_office_number(businesses: QuerySet[Business], number: str) -> QuerySet[Business]:
    """Return those of `businesses` that the office's own list calls so; no query.

    Its index holds only those that have a number: SQLite takes it when just that is said.
    """
    return businesses.filter(external_id=number).exclude(external_id="")


def page(
    rows: QuerySet[Business], cursor: str, limit: int, on: date, sight: Sight, *,
    since: datetime | None = None, programs: Programs = (),
) -> tuple[list[Record], str | None, list[int]]:  # fmt: skip
    """Return a page, the cursor of the next, and its ids; two queries or three.

    In the order of registration, or `since` an instant in that of the last change: what is
    changed while a program reads comes again behind the rest, and a page is found by its index. A
    list bears the moments of its blocks, each some seconds before it can be seen: who asks again,
    asks from a minute before.

    Raises:
        Refusal: `cursor_unknown`.
    """
    by_change = since is not None
    begin = _place(cursor, by_change=by_change) if cursor else ()
    wanted = rows.select_related("owner", "village", "district", "region")
    if since is None:
        later = wanted.filter(pk__gt=begin[0]) if begin else wanted
        found = list(later.order_by("pk")[: limit + 1])
    else:
        found = _changed(wanted, max(begin, (since, 0)), limit + 1)
    following = _cursor(found[limit - 1], by_change=by_change) if len(found) > limit else None
    shown = found[:limit]
    ids = [one.pk for one in shown]
    told = numbers_for(programs, ids)
    return [record(one, on, sight, numbers=told.get(one.pk, ())) for one in shown], following, ids


def _changed(rows: QuerySet[Business], begin: tuple[datetime, int], most: int) -> list[Business]:
    """Return who was changed behind a place, in that order; one query or two.

    Of a long list all bear one instant: SQLite would walk through them to a place among them.
    """
    at, number = begin
    same = rows.filter(updated_at=at, pk__gt=number).order_by("pk")[:most]
    found = list(same) if number else []
    if len(found) < most:
        later = Q(updated_at__gt=at) if number else Q(updated_at__gte=at)
        found += rows.filter(later).order_by("updated_at", "pk")[: most - len(found)]
    return found


def _cursor(last: Business, *, by_change: bool) -> str:
    if not by_change:
        return _CURSOR.sign(str(last.pk))
    at = str((last.updated_at - BEGIN) // MICROSECOND)
    return _CURSOR.sign(f"{at.translate(LETTERS)}-{last.pk}")


def _place(cursor: str, *, by_change: bool) -> tuple[Any, ...]:
    try:
        *at, number = map(int, _CURSOR.unsign(cursor).translate(DIGITS).split("-"))
        if len(at) != by_change:
            raise ValueError
        return (*(BEGIN + MICROSECOND * one for one in at), number)
    except (BadSignature, ValueError, OverflowError) as error:
        raise Refusal("cursor_unknown", "Penunjuk halaman ini tidak dikenal.") from error


def etag_of(business: Business) -> str:
    """Return the mark of the present state of a loaded business; no query."""
    owner = business.owner
    known = (owner.version, owner.updated_at) if owner else None
    return exchange.etag(business.version, business.updated_at, known)


def record(
    business: Business, on: date, sight: Sight, *, numbers: Sequence[str] = (), opened: bool = False
) -> Record:
    """Return a loaded business as the API gives it, masked unless `opened`; no query.

    `numbers` are those of the program that asks; those of other programs are not its own.

    What the account of the token does not see on a page is empty here, or null.
    Only actions that audit may open it.
    """
    return {
        "id": business.public_id,
        "external_id": numbers[0] if numbers else "",
        "external_ids": [*numbers],
        "office_number": business.external_id,
        "name": business.name,
        "kind": business.kind,
        "activity": business.activity,
        "sector": business.sector,
        "kbli": business.kbli,
        "status": business.status or "belum_dipastikan",
        "started": exchange.start_text(business.started_on, business.started_precision),
        "region": _place_of(business.region),
        "subdistrict": _place_of(business.district),
        "village": _place_of(business.village),
        **{name: _text(business, name, sight) for name in ("address", "rt", "rw")},
        "phones": _phones(business, sight, opened=opened),
        "channels": business.channels,
        "is_online": business.is_online,
        "nib": business.nib,
        "workers_male": business.workers_male,
        "workers_female": business.workers_female,
        "sales_class": business.sales_band if sight.sees("sales_band") else None,
        "size_class": business.size_class,
        "note": business.note,
        "confirmed_on": business.confirmed_on.isoformat() if business.confirmed_on else None,
        "freshness": freshness.band(business.confirmed_on, on),
        "owner": _owner(business, sight, opened=opened),
        "is_masked": not opened,
        "version": business.version,
        "created_at": business.created_at.isoformat(),
        "updated_at": business.updated_at.isoformat(),
    }


def _text(business: Business, name: str, sight: Sight) -> str:
    return str(getattr(business, name)) if sight.sees(name) else ""


def _phones(business: Business, sight: Sight, *, opened: bool) -> list[str]:
    if not sight.sees("phone"):
        return []
    numbers = [number for number in (business.phone, business.phone_2) if number]
    return numbers if opened else [phones.mask(number) for number in numbers]


def _owner(business: Business, sight: Sight, *, opened: bool) -> Record | None:
    owner = business.owner
    if owner is None:
        return None
    sees = sight.sees("nik")
    nik = (open_value(business, "nik") if opened else masked_nik(owner)) if sees else ""
    return {
        "id": owner.public_id,
        "name": owner.name,
        "sex": owner.sex,
        "birth_year": owner.birth_year if sees else None,
        "nik": nik,
    }


def told_of(business: Business) -> Told:
    """Return what is told of a loaded business now, protected values left as they are."""
    owner = business.owner
    return Told(
        owner_name=owner.name if owner else "",
        owner_sex=owner.sex if owner else "",
        village=business.village_id or "",
        name=business.name,
        phones=tuple(number for number in (business.phone, business.phone_2) if number),
        kind=business.kind,
        activity=business.activity,
        kbli=business.kbli,
        status=business.status,
        started_on=business.started_on,
        started_precision=business.started_precision,
        rt=business.rt,
        rw=business.rw,
        address=business.address,
        workers_male=business.workers_male,
        workers_female=business.workers_female,
        channels=tuple(business.channels),
        nib=business.nib,
        note=business.note,
    )


def _place_of(place: Region | None) -> dict[str, str] | None:
    return {"code": place.code, "name": place.name} if place else None
