"""What a clean record means for the register: values to write, and what an update may touch."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lampit.national import names
from lampit.national.dates import When
from lampit.registry.rules import search, size, words
from lampit.registry.rules.importing.record import Marks, Record
from lampit.registry.rules.provenance import Standing, Verdict

SOURCE = "impor"
STATUS = {
    "active": "aktif", "closed": "tutup", "paused": "tutup_sementara", "seasonal": "musiman",
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


def secrets_of(record: Record) -> Secrets:
    """Return what must be sealed; of a range of sales the middle is kept."""
    low, high = record.sales_low, record.sales_high
    sales = None if low is None or high is None else (low + high) // 2
    return Secrets(record.nik, record.birth_date, sales, record.capital)


def marks_of(record: Record) -> Marks:
    """Return what a record is known by."""
    phone = _phone(record)
    return Marks(
        fingerprint(record),
        names.strict_key(record.owner_name)[:120],
        search.key(record.business_name, record.owner_name, phone, record.phone2, record.nib),
        names.loose_key(record.owner_name),
    )


def _phone(record: Record) -> str:
    """Return the number to call: a fixed line only where there is no mobile one."""
    return record.phone1 or (record.fixed_line if len(record.fixed_line) <= 16 else "")


def owner_values(record: Record, marks: Marks) -> Values:
    """Return the plain columns of the owner; only what the row told."""
    return {
        "name": record.owner_name[:120],
        "name_key": marks.name_key,
        "sex": record.sex,
        "birth_year": record.birth_year,
        "birth_place": record.birth_place[:60],
        "phone": record.phone1,
        "phone_2": record.phone2,
        "nik_status": NIK_STATUS.get(record.nik_status, record.nik_status)[:20],
    }


def business_values(record: Record, marks: Marks) -> Values:
    """Return the plain columns of the business; only what the row told."""
    started = When(record.start, record.start_precision).first_day
    sales = secrets_of(record).sales
    yearly = None if sales is None else sales * 12
    channels = [CHANNELS.get(name, name) for name in record.channels]
    return {
        "district_id": record.district or None,
        "village_id": record.village or None,
        "kind": _form(record.business_name),
        "name": record.business_name,
        "name_key": names.business_key(record.business_name)[:200],
        "search_key": marks.search_key,
        "activity": record.activity,
        "sector": record.sector,
        "kbli": record.kbli,
        "address": record.address[:200],
        "rt": record.rt[:3],
        "rw": record.rw[:3],
        "phone": _phone(record),
        "phone_2": record.phone2,
        "email": record.email if "@" in record.email else "",
        "channels": channels,
        "is_online": words.is_digital(channels) if channels else None,
        "nib": record.nib,
        "started_on": started,
        "started_precision": record.start_precision,
        "workers_male": record.workers_m,
        "workers_female": record.workers_f,
        "sales_band": size.sales_class(sales),
        "size_class": size.classify(record.capital, yearly, started).code,
        "status": STATUS[record.status],
        "external_id": record.external_id,
        "note": record.note,
        "extras": record.extras,
        # A list is a sign of life only when it says on which day the business was seen.
        "confirmed_on": date.fromisoformat(record.observed_on) if record.observed_on else None,
        "confirmed_by": SOURCE if record.observed_on else "",
    }


def fingerprint(record: Record) -> str:
    """Return the mark of everything a row told: the same row again changes nothing."""
    told = (
        record.owner_name, record.title, record.sex, record.nik, record.nik_status,
        record.birth_date, record.birth_place, record.business_name, record.activity, record.kbli,
        record.village, record.district, record.address, record.rt, record.rw, record.nib,
        record.start, record.workers_m, record.workers_f, record.sales_low, record.sales_high,
        record.capital, record.phone1, record.phone2, record.fixed_line, record.email,
        record.channels, record.status, record.note, record.external_id, record.extras,
    )  # fmt: skip
    # Only when told: lists without the day keep the marks they had.
    seen = (record.observed_on,) if record.observed_on else ()
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
        if leader in noted:
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


def _form(name: str) -> str:
    lowered = name.lower()
    if not lowered.startswith(_STARTS):
        return "perorangan"
    return next(form for start, form in _FORMS if lowered.startswith(start))
