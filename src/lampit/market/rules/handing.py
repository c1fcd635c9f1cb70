"""The hand-over kit: the tables that leave in open formats, told column by column. Pure."""

from dataclasses import dataclass

from lampit.basics.texts import gettext_noop
from lampit.registry.rules.exporting import Leaving

JOB, ACCOUNT_JOB = "hand_over", "maker_account"
TITLE = gettext_noop("Paket serah terima pasar")
TEXT, WHOLE, DAY, FLAG = "text", "whole", "date", "flag"
ACCOUNT_KEPT_DAYS, COPY_KEPT_DAYS = 3, 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its kind (of `outside.columnar`), what it means, its unit."""

    name: str
    kind: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the kit; `key` names what tells its rows apart."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


TABLES = (
    Table("lapak", gettext_noop("Lapak perajin yang terbuka"), ("lapak",), (
        Column("lapak", TEXT, gettext_noop("kata alamat lapak, tetap")),
        Column("nama", TEXT, gettext_noop("nama lapak")),
        Column("orang", TEXT, gettext_noop("nama orang, bila ia mengizinkan")),
        Column("cerita", TEXT, gettext_noop("cerita perajin")),
        Column("desa", TEXT, gettext_noop("desa atau kelurahan")),
        Column("kecamatan", TEXT, gettext_noop("kecamatan")),
        Column("kabupaten", TEXT, gettext_noop("kode kabupaten/kota Kemendagri")),
        Column("sejak", WHOLE, gettext_noop("tahun mulai"), "tahun"),
        Column("whatsapp", TEXT, gettext_noop("nomor, hanya bila boleh ditampilkan")),
    )),
    Table("barang", gettext_noop("Barang yang dijual"), ("barang",), (
        Column("barang", TEXT, gettext_noop("kata alamat barang, tetap")),
        Column("lapak", TEXT, gettext_noop("lapak pembuatnya")),
        Column("nama", TEXT, gettext_noop("nama barang")),
        Column("kategori", TEXT, gettext_noop("kode kategori")),
        Column("bahan", TEXT, gettext_noop("bahan")),
        Column("satuan", TEXT, gettext_noop("satuan jual")),
        Column("harga", WHOLE, gettext_noop("harga satu satuan"), "rupiah"),
        Column("keterangan", TEXT, gettext_noop("keterangan perajin")),
        Column("berat", WHOLE, gettext_noop("berat kirim"), "gram"),
        Column("panjang", WHOLE, gettext_noop("panjang kemasan"), "cm"),
        Column("lebar", WHOLE, gettext_noop("lebar kemasan"), "cm"),
        Column("tinggi", WHOLE, gettext_noop("tinggi kemasan"), "cm"),
        Column("dicek", DAY, gettext_noop("hari terakhir dinyatakan masih dijual")),
        Column("terbit", DAY, gettext_noop("hari mulai dijual")),
    )),
    Table("varian", gettext_noop("Pilihan tiap barang"), ("kode",), (
        Column("kode", TEXT, gettext_noop("kode varian, tetap")),
        Column("barang", TEXT, gettext_noop("barangnya")),
        Column("nama", TEXT, gettext_noop("ukuran, warna, atau motif")),
        Column("harga", WHOLE, gettext_noop("harga satu satuan"), "rupiah"),
        Column("jenis", TEXT, gettext_noop("SIAP: siap kirim; BUAT: dibuat setelah dipesan")),
        Column("lama", WHOLE, gettext_noop("lama membuat"), "hari"),
    )),
    Table("foto", gettext_noop("Foto barang"), ("barang", "urutan"), (
        Column("barang", TEXT, gettext_noop("barangnya")),
        Column("urutan", WHOLE, gettext_noop("urutan, 0 yang pertama")),
        Column("berkas", TEXT, gettext_noop("letak berkas di dalam paket ini")),
        Column("teks", TEXT, gettext_noop("teks pengganti gambar")),
        Column("ilustrasi", FLAG, gettext_noop("gambar contoh, bukan foto")),
    )),
    Table("bukti_harga", gettext_noop("Harga barang sejenis di toko"),
          ("barang", "tempat", "dilihat"), (
        Column("barang", TEXT, gettext_noop("barangnya")),
        Column("harga", WHOLE, gettext_noop("harga satu satuan"), "rupiah"),
        Column("tempat", TEXT, gettext_noop("toko atau lapak daring")),
        Column("kota", TEXT, gettext_noop("kota")),
        Column("tautan", TEXT, gettext_noop("tautan")),
        Column("dilihat", DAY, gettext_noop("hari harga dilihat")),
    )),
)  # fmt: skip
CONTACTS = Table("kontak", gettext_noop("Siapa memegang nomor apa"), ("lapak",), (
    Column("lapak", TEXT, gettext_noop("kata alamat lapak, tetap")),
    Column("nama", TEXT, gettext_noop("nama lapak")),
    Column("orang", TEXT, gettext_noop("nama orang")),
    Column("desa", TEXT, gettext_noop("desa atau kelurahan")),
    Column("kecamatan", TEXT, gettext_noop("kecamatan")),
    Column("whatsapp", TEXT, gettext_noop("nomor")),
    Column("boleh_tampil", FLAG, gettext_noop("mengizinkan nomornya ditampilkan")),
))  # fmt: skip


def leaving(region: str, office: str) -> Leaving:
    """Return the kit as a list that leaves the house by the door of long lists."""
    shown = [column for column in CONTACTS.columns if column.name != "whatsapp"]
    columns = {column.name: column.meaning for column in shown}
    return Leaving(
        JOB, TITLE, "serah-terima", {"region": region, "office": office},
        columns | {"phone": gettext_noop("nomor")}, "zip", frozenset({"phone"}),
    )  # fmt: skip


def dictionary() -> list[tuple[str, str, str, str, str, bool]]:
    """Return the data dictionary: table, column, kind, meaning (msgid), unit, part of the key."""
    return [
        (
            table.name,
            column.name,
            column.kind,
            column.meaning,
            column.unit,
            column.name in table.key,
        )
        for table in TABLES
        for column in table.columns
    ]


# How to go on without the office; figures of the kit are put in by name.
GUIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (gettext_noop("Isi paket ini"), (
        gettext_noop(
            "Folder pasar: seluruh pasar sebagai halaman biasa, %(makers)s lapak dan "
            "%(goods)s barang. Buka pasar/index.html."
        ),
        gettext_noop(
            "Folder data: tabel yang sama untuk diolah, dalam CSV, JSON, dan Parquet. Arti "
            "tiap kolom ada di data/kamus.csv."
        ),
        gettext_noop(
            "Folder perajin: satu berkas untuk tiap perajin, berisi lapak, barang, dan foto"
            " miliknya. Berikan kepada orangnya."
        ),
        gettext_noop(
            "kontak.csv: siapa memegang nomor apa. Jangan dibagikan; pakai hanya untuk "
            "menghubungi perajin."
        ),
        gettext_noop("SHA256SUMS.txt: untuk memeriksa bahwa tidak ada berkas yang rusak."),
    )),
    (gettext_noop("Cara 1: dari flashdisk atau HP"), (
        gettext_noop("Salin folder pasar ke flashdisk atau kartu memori."),
        gettext_noop(
            "Buka index.html dengan peramban. Mencari dan melihat barang tidak perlu "
            "internet."
        ),
        gettext_noop("Cetak katalog dan daftar harga dari pasar/katalog dan pasar/kategori."),
    )),
    (gettext_noop("Cara 2: di internet tanpa biaya server"), (
        gettext_noop(
            "Buat akun di layanan halaman statis atau penyimpanan objek, atas nama kelompok"
            " atau koperasi, bukan atas nama satu orang."
        ),
        gettext_noop(
            "Unggah seluruh isi folder pasar apa adanya. Tidak ada basis data dan tidak ada"
            " program."
        ),
        gettext_noop("Simpan nama akun dan kata sandinya pada dua orang, di dua tempat."),
        gettext_noop(
            "Ganti alamat di poster dan kode QR lama. Bila nama domain lama masih dibayar, "
            "arahkan ke tempat baru."
        ),
    )),
    (gettext_noop("Siapa memegang nomor apa"), (
        gettext_noop(
            "%(open)s perajin menerima pesan langsung di nomornya sendiri. Nomor itu milik "
            "perajin, bukan milik kantor."
        ),
        gettext_noop(
            "%(others)s perajin dihubungi lewat nomor pengelola: %(office)s. Tentukan siapa"
            " yang memegang kartu ini sesudah serah terima, dan tulis namanya."
        ),
        gettext_noop(
            "Bila nomor pengelola akan mati, mintakan dulu izin perajin agar nomornya "
            "ditampilkan, lalu buat paket baru."
        ),
        gettext_noop(
            "QRIS dan rekening adalah milik perajin. Jangan diganti oleh siapa pun selain "
            "dia."
        ),
    )),
    (gettext_noop("Yang diminta hukum"), (
        gettext_noop(
            "Nama, nomor, dan foto perajin adalah data pribadi (UU 27/2022). Siapa pun yang"
            " melanjutkan pasar ini menjadi pengendalinya: sebutkan namanya di halaman "
            "muka."
        ),
        gettext_noop(
            "Bila perajin meminta datanya diperbaiki atau dihapus, kerjakan dalam 3 x 24 "
            "jam, juga di salinan."
        ),
        gettext_noop(
            "Harga dan keterangan barang harus benar (UU 8/1999). Periksa sedikitnya tiap "
            "90 hari; yang tidak lagi dijual dihapus."
        ),
        gettext_noop(
            "Pedagang daring tetap mencantumkan nama, alamat, dan nomor pengaduan (PP "
            "80/2019, Permendag 31/2023)."
        ),
        gettext_noop(
            "Pangan tetap perlu P-IRT atau izin BPOM yang berlaku; wajib halal mengikuti "
            "tanggalnya."
        ),
    )),
    (gettext_noop("Bila server dihidupkan lagi"), (
        gettext_noop(
            "Data dalam folder data dapat dimasukkan kembali ke program pasar mana pun. "
            "Kata alamat lapak dan barang tetap sama, sehingga tautan lama berlaku."
        ),
        gettext_noop(
            "Catatan penjualan, pesanan, dan data diri tidak ada di paket ini. Perajin "
            "mengambilnya sendiri dari halaman Lapak saya sebagai berkas selama server masih hidup."
        ),
    )),
)  # fmt: skip
