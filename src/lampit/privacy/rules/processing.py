"""What is done with personal data, and what could go wrong (UU 27/2022 art. 31 and 34). Pure.

Who sees, how long and for which purpose are not written here: they are read from the tables that
decide them (`registry.rules.seeing`, `rules.retention`, `registry.rules.consents`), so the page
that shows this cannot say another thing than what the product does.
"""

from dataclasses import dataclass

from lampit.basics.texts import gettext_noop


@dataclass(frozen=True, slots=True)
class Activity:
    """One kind of processing.

    Attributes:
        code: its name.
        title: what it is.
        data: whose data, and which.
        purposes: codes of `registry.rules.consents`, which say purpose and basis.
        source: where the data come from.
        receivers: who gets them outside the office.
        terms: codes of `rules.retention` that end it.
    """

    code: str
    title: str
    data: str
    purposes: tuple[str, ...]
    source: str
    receivers: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that could hurt a person, what stands against it, and what is left."""

    code: str
    what: str
    harm: str
    guard: str
    left: str


NOBODY = gettext_noop("tidak ada")
ACTIVITIES: tuple[Activity, ...] = (
    Activity(
        "pendataan",
        gettext_noop("Daftar usaha"),
        gettext_noop(
            "Pemilik usaha: nama, NIK, tanggal lahir, L/P, nomor HP, alamat; usahanya: jenis, "
            "tenaga kerja, penjualan, modal, surat usaha"
        ),
        ("pendataan",),
        gettext_noop("pemilik sendiri, kunjungan, survei, daftar dinas"),
        gettext_noop("mitra, hanya dengan izin pemilik; pusat dan provinsi hanya jumlah"),
        ("usaha_diam", "tanpa_usaha", "berkas_impor", "berkas_draf", "daftar_keluar"),
    ),
    Activity(
        "penyatuan",
        gettext_noop("Mencocokkan dan menyatukan catatan ganda"),
        gettext_noop("Pemilik usaha: nama, NIK, nomor HP, tanggal lahir, desa, dibandingkan"),
        ("pendataan",),
        gettext_noop("daftar usaha; angka pembanding dihapus sesudah dihitung"),
        NOBODY,
        ("usaha_diam",),
    ),
    Activity(
        "survei",
        gettext_noop("Survei dan indeks digital"),
        gettext_noop("Usaha terpilih: jawaban, tingkat kemampuan digital"),
        ("statistik", "pembinaan"),
        gettext_noop("wawancara oleh pendata atau pendamping, atau diisi sendiri lewat tautan"),
        gettext_noop(
            "umum, pusat dan provinsi: hanya jumlah, sel kecil disembunyikan; kalau kepala "
            "membukanya, baris jawaban tanpa nama"
        ),
        (
            "usaha_diam",
            "tautan_survei",
            "draf_survei",
            "temuan_survei",
            "kiriman_survei",
            "laporan_survei",
            "kunci_pendata",
            "foto_survei",
        ),
    ),
    Activity(
        "pembinaan",
        gettext_noop("Pembinaan"),
        gettext_noop("Usaha dampingan: kunjungan, langkah berikutnya, foto"),
        ("pembinaan", "kontak_wa"),
        gettext_noop("pendamping"),
        NOBODY,
        ("usaha_diam",),
    ),
    Activity(
        "bantuan",
        gettext_noop("Bantuan dan pencegahan bantuan ganda"),
        gettext_noop("Penerima: nama, NIK, KK, alamat, nilai bantuan"),
        ("bantuan",),
        gettext_noop("daftar penerima dari pemberi bantuan"),
        NOBODY,
        ("daftar_bantuan", "usaha_diam", "tanpa_usaha"),
    ),
    Activity(
        "pasar",
        gettext_noop("Lapak dan pesanan"),
        gettext_noop("Perajin: nama lapak, desa, cerita, foto; pembeli: nama, HP, alamat kirim"),
        ("pasar", "foto"),
        gettext_noop("perajin dan pembeli sendiri"),
        gettext_noop("umum: yang diizinkan perajin; pembeli dan perajin satu sama lain"),
        ("foto_bayar", "pembeli"),
    ),
    Activity(
        "hak",
        gettext_noop("Permintaan, izin dan insiden data pribadi"),
        gettext_noop("Peminta: jati diri, permintaan, surat; catatan siapa membaca apa"),
        ("pendataan",),
        gettext_noop("orangnya sendiri"),
        gettext_noop("lembaga pelindungan data pribadi, kalau ada insiden"),
        ("salinan", "surat_hapus"),
    ),
)
GUARDS: tuple[str, ...] = (
    gettext_noop("NIK, tanggal lahir, penjualan, modal dan bukti izin tersandi isian demi isian."),
    gettext_noop("Kunci sandi di luar basis data dan di luar cadangannya; dapat diganti."),
    gettext_noop("NIK dicari lewat sidik berkunci; tidak ada NIK terbaca di basis data."),
    gettext_noop("Tiap nilai yang dibuka utuh memakai alasan dan masuk catatan akses berantai."),
    gettext_noop("Pemilik dapat melihat siapa yang membuka datanya, kapan dan mengapa."),
    gettext_noop("Wilayah lain tidak melihat apa pun; peran berakhir hari itu juga."),
)
RISKS: tuple[Risk, ...] = (
    Risk(
        "salah_gabung",
        gettext_noop("Dua orang berbeda disatukan"),
        gettext_noop("bantuan, izin atau pesanan jatuh ke orang yang salah"),
        gettext_noop(
            "Komputer hanya mengusulkan. Orang yang memutuskan; pasangan dengan uang diputuskan "
            "dua orang. Tiap penggabungan dapat dipisahkan lagi persis seperti semula."
        ),
        gettext_noop("kecil; ketepatan usulan dihitung dari jawaban orang dan ditampilkan"),
    ),
    Risk(
        "tidak_cocok",
        gettext_noop("Satu orang tercatat dua kali dan dinilai dua kali"),
        gettext_noop("bantuan ganda, atau permintaan hapus hanya mengenai satu catatan"),
        gettext_noop(
            "Kemiripan ditampilkan sebelum usaha baru disimpan; permintaan data dijawab untuk "
            "semua catatan orang itu."
        ),
        gettext_noop("sedang; yang tanpa NIK dan HP tidak selalu ketemu"),
    ),
    Risk(
        "daftar_keluar",
        gettext_noop("Daftar nama keluar dan beredar"),
        gettext_noop("penipuan dengan NIK dan nomor HP"),
        gettext_noop(
            "NIK dan HP tersamar. Berkas bertanda nama, waktu dan keperluan; yang panjang "
            "disetujui orang kedua. Siapa yang ada di dalamnya dicatat dua tahun."
        ),
        gettext_noop("sedang; berkas yang sudah keluar tidak dapat ditarik"),
    ),
    Risk(
        "penilaian",
        gettext_noop("Nilai kemampuan digital dipakai untuk menilai orang"),
        gettext_noop("ditolak atau dipermalukan karena angka"),
        gettext_noop(
            "Nilai satu usaha hanya untuk dinas dan pendampingnya, untuk menentukan langkah "
            "bantuan. Yang terbit hanya jumlah dengan selang, sel kecil disembunyikan."
        ),
        gettext_noop("kecil"),
    ),
    Risk(
        "data_salah",
        gettext_noop("Data keliru atau basi dipakai untuk memutuskan"),
        gettext_noop("bantuan tidak sampai"),
        gettext_noop(
            "Tiap isian menyebut asal dan tanggalnya; sumber yang lebih lemah tidak menimpa. "
            "Perbaikan dijawab dalam 3 × 24 jam."
        ),
        gettext_noop("sedang; kesegaran daftar ditampilkan di Mutu daftar"),
    ),
    Risk(
        "orang_dalam",
        gettext_noop("Petugas membaca lebih dari yang perlu"),
        gettext_noop("rahasia keluarga dan usaha terbuka"),
        gettext_noop(
            "Tabel “siapa melihat apa” di halaman ini; alasan dan catatan akses; jumlah NIK yang "
            "dibuka utuh tampil di meja kepala dinas tiap bulan."
        ),
        gettext_noop("kecil sampai sedang; tergantung kepala dinas membaca catatannya"),
    ),
    Risk(
        "pencurian",
        gettext_noop("Basis data atau cadangannya dicuri"),
        gettext_noop("nama, alamat dan nomor HP terbaca; NIK tidak"),
        gettext_noop(
            "NIK, tanggal lahir, penjualan dan modal tersandi; kuncinya terpisah. Tenggat insiden "
            "3 × 24 jam."
        ),
        gettext_noop("sedang; nama dan nomor HP tidak tersandi supaya dapat dicari"),
    ),
)
