"""Words for codes and fields of the registry, as people read them. Pure."""

from lampit.basics.texts import gettext_noop

STATUS_TAGS = {
    "aktif": "ok",
    "musiman": "ok",
    "tutup_sementara": "warn",
    "tutup": "bad",
    "pindah": "",
    "bukan_usaha": "",
    "": "warn",
}
BAND_TAGS = {"segar": "ok", "cukup": "", "lama": "warn", "basi": "bad", "belum": "warn"}
# Businesses that count as running (registry.md section 4b).
RUNNING = ("aktif", "musiman")

CHANNEL_LABELS = {
    "langsung": gettext_noop("Langsung di rumah atau pasar"),
    "pengumpul": gettext_noop("Lewat pengumpul"),
    "whatsapp": "WhatsApp",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "shopee": "Shopee",
    "tokopedia": "Tokopedia",
    "marketplace": gettext_noop("Lokapasar lain"),
    "website": gettext_noop("Situs sendiri"),
    "lampit": "Lampit",
}
OFFLINE_CHANNELS = frozenset({"langsung", "pengumpul"})

SOURCE_LABELS = {
    "hapus": gettext_noop("permintaan penghapusan"),
    "pemilik": gettext_noop("pemilik sendiri"),
    "kunjungan": gettext_noop("kunjungan"),
    "dokumen": gettext_noop("dokumen"),
    "petugas": gettext_noop("petugas dinas"),
    "desa": gettext_noop("lembar desa atau pendamping"),
    "mitra": gettext_noop("program mitra"),
    "daftar": gettext_noop("daftar kantor"),
    "impor": gettext_noop("berkas impor"),
    "survei": gettext_noop("survei"),
    "contoh": gettext_noop("data contoh"),
    "urung": gettext_noop("diurungkan"),
    "koreksi": gettext_noop("koreksi oleh daftar sendiri"),
    "gabung": gettext_noop("penggabungan catatan ganda"),
    "pisah": gettext_noop("pemisahan catatan"),
    "serah": gettext_noop("serah terima antar kabupaten"),
    "alih": gettext_noop("usaha beralih pemilik"),
}

FIELD_LABELS = {
    "name": gettext_noop("Nama usaha"),
    "owner": gettext_noop("Pemilik"),
    "owner_name": gettext_noop("Nama pemilik"),
    "sex": "L/P",
    "nik": "NIK",
    "birth": gettext_noop("Tanggal lahir"),
    "birth_place": gettext_noop("Tempat lahir"),
    "phone": gettext_noop("Nomor HP/WA"),
    "phone_2": gettext_noop("Nomor kedua"),
    "email": gettext_noop("Surel"),
    "kind": gettext_noop("Bentuk"),
    "activity": gettext_noop("Kegiatan"),
    "sector": gettext_noop("Sektor"),
    "kbli": "KBLI 2020",
    "status": gettext_noop("Keadaan"),
    "started_on": gettext_noop("Mulai usaha"),
    "started_precision": gettext_noop("Ketelitian tanggal mulai"),
    "village": gettext_noop("Desa/kelurahan"),
    "district": gettext_noop("Kecamatan"),
    "rt": "RT",
    "rw": "RW",
    "address": gettext_noop("Alamat"),
    "place": gettext_noop("Tempat"),
    "workers_male": gettext_noop("Pekerja laki-laki"),
    "workers_female": gettext_noop("Pekerja perempuan"),
    "workers": gettext_noop("Pekerja seluruhnya"),
    "workers_total": gettext_noop("Pekerja seluruhnya"),
    "sales": gettext_noop("Penjualan sebulan"),
    "sales_band": gettext_noop("Golongan penjualan"),
    "capital": gettext_noop("Modal usaha"),
    "size_class": gettext_noop("Ukuran usaha"),
    "channels": gettext_noop("Cara menjual"),
    "nib": "NIB",
    "note": gettext_noop("Catatan"),
    "extras": gettext_noop("Kolom lain dari daftar"),
    "confirmed_on": gettext_noop("Dipastikan"),
    "confirmed_by": gettext_noop("Dipastikan oleh"),
    "deceased_on": gettext_noop("Meninggal"),
    "permit": gettext_noop("Surat usaha"),
    "permit_file": gettext_noop("Berkas surat"),
    "member": gettext_noop("Anggota kelompok"),
    "registered": gettext_noop("Pencatatan"),
    "withdrawn_at": gettext_noop("Ditarik"),
    "golden": gettext_noop("Digabung ke"),
    "region": gettext_noop("Kabupaten"),
    "external_id": gettext_noop("Nomor di daftar kantor"),
    "partner_numbers": gettext_noop("Nomor dari mitra"),
    "erased": gettext_noop("Penghapusan data pribadi"),
}

# What hangs on a business in higher rooms.
CHILD_SALES = gettext_noop("penjualan")
CHILD_SHOPS = gettext_noop("lapak")
CHILD_VISITS = gettext_noop("kunjungan")
CHILD_AID = gettext_noop("bantuan")
CHILD_ANSWERS = gettext_noop("jawaban survei")
CHILD_PERMITS = gettext_noop("surat usaha")


def is_digital(channels: list[str]) -> bool | None:
    """Say whether any channel is online; None when no channel is known."""
    return any(c not in OFFLINE_CHANNELS for c in channels) if channels else None


def field_label(field: str) -> str:
    """Return the name of a field for people."""
    return FIELD_LABELS.get(field, field)


def source_label(source: str) -> str:
    """Return where a value came from, in words."""
    return SOURCE_LABELS.get(source, source)
