"""Faults that both kinds of feeds can have, and the rules of single values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lampit.basics.texts import gettext_noop
from lampit.market.rules.feeds import shouts


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where.

    Attributes:
        line: of the file, from 1.
        id: of the good, "" where it has none.
        field: column or element.
        code: stable; `message` is for people.
        value: as it stands there, cut at 80 signs.
    """

    line: int
    id: str
    field: str
    code: str
    message: str
    value: str = ""


MESSAGES = {
    "bukan_utf8": gettext_noop("Berkas ini bukan UTF-8."),
    "bom": gettext_noop("Berkas dimulai dengan tanda BOM; hapus."),
    "kosong": gettext_noop("Wajib diisi."),
    "kolom_hilang": gettext_noop("Kolom wajib ini tidak ada."),
    "kolom_ganda": gettext_noop("Kolom ini ada dua kali."),
    "kolom_asing": gettext_noop("Nama ini tidak dikenal."),
    "bukan_koma": gettext_noop("Pemisah kolom harus koma."),
    "kutip": gettext_noop("Tanda kutip tidak sesuai RFC 4180."),
    "jumlah_kolom": gettext_noop("Jumlah kolom baris ini berbeda dari kepala."),
    "terlalu_panjang": gettext_noop("Terlalu panjang."),
    "spasi": gettext_noop("Ada spasi di depan, di belakang, atau ganda."),
    "tanda_kendali": gettext_noop("Ada tanda kendali yang tidak terlihat."),
    "id_ganda": gettext_noop("Kode ini sudah dipakai baris lain."),
    "huruf_besar": gettext_noop("Semua huruf besar."),
    "tag_html": gettext_noop("Ada tag HTML; tulis teks biasa."),
    "ada_tautan": gettext_noop("Ada tautan di dalam teks."),
    "sama_judul": gettext_noop("Keterangan sama dengan judul."),
    "keadaan": gettext_noop("Kata ketersediaan ini tidak dikenal persis."),
    "kondisi": gettext_noop("Harus persis: new"),
    "harga_rp": gettext_noop("Tulis kode IDR di belakang, bukan Rp."),
    "harga_titik": gettext_noop("Tanpa titik atau koma ribuan."),
    "harga_desimal": gettext_noop("Banyaknya angka di belakang koma salah."),
    "harga_spasi": gettext_noop("Satu spasi di antara angka dan IDR."),
    "harga_mata_uang": gettext_noop("Mata uang harus IDR, huruf besar."),
    "harga_nol": gettext_noop("Harga harus lebih dari nol."),
    "harga": gettext_noop("Harga tidak terbaca."),
    "harga_obral": gettext_noop("Harga obral harus di bawah harga."),
    "tautan": gettext_noop("Bukan alamat lengkap."),
    "tautan_http": gettext_noop("Harus https."),
    "gambar_jenis": gettext_noop("Gambar harus JPEG atau PNG."),
    "gambar_banyak": gettext_noop("Terlalu banyak gambar."),
    "gambar_ganda": gettext_noop("Gambar yang sama dua kali."),
    "jumlah": gettext_noop("Harus bilangan bulat, 0 atau lebih."),
    "stok_nol": gettext_noop("Tersedia, tetapi jumlahnya 0."),
    "bukan_xml": gettext_noop("XML tidak utuh."),
    "dtd": gettext_noop("DTD dan entitas tidak boleh."),
    "bukan_rss": gettext_noop("Akar harus rss versi 2.0."),
    "ruang_nama": gettext_noop("Ruang nama g: harus http://base.google.com/ns/1.0"),
    "saluran": gettext_noop("Saluran wajib punya title, link, description."),
    "unsur_ganda": gettext_noop("Unsur ini ada dua kali."),
    "unsur_isi": gettext_noop("Unsur ini tidak boleh berisi unsur lain."),
    "tanggal_hilang": gettext_noop("preorder dan backorder wajib punya availability_date."),
    "tanggal_lebih": gettext_noop("availability_date hanya untuk preorder dan backorder."),
    "tanggal": gettext_noop("Tanggal harus seperti 2026-12-25T13:00+0800."),
    "tanggal_jauh": gettext_noop("Tanggal paling jauh setahun di depan."),
    "tanggal_lewat": gettext_noop("Tanggal sudah lewat."),
    "identifier_exists": gettext_noop("Tanpa GTIN harus persis: no"),
    "gtin_bertentangan": gettext_noop("Ada GTIN, jadi identifier_exists tidak boleh no."),
    "gtin": gettext_noop("GTIN tidak sah."),
    "berat": gettext_noop("Berat harus seperti 0.9 kg."),
    "kirim": gettext_noop("shipping wajib punya country (dua huruf) dan price."),
}


def fault(line: int, good: str, field: str, code: str, value: str = "") -> Fault:
    """Return a fault with its sentence."""
    return Fault(line, good[:60], field, code, MESSAGES[code], value[:80])


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufffd]")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>|&(?:[a-z]+|#\d+);")
_LINK = re.compile(
    r"https?:|www\.|\b(?:wa\.me|bit\.ly|s\.id|linktr\.ee|shp\.ee|t\.me)/"
    r"|\b[a-z0-9-]+\.(?:com|co\.id|id|net|org|shop|store)(?:/|\b)(?!\.?\w)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def text_faults(value: str, longest: int, *, lines: bool = False) -> Iterator[str]:
    """Yield what is wrong with a text: length, blanks, capitals, marks, hidden signs."""
    if len(value) > longest:
        yield "terlalu_panjang"
    if value != value.strip() or (not lines and re.search(r"\s{2,}|[\r\n\t]", value)):
        yield "spasi"
    if _CONTROL.search(value):
        yield "tanda_kendali"
    if shouts(value):
        yield "huruf_besar"
    if _TAG.search(value):
        yield "tag_html"


def description_faults(value: str, title: str, longest: int) -> Iterator[str]:
    """Yield what is wrong with a description."""
    yield from text_faults(value, longest, lines=True)
    if _LINK.search(value):
        yield "ada_tautan"
    if value.strip().casefold() == title.strip().casefold():
        yield "sama_judul"


def price_fault(value: str, decimals: int) -> str:
    """Return what is wrong with a price of `decimals` digits behind the point, "" if nothing."""
    amount, blank, currency = value.partition(" ")
    if re.search(r"rp", value, re.IGNORECASE):
        return "harga_rp"
    if re.fullmatch(r"[0-9.,]+\s*[A-Za-z]{3}", value) is None:
        return "harga"
    if not blank or value.count(" ") != 1:
        return "harga_spasi"
    if currency != "IDR":
        return "harga_mata_uang"
    if "," in amount or amount.count(".") > 1 or re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", amount):
        return "harga_titik"
    found = _AMOUNT.fullmatch(amount)
    behind = amount.partition(".")[2]
    if found is None or len(behind) != decimals:
        return "harga_desimal"
    return "harga_nol" if float(amount) == 0 else ""


def link_fault(value: str) -> str:
    """Return what is wrong with an address, "" if nothing."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "tautan"
    if re.search(r"[\s<>\"{}|\\^`]", value) or not parts.netloc or parts.username is not None:
        return "tautan"
    if parts.scheme != "https":
        return "tautan_http" if parts.scheme == "http" else "tautan"
    return "" if "." in (parts.hostname or "") else "tautan"


def picture_fault(value: str) -> str:
    """Return what is wrong with the address of a picture, "" if nothing."""
    wrong = link_fault(value)
    if wrong:
        return wrong
    is_known = urlsplit(value).path.lower().endswith((".jpg", ".jpeg", ".png"))
    return "" if is_known else "gambar_jenis"
