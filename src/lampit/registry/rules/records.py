"""What somebody tells about a business, as plain values, and how it is kept. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lampit.basics.refusal import Refusal

FEWEST_REASON_SIGNS = 8
NIK_ODD = "sex_mismatch"  # as an import calls a NIK that speaks against the sex told
ERASED = "dihapus"  # what an owner's NIK is called when the person was erased
CONFIRM_KINDS = {
    "visit": "kunjungan",
    "owner": "pemilik",
    "order": "pesanan",
    "sale": "penjualan",
    "survey": "survei",
    "login": "masuk",
    "staff": "petugas",
    "import": "impor",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A business with its owner as told: empty text and None are unknown.

    Attributes:
        nik: 16 digits; empty keeps what is known.
        phones: E.164 numbers, the first is the primary one.
        village: code of a village.
        sales: rupiah per month; None keeps what is known.
        capital: rupiah without land and building; None keeps what is known.
    """

    owner_name: str
    village: str
    name: str = ""
    owner_sex: str = ""
    nik: str = ""
    phones: tuple[str, ...] = ()
    kind: str = "perorangan"
    activity: str = ""
    kbli: str = ""
    status: str = "aktif"
    started_on: date | None = None
    started_precision: str = ""
    rt: str = ""
    rw: str = ""
    address: str = ""
    workers_male: int | None = None
    workers_female: int | None = None
    sales: int | None = None
    capital: int | None = None
    channels: tuple[str, ...] = field(default=())
    nib: str = ""
    note: str = ""


def check_reason(reason: str) -> str:
    """Return the reason without outer blanks.

    Raises:
        Refusal: `reason_missing`.
    """
    text = " ".join(reason.split())
    if len(text) < FEWEST_REASON_SIGNS:
        raise Refusal("reason_missing", "Tulis alasannya dalam beberapa kata.")
    return text


def check_start(started_on: date | None, today: date) -> None:
    """Refuse a start that has not come.

    Raises:
        Refusal: `start_in_future`.
    """
    if started_on is not None and started_on > today:
        raise Refusal("start_in_future", "Mulai usaha belum tiba. Periksa tanggalnya.")


def confirm_kind(kind: str) -> str:
    """Return the code of a sign of life; English words of other rooms are understood."""
    return CONFIRM_KINDS.get(kind, kind)


def context(table: str, public_id: str, name: str) -> str:
    """Return the place a sealed value belongs to: `registry_owner|<public id>|nik`."""
    return contexts(table, (public_id,), name)[0]


def contexts(table: str, public_ids: Iterable[str], name: str) -> list[str]:
    """Return the places of a column of sealed values."""
    return [f"registry_{table}|{one}|{name}" for one in public_ids]
