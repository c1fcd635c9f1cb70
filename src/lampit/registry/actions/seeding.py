"""Writes many businesses at once: demo data and benches, streaming, flat memory."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from lampit.national import names
from lampit.national import nik as niks
from lampit.outside import vault
from lampit.places.rules import district_of, subdistrict_of
from lampit.registry.models import Business, Change, Owner, Permit
from lampit.registry.rules import ids, records, search, size, words
from lampit.trades.rules import sector_of

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class SeedPermit:
    """A legal paper of a seeded business."""

    kind: str
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A business to be written, checked by whoever made it.

    Attributes:
        owner_key: rows with the same key (not empty) share one owner, if within 5,000 rows.
        nik: 16 well-formed digits or empty.
        sales: rupiah per month, None unknown.
        account_id: the account of the owner, if any.
        created_at: when it was registered; None is the moment of the load.
    """

    name: str
    owner_name: str
    village: str
    sex: str = ""
    nik: str = ""
    owner_key: str = ""
    phone: str = ""
    kind: str = "perorangan"
    activity: str = ""
    kbli: str = ""
    sector: str = ""
    status: str = "aktif"
    address: str = ""
    rt: str = ""
    nib: str = ""
    started_on: date | None = None
    started_precision: str = ""
    workers_male: int | None = None
    workers_female: int | None = None
    sales: int | None = None
    capital: int | None = None
    channels: tuple[str, ...] = ()
    confirmed_on: date | None = None
    confirmed_by: str = ""
    birth_year: int | None = None
    external_id: str = ""
    source: str = "contoh"
    account_id: int | None = None
    created_at: datetime | None = None
    permits: tuple[SeedPermit, ...] = field(default=())


def seed(
    rows: Iterable[SeedRow],
    *,
    now: datetime,
    rng: Random,
    is_demo: bool = True,
    say: Callable[[int], None] | None = None,
) -> int:
    """Write the rows with their owners and papers and return how many businesses there are.

    Every 5,000 rows are one transaction; the same rows and `rng` give the same public ids.

    Args:
        rows: any iterable, also an endless-looking generator; read once.
        now: stamped on what has no moment of its own.
        rng: the dice of the public ids.
        is_demo: marks the businesses as invented.
        say: told the number written so far after each chunk.
    """
    writer = _Writer(now, rng, is_demo=is_demo)
    source = iter(rows)
    done = 0
    while chunk := list(islice(source, CHUNK)):
        with transaction.atomic():
            writer.write(chunk)
        done += len(chunk)
        if say is not None:
            say(done)
    _reset_numbers()
    refresh_statistics()
    return done


def refresh_statistics() -> None:
    """Let the database count its rows again, so that it reads lists by the right index.

    Call it after many rows were written: without it SQLite takes any index of a region.
    """
    with connection.cursor() as cursor:
        for model in (Owner, Business):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


class _Writer:
    """Turns seed rows into column values and writes them table by table."""

    def __init__(self, now: datetime, rng: Random, *, is_demo: bool) -> None:
        self.now, self.rng, self.is_demo = now, rng, is_demo
        self.owner_id = Owner.objects.aggregate(top=Max("id"))["top"] or 0
        self.business_id = Business.objects.aggregate(top=Max("id"))["top"] or 0

    def write(self, chunk: list[SeedRow]) -> None:
        owners: dict[str, int] = {}
        owner_rows, business_rows, permit_rows, change_rows = [], [], [], []
        for row in chunk:
            key = row.owner_key
            if not key or key not in owners:
                owner_rows.append(self._owner(row))
                owners[key] = self.owner_id
            business_rows.append(self._business(row, owners[key]))
            permit_rows += [self._permit(p, self.business_id) for p in row.permits]
            change_rows.append(self._registered(row))
        _insert(Owner, owner_rows)
        _insert(Business, business_rows)
        _insert(Permit, permit_rows)
        _insert(Change, change_rows)

    def _id(self) -> str:
        return ids.public_id(self.rng.getrandbits(ids.BITS))

    def _owner(self, row: SeedRow) -> dict[str, Any]:
        self.owner_id += 1
        public_id, at = self._id(), row.created_at or self.now
        values: dict[str, Any] = {
            "id": self.owner_id,
            "public_id": public_id,
            "region_id": district_of(row.village),
            "name": row.owner_name,
            "name_key": names.strict_key(row.owner_name)[:120],
            "sex": row.sex,
            "birth_year": row.birth_year,
            "phone": row.phone,
            "account_id": row.account_id,
            "created_at": at,
            "updated_at": at,
        }
        if row.nik:
            born_on = niks.parse(row.nik).born_on
            values |= {
                "nik_sealed": _seal("owner", public_id, "nik", row.nik),
                "nik_index": vault.blind_index("nik", row.nik),
                "nik_status": "ok",
                "birth_sealed": _seal("owner", public_id, "birth", born_on.isoformat()),
                "birth_year": born_on.year,
            }
        return values

    def _business(self, row: SeedRow, owner_id: int) -> dict[str, Any]:
        self.business_id += 1
        public_id, at = self._id(), row.created_at or self.now
        yearly = None if row.sales is None else row.sales * 12
        return {
            "id": self.business_id,
            "public_id": public_id,
            "region_id": district_of(row.village),
            "district_id": subdistrict_of(row.village),
            "village_id": row.village,
            "owner_id": owner_id,
            "kind": row.kind,
            "name": row.name,
            "name_key": names.business_key(row.name)[:200],
            "search_key": search.key(row.name, row.owner_name, row.phone, row.nib),
            "activity": row.activity,
            "sector": row.sector or sector_of(row.kbli),
            "kbli": row.kbli,
            "address": row.address,
            "rt": row.rt,
            "phone": row.phone,
            "channels": list(row.channels),
            "is_online": words.is_digital(list(row.channels)),
            "nib": row.nib,
            "started_on": row.started_on,
            "started_precision": row.started_precision,
            "workers_male": row.workers_male,
            "workers_female": row.workers_female,
            "sales_band": size.sales_class(row.sales),
            "sales_sealed": _seal_number(public_id, "sales", row.sales),
            "capital_sealed": _seal_number(public_id, "capital", row.capital),
            "size_class": size.classify(row.capital, yearly, row.started_on).code,
            "status": row.status,
            "confirmed_on": row.confirmed_on,
            "confirmed_by": row.confirmed_by,
            "source": row.source,
            "external_id": row.external_id,
            "is_demo": self.is_demo,
            "created_at": at,
            "updated_at": at,
        }

    def _permit(self, permit: SeedPermit, business_id: int) -> dict[str, Any]:
        return {
            "business_id": business_id,
            "kind": permit.kind,
            "number": permit.number,
            "status": "berlaku" if permit.number else "proses",
            "issued_on": permit.issued_on,
            "valid_until": permit.valid_until,
        }

    def _registered(self, row: SeedRow) -> dict[str, Any]:
        return {
            "entity": "business",
            "entity_id": self.business_id,
            "field": "registered",
            "new": row.name or row.owner_name,
            "source": row.source,
            "at": row.created_at or self.now,
        }


def _seal(table: str, public_id: str, name: str, value: str) -> bytes:
    return vault.encrypt(value, records.context(table, public_id, name))


def _seal_number(public_id: str, name: str, value: int | None) -> bytes | None:
    return None if value is None else _seal("business", public_id, name, str(value))


def _insert(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Write rows of column values; columns not named get the default of their field."""
    if not rows:
        return
    # Not bulk_create: model objects and SQLite's limit of variables make it five times slower.
    columns = [
        f for f in model._meta.concrete_fields if not (f.primary_key and "id" not in rows[0])
    ]
    quoted = ", ".join(connection.ops.quote_name(f.column) for f in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({marks})"  # noqa: S608 - own names
    values = _lines(columns, rows)
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _lines(
    columns: "list[models.Field[Any, Any]]", rows: list[dict[str, Any]]
) -> Iterator[list[Any]]:
    """Yield the values of each row in the order of the columns, as the driver takes them."""
    place = {f.attname: number for number, f in enumerate(columns)}
    fits = {f.attname: fit for f in columns if (fit := _adapter(f)) is not None}
    usual = [(fits.get(f.attname) or _same)(f.get_default()) for f in columns]
    for row in rows:
        line = usual.copy()
        for name, value in row.items():
            fit = fits.get(name)
            line[place[name]] = value if fit is None else fit(value)
        yield line


def _adapter(found: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what turns a value of a field into what the driver takes, None when nothing must."""
    ops = connection.ops
    if isinstance(found, models.DateTimeField):
        return lru_cache(maxsize=4096)(ops.adapt_datetimefield_value)
    if isinstance(found, models.DateField):
        return lru_cache(maxsize=4096)(ops.adapt_datefield_value)
    return json.dumps if isinstance(found, models.JSONField) else None


def _same(value: Any) -> Any:
    return value


def _reset_numbers() -> None:
    """Let the database number on after the highest id; SQLite does so by itself."""
    tables = [Owner, Business]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
