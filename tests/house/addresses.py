"""Which thing of the realm each argument of an address names."""

from typing import Any

Arguments = dict[str, Any]

# Which thing each argument of an address names: (beginning of the address, argument) -> thing,
# field. The longest beginning counts.
NAMED: dict[tuple[str, str], tuple[str, str]] = {
    ("balai/survei/instrumen/", "instrument"): ("instrument", "pk"),
    ("balai/survei/instrumen/", "other"): ("other_instrument", "pk"),
    ("pekerjaan/", "number"): ("job", "pk"),
    ("pemberitahuan/", "code"): ("code", ""),
    ("balai/akun/", "number"): ("colleague", "pk"),
    ("balai/akun/", "role"): ("colleague", "acting_id"),
    ("saya/barang/", "slug"): ("product", "slug"),
    ("saya/barang/", "number"): ("photo", "pk"),
    ("saya/barang/<slug:slug>/bukti/", "number"): ("reference", "pk"),
    ("keranjang/", "line_id"): ("part", "pk"),
    ("pesan/", "public_id"): ("order", "public_id"),
    ("pesan/", "number"): ("part", "number"),
    ("saya/pesanan/", "number"): ("part", ""),
    ("saya/pesanan/", "proof_id"): ("proof", "pk"),
    ("saya/penjualan/", "sale_id"): ("sale", "pk"),
    ("balai/usaha/", "public_id"): ("business", "public_id"),
    ("balai/pindah/", "number"): ("move", "pk"),
    ("api/v1/businesses/", "public_id"): ("business", "public_id"),
    ("api/v1/businesses/", "external_id"): ("business", "public_id"),
    ("balai/usaha/<slug:public_id>/anggota/", "public_id"): ("group", "public_id"),
    ("balai/usaha/unduh/", "number"): ("list", "pk"),
    ("balai/usaha/", "change_id"): ("change", "pk"),
    ("balai/surat/", "permit_id"): ("permit", "pk"),
    ("balai/surat/", "file_id"): ("scan", "pk"),
    ("saya/surat/", "permit_id"): ("own_permit", "pk"),
    ("saya/surat/", "file_id"): ("own_scan", "pk"),
    ("balai/usaha/", "member_id"): ("member", "pk"),
    ("balai/usaha/", "event_id"): ("merge", "pk"),
    ("balai/pemilik/", "public_id"): ("owner", "public_id"),
    ("balai/pemilik/", "other"): ("namesake", "public_id"),
    ("balai/pemilik/", "event_id"): ("joined", "pk"),
    ("balai/masih/", "public_id"): ("business", "public_id"),
    ("balai/masih/", "number"): ("sheet", "pk"),
    ("balai/masih/", "row"): ("row", "pk"),
    ("balai/mutu/lapangan/", "number"): ("walk", "pk"),
    ("balai/mutu/lapangan/", "row"): ("listed", "pk"),
    ("masih/", "code"): ("question", ""),
    ("balai/duplikat/", "number"): ("pair", "pk"),
    ("balai/sandingan/", "number"): ("pair", "pk"),
    ("balai/duplikat/lintas/", "number"): ("across", "pk"),
    ("balai/impor/", "number"): ("run", "pk"),
    ("openrosa/", "round_id"): ("round", "pk"),
    ("balai/survei/", "business"): ("business", "public_id"),
    ("balai/survei/", "member"): ("asked", "pk"),
    ("balai/survei/", "instance"): ("answered", "instance_id"),
    ("balai/survei/tanya-lagi/", "instance"): ("twice", "instance_id"),
    ("balai/survei/", "round_id"): ("round", "pk"),
    ("balai/survei/<int:round_id>/petugas/", "person"): ("answered", "started_by_id"),
    ("balai/survei/<int:round_id>/susulan/", "person"): ("answered", "started_by_id"),
    ("balai/survei/<int:round_id>/pendaftaran/", "round_id"): ("listed_round", "pk"),
    ("balai/survei/<int:round_id>/pendaftaran/", "village"): ("drawn_village", "village_id"),
    ("balai/survei/undian/", "receipt"): ("round", "receipt"),
    ("data/", "region"): ("round", "region_id"),
    ("data/", "name"): ("round", "name"),
    ("balai/survei/<int:round_id>/odk/", "key"): ("odk_key", "pk"),
    ("balai/survei/<int:round_id>/isian/", "number"): ("answer_file", "pk"),
    ("balai/survei/<int:round_id>/karantina/", "number"): ("delivery", "pk"),
    ("balai/survei/<int:round_id>/karantina/", "file"): ("delivery", "pk"),
    ("balai/survei/hp/", "device"): ("phone", "pk"),
    ("pendata/berkas/", "round_id"): ("round", "pk"),
    ("pendata/berkas/", "instance"): ("answered", "instance_id"),
    ("balai/pembinaan/usaha/", "pk"): ("business", "pk"),
    ("balai/pembinaan/langkah/", "pk"): ("visit", "pk"),
    ("balai/pembinaan/foto/", "pk"): ("visit", "pk"),
    ("saya/data/", "number"): ("copy", "pk"),
    ("pesan/<str:public_id>/data/", "number"): ("copy", "pk"),
    ("balai/permintaan/", "number"): ("request", "pk"),
    ("balai/insiden/", "number"): ("breach", "pk"),
    ("balai/insiden/", "listed"): ("left", "number"),
    ("balai/permintaan/izin/", "public_id"): ("owner", "public_id"),
    ("balai/permintaan/izin/bukti/", "public_id"): ("consent_proof", "public_id"),
    ("balai/bantuan/", "number"): ("aid", "pk"),
    ("balai/bantuan/tumpang-tindih/", "number"): ("overlap", "pk"),
    ("balai/bantuan/daftar/", "number"): ("aid_list", "pk"),
    ("balai/bantuan/penerima/", "public_id"): ("grant", "public_id"),
    ("balai/bantuan/usaha/", "public_id"): ("business", "public_id"),
    ("x/", "code"): ("link", ""),
    ("saya/lapak/tempat-lain/", "number"): ("elsewhere", "pk"),
    ("saya/promosi/", "number"): ("campaign", "pk"),
    ("saya/promosi/catatan/", "number"): ("spend", "pk"),
    ("saya/cerita/", "slug"): ("story", "slug"),
    ("cerita/", "slug"): ("story", "slug"),
    ("lapor/barang/", "key"): ("product", "slug"),
    ("lapor/lapak/", "key"): ("maker", "slug"),
    ("lapor/ulasan/", "key"): ("review", "pk"),
    ("lapor/", "code"): ("report", "code"),
    ("pesan/<str:public_id>/ulasan/", "line"): ("line", "pk"),
    ("saya/teguran/", "number"): ("notice", "pk"),
    ("saya/ulasan/", "number"): ("review", "pk"),
    ("balai/laporan/", "number"): ("report", "pk"),
    ("balai/laporan/dilihat/", "number"): ("pledge", "pk"),
    ("balai/laporan/ulasan/", "number"): ("held_review", "pk"),
    ("balai/laporan/keberatan/", "number"): ("appeal", "pk"),
    ("balai/laporan/teguran/", "number"): ("notice", "pk"),
    ("produk/", "slug"): ("product", "slug"),
    ("lapak/", "slug"): ("maker", "slug"),
    ("umpan/lapak/", "slug"): ("maker", "slug"),
}
FIXED: dict[tuple[str, str], str] = {
    ("balai/survei/instrumen/", "question"): "akun",
    ("balai/survei/instrumen/", "sign"): "d01",
    ("balai/survei/instrumen/", "kind"): "json",
    ("balai/usaha/", "key"): "c1",
    ("balai/usaha/", "name"): "nik",
    ("balai/bantuan/penerima/", "deed"): "setujui",
    ("balai/survei/", "page"): "usaha",
    ("balai/survei/undian/", "name"): "undian.json",
    ("data/", "what"): "tabel",
    ("data/", "kind"): "csv",
    ("data/", "revision"): "1",
    ("pendata/berkas/", "name"): "foto-1.jpg",
    ("balai/survei/<int:round_id>/hasil/angka/", "code"): "index",
    ("balai/survei/<int:round_id>/metadata/ubah/", "whose"): "dinas",
    ("balai/survei/<int:round_id>/metadata/", "kind"): "variabel",
    ("balai/survei/<int:round_id>/metadata/", "code"): "omzet",
    ("balai/survei/<int:round_id>/metadata/<slug:which>", "which"): "ms-keg",
    ("balai/survei/<int:round_id>/metadata/<slug:which>", "kind"): "json",
    ("isi/", "token"): "x" * 48,
    ("isi/", "page"): "usaha",
    ("openrosa/", "form"): "lampit_digital_v1",
    ("openrosa/", "token"): "x" * 48,
    ("openrosa/", "rest"): "lain",
    ("balai/insiden/", "whom"): "orang",
    ("kategori/", "slug"): "anyaman-purun",
    ("saya/barang/", "kind"): "a4.pdf",
    ("umpan/kategori/", "slug"): "anyaman-purun",
    ("sitemap/", "kind"): "halaman",
    ("sitemap/", "number"): "1",
    ("kategori/", "name"): "daftar-harga",
    ("katalog/", "name"): "daftar-harga",
    ("lapak/", "name"): "daftar-harga",
    ("media/^(?P<name>pratinjau/", "name"): f"pratinjau/aa/{'a' * 32}.b.tidak-ada.jpg",
    ("media/", "name"): "aa/" + "a" * 64 + "-320.webp",
}


def arguments(route: str, names: list[str], told: dict[str, Any]) -> Arguments:
    """Return the arguments of an address for the things of one kabupaten.

    Raises:
        LookupError: an argument that no line above names.
    """
    found: Arguments = {}
    for name in names:
        if (route, name) == ("nasional/<str:code>/", "code"):
            found[name] = told["code"]
            continue
        begin = max(
            (b for b, n in [*NAMED, *FIXED] if n == name and route.startswith(b)),
            key=len,
            default=None,
        )
        if begin is None:
            raise LookupError(f"/{route}: tests/house/addresses.py does not say what {name} names")
        if (begin, name) in FIXED:
            found[name] = FIXED[begin, name]
        else:
            thing, field = NAMED[begin, name]
            found[name] = getattr(told[thing], field) if field else str(told[thing])
    return found
