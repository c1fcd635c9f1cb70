"""Values of the activity form: what may be typed in a field, and how it is written. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure.rules.metadata.fields import NO, YES, Field

Value = str | int | list[str] | dict[str, str] | list[dict[str, str]] | None
LONGEST_TEXT, LONGEST_LONG = 200, 2000
MOST = 100_000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"[+\d][\d ()./-]{4,39}")
MESSAGES = {
    "metadata_too_long": gettext_noop("Isian ini terlalu panjang. Ringkaskan."),
    "metadata_email": gettext_noop("Tulis alamat email yang utuh, misalnya dinas@contoh.go.id."),
    "metadata_phone": gettext_noop("Tulis nomor telepon dengan angka, misalnya 0527 61000."),
    "metadata_number": gettext_noop("Isi dengan bilangan bulat, 0 atau lebih."),
    "metadata_choice": gettext_noop("Pilih dari daftar."),
    "metadata_period": gettext_noop(
        "Isi tanggal mulai dan selesai; selesai tidak mendahului mulai."
    ),
}  # fmt: skip


def _no(code: str) -> Refusal:
    return Refusal(code, MESSAGES[code])


def is_empty(value: Value) -> bool:
    """Say whether nothing stands in a field; the number 0 is something."""
    return value is None or value in ("", [], {})


def _text(field: Field, told: str) -> Value:
    text = " ".join(told.split()) if field.kind != "long" else told.strip()
    if len(text) > (LONGEST_LONG if field.kind == "long" else LONGEST_TEXT):
        raise _no("metadata_too_long")
    if text and field.kind == "email" and not _EMAIL.fullmatch(text):
        raise _no("metadata_email")
    if text and field.kind == "phone" and not _PHONE.fullmatch(text):
        raise _no("metadata_phone")
    return text


def _number(told: str) -> Value:
    text = told.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > MOST:
        raise _no("metadata_number")
    return int(text)


def _picked(field: Field, told: list[str]) -> list[str]:
    allowed = [code for code, _ in field.choices]
    if any(code not in allowed for code in told):
        raise _no("metadata_choice")
    return [code for code in allowed if code in told]


def _period(told: Mapping[str, str]) -> Value:
    begin, end = (str(told.get(key, "") or "").strip() for key in ("mulai", "selesai"))
    if not begin and not end:
        return None
    try:
        first, last = date.fromisoformat(begin), date.fromisoformat(end)
    except ValueError as error:
        raise _no("metadata_period") from error
    if last < first:
        raise _no("metadata_period")
    return {"mulai": first.isoformat(), "selesai": last.isoformat()}


def checked(field: Field, told: Any) -> Value:
    """Return what was typed into a field as it is kept; empty stays empty.

    `told` is text, a list of codes (`choices`) or `{"mulai", "selesai"}` as ISO dates (`period`).

    Raises:
        Refusal: one of `MESSAGES`.
    """
    if field.kind == "period":
        return _period(told if isinstance(told, Mapping) else {})
    if field.kind == "choices":
        return _picked(field, [str(code) for code in told or []])
    text = str(told if told is not None else "")
    if field.kind == "number":
        return _number(text)
    if field.kind == "choice":
        return text and _picked(field, [text])[0]
    if field.kind == "yesno":
        if text not in ("", YES, NO):
            raise _no("metadata_choice")
        return text
    return _text(field, text)


def _day(told: str) -> str:
    return ".".join(reversed(told.split("-")))


def words(field: Field, value: Value) -> str:
    """Return a value in Indonesian words as the form prints it; "" when nothing stands there."""
    if value is None or is_empty(value):
        return ""
    if field.kind == "period" and isinstance(value, dict):
        return f"{_day(value['mulai'])} – {_day(value['selesai'])}"
    named = dict(field.choices) or {YES: "Ya", NO: "Tidak"}
    if field.kind == "choices" and isinstance(value, list):
        return "; ".join(named.get(str(code), str(code)) for code in value)
    if field.kind in ("choice", "yesno"):
        return named.get(str(value), str(value))
    if field.kind == "table" and isinstance(value, list):
        return "; ".join(str(row["nama"]) for row in value if isinstance(row, dict))
    return str(value)
