"""What a mapping file decides (registry.md section 3b): columns, fixed and doubtful values."""

from collections.abc import Mapping
from datetime import date

from lampit.basics.refusal import Refusal
from lampit.national import dates
from lampit.national.rupiah import AUTO, DECIMALS
from lampit.registry.rules.importing import answers
from lampit.registry.rules.importing.columns import FIELDS
from lampit.registry.rules.importing.tables import Choices

KEYS = ("version", "sheet", "header_row", "rows_per_header", "columns", "constants", "decimal",
        "values")  # fmt: skip
VERSION = 1


def check(mapping: Mapping[str, object], today: date) -> None:
    """Refuse a mapping file that says anything we would not do.

    Raises:
        Refusal: `mapping_unknown_key`, `mapping_unknown_field` (each with the list of what there
            is), `mapping_shape` or `mapping_value`.
    """
    unknown = sorted(str(key) for key in mapping if key not in KEYS)
    if unknown:
        names, known = ", ".join(unknown), ", ".join(KEYS)
        raise Refusal(
            "mapping_unknown_key", f"Isi --mapping tidak dikenal: {names}. Yang ada: {known}."
        )
    _check_shape(mapping)
    answers.of_mapping(mapping.get("values"))
    constants = choices_of(mapping, {}).constants
    for key, value in constants.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
            raise Refusal("mapping_value", f"Isi constants untuk {key} harus teks atau angka.")
    if "observed_at" in constants:
        _check_day(constants["observed_at"], today)


def _check_shape(mapping: Mapping[str, object]) -> None:
    if mapping.get("version", VERSION) != VERSION:
        raise Refusal("mapping_shape", "Isi version pada --mapping harus 1.")
    if not isinstance(mapping.get("sheet"), str | None):
        raise Refusal("mapping_shape", "Isi sheet pada --mapping harus nama lembar atau null.")
    for key in ("header_row", "rows_per_header"):
        value = mapping.get(key)
        if value is not None and not _whole(value):
            raise Refusal("mapping_shape", f"Isi {key} pada --mapping harus angka mulai 1.")


def choices_of(
    mapping: Mapping[str, object], remembered: Mapping[str, Mapping[str, str | None]]
) -> Choices:
    """Return the choices of a mapping.

    Raises:
        Refusal: `mapping_shape`, or `mapping_unknown_field` with the list of fields.
    """
    columns, constants = mapping.get("columns") or {}, mapping.get("constants") or {}
    if not isinstance(columns, dict):
        raise Refusal("mapping_shape", "Isi columns harus berupa pasangan judul dan kolom.")
    if not isinstance(constants, dict):
        raise Refusal("mapping_shape", "Isi constants harus berupa pasangan kolom dan isinya.")
    wanted = [f for f in columns.values() if f is not None] + list(constants)
    unknown = sorted({str(f) for f in wanted if f not in FIELDS})
    if unknown:
        names, known = ", ".join(unknown), ", ".join(FIELDS)
        raise Refusal(
            "mapping_unknown_field", f"Kolom tujuan tidak dikenal: {names}. Yang ada: {known}."
        )
    decimal = mapping.get("decimal") or AUTO
    if decimal not in DECIMALS:
        raise Refusal("mapping_shape", "Isi decimal harus salah satu: auto, comma, dot.")
    return Choices(
        columns,
        str(mapping.get("sheet") or ""),
        _whole(mapping.get("header_row")),
        _whole(mapping.get("rows_per_header")),
        remembered,
        constants,
        str(decimal),
        _pointed(mapping.get("headers")),
        frozenset(str(name) for name in _listed(mapping.get("skipped"))),
    )


def _pointed(told: object) -> dict[str, int]:
    """Return sheet → row of its heading as the page keeps it."""
    return {str(k): _whole(v) for k, v in told.items()} if isinstance(told, dict) else {}


def _listed(told: object) -> list[object]:
    return told if isinstance(told, list) else []


def _check_day(value: object, today: date) -> None:
    try:
        day = dates.parse(value, today).first_day if isinstance(value, str | int) else None
    except dates.DateError:
        day = None
    if day is None or day > today:
        raise Refusal(
            "mapping_value",
            "Isi constants untuk observed_at harus tanggal yang sudah lewat, misalnya 2026-06-30.",
        )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
