"""Whole tables by columns: CSV and Parquet read into Arrow and written from it."""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from lampit.basics.refusal import Refusal
from lampit.outside import spreadsheets

KINDS = (".csv", ".parquet")


def check_kind(path: Path) -> None:
    """Refuse a name that is neither CSV nor Parquet.

    Raises:
        Refusal: `file_kind`.
    """
    if path.suffix.lower() not in KINDS:
        raise Refusal("file_kind", f"{path.name}: pakai nama berakhiran .csv atau .parquet.")


def check_output(path: Path) -> None:
    """Refuse a place where no table can be written, before the work is done.

    Raises:
        Refusal: `file_kind`, `folder_missing`.
    """
    check_kind(path)
    if not path.absolute().parent.is_dir():
        raise Refusal("folder_missing", f"Folder untuk {path} tidak ada.")


def read_columns(path: Path) -> pa.Table:
    """Read a CSV (all text, any delimiter and encoding) or a Parquet file (types as stored).

    Column names lose their blanks around them and their capitals.

    Raises:
        Refusal: `file_missing`, `file_kind`, `file_empty`, `file_broken`, `columns_double`.
    """
    if not path.is_file():
        raise Refusal("file_missing", f"Berkas {path} tidak ditemukan. Periksa nama dan tempatnya.")
    check_kind(path)
    if path.stat().st_size == 0:
        raise Refusal("file_empty", f"Berkas {path.name} kosong.")
    try:
        table = _csv(path) if path.suffix.lower() == ".csv" else pq.read_table(path)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, UnicodeError) as error:
        raise Refusal(
            "file_broken", f"Berkas {path.name} tidak terbaca. Simpan lagi, lalu ulangi."
        ) from error
    names = [name.strip().strip("\ufeff").lower() for name in table.column_names]
    if len(set(names)) < len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise Refusal("columns_double", f"Kolom “{double}” ada dua kali. Hapus atau ganti nama.")
    return table.rename_columns(names)


def _csv(path: Path) -> pa.Table:
    encoding = spreadsheets.encoding_of(path)
    delimiter, has_hint = spreadsheets.delimiter_of(path, encoding)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        if has_hint:
            file.readline()
        header = file.readline()
    names = next(csv.reader(io.StringIO(header), delimiter=delimiter), [])
    convert = pv.ConvertOptions(column_types={name: pa.string() for name in names},
                                strings_can_be_null=True, null_values=[""],
                                quoted_strings_can_be_null=True)  # fmt: skip
    read = pv.ReadOptions(encoding=encoding, skip_rows=int(has_hint))
    parse = pv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    return pv.read_csv(path, read_options=read, parse_options=parse, convert_options=convert)


def write_columns(path: Path, table: pa.Table) -> None:
    """Write a table whole or not at all; the kind follows from the name.

    Raises:
        Refusal: `file_kind`, `folder_missing`.
    """
    check_output(path)
    with _beside(path) as unfinished:
        if path.suffix.lower() == ".csv":
            pv.write_csv(table, unfinished)
        else:
            pq.write_table(table, unfinished, compression="zstd")


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a place beside `path` that takes its name when all went well."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        mask = os.umask(0)
        os.umask(mask)
        unfinished.chmod(0o666 & ~mask)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
