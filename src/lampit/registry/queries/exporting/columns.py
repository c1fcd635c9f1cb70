"""The columns that a list of businesses can have in a file: heading, kind, and what it reads.

A column names the fields it needs, so that a file reads, and opens, no more than it shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from lampit.basics.texts import gettext_noop
from lampit.national import nik as niks
from lampit.outside import vault
from lampit.registry.models import Business
from lampit.registry.queries.profile import shown_phones
from lampit.registry.rules import exchange, freshness, records, size, words
from lampit.trades.rules import SECTOR_LABELS

Row = Mapping[str, Any]
Cell = str | int | date | bool | None
GROUPS = {
    "owner": gettext_noop("Pemilik"),
    "business": gettext_noop("Usaha"),
    "place": gettext_noop("Tempat dan hubungan"),
    "size": gettext_noop("Ukuran"),
    "state": gettext_noop("Keadaan dan catatan"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a row is shown: on which day, and which protected values without their mask."""

    on: date
    opened: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        code: its name in forms, in the audit trail and in Parquet.
        title: its heading in files for people.
        kind: `text`, `whole`, `date` or `flag`: its type in Parquet.
        needs: the fields of a business that it reads.
        is_usual: chosen unless somebody chooses.
    """

    code: str
    title: str
    group: str
    needs: tuple[str, ...]
    cell: Callable[[Row, Look], Cell]
    kind: str = "text"
    is_usual: bool = True


def title_of(column: Column, look: Look) -> str:
    """Return the heading; a masked NIK says that it is masked."""
    is_masked = column.code == "nik" and "nik" not in look.opened
    return f"{column.title} (tersamar)" if is_masked else column.title


def _plain(field: str) -> Callable[[Row, Look], Cell]:
    return lambda row, _look: row[field]


def _labelled(field: str, labels: Mapping[str, str | Promise]) -> Callable[[Row, Look], Cell]:
    return lambda row, _look: str(labels.get(row[field], row[field])) if row[field] else ""


def _status(row: Row, _look: Look) -> Cell:
    return str(_STATUSES.get(row["status"], row["status"]))


def _nik(row: Row, look: Look) -> Cell:
    sealed = row["owner__nik_sealed"]
    if sealed is None:
        return ""
    context = records.context("owner", row["owner__public_id"], "nik")
    number = vault.decrypt(bytes(sealed), context)
    return number if "nik" in look.opened else niks.mask(number)


def _phones(row: Row, look: Look) -> Cell:
    whole = "phone" in look.opened
    return ", ".join(shown_phones([row["phone"], row["phone_2"]], whole=whole))


def _sales(row: Row, _look: Look) -> Cell:
    band = row["sales_band"]
    return "" if band is None else size.sales_class_label(band)


def _workers(row: Row, _look: Look) -> Cell:
    return size.all_workers(row["workers_male"], row["workers_female"], row["workers_total"])


def _start(row: Row, _look: Look) -> Cell:
    return exchange.start_text(row["started_on"], row["started_precision"])


def _band(row: Row, look: Look) -> Cell:
    return freshness.LABELS[freshness.band(row["confirmed_on"], look.on)]


def _channels(row: Row, _look: Look) -> Cell:
    return ", ".join(words.CHANNEL_LABELS.get(code, code) for code in row["channels"])


def _registered(row: Row, _look: Look) -> Cell:
    return timezone.localdate(row["created_at"])


_STATUSES = dict(Business.Status.choices)
_KINDS = dict(Business.Kind.choices)
COLUMNS: tuple[Column, ...] = (
    Column("owner", gettext_noop("Nama pemilik"), "owner", ("owner__name",), _plain("owner__name")),
    Column("nik", gettext_noop("NIK"), "owner", ("owner__nik_sealed", "owner__public_id"), _nik),
    Column("sex", gettext_noop("L/P"), "owner", ("owner__sex",), _plain("owner__sex")),
    Column("name", gettext_noop("Nama usaha"), "business", ("name",), _plain("name")),
    Column("address", gettext_noop("Alamat"), "place", ("address",), _plain("address")),
    Column("rt", gettext_noop("RT"), "place", ("rt",), _plain("rt")),
    Column("rw", gettext_noop("RW"), "place", ("rw",), _plain("rw"), is_usual=False),
    Column(
        "village",
        gettext_noop("Desa/Kelurahan"),
        "place",
        ("village__name",),
        _plain("village__name"),
    ),
    Column(
        "district",
        gettext_noop("Kecamatan"),
        "place",
        ("district__name",),
        _plain("district__name"),
    ),
    Column(
        "village_code", gettext_noop("Kode desa"), "place", ("village_id",), _plain("village_id")
    ),
    Column("activity", gettext_noop("Jenis usaha"), "business", ("activity",), _plain("activity")),
    Column(
        "sector",
        gettext_noop("Sektor"),
        "business",
        ("sector",),
        _labelled("sector", SECTOR_LABELS),
    ),
    Column("kbli", gettext_noop("KBLI 2020"), "business", ("kbli",), _plain("kbli")),
    Column(
        "kind",
        gettext_noop("Bentuk usaha"),
        "business",
        ("kind",),
        _labelled("kind", _KINDS),
        is_usual=False,
    ),
    Column("nib", gettext_noop("NIB"), "business", ("nib",), _plain("nib")),
    Column(
        "started",
        gettext_noop("Mulai usaha"),
        "business",
        ("started_on", "started_precision"),
        _start,
    ),
    Column(
        "workers_male",
        gettext_noop("TK laki-laki"),
        "size",
        ("workers_male",),
        _plain("workers_male"),
        "whole",
    ),
    Column(
        "workers_female",
        gettext_noop("TK perempuan"),
        "size",
        ("workers_female",),
        _plain("workers_female"),
        "whole",
    ),
    Column(
        "workers",
        gettext_noop("TK seluruhnya"),
        "size",
        ("workers_male", "workers_female", "workers_total"),
        _workers,
        "whole",
        is_usual=False,
    ),
    Column(
        "sales_band", gettext_noop("Golongan penjualan sebulan"), "size", ("sales_band",), _sales
    ),
    Column(
        "size_class",
        gettext_noop("Skala usaha"),
        "size",
        ("size_class",),
        _labelled("size_class", size.LABELS),
        is_usual=False,
    ),
    Column("phone", gettext_noop("HP/WA"), "place", ("phone", "phone_2"), _phones),
    Column("email", gettext_noop("Surel"), "place", ("email",), _plain("email"), is_usual=False),
    Column(
        "online",
        gettext_noop("Jualan daring"),
        "business",
        ("is_online",),
        _plain("is_online"),
        "flag",
    ),
    Column(
        "channels",
        gettext_noop("Cara menjual"),
        "business",
        ("channels",),
        _channels,
        is_usual=False,
    ),
    Column("status", gettext_noop("Keadaan"), "state", ("status",), _status),
    Column(
        "confirmed",
        gettext_noop("Dipastikan"),
        "state",
        ("confirmed_on",),
        _plain("confirmed_on"),
        "date",
    ),
    Column("band", gettext_noop("Kesegaran data"), "state", ("confirmed_on",), _band),
    Column(
        "registered",
        gettext_noop("Tercatat sejak"),
        "state",
        ("created_at",),
        _registered,
        "date",
        is_usual=False,
    ),
    Column("note", gettext_noop("Catatan"), "state", ("note",), _plain("note"), is_usual=False),
    Column(
        "external_id",
        gettext_noop("Nomor di daftar kantor"),
        "state",
        ("external_id",),
        _plain("external_id"),
        is_usual=False,
    ),
    Column(
        "partner_numbers",
        gettext_noop("Nomor dari mitra"),
        "state",
        ("partner_numbers",),
        _plain("partner_numbers"),
        is_usual=False,
    ),
    Column(
        "public_id",
        gettext_noop("Nomor Lampit"),
        "state",
        ("public_id",),
        _plain("public_id"),
        is_usual=False,
    ),
)
BY_CODE = {column.code: column for column in COLUMNS}
USUAL = tuple(column.code for column in COLUMNS if column.is_usual)


def chosen(codes: tuple[str, ...]) -> list[Column]:
    """Return the columns of `codes` in the order of the list."""
    wanted = set(codes)
    return [column for column in COLUMNS if column.code in wanted]
