"""Words for codes and fields of the registry, as people read them. Pure."""

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
    "langsung": "Langsung di rumah atau pasar",
    "pengumpul": "Lewat pengumpul",
    "whatsapp": "WhatsApp",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "shopee": "Shopee",
    "tokopedia": "Tokopedia",
    "marketplace": "Lokapasar lain",
    "website": "Situs sendiri",
    "lampit": "Lampit",
}
OFFLINE_CHANNELS = frozenset({"langsung", "pengumpul"})

SOURCE_LABELS = {
    "pemilik": "pemilik sendiri",
    "kunjungan": "kunjungan",
    "dokumen": "dokumen",
    "petugas": "petugas dinas",
    "impor": "berkas impor",
    "survei": "survei",
    "contoh": "data contoh",
    "urung": "diurungkan",
}

FIELD_LABELS = {
    "name": "Nama usaha",
    "owner": "Pemilik",
    "owner_name": "Nama pemilik",
    "sex": "L/P",
    "nik": "NIK",
    "birth": "Tanggal lahir",
    "birth_place": "Tempat lahir",
    "phone": "Nomor HP/WA",
    "phone_2": "Nomor kedua",
    "email": "Surel",
    "kind": "Bentuk",
    "activity": "Kegiatan",
    "sector": "Sektor",
    "kbli": "KBLI 2020",
    "status": "Keadaan",
    "started_on": "Mulai usaha",
    "started_precision": "Ketelitian tanggal mulai",
    "village": "Desa/kelurahan",
    "district": "Kecamatan",
    "rt": "RT",
    "rw": "RW",
    "address": "Alamat",
    "workers_male": "Pekerja laki-laki",
    "workers_female": "Pekerja perempuan",
    "sales": "Penjualan sebulan",
    "sales_band": "Golongan penjualan",
    "capital": "Modal usaha",
    "size_class": "Ukuran usaha",
    "channels": "Cara menjual",
    "nib": "NIB",
    "note": "Catatan",
    "confirmed_on": "Dipastikan",
    "confirmed_by": "Dipastikan oleh",
    "deceased_on": "Meninggal",
    "permit": "Surat usaha",
    "member": "Anggota kelompok",
    "registered": "Pencatatan",
    "withdrawn_at": "Ditarik",
}


def is_digital(channels: list[str]) -> bool | None:
    """Say whether any channel is online; None when no channel is known."""
    return any(c not in OFFLINE_CHANNELS for c in channels) if channels else None


def field_label(field: str) -> str:
    """Return the name of a field for people."""
    return FIELD_LABELS.get(field, field)


def source_label(source: str) -> str:
    """Return where a value came from, in words."""
    return SOURCE_LABELS.get(source, source)
