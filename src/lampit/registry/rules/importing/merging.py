"""What a clean record means for the register: values to write, and what an update may touch."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter

from lampit.national import names
from lampit.national.dates import When
from lampit.registry.rules import search, size, words
from lampit.registry.rules.importing.record import Columns, Marks, Record
from lampit.registry.rules.provenance import Standing, Verdict

SOURCE = "impor"
LONGEST_PHONE = 16
STATUS = {
    "active": "aktif", "closed": "tutup", "paused": "tutup_sementara", "seasonal": "musiman",
    "moved": "pindah",
}  # fmt: skip
NIK_STATUS = {"valid": "ok", "copied_from_row_above": "copied_from_above"}
CHANNELS = {"wa": "whatsapp", "website": "situs"}
# Fields whose old and new values are kept sealed, never as text.
SEALED = {"nik_sealed": "nik", "birth_sealed": "birth", "sales_sealed": "sales",
          "capital_sealed": "capital"}  # fmt: skip
# Derived fields follow others: they are written along and never reported as changes.
DERIVED = frozenset({"name_key", "search_key", "is_online", "sales_band", "size_class",
                     "nik_index", "nik_status", "started_precision", "district_id",
                     "fingerprint", "confirmed_by"})  # fmt: skip
# A column that says nothing of its own: what it follows.
FOLLOWS = {"name_key": "name", "district_id": "village_id", "sector": "kbli",
           "started_precision": "started_on", "is_online": "channels"}  # fmt: skip
# What the register itself may have corrected since: it goes back with one of these.
CORRECTABLE = {"district_id": ("village_id",), "sales_band": ("sales_sealed",),
               "size_class": ("sales_sealed", "capital_sealed")}  # fmt: skip
UNNOTED = DERIVED | {"extras", "external_id", "birth_year"}
BLANK: tuple[object, ...] = ("", None, [], {})
# Under these names people's edits are noted in the change table.
EDITED_AS = {"village_id": "village", "nik_sealed": "nik", "birth_sealed": "birth",
             "sales_sealed": "sales", "capital_sealed": "capital",
             "owner.name": "owner_name"}  # fmt: skip
_FORMS = (("kelompok", "kelompok"), ("kub ", "kelompok"), ("kube ", "kelompok"),
          ("koperasi", "koperasi"), ("cv", "badan_usaha"), ("pt ", "badan_usaha"))  # fmt: skip
_STARTS = tuple(start for start, _ in _FORMS)

Values = dict[str, object]
# Written once, or by a rule of their own.
_APART = frozenset({"nik_status", "kind", "search_key", "confirmed_on", "confirmed_by"})


@dataclass(frozen=True, slots=True)
class Secrets:
    """The values of a record that are sealed before they are written."""

    nik: str
    birth: str
    sales: int | None
    capital: int | None


def led(told: Collection[str], back: Collection[str]) -> list[str]:
    """Return the columns of `told` that go back with those of `back`, whatever is there now."""
    return [name for name, by in CORRECTABLE.items() if name in told and {*by} & {*back}]


def secrets_of(record: Record) -> Secrets:
    """Return what must be sealed; of a range of sales the middle is kept."""
    sales = _sales(record.sales_low, record.sales_high)
    return Secrets(record.nik, record.birth_date, sales, record.capital)


def _sales(low: int | None, high: int | None) -> int | None:
    return None if low is None or high is None else (low + high) // 2


def marks_of(record: Record) -> Marks:
    """Return what a record is known by."""
    phone = _phone(record)
    found_by = search.key(record.business_name, record.owner_name, phone, record.phone2, record.nib)
    return Marks(
        fingerprint(record),
        names.strict_key(record.owner_name)[:120],
        search.beside(found_by, record.extras),
        names.loose_key(record.owner_name),
        names.business_key(record.business_name)[:200],
    )


def _phone(record: Record) -> str:
    """Return the number to call: a fixed line only where there is no mobile one."""
    line = record.fixed_line
    return record.phone1 or (line if len(line) <= LONGEST_PHONE else "")


OWNER = ("name", "name_key", "sex", "birth_year", "birth_place", "phone", "phone_2", "nik_status")
BUSINESS = (
    "district_id", "village_id", "kind", "name", "name_key", "search_key", "activity", "sector",
    "kbli", "address", "rt", "rw", "phone", "phone_2", "email", "channels", "is_online", "nib",
    "started_on", "started_precision", "workers_male", "workers_female", "workers_total",
    "sales_band", "size_class", "status", "external_id", "note", "extras", "confirmed_on",
    "confirmed_by",
)  # fmt: skip


def owner_values(record: Record, marks: Marks) -> Values:
    """Return the plain columns of the owner; only what the row told."""
    return dict(zip(OWNER, owner_line(record, marks), strict=True))


def owner_line(record: Record, marks: Marks) -> tuple[object, ...]:
    """Return the values of the columns `OWNER`."""
    status = record.nik_status
    return (
        record.owner_name[:120], marks.name_key, record.sex, record.birth_year,
        record.birth_place[:60], record.phone1, record.phone2,
        NIK_STATUS.get(status, status)[:20],
    )  # fmt: skip


def business_values(record: Record, marks: Marks) -> Values:
    """Return the plain columns of the business; only what the row told."""
    return dict(zip(BUSINESS, business_line(record, marks), strict=True))


def business_line(record: Record, marks: Marks) -> tuple[object, ...]:
    """Return the values of the columns `BUSINESS`."""
    channels, is_online, _ = reached(tuple(record.channels))
    seen = record.observed_on
    sized = _sized(record.start, record.sales_low, record.sales_high, record.capital)
    day = date.fromisoformat(seen) if seen else None
    return _line(record, marks, list(channels), is_online, *sized, record.extras, day)


def columns_of(record: Record, marks: Marks) -> Columns:
    """Return what a record writes when it is new."""
    _, is_online, channels = reached(tuple(record.channels))
    low, high, capital = record.sales_low, record.sales_high, record.capital
    started, band, size_class, sales = sized_as_text(record.start, low, high, capital)
    extras = json.dumps(record.extras) if record.extras else "{}"
    phone, name = record.phone1, record.owner_name
    return Columns(
        owner_line(record, marks),
        _line(record, marks, channels, is_online, started, band, size_class, extras,
              record.observed_on or None),
        record.nik, record.birth_date, sales, "" if capital is None else str(capital),
        f"{phone} {marks.loose_name}" if phone and name else "",
        record.business_name or name,
    )  # fmt: skip


def _line(
    record: Record, marks: Marks, channels: object, is_online: bool | None, started: object,
    band: int | None, size_class: str, extras: object, seen: object,
) -> tuple[object, ...]:  # fmt: skip
    email = record.email
    return (
        record.district or None, record.village or None, form_of(record.business_name),
        record.business_name, marks.business_key, marks.search_key, record.activity,
        record.sector, record.kbli, record.address[:200], record.rt[:3], record.rw[:3],
        record.phone1 or _phone(record), record.phone2, email if "@" in email else "",
        channels, is_online, record.nib, started, record.start_precision,
        record.workers_m, record.workers_f, record.workers, band, size_class, STATUS[record.status],
        record.external_id, record.note, extras,
        # A list is a sign of life only when it says on which day the business was seen.
        seen, SOURCE if seen else "",
    )  # fmt: skip


# Lists repeat their years, sales and channels from row to row.
@lru_cache(maxsize=16_384)
def _sized(
    start: str, low: int | None, high: int | None, capital: int | None
) -> tuple[date | None, int | None, str]:
    """Return the first day of a business, the band of its sales, and its size class."""
    started, sales = When(start).first_day, _sales(low, high)
    yearly = None if sales is None else sales * 12
    return started, size.sales_class(sales), size.classify(capital, yearly, started).code


@lru_cache(maxsize=16_384)
def sized_as_text(
    start: str, low: int | None, high: int | None, capital: int | None
) -> tuple[str | None, int | None, str, str]:
    """Return the same with the day as text, and the sales as text, empty when unknown."""
    started, band, size_class = _sized(start, low, high, capital)
    sales = _sales(low, high)
    day = None if started is None else started.isoformat()
    return day, band, size_class, "" if sales is None else str(sales)


@lru_cache(maxsize=1_024)
def reached(told: tuple[str, ...]) -> tuple[tuple[str, ...], bool | None, str]:
    """Return the codes of channels, whether any is online (None: none told), and their JSON."""
    channels = [CHANNELS.get(name, name) for name in told]
    return tuple(channels), words.is_digital(channels), json.dumps(channels)


# What the mark of a row is made of, in this order for ever: another would make all rows new.
MARKED = (  # noqa: SIM905 - a word list reads better
    "owner_name title sex nik nik_status birth_date birth_place business_name activity kbli"
    " village district address rt rw nib start workers_m workers_f sales_low sales_high"
    " capital phone1 phone2 fixed_line email channels status note external_id extras"
).split()
_marked = attrgetter(*MARKED)


def fingerprint(record: Record) -> str:
    """Return the mark of everything a row told: the same row again changes nothing."""
    told: tuple[object, ...] = _marked(record)
    # Only when told: lists without the day keep the marks they had.
    seen: tuple[object, ...] = (record.observed_on,) if record.observed_on else ()
    if record.workers is not None:
        seen = (*seen, ("workers", record.workers))
    return hashlib.sha256(repr(told + seen).encode()).hexdigest()


def to_update(
    present: Mapping[str, object],
    told: Mapping[str, object],
    standing: Standing,
    *,
    prefix: str = "",
) -> tuple[Values, Values]:
    """Return the columns that a newer row changes, and those it says otherwise and may not change.

    An empty cell never erases; a column that follows another moves only with it.
    """
    changed: Values = {}
    noted: Values = {}
    for field, value in told.items():
        if value in BLANK or field in _APART:
            continue
        old = present.get(field)
        verdict = standing.verdict(
            told_as(field, prefix), is_known=old not in BLANK, is_same=old == value
        )
        if verdict is Verdict.TAKE:
            changed[field] = value
        elif verdict is Verdict.NOTE and field not in UNNOTED:
            noted[field] = value
    for field, leader in FOLLOWS.items():
        is_alone = told.get(leader) in BLANK and present.get(leader) not in BLANK
        if leader in noted or is_alone:  # a kecamatan alone does not part a village from its own
            changed.pop(field, None)
    _see(present, told, changed)
    if set(changed) <= DERIVED:
        return {}, noted
    return changed, noted


def told_as(field: str, prefix: str = "") -> str:
    """Return the name under which the change table knows a column."""
    return EDITED_AS.get(f"{prefix}{field}", EDITED_AS.get(field, field))


def _see(present: Mapping[str, object], told: Mapping[str, object], changed: Values) -> None:
    """Note the day a business was seen when it is newer than what is known, whoever told that."""
    seen, known = told.get("confirmed_on"), present.get("confirmed_on")
    if isinstance(seen, date) and not (isinstance(known, date) and known >= seen):
        changed |= {"confirmed_on": seen, "confirmed_by": told["confirmed_by"]}


def form_of(name: str) -> str:
    """Return the kind of a business that its name tells."""
    lowered = name.lower()
    if not lowered.startswith(_STARTS):
        return "perorangan"
    return next(form for start, form in _FORMS if lowered.startswith(start))
