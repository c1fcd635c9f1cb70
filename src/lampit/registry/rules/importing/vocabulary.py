"""The words of headings: how offices write what a column holds, and how strongly it says so. Pure.

`tests/registry/data/headings.txt` holds some nine hundred headings with what they must be read as.
"""

import re
from functools import lru_cache

from lampit.national.names import one_slip

NUMBER = "number"  # the running number of the list; never imported
SURE = 5
STRONG = 7  # a column that says so much needs no caption above it

_MEN = r"l|lk|laki|laki laki|laki2|pria"
_WOMEN = r"p|pr|perempuan|wanita"
_SEX = r"(?:jenis kelamin|jenis kel|jenis klm\w*|kelamin|j k|jk|l p|gender|sex)"
_STAFF = (
    r"tenaga kerja|tenaga krj|tk|karyawan|pekerja|naker|pegawai|buruh|anak buah|sdm|pembantu usaha"
)
_WHERE = r"(?:(?:alamat|lokasi|usaha|tempat|domisili|rumah|no) )*"
_MONEY = (
    r"omzet|penjualan|penghasilan|pendapatan|pemasukan|uang masuk|perputaran(?: uang| usaha)?"
    r"|peredaran (?:usaha|bruto)|nilai produksi|(?:hasil|uang hasil) jualan"
)
_YEAR = r"tahun|pertahun|setahun|tahunan"
_PEOPLE = (
    r"pemilik|pengusaha|pelaku usaha|pelaku umkm|pelaku ukm|pelaku|penanggung jawab|pimpinan"
    r"|pengelola|perajin|pengrajin|ketua|pedagang|penjual|pemohon|wirausaha|owner|anggota"
)
_FIRMS = (
    r"usaha|usahanya|ukm|umkm|ikm|toko|warung|kios|perusahaan|kub|kube|industri|unit|merk|merek"
    r"|dagang|outlet|brand|rumah makan|badan usaha|tempat usaha"
)
_START = (
    r"mulai|berdiri|berdirinya|pendirian|sejak|memulai|dirintis|didirikan|beroperasi|operasi"
    r"|operasional|awal"
)
_BRAND = r"merek|merk|brand"
_PLACE = r"jalan|jln|jl|jl gg|domisili|lokasi|tempat (?:usaha|tinggal|berusaha|jualan|berjualan)"
# (field, pattern on the evened-out heading, strength). The strongest reading of a heading wins;
# a weaker one is taken when another column has the better claim.
_READINGS: tuple[tuple[str, re.Pattern[str], int], ...] = tuple(
    (field, re.compile(pattern), strength)
    for field, pattern, strength in (
        (NUMBER, r"^(no|no urut|urut|no reg)$", 9),
        ("external_id", r"\b(id usaha|id umkm|kode usaha|no registrasi|no anggota)\b", 8),
        ("nik", r"\b(nik|ktp|no induk kependudukan|no identitas|n i k)\b", 10),
        ("nib", r"\b(nib|no induk berusaha|iumk|sku)\b", 10),
        ("npwp", r"\bnpwp\b", 10),
        ("pirt", r"\b(pirt|p irt)\b", 10),
        ("halal", r"\bhalal\b", 9),
        ("merek", (rf"\b({_BRAND})\b.* (terdaftar|haki|hki|djki|idm)\b|\b(haki|hki|djki|idm)\b"
                   r"|\b(no|sertifikat|pendaftaran|registrasi|reg|hak|kekayaan) (\w+ )?"
                   rf"({_BRAND})\b"), 12),
        ("merek", rf"^({_BRAND})( dagang)?$", 8),  # else it is the name of the business
        ("email", r"\b(e ?mail|surel)\b", 10),
        ("marketplace",
         (r"\b(online|marketplace|market place|e commerce|ecommerce|olshop|daring)\b"), 11),
        ("social", r"\b(medsos|media sosial|sosmed|instagram|facebook|tiktok)\b", 9),
        ("website", r"\b(website|situs)\b", 9),
        ("lat", r"^(lat|latitude|lintang)$", 9),
        ("lon", r"^(lon|long|longitude|bujur)$", 9),
        ("phone", (r"\b(hp|telepon|wa|whatsapp|whats app|kontak|contact|cp|handphone|hand phone"
                   r"|ponsel|seluler|bisa dihubungi)\b"), 9),
        ("village_code", r"\bkode (desa|wilayah|kelurahan)\b", 12),
        ("village", r"\b(desa|kelurahan|kel|ds|des|kampung)\b", 9),
        ("district", r"\b(kec|kecamatan|distrik)\b", 10),
        ("rt", rf"^{_WHERE}rt( rw)?$", 10),
        ("rw", rf"^{_WHERE}rw$", 10),
        ("address", rf"\b(alamat|{_PLACE}|tempat (?:produksi|kedudukan)|letak)\b", 7),
        ("address", (r"\balamat\b.* (usaha|toko|warung)\b"
                     r"|\b(lokasi|tempat|letak) (\w+ )?usaha\b"), 8),
        ("sex", (rf"^(l p|lp|p l|lk pr|sex|gender|{_SEX}|laki (laki )?perempuan|pria wanita"
                 rf"|{_SEX} l p|l p {_SEX})( ({_PEOPLE}))?$"), 10),
        ("sex_m", rf"^(?:{_SEX} )(?:{_MEN})$", 11),
        ("sex_f", rf"^(?:{_SEX} )(?:{_WOMEN})$", 11),
        ("birth_date", (r"\b(ttl|(?:tempat |tmp |tmpt )?(?:dan )?(?:tanggal )?lahir|tgllahir"
                        r"|kelahiran)\b"), 9),
        ("birth_date", r"\b(lahir|kelahiran|ttl) (tanggal|bulan|tahun)$", 12),
        ("birth_place", r"^(tempat|tmp|tmpt|kota) (lahir|kelahiran)$|\blahir (tempat|kota)$", 12),
        ("age", r"^(umur|usia)\b(?!.*usaha)", 9),
        ("kbli", r"\b(kbli|klui)\b", 10),
        ("workers_m", rf"\b({_STAFF})\b(.*) ({_MEN})$|^({_MEN}) ({_STAFF})$", 12),
        ("workers_f", rf"\b({_STAFF})\b(.*) ({_WOMEN})$|^({_WOMEN}) ({_STAFF})$", 12),
        ("workers", rf"\b({_STAFF})\b|\borang (yang )?bekerja\b|^yang bekerja$", 8),
        ("sales_year", rf"\b({_MONEY}|hasil usaha)\b.*\b({_YEAR})\b", 11),
        ("sales_month", rf"\b({_MONEY})\b", 9),
        ("sales_month", r"\bhasil (usaha|produksi)\b.*\b(bulan|perbulan|sebulan)\b", 10),
        ("assets", r"\b(modal|permodalan|aset|kekayaan|harta|aktiva|investasi)\b", 8),
        ("started", rf"\b({_START})\b", 9),
        ("started", r"^tahun$|\btahun (usaha|buka)\b|\busaha\b.* tahun$", 6),
        ("observed_at", r"\btanggal (pendataan|data|survei|survey|input)\b", 10),
        ("owner", rf"\b({_PEOPLE})\b", 9),
        ("owner", (rf"\bnama( lengkap| orang)? ({_PEOPLE})\b|\b({_PEOPLE}|identitas)\b.* nama"
                   r"( lengkap)?$|\bnama lengkap\b"), 11),
        ("owner", r"^nama( lengkap)? sesuai (ktp|nik)$", 12),
        ("name", rf"\bnama (?:\w+ )?({_FIRMS})\b|\b(merk|merek|brand)\b|\bnama kelompok\b", 10),
        ("name", r"\b(usaha|toko|warung|kios|perusahaan|umkm|ukm|ikm|industri)\b.* nama$", 10),
        ("owner", r"^(nama|nama orang)$", 6),
        ("name", r"^(usaha|ukm|umkm|ikm|perusahaan|toko)$", 6),
        ("name", r"^nama$", 3),
        ("products", (r"\b(produk|komoditi|komoditas|barang|hasil produksi|yang (di)?jual"
                      r"|yang (?:di)?(?:buat|produksi|hasilkan|jual)|diproduksi|dagangan)\b"), 9),
        ("products", r"\b(olahan|kerajinan|anyaman|jualan)\b|^hasil usaha$", 7),
        ("products", (r"\b(jenis2?|macam) (usaha|kegiatan|produk\w*|dagang\w*|makanan|jualan)\b"
                      r"|^kegiatan\b|\b(uraian|deskripsi|aktivitas) usaha\b"), 8),
        ("products", r"\b(produk|produksi|usaha)\b.* jenis$", 8),
        ("sector", r"\b(bidang|sektor|sub sektor|kategori|kelompok) (usaha|industri)\b", 6),
        ("sector", r"\b(bidang|sektor|sub sektor|kategori)\b", 6),
        ("sector", r"\b(jenis|macam) usaha\b", 4),
        ("products", r"\b(bidang|sektor) usaha\b|^usaha$", 4),
        ("status", r"^(status|keadaan) usaha$", 9),
        ("note", r"\b(ket|keterangan|catatan|status usaha|status)\b", 7),
    )
)  # fmt: skip
# A column of both, `Kec/Desa`, tells the village unless another column does.
_OF_BOTH = {"village": 8, "district": 7}
# Headings that look like one of the above and are not.
_NEVER = re.compile(
    r"\b(kk|kartu keluarga|bantuan|laba|keuntungan|jumlah (ukm|umkm)|pendidikan|agama|pelatihan"
    r"|harga|satuan|kapasitas|volume|perkawinan|rekening|bank|foto|ibu kandung|bahan baku|binaan"
    r"|pinjaman|(umur|usia|lama) usaha)\b"
)
# Words of a heading → fields it is then not: a date of a paper is no number of it.
_NOT_SO = (
    (re.compile(r"\b(tanggal|terbit|berlaku|masa|ada|tidak|belum|sudah)\b"),
     frozenset({"nib", "nik", "npwp", "pirt", "halal", "merek", "phone"})),
    (re.compile(r"\b(tanggal|terbit|berlaku|masa|ada|tidak|belum)\b.*\b(merek|merk|brand)\b"
                r"|\b(merek|merk|brand)\b.*\b(tanggal|terbit|berlaku|ada|tidak|belum)\b"),
     frozenset({"name"})),
    (re.compile(r"\b(legalitas|izin|perizinan|sertifikat|hak|haki)\b"), frozenset({"name"})),
    (re.compile(r"\b(perkawinan|nikah|kawin|rumah|kepemilikan)\b"), frozenset({"note"})),
    (re.compile(r"\b(bulan|perbulan|sebulan|rp)\b"), frozenset({"products"})),
    (re.compile(r"\b(tempat|jumlah) (produksi|jualan|berjualan)\b|^lokasi\b"),
     frozenset({"products", "sales_month"})),
    (re.compile(r"\bmodal\b"), frozenset({"started", "name", "products"})),
    (re.compile(r"\bhasil jualan\b|\bmulai\b|\bawal\b"), frozenset({"products"})),
    (re.compile(r"\balamat e ?mail\b"), frozenset({"address"})),
    (re.compile(r"^(nama )?(alamat|desa|kelurahan|kel|kec|kecamatan)\b"),
     frozenset({"owner", "nik"})),
)  # fmt: skip
# A heading that may be several things: it is asked about, unless its content tells.
ASKED: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), fields)
    for pattern, fields in (
        (r"^(nama )?jenis$", ("products", "sector", "sex")),
        (r"^produksi$", ("products", "sales_month")),
        (r"^jumlah$", ("workers", "sales_month")),
        (r"^kode$", ("external_id", "kbli", "village_code")),
        (r"^tanggal$", ("observed_at", "birth_date", "started")),
        (r"^(kelompok|nama kelompok)$", ("name", "sector")),
        (r"^(no|nama|surat) (izin|ijin)( usaha)?$|^(izin|ijin)( usaha)?$", ("nib", "pirt")),
        (r"^no usaha$", ("external_id", "nib", "phone")),
        (r"^tempat$", ("address", "birth_place")),
    )
)
_VOCABULARY = (
    "pemilik", "kecamatan", "kelurahan", "alamat", "telepon", "omzet", "keterangan", "kelamin",
    "usaha", "tenaga", "kerja", "lahir", "produk", "nama", "penghasilan", "pendapatan", "berdiri",
)  # fmt: skip
# Short ways of writing → the word; the mark of a remembered heading does not know them.
_SPELLED = {
    short: word
    for word, shorts in {
        "nama": "nm nma", "jumlah": "jml jmlh jlh jmlah jum banyaknya byk banyak", "no": "nomor "
        "nmr nomer", "tahun": "thn th tahunnya", "pertahun": "perthn", "bulan": "bln bl bulanan",
        "perbulan": "perbln", "jenis": "jns jenis2", "tanggal": "tgl", "alamat": "almt",
        "tenaga": "tng tngg", "omzet": "omset omsetnya omzetnya", "aset": "asset",
        "telepon": "telp telpon tlp tlpn tel telephone phone tlf", "hp": "hape",
        "kecamatan": "kcmtn kcamatan kecmatan kecamatannya", "lahir": "lhr", "yang": "yg",
        "dan": "dgn", "izin": "ijin", "desa": "dsa", "pemilik": "pmlk", "kelurahan": "kelrhn",
        "rumah": "rmh",
    }.items()
    for short in shorts.split()
}  # fmt: skip
_UNITS = re.compile(r"^(rp|rupiah|orang|org|jiwa|unit|ribu|juta|rb|jt|000|persen)$")
_UNIT_TEXT = re.compile(
    r"\(?\s*(?:(?:rp|rupiah|orang|org|jiwa|unit|buah|l\s*/\s*p|th|thn|tahun|bln|bulan|%|ribu|juta"
    r"|kg|pcs|lbr|m2|hari)\.?(?:\s*[./]?\s*(?:000|bln|bulan|thn|th|tahun|hari|juta|ribu))?)\s*\)?"
    r"|\([^()\d]{1,20}\)",
    re.IGNORECASE,
)
# Words that alone say nothing of a column, so that the caption above speaks.
_PLAIN = frozenset(
    (  # noqa: SIM905 - a word list reads better
        "nama lengkap jumlah total l p lk pr laki perempuan pria wanita bulan tahun perbulan"
        " pertahun sebulan setahun per no jenis nilai besar tempat tanggal kota usaha laki2 sendiri"
        " bersih kotor rata"
    ).split()
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_AGAIN = re.compile(r" \([2-9]\)$")


def even_out(header: str) -> str:
    """Return a heading in small letters without signs, with likely slips put right."""
    words = _NOT_WORD.sub(" ", _AGAIN.sub("", header).lower()).split()
    return " ".join(_known(word) for word in words)


@lru_cache(maxsize=4096)
def _known(word: str) -> str:
    if len(word) < 5 or word in _VOCABULARY:
        return word
    return next((known for known in _VOCABULARY if one_slip(word, known)), word)


def spelled(header: str) -> str:
    """Return a heading evened out, with short words written whole and units left away."""
    words = [_SPELLED.get(word, word) for word in even_out(header).split()]
    last = len(words) - 1
    kept = [word for n, word in enumerate(words) if n == 0 or n < last or not _UNITS.match(word)]
    kept = [word for word in kept if word not in ("rp", "rupiah")] or kept
    return " ".join(_known(word) for word in kept)


@lru_cache(maxsize=8192)
def readings(header: str) -> tuple[tuple[str, int], ...]:
    """Return (field, strength) of every way to read a heading."""
    text = spelled(header)
    if not text or len(text) > 60 or _NEVER.search(text) or asked(header):
        return ()
    best: dict[str, int] = {}
    for field, pattern, strength in _READINGS:
        if pattern.search(text):
            best[field] = max(strength, best.get(field, 0))
    if "village" in best and "district" in best:
        best |= _OF_BOTH
    for words, fields in _NOT_SO:
        if best and words.search(text):
            best = {field: strength for field, strength in best.items() if field not in fields}
    return tuple(best.items())


def asked(header: str) -> tuple[str, ...]:
    """Return the fields that a heading may mean alike, none when it is clear or unknown."""
    text = spelled(header)
    return next((fields for pattern, fields in ASKED if pattern.search(text)), ())


def is_refused(text: str, field: str) -> bool:
    """Tell whether the words of a heading say that it cannot be a field."""
    words = spelled(text)
    if _NEVER.search(words):
        return True
    return any(field in fields and pattern.search(words) for pattern, fields in _NOT_SO)


def is_unit(text: str) -> bool:
    """Tell whether a cell of a heading only names a unit: `(Rp)`, `(org)`, `Rp/bln`."""
    return _UNIT_TEXT.fullmatch(text.strip()) is not None


def is_plain(text: str) -> bool:
    """Tell whether a heading needs the caption above it to say anything: `Nama`, `L`, `per bln`."""
    return all(word in _PLAIN for word in spelled(text).split())
