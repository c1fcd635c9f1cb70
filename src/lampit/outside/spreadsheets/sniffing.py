"""What a file really is, told by its bytes, and whether it is safe to open."""

import enum
import zipfile
from pathlib import Path

from lampit.basics.refusal import Refusal

MAX_BYTES = 200_000_000
MAX_UNPACKED = 200_000_000  # registry.md section 2
MAX_RATIO = 100
# Small parts of a workbook may compress very well; only big ones are suspicious.
RATIO_FROM = 5_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")


class Kind(enum.Enum):
    """The kinds of files that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def sniff(path: Path) -> Kind:
    """Return the kind of the file, or refuse it with one sentence.

    Raises:
        Refusal: `file_missing`, `file_empty`, `file_too_big`, `file_is_pdf`, `file_is_picture`,
            `file_is_page`, `file_password`, `file_macros`, `file_broken`, `file_bomb`,
            `file_too_long`, `file_not_spreadsheet`.
    """
    if not path.is_file():
        raise Refusal("file_missing", "Berkas tidak ditemukan. Periksa nama dan tempatnya.")
    size = path.stat().st_size
    if size == 0:
        raise Refusal("file_empty", "Berkas ini kosong. Pilih berkas yang berisi daftar usaha.")
    if size >= MAX_BYTES:
        raise Refusal("file_too_big", "Berkas ini 200 MB atau lebih. Bagi menjadi beberapa berkas.")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _sniff_zip(path, size)
    if head.startswith(_OLE):
        return _sniff_ole(path)
    _refuse_other(head)
    return Kind.CSV


def _refuse_other(head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"%pdf"):
        raise Refusal("file_is_pdf", "Ini berkas PDF. Minta berkas Excel atau CSV-nya.")
    if head.startswith(_PICTURES):
        raise Refusal("file_is_picture", "Ini gambar. Minta berkas Excel atau CSV-nya.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"{\\rtf")):
        raise Refusal(
            "file_is_page",
            "Ini halaman web yang dinamai Excel. Buka di Excel, lalu simpan sebagai .xlsx.",
        )
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    strange = sum(byte < 9 or 13 < byte < 27 for byte in head)
    if not is_wide and (b"\0" in head or strange > len(head) // 50):
        raise not_a_spreadsheet()
    if not start.strip(b"\0") and len(head) < 4096:
        raise Refusal("file_empty", "Berkas ini kosong. Pilih berkas yang berisi daftar usaha.")


def not_a_spreadsheet() -> Refusal:
    """Return the refusal for everything that cannot be read as a list."""
    return Refusal(
        "file_not_spreadsheet", "Ini bukan lembar kerja. Pilih berkas Excel, ODS atau CSV."
    )


def broken() -> Refusal:
    """Return the refusal for damaged files."""
    return Refusal("file_broken", "Berkas ini rusak. Simpan ulang di Excel, lalu coba lagi.")


def password() -> Refusal:
    """Return the refusal for locked files."""
    return Refusal(
        "file_password", "Berkas ini berkata sandi. Buka di Excel, hapus sandinya, lalu simpan."
    )


def bomb() -> Refusal:
    """Return the refusal for files that unpack to far more than they are."""
    return Refusal(
        "file_bomb", "Isi berkas ini jauh lebih besar daripada ukurannya. Simpan ulang di Excel."
    )


def too_long() -> Refusal:
    """Return the refusal for workbooks that hold more than is read."""
    return Refusal(
        "file_too_long",
        "Isi berkas ini lebih dari 200 MB atau 1.048.576 baris. Bagi menjadi beberapa berkas, "
        "atau simpan sebagai CSV.",
    )


def _macros() -> Refusal:
    return Refusal(
        "file_macros", "Berkas ini berisi makro. Simpan sebagai .xlsx tanpa makro, lalu coba lagi."
    )


def _sniff_zip(path: Path, size: int) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            _refuse_bomb(parts, size)
            if any(part.flag_bits & 1 for part in parts):
                raise password()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise _macros()
            if "xl/workbook.xml" in names:
                return Kind.XLSX
            if "content.xml" in names:
                return _sniff_open_document(archive, names)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, KeyError) as error:
        raise broken() from error
    raise not_a_spreadsheet()


def _refuse_bomb(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    tight = any(
        part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if packed > size or tight or len(parts) > 10_000:
        raise bomb()
    if unpacked > MAX_UNPACKED:
        raise too_long()


def _sniff_open_document(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise password()
    kind = archive.read("mimetype") if "mimetype" in names else b""
    if b"spreadsheet" not in kind:
        raise not_a_spreadsheet()
    return Kind.ODS


def _sniff_ole(path: Path) -> Kind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise password()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros()
    if not any(n.encode("utf-16-le") in content for n in ("Workbook", "Book")):
        raise not_a_spreadsheet()
    return Kind.XLS
