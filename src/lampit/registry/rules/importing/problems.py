"""What is wrong with a cell or a row: a stable code and one sentence that says what to do."""

from collections.abc import Iterable
from typing import NamedTuple

from lampit.basics.texts import gettext_noop

REPEATED = "bulan_lain"  # no fault: told on the page of the run, and in no file to put right
MESSAGES = {
    "wajib_kosong": gettext_noop("Nama pemilik dan nama usaha kosong. Isi salah satunya."),
    "data_terlalu_sedikit": gettext_noop(
        "Datanya terlalu sedikit. Lengkapi desa, NIK atau nomor HP."
    ),
    "baris_percobaan": gettext_noop("Baris ini hanya percobaan. Hapus dari daftar."),
    "bukan_usaha": gettext_noop("Ini bukan usaha. Hapus dari daftar."),
    "nilai_ditolak": gettext_noop(
        "Nilai ini ditolak petugas. Hapus barisnya atau betulkan nilainya."
    ),
    "luar_wilayah": gettext_noop("Usaha ini di luar kabupaten. Kirim ke kabupatennya."),
    "sudah_pindah": "Usaha ini sudah diserahkan ke kabupaten lain. Hapus dari daftar.",
    "nik_dibulatkan": gettext_noop("Angka belakang NIK hilang di Excel. Tanyakan NIK-nya lagi."),
    "nik_panjang": gettext_noop("NIK harus 16 angka. Periksa KTP-nya."),
    "nik_tanggal": gettext_noop("Tanggal lahir dalam NIK tidak ada di kalender. Periksa KTP-nya."),
    "nik_urut": gettext_noop("Empat angka terakhir NIK tidak boleh 0000. Periksa KTP-nya."),
    "nik_tidak_wajar": gettext_noop("NIK ini hanya pengisi. Tanyakan NIK yang benar."),
    "nik_wilayah": gettext_noop("Awal NIK bukan kode provinsi. Periksa KTP-nya."),
    "nik_umur": gettext_noop(
        "Menurut NIK, pemiliknya masih anak atau sangat tua. Periksa KTP-nya."
    ),
    "nik_huruf": gettext_noop("Huruf O dibaca angka nol dalam NIK. Periksa KTP-nya."),
    "nik_jenis_kelamin": gettext_noop(
        "NIK tidak cocok dengan jenis kelamin di kolomnya, atau yang lazim untuk nama ini. "
        "Periksa KTP-nya."
    ),
    "nik_mirip_kk": gettext_noop("Ini tampaknya nomor KK, bukan NIK. Tanyakan NIK-nya."),
    "nik_tersalin": gettext_noop(
        "NIK sama dengan baris di atasnya, namanya lain. Periksa KTP-nya."
    ),
    "nik_nama_lain": gettext_noop("NIK ini sudah tercatat atas nama lain. Cocokkan KTP keduanya."),
    "nik_banyak_nama": gettext_noop(
        "NIK ini dipakai lebih dari tiga nama yang berbeda, jadi tidak dicatat untuk siapa pun. "
        "Cocokkan KTP semuanya."
    ),
    "nik_banyak_nama_lain": gettext_noop(
        "NIK ini dipakai lebih dari tiga nama; satu sudah tercatat dengannya, yang lain masuk "
        "tanpa NIK. Cocokkan KTP semuanya, juga yang sudah tercatat."
    ),
    "lahir_beda_nik": gettext_noop("Tanggal lahir tidak sama dengan NIK. Yang dipakai: NIK."),
    "hp_tidak_sah": gettext_noop("Nomor HP tidak lengkap. Tulis seperti 0812 3456 7892."),
    "hp_pengisi": gettext_noop("Nomor HP ini hanya pengisi. Tanyakan nomor yang benar."),
    "hp_lebih_dua": gettext_noop("Lebih dari dua nomor HP. Yang dipakai dua yang pertama."),
    "hp_luar_negeri": gettext_noop("Nomor HP dari luar negeri. Periksa lagi."),
    "desa_kosong": gettext_noop("Desa kosong. Isi nama desa atau kelurahan."),
    "desa_tidak_dikenal": gettext_noop("Desa ini tidak dikenal. Periksa ejaannya."),
    "desa_ganda": gettext_noop("Nama desa ini lebih dari satu. Tulis kecamatannya."),
    "desa_belum": gettext_noop("Ini nama kecamatan. Tulis juga nama desanya."),
    "kecamatan_berbeda": gettext_noop("Desa ini di kecamatan lain. Periksa kecamatannya."),
    "tanggal_tidak_sah": gettext_noop(
        "Tanggal tidak terbaca. Tulis seperti 31/12/1990, atau tahunnya saja."
    ),
    "tanggal_kata": gettext_noop("Mulai usaha tertulis dengan kata. Tulis tahunnya."),
    "angka_tidak_sah": gettext_noop("Angka tidak terbaca. Tulis angka saja."),
    "angka_di_luar_batas": gettext_noop("Angka ini di luar batas yang wajar. Periksa lagi."),
    "omzet_ribuan": gettext_noop("Omzet ini mungkin dalam ribuan. Tulis rupiah penuh."),
    "kbli_umum": gettext_noop("Jenis usaha terlalu umum. Tulis barang atau jasanya."),
    "kbli_tidak_dikenal": gettext_noop("KBLI ini tidak ada di daftar. Periksa kodenya."),
    "nib_panjang": gettext_noop("NIB harus 13 angka. Periksa lagi."),
    "nib_dibulatkan": gettext_noop("Angka belakang NIB hilang di Excel. Tanyakan lagi."),
    "surat_tanpa_nomor": gettext_noop("Tertulis ada suratnya, tanpa nomor. Tanyakan nomornya."),
    "surat_tidak_sah": gettext_noop("Nomor surat ini tidak terbaca. Cocokkan dengan suratnya."),
    "surat_usaha_lain": gettext_noop(
        "Nomor surat ini sudah tercatat di usaha orang lain. Cocokkan dengan suratnya."
    ),
    "jenis_kelamin_tidak_dikenal": gettext_noop("Jenis kelamin tidak terbaca. Tulis L atau P."),
    "kbli_belum_ada": gettext_noop(
        "Jenis usaha ini belum punya kode KBLI. Pilih yang paling dekat."
    ),
    "usaha_tutup": gettext_noop("Menurut keterangan, usaha ini sudah tutup. Pastikan."),
    "usaha_pindah": gettext_noop(
        "Menurut keterangan, usaha ini pindah. Pastikan masih ada di desa ini."
    ),
    "pemilik_meninggal": gettext_noop(
        "Menurut keterangan, pemiliknya meninggal. Isi pemilik baru."
    ),
    "ganda_dalam_berkas": gettext_noop(
        "Usaha ini sudah ada di baris lain. Yang dipakai: baris pertama."
    ),
    REPEATED: gettext_noop(
        "Usaha ini juga ada di lembar bulan lain. Masuk sekali, dengan isian bulan terbaru."
    ),
    "mungkin_ganda": gettext_noop("Usaha ini mungkin sudah ada. Bandingkan dulu."),
    "rumus_kosong": gettext_noop(
        "Nilai rumus ini tidak tersimpan di berkas. Buka berkasnya di Excel, simpan, lalu unggah "
        "lagi."
    ),
    "rumus_galat": gettext_noop("Rumus di sel ini galat. Tulis isinya."),
    "teks_terlalu_panjang": gettext_noop("Teks ini terlalu panjang dan dipotong. Ringkas isinya."),
    "huruf_rusak": gettext_noop("Ada huruf yang rusak. Tulis ulang isinya."),
    "kolom_ragu": gettext_noop(
        "Judul ini bisa berarti beberapa hal. Pilih artinya di Cocokkan kolom."
    ),
    "judul_tidak_ditemukan": gettext_noop(
        "Judul kolom tidak ditemukan di lembar ini. Lembar ini dilewati."
    ),
}
# Noted for whoever asks, but not a reason to look at the row.
QUIET = frozenset({"nib_panjang", "nib_dibulatkan", "hp_tidak_sah", "hp_pengisi", "nik_huruf",
                   "hp_luar_negeri", "hp_lebih_dua", "kbli_tidak_dikenal", "teks_terlalu_panjang",
                   "surat_tanpa_nomor", "surat_tidak_sah", REPEATED})  # fmt: skip
REJECTIONS = {
    "too_little_data": "data_terlalu_sedikit",
    "test_row": "baris_percobaan",
    "not_a_business": "bukan_usaha",
    "outside_district": "luar_wilayah",
    "value_refused": "nilai_ditolak",
    "moved_away": "sudah_pindah",
}


class Problem(NamedTuple):
    """One thing a person should look at; `column` is the office's own heading.

    A tuple, since tens of thousands travel from the reading process to the writing one.
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str

    def as_data(self) -> dict[str, object]:
        """Return the shape of the JSON report."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column,
            "value": self.value, "code": self.code, "message": self.message,
        }  # fmt: skip


def rejection(sheet: str, row: int, owner: str, name: str, reason: str) -> Problem:
    """Return what is told of a row that is no business, and why."""
    code = REJECTIONS[reason] if owner or name else "wajib_kosong"
    return Problem(sheet, row, "", owner, code, MESSAGES[code])


def is_loud(problems: Iterable[Problem]) -> bool:
    """Say whether a person should look at a row: quiet problems do not ask for it."""
    return any(problem.code not in QUIET for problem in problems)
