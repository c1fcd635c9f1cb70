"""Words for the deeds of the audit trail, as the head of an office reads them. Pure.

The trail itself keeps the codes: words may get better, the chained entry may not change.
"""

from lampit.basics.texts import gettext_noop

DEEDS = {
    "sign_in": gettext_noop("Masuk"),
    "password": gettext_noop("Mengganti kata sandi"),
    "register_business": gettext_noop("Mendaftarkan usaha"),
    "edit_business": gettext_noop("Mengubah data pribadi"),
    "export_businesses": gettext_noop("Mengunduh daftar usaha"),
    "reveal_nik": gettext_noop("Membuka NIK"),
    "reveal_birth": gettext_noop("Membuka tanggal lahir"),
    "reveal_sales": gettext_noop("Membuka omzet"),
    "reveal_capital": gettext_noop("Membuka modal"),
    "reveal_phone": gettext_noop("Membuka nomor HP"),
    "import_opened": gettext_noop("Mengunggah berkas impor"),
    "import_done": gettext_noop("Mengimpor usaha"),
    "import_cancelled": gettext_noop("Membatalkan impor"),
    "import_undone": gettext_noop("Mengurungkan impor"),
    "import_report": gettext_noop("Mengunduh laporan impor"),
    "coaching_assigned": gettext_noop("Menyerahkan usaha ke pendamping"),
    "survey_round_opened": gettext_noop("Membuka putaran survei"),
    "survey_sample_drawn": gettext_noop("Menarik contoh survei"),
    "survey_round_lapangan": gettext_noop("Memulai kerja lapangan"),
    "survey_round_tutup": gettext_noop("Menutup putaran survei"),
    "survey_round_diolah": gettext_noop("Mengolah hasil survei"),
    "survey_round_terbit": gettext_noop("Menerbitkan hasil survei"),
    "survey_submitted": gettext_noop("Mengirim jawaban survei"),
    "survey_disposition": gettext_noop("Mencatat usaha yang tidak diwawancarai"),
    "qris.pasang": gettext_noop("Memasang QRIS"),
    "qris.ganti": gettext_noop("Mengganti QRIS"),
    "lapak.buka": gettext_noop("Membuka lapak"),
    "lapak.tutup": gettext_noop("Menutup lapak"),
    "lapak.ubah": gettext_noop("Mengubah lapak"),
    "barang.tambah": gettext_noop("Menambah barang"),
    "barang.ubah": gettext_noop("Mengubah barang"),
    "barang.tayang": gettext_noop("Menjual barang lagi"),
    "barang.disembunyikan": gettext_noop("Menyembunyikan barang"),
    "barang.masih_dijual": gettext_noop("Memastikan barang masih dijual"),
    "stok.hitung": gettext_noop("Menghitung stok"),
    "foto.tambah": gettext_noop("Menambah foto barang"),
    "foto.hapus": gettext_noop("Menghapus foto barang"),
    "bukti_harga.tambah": gettext_noop("Menambah bukti harga"),
    "bukti_harga.tarik": gettext_noop("Menarik bukti harga"),
}
SUBJECTS = {
    "user": gettext_noop("akun"),
    "business": gettext_noop("usaha"),
    "list": gettext_noop("daftar"),
    "import": gettext_noop("impor"),
    "maker": gettext_noop("lapak"),
    "product": gettext_noop("barang"),
    "measure.round": gettext_noop("putaran survei"),
    "measure.member": gettext_noop("usaha contoh"),
    "measure.submission": gettext_noop("jawaban survei"),
}
FIELDS = {
    "nik": "NIK",
    "phone": gettext_noop("nomor HP"),
    "phone_2": gettext_noop("nomor HP kedua"),
    "birth": gettext_noop("tanggal lahir"),
    "sales": gettext_noop("omzet"),
    "capital": gettext_noop("modal"),
    "qris": "QRIS",
}


def words_of(code: str, known: dict[str, str]) -> str:
    """Return the words for a code; a code without words is shown as it is."""
    return known.get(code, code)
