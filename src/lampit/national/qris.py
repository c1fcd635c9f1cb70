"""QRIS payloads: read, check, and turn a maker's static code into one for an amount.

EMVCo QR Code Specification for Payment Systems, Merchant-Presented Mode, with the national
profile of Bank Indonesia. Offsets and lengths count characters; the CRC is over UTF-8 bytes.
"""

import binascii
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

LONGEST = 512
LONGEST_VALUE = 99
NATIONAL_GUID = "id.co.qris.www"
# Exactly what pasting from chats and readers leaves at the ends; str.strip() takes more.
PASTE_DIRT = " \t\r\n\v\f\u00a0\ufeff\u200b\u200e\u200f\u2060"
DIGITS = frozenset("0123456789")  # not str.isdigit: it accepts fullwidth and Arabic digits
HEX = frozenset("0123456789abcdefABCDEF")
KEYS = (
    "kind", "amount", "amount_rupiah", "currency", "country", "mcc", "merchant_name", "city",
    "postal_code", "nmid", "criteria", "accounts", "tip", "additional", "language", "other", "crc",
    "warnings",
)  # fmt: skip
COMPULSORY = ("52", "53", "58", "59", "60")
AMOUNT = re.compile(r"[0-9]+(\.[0-9]{0,2})?")
PERCENT = re.compile(r"[0-9]{1,2}(\.[0-9]{0,2})?")
NMID = re.compile(r"ID[0-9]{13}")
REFERENCE = re.compile(r"[\x20-\x7e]{1,25}")

MESSAGES = {
    "empty": "Belum ada isi QRIS.",
    "not_emv": "Ini bukan QRIS.",
    "bad_character": "Ada tanda yang tidak boleh ada di QRIS. Pindai ulang kodenya.",
    "too_long": "Isi QRIS terlalu panjang.",
    "bad_tag": "Susunan QRIS rusak: nomor bagian bukan angka. Pindai ulang kodenya.",
    "bad_length": "Susunan QRIS rusak: panjang bagian salah. Pindai ulang kodenya.",
    "truncated": "Isi QRIS terpotong. Salin atau pindai seluruh kodenya.",
    "crc_missing": "Isi QRIS terpotong: kode pemeriksa di ujungnya tidak ada.",
    "crc_not_last": "Ada isi tambahan sesudah kode pemeriksa QRIS.",
    "bad_crc": "Ada huruf atau angka QRIS yang berubah. Pindai ulang kodenya.",
    "duplicate_tag": "Ada bagian QRIS yang tertulis dua kali.",
    "bad_value": "Ada bagian QRIS yang isinya tidak sah.",
    "bad_currency": "QRIS ini tidak memakai rupiah.",
    "bad_amount": "Jumlah harus rupiah bulat, paling sedikit 1.",
    "bad_country": "QRIS ini bukan QRIS Indonesia.",
    "missing_tag": "Ada bagian wajib QRIS yang hilang.",
    "no_account": "QRIS ini tidak memuat rekening penerima.",
    "already_dynamic": "QRIS sekali pakai, bukan QRIS toko.",
    "bad_reference": "Nomor rujukan harus 1 sampai 25 huruf atau angka biasa.",
}


class QrisError(ValueError):
    """A text that is not a usable QRIS.

    Attributes:
        code: stable English identifier.
        position: 0-based character offset of the fault in the stripped text.
        message: one Indonesian sentence for the person.
    """

    def __init__(self, code: str, position: int = 0, message: str = "") -> None:
        """Keep code, position and message; `str()` gives the message."""
        self.code = code
        self.position = position
        self.message = message or MESSAGES[code]
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Piece:
    """One data object: two-digit tag, text, and where it begins."""

    tag: str
    value: str
    position: int

    def written(self) -> str:
        """Return the object as it stands in a payload."""
        return f"{self.tag}{len(self.value):02d}{self.value}"


@dataclass(frozen=True, slots=True)
class Account:
    """One merchant account template (tags 26-51)."""

    tag: str
    guid: str | None
    pan: str | None
    merchant_id: str | None
    criteria: str | None

    def is_national(self) -> bool:
        """Say whether this is an entry of the National Merchant Repository."""
        return (self.guid or "").lower() == NATIONAL_GUID


@dataclass(frozen=True, slots=True)
class Qris:
    """A read QRIS; `pieces` are its top-level objects without the CRC."""

    kind: str
    amount: str | None
    amount_rupiah: int | None
    mcc: str
    merchant_name: str
    city: str
    postal_code: str | None
    nmid: str | None
    criteria: str | None
    accounts: tuple[Account, ...]
    tip: dict[str, str] | None
    additional: dict[str, str]
    language: dict[str, str] | None
    other: dict[str, str]
    crc: str
    warnings: tuple[str, ...]
    pieces: tuple[Piece, ...]
    currency: str = "360"
    country: str = "ID"

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form with exactly the keys of the contract."""
        plain = {name: getattr(self, name) for name in KEYS}
        accounts = [asdict(account) for account in self.accounts]
        return {**plain, "accounts": accounts, "warnings": list(self.warnings)}


def crc16(data: bytes) -> int:
    """Return CRC-16/CCITT-FALSE of `data` (polynomial 0x1021, initial 0xFFFF)."""
    return binascii.crc_hqx(data, 0xFFFF)


def parse(text: str) -> Qris:
    """Read a payload; the first fault in the order of the national profile is raised.

    Raises:
        QrisError: with one of the codes of `MESSAGES` and the offset of the fault.
    """
    stripped = text.strip(PASTE_DIRT)
    _check_outside(stripped)
    pieces = _walk(stripped, 0)
    written_crc = _checked_crc(stripped, pieces)
    _check_unique(pieces)
    templates = {p.tag: _nested(p) for p in pieces if _check_piece(p) and _is_template(p.tag)}
    _check_complete(pieces, templates, len(stripped))
    return _understood(pieces[:-1], templates, written_crc)


def make_dynamic(static: str, amount: int, reference: str | None = None) -> str:
    """Return the maker's static code as a code for exactly `amount` rupiah.

    All other objects keep order and text; tips are removed, so that the order total is what
    the buyer pays. `reference` goes to 62-05, or to 62-01 where the acquirer uses 62-05.

    Raises:
        QrisError: faults of `static`; `already_dynamic`, `bad_amount`, `bad_reference`,
            `too_long` at position 0.
    """
    code = parse(static)
    if code.kind == "dynamic":
        raise QrisError("already_dynamic")
    if type(amount) is not int or not 1 <= amount < 10**13:
        raise QrisError("bad_amount")
    pieces = [(p.tag, p.value) for p in code.pieces if p.tag not in {"54", "55", "56", "57"}]
    if all(tag != "01" for tag, _ in pieces):
        pieces.insert(1, ("01", ""))
    pieces = [(tag, "12" if tag == "01" else value) for tag, value in pieces]
    after_currency = [tag for tag, _ in pieces].index("53") + 1
    pieces.insert(after_currency, ("54", str(amount)))
    if reference is not None:
        _refer(pieces, reference, code.additional)
    body = "".join(f"{tag}{len(value):02d}{value}" for tag, value in pieces) + "6304"
    if len(body) + 4 > LONGEST:
        raise QrisError("too_long")
    return f"{body}{crc16(body.encode()):04X}"


def _check_outside(text: str) -> None:
    """Refuse what cannot be a payload at all, before looking inside."""
    if not text:
        raise QrisError("empty")
    if text[:4] != "0002":
        raise QrisError("not_emv")
    for position, char in enumerate(text):
        if char < " " or "\x7f" <= char <= "\x9f":
            raise QrisError("bad_character", position)
    if len(text) > LONGEST:
        raise QrisError("too_long", LONGEST)


def _walk(text: str, start: int) -> list[Piece]:
    """Split `text` into objects; `start` is where it stands in the whole payload."""
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        # What is there is judged before what is missing: a wrong tag in a cut text is a wrong tag.
        if not DIGITS.issuperset(head[:2]):
            raise QrisError("bad_tag", start + at)
        if not DIGITS.issuperset(head[2:]) or head[2:] == "00":
            raise QrisError("bad_length", start + at)
        end = at + 4 + (int(head[2:]) if len(head) == 4 else 0)
        if len(head) < 4 or end > len(text):
            raise QrisError("truncated", start + at)
        pieces.append(Piece(head[:2], text[at + 4 : end], start + at))
        at = end
    return pieces


def _checked_crc(text: str, pieces: list[Piece]) -> str:
    """Return the CRC as written after checking that it is the last word and true."""
    found = next((p for p in pieces if p.tag == "63"), None)
    if found is None:
        raise QrisError("crc_missing", len(text))
    if found is not pieces[-1]:
        raise QrisError("crc_not_last", found.position)
    if len(found.value) != 4:
        raise QrisError("bad_length", found.position)
    try:
        covered = text[:-4].encode()
    except UnicodeEncodeError:  # half a surrogate pair: no bytes, so no CRC of them
        raise QrisError("bad_crc", found.position) from None
    if not HEX.issuperset(found.value) or int(found.value, 16) != crc16(covered):
        raise QrisError("bad_crc", found.position)
    return found.value


def _check_unique(pieces: list[Piece]) -> None:
    """Refuse the second of two objects with one tag."""
    seen: set[str] = set()
    for piece in pieces:
        if piece.tag in seen:
            raise QrisError("duplicate_tag", piece.position)
        seen.add(piece.tag)


def _is_template(tag: str) -> bool:
    """Say whether the value of `tag` holds objects itself."""
    return "26" <= tag <= "51" or tag in {"62", "64"}


def _nested(piece: Piece) -> dict[str, str]:
    """Return the objects inside a template, checked at their own offsets."""
    inner = _walk(piece.value, piece.position + 4)
    _check_unique(inner)
    return {p.tag: p.value for p in inner}


def _is_amount(text: str) -> bool:
    """Say whether `text` is a positive amount as the profile writes it."""
    return len(text) <= 13 and bool(AMOUNT.fullmatch(text)) and bool(text.strip("0."))


FAULTS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "00": ("bad_value", lambda value: value == "01"),
    "01": ("bad_value", lambda value: value in {"11", "12"}),
    "52": ("bad_value", lambda value: len(value) == 4 and DIGITS.issuperset(value)),
    "53": ("bad_currency", lambda value: value == "360"),
    "54": ("bad_amount", _is_amount),
    "55": ("bad_value", lambda value: value in {"01", "02", "03"}),
    "56": ("bad_value", _is_amount),
    "57": ("bad_value", lambda value: bool(PERCENT.fullmatch(value) and value.strip("0."))),
    "58": ("bad_country", lambda value: value in {"ID", "Id", "iD", "id"}),
}


def _check_piece(piece: Piece) -> bool:
    """Refuse a value that its tag does not allow; return True otherwise.

    Templates are opened by the caller right after, so faults come in order of appearance.
    """
    code, holds = FAULTS.get(piece.tag, ("", bool))
    if not holds(piece.value):
        message = "Jumlah di QRIS tidak sah." if code == "bad_amount" else ""
        raise QrisError(code, piece.position, message)
    return True


def _check_complete(pieces: list[Piece], templates: dict[str, dict[str, str]], end: int) -> None:
    """Refuse a code without a compulsory object, an account, or the tip it announces."""
    values = {p.tag: p.value for p in pieces}

    def missing(code: str) -> NoReturn:
        raise QrisError(code, end)

    if any(tag not in values for tag in COMPULSORY):
        missing("missing_tag")
    if not any("26" <= tag <= "51" and "00" in inner for tag, inner in templates.items()):
        missing("no_account")
    wanted = {"02": "56", "03": "57"}.get(values.get("55", ""))
    if wanted and wanted not in values:
        missing("missing_tag")


def _understood(
    pieces: list[Piece], templates: dict[str, dict[str, str]], written_crc: str
) -> Qris:
    """Give the checked objects their meaning."""
    values = {p.tag: p.value for p in pieces}
    accounts = tuple(
        Account(tag, inner.get("00"), inner.get("01"), inner.get("02"), inner.get("03"))
        for tag, inner in templates.items()
        if "26" <= tag <= "51"
    )
    home = _national_account(accounts)
    amount = values.get("54")
    kind = {"11": "static", "12": "dynamic"}.get(
        values.get("01", ""), "dynamic" if amount else "static"
    )
    nmid = home.merchant_id if home else None
    criteria = [a.criteria for a in (home, *accounts) if a and a.criteria]
    return Qris(
        kind=kind,
        amount=amount,
        amount_rupiah=_whole(amount),
        mcc=values["52"],
        merchant_name=values["59"],
        city=values["60"],
        postal_code=values.get("61"),
        nmid=nmid,
        criteria=criteria[0] if criteria else None,
        accounts=accounts,
        tip=_tip(values),
        additional=templates.get("62", {}),
        language=templates.get("64"),
        other={t: v for t, v in values.items() if "02" <= t <= "25" or t >= "65"},
        crc=written_crc.upper(),
        warnings=_warnings(values, kind, nmid, written_crc),
        pieces=tuple(pieces),
    )


def _national_account(accounts: tuple[Account, ...]) -> Account | None:
    """Return the account that names the NMID: tag 51 before the others."""
    ordered = sorted(accounts, key=lambda account: account.tag != "51")
    return next((a for a in ordered if a.is_national() and a.merchant_id), None)


def _whole(amount: str | None) -> int | None:
    """Return an amount as whole rupiah, None when it has sen or is absent."""
    whole, _, sen = (amount or "").partition(".")
    return int(whole) if whole and not sen.strip("0") else None


def _tip(values: dict[str, str]) -> dict[str, str] | None:
    """Return how the code asks for a tip, in the words of the contract."""
    mode = values.get("55")
    if mode is None:
        return None
    if mode == "01":
        return {"mode": "ask"}
    name, tag = {"02": ("fixed", "56"), "03": ("percent", "57")}[mode]
    return {"mode": name, "value": values[tag]}


def _warnings(
    values: dict[str, str], kind: str, nmid: str | None, written_crc: str
) -> tuple[str, ...]:
    """Name what is odd and yet accepted, sorted."""
    amount, tip = values.get("54"), values.get("55")
    found = {
        "amount_has_sen": amount is not None and _whole(amount) is None,
        "city_too_long": len(values["60"]) > 15,
        "crc_lowercase": written_crc != written_crc.upper(),
        "dynamic_without_amount": kind == "dynamic" and amount is None,
        "name_too_long": len(values["59"]) > 25,
        "nmid_format": nmid is not None and not NMID.fullmatch(nmid),
        "no_initiation": "01" not in values,
        "no_nmid": nmid is None,
        "postal_too_long": len(values.get("61", "")) > 10,
        "tip_ignored": ("56" in values and tip != "02") or ("57" in values and tip != "03"),
    }
    return tuple(sorted(name for name, holds in found.items() if holds))


def _refer(pieces: list[tuple[str, str]], reference: str, inside: dict[str, str]) -> None:
    """Write `reference` into the additional data (tag 62) of `pieces`, in place."""
    if type(reference) is not str or not REFERENCE.fullmatch(reference):
        raise QrisError("bad_reference")
    tag = "01" if "05" in inside else "05"
    subs = [(sub, value) for sub, value in inside.items() if sub != tag]
    place = next((i for i, (sub, _) in enumerate(subs) if sub > tag), len(subs))
    subs.insert(place, (tag, reference))
    written = "".join(f"{sub}{len(value):02d}{value}" for sub, value in subs)
    if len(written) > LONGEST_VALUE:
        raise QrisError("too_long")
    if inside:
        pieces[[t for t, _ in pieces].index("62")] = ("62", written)
    else:
        place = next((i for i, (t, _) in enumerate(pieces) if t > "62"), len(pieces))
        pieces.insert(place, ("62", written))
