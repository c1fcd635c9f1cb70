"""The fields of form MS-Keg, block by block, as the form of BPS has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lampit.basics.texts import gettext_noop as _

Kind = Literal[
    "text", "long", "choice", "choices", "yesno", "period", "number", "email", "phone", "table"
]
Asked = Literal["", "dinas", "putaran"]
Choices = tuple[tuple[str, str], ...]

YES, NO = "ya", "tidak"
OFFICE: Final = "dinas"
ROUND: Final = "putaran"


@dataclass(frozen=True)
class Field:
    """One field of the activity form.

    `asked`: of whom it is asked, `dinas` (kept once for the office), `putaran` (this round), or
    nobody: the system alone knows. `only_if` names a yes/no field that must be "ya" first.
    """

    code: str
    block: str
    label: str
    kind: Kind = "text"
    asked: Asked = ""
    choices: Choices = ()
    required: bool = True
    only_if: str = ""
    hint: str = ""


BLOCKS: dict[str, str] = {
    "0": _("Kepala formulir"),
    "I": _("Penyelenggara"),
    "II": _("Penanggung jawab"),
    "III": _("Perencanaan dan persiapan"),
    "IV": _("Desain kegiatan"),
    "V": _("Desain sampel"),
    "VI": _("Pengumpulan data"),
    "VII": _("Pengolahan dan analisis"),
    "VIII": _("Diseminasi hasil"),
}
STATISTICS: Choices = (
    ("dasar", _("Statistik dasar")),
    ("sektoral", _("Statistik sektoral")),
    ("khusus", _("Statistik khusus")),
)
COLLECTION: Choices = (
    ("pencacahan_lengkap", _("Pencacahan lengkap")),
    ("survei", _("Survei")),
    ("kompilasi_administrasi", _("Kompilasi produk administrasi")),
    ("cara_lain", _("Cara lain")),
)
SECTORS: Choices = (
    ("pertanian", _("Pertanian dan perikanan")),
    ("demografi", _("Demografi dan kependudukan")),
    ("pembangunan", _("Pembangunan")),
    ("proyeksi_ekonomi", _("Proyeksi ekonomi")),
    ("pendidikan", _("Pendidikan dan pelatihan")),
    ("lingkungan", _("Lingkungan")),
    ("keuangan", _("Keuangan")),
    ("globalisasi", _("Globalisasi")),
    ("kesehatan", _("Kesehatan")),
    ("industri_jasa", _("Industri dan jasa")),
    ("tik", _("Teknologi informasi dan komunikasi")),
    ("perdagangan", _("Perdagangan internasional dan neraca perdagangan")),
    ("ketenagakerjaan", _("Ketenagakerjaan")),
    ("neraca_nasional", _("Neraca nasional")),
    ("indikator_ekonomi", _("Indikator ekonomi bulanan")),
    ("produktivitas", _("Produktivitas")),
    ("harga", _("Harga dan paritas daya beli")),
    ("sektor_publik", _("Sektor publik, perpajakan, dan regulasi pasar")),
    ("perwilayahan", _("Perwilayahan dan perkotaan")),
    ("ilmu_hak_paten", _("Ilmu pengetahuan dan hak paten")),
    ("perlindungan_sosial", _("Perlindungan sosial dan kesejahteraan")),
    ("transportasi", _("Transportasi")),
)
FREQUENCIES: Choices = (
    ("harian", _("Harian")),
    ("mingguan", _("Mingguan")),
    ("bulanan", _("Bulanan")),
    ("triwulanan", _("Triwulanan")),
    ("semesteran", _("Semesteran")),
    ("tahunan", _("Tahunan")),
    ("lebih_dari_dua_tahunan", _("Lebih dari dua tahunan")),
    ("lainnya", _("Lainnya")),
)
TIME_DESIGNS: Choices = (
    ("longitudinal_panel", _("Longitudinal panel")),
    ("cross_sectional", _("Cross-sectional")),
    ("panel_cross", _("Gabungan panel dan cross-sectional")),
)
COVERAGE: Choices = (("seluruh", _("Seluruh wilayah")), ("sebagian", _("Sebagian wilayah")))
METHODS: Choices = (
    ("wawancara", _("Wawancara langsung")),
    ("swacacah", _("Mengisi sendiri (swacacah)")),
    ("pengamatan", _("Pengamatan")),
    ("data_sekunder", _("Pengumpulan data sekunder")),
)
MEANS: Choices = (
    ("papi", _("Kertas (PAPI)")),
    ("capi", _("HP atau komputer petugas (CAPI)")),
    ("cati", _("Telepon (CATI)")),
    ("cawi", _("Tautan internet (CAWI)")),
    ("mail", _("Surat")),
)
UNITS: Choices = (
    ("individu", _("Individu")),
    ("rumah_tangga", _("Rumah tangga")),
    ("usaha", _("Usaha/perusahaan")),
    ("lainnya", _("Lainnya")),
)
STAGES: Choices = (("satu", _("Satu tahap")), ("bertahap", _("Beberapa tahap")))
SELECTION: Choices = (
    ("probabilitas", _("Probabilitas")),
    ("nonprobabilitas", _("Nonprobabilitas")),
)
SAMPLING: Choices = (
    ("srs", _("Acak sederhana")),
    ("sistematik", _("Sistematik")),
    ("stratifikasi", _("Berlapis (stratified)")),
    ("klaster", _("Klaster")),
    ("pps", _("Sebanding ukuran (PPS)")),
    ("kuota", _("Kuota")),
    ("purposif", _("Purposif")),
    ("lainnya", _("Lainnya")),
)
FRAMES: Choices = (("daftar", _("Daftar (list frame)")), ("area", _("Area (area frame)")))
CHECKS: Choices = (
    ("kunjungan_kembali", _("Kunjungan kembali")),
    ("supervisi", _("Supervisi")),
    ("task_force", _("Task force")),
    ("lainnya", _("Lainnya")),
)
STAFF: Choices = (("staf", _("Staf instansi")), ("mitra", _("Mitra atau tenaga kontrak")))
SCHOOLS: Choices = (
    ("smp", _("SMP atau sederajat")),
    ("sma", _("SMA/SMK atau sederajat")),
    ("diploma", _("Diploma I/II/III")),
    ("sarjana", _("Diploma IV/S1 ke atas")),
)
STEPS: Choices = (
    ("editing", _("Penyuntingan (editing)")),
    ("coding", _("Pengkodean (coding)")),
    ("data_entry", _("Pemasukan data (data entry)")),
    ("validasi", _("Validasi")),
)
ANALYSES: Choices = (("deskriptif", _("Deskriptif")), ("inferensia", _("Inferensia")))
LEVELS: Choices = (
    ("nasional", _("Nasional")),
    ("provinsi", _("Provinsi")),
    ("kabupaten", _("Kabupaten/kota")),
    ("kecamatan", _("Kecamatan")),
    ("desa", _("Desa/kelurahan")),
)
SCHEDULE: tuple[tuple[str, str], ...] = (
    ("perencanaan", _("Jadwal perencanaan")),
    ("desain", _("Jadwal desain")),
    ("pengumpulan", _("Jadwal pengumpulan data")),
    ("pengolahan", _("Jadwal pengolahan")),
    ("analisis", _("Jadwal analisis")),
    ("diseminasi", _("Jadwal diseminasi")),
    ("evaluasi", _("Jadwal evaluasi")),
)

_HEAD = (
    Field("judul", "0", _("Judul kegiatan"), asked=ROUND),
    Field("tahun", "0", _("Tahun kegiatan"), "number"),
    Field("jenis_statistik", "0", _("Jenis statistik"), "choice", choices=STATISTICS),
    Field("cara_pengumpulan", "0", _("Cara pengumpulan data"), "choice", choices=COLLECTION),
    Field("sektor", "0", _("Sektor kegiatan"), "choice", OFFICE, SECTORS),
    Field("rekomendasi", "0", _("Identitas rekomendasi")),
)
_ORGANISER = (
    Field("instansi", "I", _("Instansi penyelenggara"), asked=OFFICE),
    Field("alamat", "I", _("Alamat lengkap instansi"), "long", OFFICE),
    Field("telepon", "I", _("Telepon"), "phone", OFFICE),
    Field("faksimile", "I", _("Faksimile"), "phone", OFFICE, required=False),
    Field("email", "I", _("Email"), "email", OFFICE),
)
_RESPONSIBLE = (
    Field("unit_eselon_1", "II", _("Unit eselon 1 atau yang setara di daerah"), asked=OFFICE,
          hint=_("Di kabupaten biasanya nama dinas.")),
    Field("unit_eselon_2", "II", _("Unit eselon 2 atau yang setara di daerah"), asked=OFFICE,
          hint=_("Di kabupaten biasanya nama bidang.")),
    Field("pj_nama", "II", _("Penanggung jawab teknis: nama"), asked=OFFICE),
    Field("pj_jabatan", "II", _("Penanggung jawab teknis: jabatan"), asked=OFFICE),
    Field("pj_alamat", "II", _("Penanggung jawab teknis: alamat"), "long", OFFICE),
    Field("pj_telepon", "II", _("Penanggung jawab teknis: telepon"), "phone", OFFICE),
    Field("pj_email", "II", _("Penanggung jawab teknis: email"), "email", OFFICE),
)  # fmt: skip
_PLANNING = (
    Field("latar_belakang", "III", _("Latar belakang kegiatan"), "long", OFFICE),
    Field("tujuan", "III", _("Tujuan kegiatan"), "long", OFFICE),
    *(Field(f"jadwal_{code}", "III", label, "period", ROUND) for code, label in SCHEDULE),
    Field("variabel", "III", _("Variabel yang dikumpulkan"), "table"),
)
_DESIGN = (
    Field("berulang", "IV", _("Kegiatan ini berulang?"), "yesno", OFFICE),
    Field("frekuensi", "IV", _("Frekuensi penyelenggaraan"), "choice", OFFICE, FREQUENCIES,
          only_if="berulang"),
    Field("tipe_pengumpulan", "IV", _("Tipe pengumpulan data"), "choice", choices=TIME_DESIGNS),
    Field("cakupan", "IV", _("Cakupan wilayah"), "choice", choices=COVERAGE),
    Field("cakupan_daftar", "IV", _("Daftar wilayah yang dicakup"), "long"),
    Field("metode_pengumpulan", "IV", _("Metode pengumpulan data"), "choices", ROUND, METHODS),
    Field("sarana", "IV", _("Sarana pengumpulan data"), "choices", ROUND, MEANS),
    Field("unit_pengumpulan", "IV", _("Unit pengumpulan data"), "choices", choices=UNITS),
)  # fmt: skip
_SAMPLE = (
    Field("rancangan", "V", _("Jenis rancangan sampel"), "choice", choices=STAGES),
    Field("pemilihan", "V", _("Metode pemilihan sampel tahap terakhir"), "choice",
          choices=SELECTION),
    Field("metode_sampel", "V", _("Metode yang digunakan"), "choices", choices=SAMPLING),
    Field("kerangka", "V", _("Kerangka sampel tahap terakhir"), "choice", choices=FRAMES),
    Field("fraksi", "V", _("Fraksi sampel keseluruhan")),
    Field("sampling_error", "V", _("Perkiraan sampling error")),
    Field("unit_sampel", "V", _("Unit sampel")),
    Field("unit_observasi", "V", _("Unit observasi")),
)  # fmt: skip
_COLLECTION = (
    Field("uji_coba", "VI", _("Dilakukan uji coba (pilot)?"), "yesno", ROUND),
    Field("pemeriksaan", "VI", _("Metode pemeriksaan kualitas pengumpulan data"), "choices",
          ROUND, CHECKS),
    Field("penyesuaian_nonrespon", "VI", _("Dilakukan penyesuaian nonrespon?"), "yesno"),
    Field("petugas", "VI", _("Petugas pengumpulan data"), "choices", OFFICE, STAFF),
    Field("pendidikan", "VI", _("Pendidikan terendah petugas"), "choice", OFFICE, SCHOOLS),
    Field("jumlah_supervisor", "VI", _("Jumlah supervisor atau pengawas"), "number", ROUND),
    Field("jumlah_enumerator", "VI", _("Jumlah petugas pendata (enumerator)"), "number", ROUND),
    Field("pelatihan", "VI", _("Dilakukan pelatihan petugas?"), "yesno", ROUND),
)  # fmt: skip
_PROCESSING = (
    Field("tahapan", "VII", _("Tahapan pengolahan data"), "choices", choices=STEPS),
    Field("metode_analisis", "VII", _("Metode analisis"), "choices", choices=ANALYSES),
    Field("unit_analisis", "VII", _("Unit analisis"), "choices", choices=UNITS),
    Field("penyajian", "VII", _("Tingkat penyajian hasil"), "choices", choices=LEVELS),
)
_RELEASE = (
    Field("produk_tercetak", "VIII", _("Tersedia untuk umum: tercetak"), "yesno", OFFICE),
    Field("produk_softcopy", "VIII", _("Tersedia untuk umum: softcopy"), "yesno"),
    Field("produk_mikrodata", "VIII", _("Tersedia untuk umum: mikrodata"), "yesno"),
    Field("rencana_rilis", "VIII", _("Rencana rilis"), "text", ROUND,
          hint=_("Tanggal atau bulan, misalnya 15 Maret 2027.")),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (
    *_HEAD, *_ORGANISER, *_RESPONSIBLE, *_PLANNING, *_DESIGN, *_SAMPLE, *_COLLECTION,
    *_PROCESSING, *_RELEASE,
)  # fmt: skip
BY_CODE = {field.code: field for field in FIELDS}


def with_dependents(asked: Sequence[Field]) -> list[Field]:
    """Return fields with those that hang on one of them, in the order of the form."""
    codes = {field.code for field in asked}
    return [field for field in FIELDS if field.code in codes or field.only_if in codes]
