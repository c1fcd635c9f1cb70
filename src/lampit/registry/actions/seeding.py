"""Writes many businesses at once: demo data and benches, streaming, flat memory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from random import Random

from django.db import connection, transaction

from lampit.national import names
from lampit.national import nik as niks
from lampit.outside import vault
from lampit.places.rules import district_of, subdistrict_of
from lampit.registry.actions._bulk import Row, insert, take_ids
from lampit.registry.actions.catalogue import catch_up, noted_together
from lampit.registry.models import Business, Change, Owner, Permit, Posting
from lampit.registry.rules import ids, records, search, size, words
from lampit.trades.rules import sector_of

CHUNK = 5_000
GLANCE = 25  # of PostgreSQL's usual 100, times 300 rows


@dataclass(frozen=True, slots=True)
class SeedPermit:
    """A legal paper of a seeded business."""

    kind: str
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    proof: str = "dikatakan"


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
    catch_up()
    refresh_statistics()
    return done


def refresh_statistics() -> None:
    """Let the database count its rows again, so that it reads lists by the right index.

    Call it after many rows were written: without it SQLite takes any index of a region.
    PostgreSQL looks at a quarter of what it would by itself, which it does anyway, later on.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL default_statistics_target = {GLANCE}")
        for model in (Owner, Business, Posting):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


class _Writer:
    """Turns seed rows into column values and writes them table by table."""

    def __init__(self, now: datetime, rng: Random, *, is_demo: bool) -> None:
        self.now, self.rng, self.is_demo = now, rng, is_demo

    def write(self, chunk: list[SeedRow]) -> None:
        keys = [row.owner_key or f"#{place}" for place, row in enumerate(chunk)]
        first: dict[str, SeedRow] = {}
        for key, row in zip(keys, chunk, strict=True):
            first.setdefault(key, row)
        owner_ids = dict(zip(first, take_ids(Owner, len(first)), strict=True))
        business_ids = take_ids(Business, len(chunk))
        insert(Owner, [self._owner(row, owner_ids[key]) for key, row in first.items()])
        with noted_together(business_ids):
            insert(
                Business,
                [
                    self._business(row, number, owner_ids[key])
                    for row, number, key in zip(chunk, business_ids, keys, strict=True)
                ],
            )
        numbered = list(zip(chunk, business_ids, strict=True))
        insert(Permit, [self._permit(p, pk) for row, pk in numbered for p in row.permits])
        insert(Change, [self._registered(row, pk) for row, pk in numbered])

    def _id(self) -> str:
        return ids.public_id(self.rng.getrandbits(ids.BITS))

    def _owner(self, row: SeedRow, number: int) -> Row:
        public_id, at = self._id(), row.created_at or self.now
        values: Row = {
            "id": number,
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

    def _business(self, row: SeedRow, number: int, owner_id: int) -> Row:
        public_id, at = self._id(), row.created_at or self.now
        yearly = None if row.sales is None else row.sales * 12
        return {
            "id": number,
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

    def _permit(self, permit: SeedPermit, business_id: int) -> Row:
        return {
            "business_id": business_id,
            "kind": permit.kind,
            "number": permit.number,
            "status": "berlaku" if permit.number else "proses",
            "issued_on": permit.issued_on,
            "valid_until": permit.valid_until,
            "proof": permit.proof,
            "proof_note": "",
        }

    def _registered(self, row: SeedRow, business_id: int) -> Row:
        return {
            "entity": "business",
            "entity_id": business_id,
            "field": "registered",
            "new": row.name or row.owner_name,
            "source": row.source,
            "at": row.created_at or self.now,
        }


def _seal(table: str, public_id: str, name: str, value: str) -> bytes:
    return vault.encrypt(value, records.context(table, public_id, name))


def _seal_number(public_id: str, name: str, value: int | None) -> bytes | None:
    return None if value is None else _seal("business", public_id, name, str(value))
