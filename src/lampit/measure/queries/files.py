"""Reads data and design files that an operator hands over on the command line."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.science.survey import Table, make_table

LARGEST_BYTES = 200_000_000
LONGEST_CELL = 131_072


def read_table(path: Path) -> Table:
    """Read a delimited text file with a header line; every cell stays text.

    Raises:
        Refusal: `file_missing`, `file_not_text`, `file_not_csv`, `file_empty`,
            `column_doubled`, `row_too_long`.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row in lines if row]
    except csv.Error as error:
        raise Refusal("file_not_csv", _quotes(path)) from error
    # Python's own bound belongs to the process: whoever reads other files may have raised it.
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise Refusal("file_not_csv", _quotes(path))
    if len(rows) < 2:
        raise Refusal("file_empty", f"{path.name} tidak berisi baris data.")
    header = [name.strip() for name in rows[0]]
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise Refusal("column_doubled", f"Kolom muncul dua kali: {', '.join(doubled)}.")
    return make_table(header, rows[1:])


def _quotes(path: Path) -> str:
    return f"{path.name} tidak terbaca sebagai CSV; periksa tanda kutipnya."


def read_description(path: Path) -> dict[str, Any]:
    """Read a DESIGN file.

    Raises:
        Refusal: `file_missing`, `file_not_text`, `design_not_json`.
    """
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        message = f"{path.name} bukan JSON yang utuh (baris {error.lineno})."
        raise Refusal("design_not_json", message) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, endless nests
        message = f"{path.name} bukan JSON yang dapat dibaca."
        raise Refusal("design_not_json", message) from error
    if not isinstance(found, dict):
        raise Refusal("design_not_json", f"{path.name} harus berisi satu objek JSON.")
    return found


def _text(path: Path) -> str:
    """Return the text of a file, a byte-order mark left out."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise Refusal("file_too_large", f"{path.name} lebih besar dari 200 MB.")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refusal("file_missing", f"{path} tidak dapat dibaca.") from error
    except UnicodeDecodeError as error:
        message = f"{path.name} bukan teks UTF-8; simpan sebagai CSV UTF-8 dahulu."
        raise Refusal("file_not_text", message) from error
