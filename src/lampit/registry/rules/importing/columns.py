"""Which column means what: by its heading, by its content, never by its place."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lampit.national.names import one_slip

FIELDS = tuple(
    "name owner nik phone email village district village_code rt rw address sex sex_m sex_f "  # noqa: SIM905 - a word list reads better
    "birth_place birth_date age kbli sector products started workers workers_m workers_f "
    "sales_month sales_year assets nib pirt halal npwp marketplace social website lat lon "
    "external_id observed_at note".split()
)
NUMBER = "number"  # the running number of the list; never imported
SURE = 5

_MEN = r"l|lk|laki|laki laki|pria"
_WOMEN = r"p|pr|perempuan|wanita"
_WHERE = r"(?:(?:alamat|lokasi|usaha|tempat|domisili|rumah) )*"
_SEX = r"(?:jenis kelamin|jns kelamin|kelamin|j k|jk|l p|gender)"
_STAFF = r"tenaga kerja|jml tk|jumlah tk|tk|karyawan|pekerja|naker|pegawai|tng kerja"
# (field, pattern on the evened-out heading, strength). The strongest reading of a heading wins;
# a weaker one is taken when another column has the better claim.
_READINGS: tuple[tuple[str, re.Pattern[str], int], ...] = tuple(
    (field, re.compile(pattern), strength)
    for field, pattern, strength in (
        (NUMBER, r"^(no|nomor|no urut|nomor urut|nmr|urut|no reg)$", 9),
        ("external_id", r"\b(id usaha|id umkm|kode usaha|no registrasi|no anggota)\b", 8),
        ("nik", r"\b(nik|ktp|no induk kependudukan|nomor induk kependudukan|no identitas)\b", 10),
        ("nib", r"\b(nib|no induk berusaha|nomor induk berusaha|iumk|sku)\b", 10),
        ("npwp", r"\bnpwp\b", 10),
        ("pirt", r"\b(pirt|p irt)\b", 10),
        ("halal", r"\bhalal\b", 9),
        ("email", r"\b(e ?mail|surel)\b", 10),
        ("marketplace",
         (r"\b(online|marketplace|market place|e commerce|ecommerce|olshop|daring)\b"), 11),
        ("social", r"\b(medsos|media sosial|sosmed|instagram|facebook|tiktok)\b", 9),
        ("website", r"\b(website|situs)\b", 9),
        ("lat", r"^(lat|latitude|lintang)$", 9),
        ("lon", r"^(lon|long|longitude|bujur)$", 9),
        ("phone", (r"\b(hp|telp|telpon|telepon|tlp|tlpn|wa|whatsapp|kontak|handphone|ponsel"
                   r"|seluler)\b"), 9),
        ("village_code", r"\bkode (desa|wilayah|kelurahan)\b", 12),
        ("village", r"\b(desa|kelurahan|kel|ds)\b", 9),
        ("district", r"\b(kec|kecamatan)\b", 10),
        ("rt", rf"^{_WHERE}rt( rw)?$", 10),
        ("rw", rf"^{_WHERE}rw$", 10),
        ("address", r"\b(alamat|jalan|jln|domisili|lokasi|tempat usaha)\b", 7),
        ("sex", (r"^(l p|lp|p l|jk|j k|sex|gender|kelamin|jenis kelamin|jns kelamin|lk pr"
                 r"|l p jk)$"), 10),
        ("sex_m", rf"^(?:{_SEX} )(?:{_MEN})$", 11),
        ("sex_f", rf"^(?:{_SEX} )(?:{_WOMEN})$", 11),
        ("birth_date", (r"\b(ttl|tempat tgl lahir|tempat tanggal lahir|tmp tgl lahir|tmpt tgl lahir"
                       r"|tgl lahir|tanggal lahir|tgllahir|lahir)\b"), 9),
        ("birth_place", r"^(tempat lahir|tmp lahir|tmpt lahir|kota lahir)$", 11),
        ("age", r"^(umur|usia)\b", 9),
        ("kbli", r"\b(kbli|klui)\b", 10),
        ("workers_m", rf"\b({_STAFF})\b.* ({_MEN})$|^({_MEN}) ({_STAFF})$", 12),
        ("workers_f", rf"\b({_STAFF})\b.* ({_WOMEN})$|^({_WOMEN}) ({_STAFF})$", 12),
        ("workers", rf"\b({_STAFF})\b", 8),
        ("sales_year", (r"\b(omzet|omset|penjualan|penghasilan|pendapatan)\b"
                        r".*\b(thn|tahun|th|pertahun)\b"), 11),
        ("sales_month", r"\b(omzet|omset|penjualan|penghasilan|pendapatan)\b", 9),
        ("assets", r"\b(modal|aset|asset|kekayaan)\b", 8),
        ("started", r"\b(mulai|berdiri|pendirian|sejak|memulai|dirintis|didirikan)\b", 9),
        ("started", r"^(tahun|thn|th)$|\b(tahun|thn|th) usaha\b", 6),
        ("observed_at", r"\b(tgl|tanggal) (pendataan|data|survei|survey|input)\b", 10),
        ("owner", (r"\b(pemilik|pengusaha|pelaku usaha|pelaku umkm|pelaku ukm|pelaku"
                   r"|penanggung jawab"
                  r"|pimpinan|pengelola|perajin|pengrajin|ketua)\b"), 9),
        ("name", (r"\bnama (usaha|ukm|umkm|ikm|toko|warung|perusahaan|kelompok|kub|kube|industri"
                  r"|unit"
                 r"|merk|merek|dagang)\b|\b(merk|merek|brand)\b"), 10),
        ("owner", r"^(nama|nama lengkap|nama orang|nm)$", 6),
        ("name", r"^(usaha|ukm|umkm|ikm|perusahaan|toko)$", 6),
        ("name", r"^nama$", 3),
        ("products", (r"\b(produk|komoditi|komoditas|barang|hasil produksi|yang dijual"
                      r"|dagangan)\b"), 9),
        ("products", r"\b(jenis|macam|jns) (usaha|kegiatan|produk|dagang\w*)\b|^kegiatan\b", 8),
        ("sector", r"\b(bidang|sektor|sub sektor|kategori|kelompok) ?(usaha|industri)?\b", 6),
        ("sector", r"\b(jenis|macam|jns) usaha\b", 4),
        ("products", r"\b(bidang|sektor) usaha\b|^usaha$", 4),
        ("note", r"\b(ket|keterangan|catatan|status usaha|status)\b", 7),
    )
)  # fmt: skip
# Headings that look like one of the above and are not.
_NEVER = re.compile(r"\b(kk|kartu keluarga|bantuan|laba|keuntungan|jml ukm|jml umkm|jumlah umkm)\b")
_VOCABULARY = (
    "pemilik", "kecamatan", "kelurahan", "alamat", "telepon", "omzet", "keterangan", "kelamin",
    "usaha", "tenaga", "kerja", "lahir", "produk", "nama", "penghasilan", "pendapatan", "berdiri",
)  # fmt: skip
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_AGAIN = re.compile(r" \([2-9]\)$")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for.

    Attributes:
        column: its place, from 0.
        header: the office's heading, two lines joined.
        field: one of `FIELDS`, `number`, or empty: kept as it came.
        strength: from 0; `SURE` and more needs no second look.
        reason: why, in words for the person: `judul`, `isi`, `ingatan`, `pilihan`.
    """

    column: int
    header: str
    field: str
    strength: int
    reason: str


def even_out(header: str) -> str:
    """Return a heading in small letters without signs, with likely slips put right."""
    words = _NOT_WORD.sub(" ", _AGAIN.sub("", header).lower()).split()
    return " ".join(_known(word) for word in words)


@lru_cache(maxsize=4096)
def _known(word: str) -> str:
    if len(word) < 5 or word in _VOCABULARY:
        return word
    return next((known for known in _VOCABULARY if one_slip(word, known)), word)


@lru_cache(maxsize=8192)
def readings(header: str) -> tuple[tuple[str, int], ...]:
    """Return (field, strength) of every way to read a heading."""
    text = even_out(header)
    if not text or len(text) > 60 or _NEVER.search(text):
        return ()
    best: dict[str, int] = {}
    for field, pattern, strength in _READINGS:
        if pattern.search(text):
            best[field] = max(strength, best.get(field, 0))
    return tuple(best.items())


def told_apart(headers: Sequence[str]) -> list[str]:
    """Return the headings with ` (2)`, ` (3)` … on those that stand there already.

    A heading names its column in mappings and in what is kept as it came: of two columns with
    one heading neither may hide the other.
    """
    seen: Counter[str] = Counter()
    out = []
    for header in headers:
        seen[header] += 1
        again = header != "" and seen[header] > 1
        out.append(f"{header} ({seen[header]})" if again else header)
    return out


def signature(headers: Sequence[str]) -> str:
    """Return the mark by which the memory of a heading is found again."""
    text = "|".join(even_out(header) for header in headers)
    return hashlib.sha256(text.encode()).hexdigest()


def guess(
    headers: Sequence[str],
    contents: Sequence[Mapping[str, float]],
    remembered: Mapping[str, str | None] | None = None,
) -> list[Guess]:
    """Return one guess per column; each field is given once, to the strongest claim.

    Args:
        headers: the office's headings, in order.
        contents: per column the share of cells that look like a field (`content.shares`).
        remembered: heading → field as a person chose it; it beats every guess.
    """
    chosen: dict[int, Guess] = {}
    taken: set[str] = set()
    for column, header in enumerate(headers):
        if remembered is not None and header in remembered:
            field = remembered[header] or ""
            # A mapping may name one heading that two columns bear: the first one has it.
            field = "" if field in taken else field
            chosen[column] = Guess(column, header, field, 99, "ingatan")
            taken.add(field)
    claims = sorted(_claims(headers, contents), key=lambda claim: (-claim[0], claim[1]))
    for strength, column, field, reason in claims:
        if column not in chosen and field not in taken:
            chosen[column] = Guess(column, headers[column], field, strength, reason)
            taken.add(field)
    return [
        chosen.get(column) or Guess(column, header, "", 0, "")
        for column, header in enumerate(headers)
    ]


def _claims(
    headers: Sequence[str], contents: Sequence[Mapping[str, float]]
) -> list[tuple[int, int, str, str]]:
    claims = []
    for column, header in enumerate(headers):
        shares = contents[column] if column < len(contents) else {}
        read = dict(readings(header))
        for field, strength in read.items():
            claims.append((strength + _support(shares.get(field)), column, field, "judul"))
        for field, share in shares.items():
            if field not in read and share >= 0.6 and (not read or field == "nik"):
                claims.append((4, column, field, "isi"))
    return [claim for claim in claims if claim[0] > 0]


def _support(share: float | None) -> int:
    """Return what the content adds to a heading: much when it fits, less when it cannot."""
    if share is None:
        return 0
    if share >= 0.5:
        return 3
    return -4 if share < 0.02 else 0
