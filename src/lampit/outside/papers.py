"""Certificates that people send: a real PDF without anything that acts, or a real picture.

The name and the declared kind of a file count for nothing: content decides. A picture is decoded
to its pixels and drawn anew; a PDF is read whole in a process of its own with little time and
memory (`_paper_reading`), and kept as it came or not at all.
"""

import hashlib
import io
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.outside import pictures

LARGEST_BYTES = 5 * 1024 * 1024
WIDEST, SMALL = 2000, 160
QUALITY = 82
PATIENCE = 15.0
READER = Path(__file__).with_name("_paper_reading.py")
PDF_MARK, PDF_END = b"%PDF-", b"%%EOF"
MESSAGES = {
    "berkas_kosong": gettext_noop("Berkasnya kosong. Pilih berkas lagi."),
    "berkas_besar": gettext_noop("Berkas lebih dari 5 MB. Kirim foto atau PDF yang lebih kecil."),
    "berkas_bukan": gettext_noop(
        "Berkas ini bukan PDF atau foto (JPEG, PNG, WebP). Pilih berkas lain."
    ),
    "berkas_rusak": gettext_noop(
        "PDF ini rusak dan tidak dapat dibaca. Unduh lagi dari asalnya, atau foto suratnya."
    ),
    "berkas_sandi": gettext_noop("PDF ini bersandi. Simpan ulang tanpa sandi, atau foto suratnya."),
    "berkas_aktif": gettext_noop(
        "PDF ini berisi perintah yang dapat berjalan sendiri. Foto suratnya saja."
    ),
    "berkas_lampiran": gettext_noop("PDF ini membawa berkas lain di dalamnya. Foto suratnya saja."),
    "berkas_panjang": gettext_noop("PDF ini terlalu panjang. Kirim halaman suratnya saja."),
    "berkas_kecil": gettext_noop("Foto terlalu kecil untuk dibaca. Foto suratnya dari dekat."),
}


@dataclass(frozen=True, slots=True)
class PaperScan:
    """A certificate that passed: what is to be kept.

    Attributes:
        kind: `pdf` or `jpg`.
        content: the bytes to keep.
        pages: 1 for a picture.
        digest: SHA-256 of the content, 64 hex digits.
        small: a JPEG at most 160 wide of a picture, empty for a PDF.
    """

    kind: str
    content: bytes
    pages: int
    digest: str
    small: bytes = b""


def check(content: bytes) -> PaperScan:
    """Return what is to be kept of a sent certificate.

    Raises:
        Refusal: one of `MESSAGES`.
    """
    if not content:
        raise _refusal("berkas_kosong")
    if len(content) > LARGEST_BYTES:
        raise _refusal("berkas_besar")
    # Readers forgive what stands before the mark; we do not: such files are two things at once.
    if content.startswith(PDF_MARK):
        return PaperScan("pdf", content, pdf_pages(content), hashlib.sha256(content).hexdigest())
    return _picture(content)


def pdf_pages(content: bytes) -> int:
    """Return the pages of a harmless PDF, read apart from this process.

    Raises:
        Refusal: `berkas_rusak`, `berkas_sandi`, `berkas_aktif`, `berkas_lampiran`,
            `berkas_panjang`.
    """
    if PDF_END not in content[-2048:]:
        raise _refusal("berkas_rusak")
    words = [sys.executable, "-I", str(READER)]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            words, input=content, capture_output=True, timeout=PATIENCE, check=False
        )
        told = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise _refusal("berkas_rusak") from error
    pages = told.get("pages")
    if not isinstance(pages, int) or pages < 1:
        raise _refusal(str(told.get("refused", "berkas_rusak")))
    return pages


def _picture(content: bytes) -> PaperScan:
    try:
        image = pictures.read(content)
    except Refusal as refusal:
        code = {"foto_besar": "berkas_besar", "foto_kecil": "berkas_kecil"}.get(
            refusal.code, "berkas_bukan"
        )
        raise _refusal(code) from refusal
    fitted = image.copy()
    fitted.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    kept = _jpeg(fitted)
    fitted.thumbnail((SMALL, SMALL * 2), Image.Resampling.LANCZOS)
    return PaperScan("jpg", kept, 1, hashlib.sha256(kept).hexdigest(), _jpeg(fitted))


def _jpeg(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def keep(scan: PaperScan, folder: Path) -> str:
    """Write a certificate under `folder` with a name none can guess and return that name."""
    name = f"{secrets.token_hex(16)}.{scan.kind}"
    _write(path_of(folder, name), scan.content)
    if scan.small:
        _write(small_path(folder, name), scan.small)
    return name


def path_of(folder: Path, name: str) -> Path:
    """Return where a certificate lies."""
    return folder / name[:2] / name


def small_path(folder: Path, name: str) -> Path:
    """Return where the small picture of a certificate lies."""
    return path_of(folder, name).with_suffix(".small.jpg")


def drop(folder: Path, name: str) -> None:
    """Remove a certificate and its small picture; what is gone is no error."""
    path_of(folder, name).unlink(missing_ok=True)
    small_path(folder, name).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(content)
    part.chmod(0o600)
    part.replace(path)


def _refusal(code: str) -> Refusal:
    return Refusal(code, MESSAGES.get(code, MESSAGES["berkas_rusak"]))
