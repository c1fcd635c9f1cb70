"""What may leave the house as a file: kinds, columns, and the mark that each file carries. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.registry.rules.seeing import Sight

KINDS = {
    "xlsx": gettext_noop("Excel (.xlsx)"),
    "csv": gettext_noop("CSV, siap dibuka di Excel (titik koma, UTF-8)"),
    "parquet": gettext_noop("Parquet, untuk diolah (DuckDB, Python, R)"),
    "geojson": gettext_noop("GeoJSON, jumlah per desa untuk peta"),
}
# What other rooms let out by this door; nobody chooses it for a list of businesses.
BUNDLES = {"zip": gettext_noop("Arsip ZIP")}
NAMED = {**KINDS, **BUNDLES}
SERVED = "list_served"  # a program begins to read: one list a day and token
BUSINESSES = "export"  # the writer of a list of businesses: kind of its job
OPENABLE = ("nik", "phone")
WHOLE = (*OPENABLE, "birth")  # what may leave whole in any list
# Who will hold the file: what a partner gets needs the owner's yes (UU 27/2022 art. 20).
OFFICE, PARTNER = "dinas", "mitra"
RECEIVERS = {
    OFFICE: gettext_noop("Dipakai dinas sendiri"),
    PARTNER: gettext_noop("Diteruskan ke mitra: bank, pelatih, pembeli besar, instansi lain"),
}


# More persons leave only when a second person agrees: domain.md section 18; ADR 0016 tells why
# not the 500 rows of registry.md section 5. An office may set another number.
MOST_ALONE = 100
WAITS, KEPT = timedelta(days=7), timedelta(days=3)


def needs_second(kind: str, rows: int, alone: int = MOST_ALONE) -> bool:
    """Say whether a second person must agree: counts by village name nobody.

    Args:
        kind: of the file.
        rows: how many stand in it.
        alone: how many leave on one person's word.
    """
    return rows > alone and kind != "geojson"


def check_decision(
    state: str, expires_at: datetime, asker: int, decider: int, now: datetime
) -> None:
    """Refuse an answer to a request that is one's own, answered already, or too old.

    Raises:
        Refusal: `own_request`, `request_answered`, `request_over`.
    """
    if asker == decider:
        raise Refusal("own_request", "Permintaan sendiri harus disetujui orang lain.")
    if state != "menunggu":
        raise Refusal("request_answered", "Permintaan ini sudah dijawab. Muat ulang halaman.")
    if now >= expires_at:
        raise Refusal("request_over", "Permintaan ini sudah lewat waktunya. Minta lagi.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to take out.

    Attributes:
        kind: one of `KINDS`.
        columns: codes of the chosen columns, in the order of the file.
        purpose: what it is for; the reason when something protected is opened.
        opened: `nik`, `phone`: values that leave without their mask.
        receiver: one of `RECEIVERS`.
    """

    kind: str
    columns: tuple[str, ...]
    purpose: str
    opened: frozenset[str] = frozenset()
    receiver: str = OFFICE

    def kept(self) -> dict[str, object]:
        """Return the choice as JSON keeps it."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "purpose": self.purpose,
            "opened": sorted(self.opened),
            "receiver": self.receiver,
        }


@dataclass(frozen=True, slots=True)
class Leaving:
    """A list that is no list of businesses, on its way out by the same door.

    Attributes:
        writer: kind of the job that writes it when a second person had to agree.
        title: what it is, for who answers; kept as it is told.
        file: the first word of the file's name.
        about: what the job needs to write it again, as JSON keeps it.
        columns: code → heading (msgid), in the order of the file.
        kind: one of `NAMED`.
        opened: protected values that leave whole.
    """

    writer: str
    title: str
    file: str
    about: Mapping[str, object]
    columns: Mapping[str, str]
    kind: str = "csv"
    opened: frozenset[str] = frozenset()

    def wanted(self, purpose: str) -> Wanted:
        """Return the choice as lists of businesses have it."""
        return Wanted(self.kind, tuple(self.columns), purpose, self.opened)

    def kept(self, purpose: str) -> dict[str, object]:
        """Return the choice as JSON keeps it, with the words for who answers."""
        told: dict[str, object] = {"title": self.title, "file": self.file}
        return self.wanted(purpose).kept() | told | {"labels": dict(self.columns)}


def wanted_of(kept: Mapping[str, Any]) -> Wanted:
    """Return a choice that was kept as JSON."""
    columns, opened = tuple(kept["columns"]), frozenset(kept["opened"])
    # Requests of before this was asked stayed in the house.
    receiver = kept.get("receiver", OFFICE)
    return Wanted(kept["kind"], columns, kept["purpose"], opened, receiver)


def columns_for(codes: Iterable[str], sight: Sight) -> list[str]:
    """Return which columns a person may take out: those that she sees on the page, too."""
    return [code for code in codes if sight.sees(code)]


def check_wanted(wanted: Wanted, known: Collection[str]) -> None:
    """Refuse a file that cannot be made.

    Args:
        wanted: what is to leave.
        known: the columns that this person may take out.

    Raises:
        Refusal: `kind_unknown`, `columns_missing`, `column_unknown`, `receiver_unknown`.
    """
    if wanted.receiver not in RECEIVERS:
        raise Refusal("receiver_unknown", "Pilih untuk siapa daftar ini.")
    if wanted.kind not in KINDS:
        raise Refusal("kind_unknown", "Pilih jenis berkas dari daftar.")
    if wanted.kind != "geojson" and not wanted.columns:
        raise Refusal("columns_missing", "Pilih paling sedikit satu kolom.")
    if set(wanted.columns) - set(known):
        raise Refusal("column_unknown", "Ada kolom yang tidak dikenal. Pilih kolom dari daftar.")


def opened_of(wanted: Wanted) -> tuple[str, ...]:
    """Return what really leaves in clear: what is opened and also stands in the file."""
    if wanted.kind == "geojson":
        return ()
    return tuple(name for name in WHOLE if name in wanted.opened and name in wanted.columns)


def needs_consent(wanted: Wanted) -> bool:
    """Say whether only owners who agreed to be passed on may stand in the file."""
    return wanted.receiver == PARTNER and wanted.kind != "geojson"


def check_agreed(wanted: Wanted, rows: int) -> None:
    """Refuse a file for a partner in which nobody would stand.

    Raises:
        Refusal: `nobody_agreed`.
    """
    if needs_consent(wanted) and not rows:
        raise Refusal(
            "nobody_agreed",
            "Belum ada pemilik di daftar ini yang mengizinkan datanya diteruskan. Mintakan izinnya "
            "dulu, atau pilih dipakai dinas sendiri.",
        )


def remembered(columns: Iterable[str], kind: str, listed: str) -> str:
    """Return the choice as the text of a cookie: `csv:owner.nik.name:9f2c01ab`."""
    return f"{kind}:{'.'.join(columns)}:{mark_of(listed)}"


def recalled(text: str, known: Mapping[str, object], listed: str) -> tuple[str, list[str]]:
    """Return (kind, columns) of a remembered choice; what is not known any more is left out.

    The kind is that of one list: of another list somebody may well want another file.
    """
    kind, columns, mark, *_ = (*text.split(":"), "", "", "")
    kept = [code for code in columns.split(".") if code in known]
    return (kind if kind in KINDS and mark == mark_of(listed) else "", kept)


def mark_of(listed: str) -> str:
    """Return a short mark of what a list was asked for; the words themselves stay out."""
    return sha256(listed.encode()).hexdigest()[:8]
