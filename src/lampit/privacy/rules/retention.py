"""How long what is kept, and what stays of it. Pure: the days come in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lampit.basics.texts import gettext_noop
from lampit.registry.rules.notice import KEPT_YEARS

UPLOADS, INACTIVE, OWNS_NOTHING = "berkas_impor", "usaha_diam", "tanpa_usaha"
# Between the dry run that is shown and the day on which something goes.
NOTICE = timedelta(days=7)
# The copy of everything: a week for who did not fetch it, an hour for who did.
COPY_KEPT = timedelta(days=7)
COPY_KEPT_AFTER_FETCH = timedelta(hours=1)
# Name and address for the letter that tells a person she was erased.
ADDRESSEE_KEPT = timedelta(days=7)
PLANNING_HOUR = 3  # local, once a day: looking through a register of a million is not for nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """One term.

    Attributes:
        code: its name.
        what: what is kept.
        years: for how long; 0 where `term` says it in days.
        term: the term in words.
        stays: what stays afterwards.
        is_ours: whether this room's clock works on it; others are told for completeness.
    """

    code: str
    what: str
    years: int
    term: str
    stays: str
    is_ours: bool = True


RULES: tuple[Rule, ...] = (
    Rule(
        UPLOADS,
        gettext_noop("Berkas Excel dan CSV yang diimpor"),
        1,
        gettext_noop("1 tahun sesudah diunggah"),
        gettext_noop("sidik berkas, laporan dan riwayat impor"),
    ),
    Rule(
        INACTIVE,
        gettext_noop("Usaha perorangan tanpa tanda kehidupan"),
        KEPT_YEARS,
        gettext_noop("5 tahun tanpa dipastikan, dijual, dikunjungi atau diubah"),
        gettext_noop("desa, jenis, tahun dan jawaban survei, tanpa nama"),
    ),
    Rule(
        OWNS_NOTHING,
        gettext_noop("Orang yang tidak punya usaha lagi, misalnya pemilik lama"),
        KEPT_YEARS,
        gettext_noop("5 tahun sesudah usaha terakhirnya beralih atau ditarik, tanpa kabar lain"),
        gettext_noop("bahwa usaha itu pernah beralih, tanpa nama pemilik lama"),
    ),
    Rule(
        "berkas_draf",
        gettext_noop("Berkas impor atau daftar lapangan yang tidak pernah dilanjutkan"),
        0,
        gettext_noop("30 hari sesudah diunggah"),
        gettext_noop("nama dan sidik berkas impor"),
        is_ours=False,
    ),
    Rule(
        "daftar_bantuan",
        gettext_noop("Berkas daftar penerima bantuan"),
        1,
        gettext_noop("1 tahun sesudah dimasukkan; diurungkan: saat itu juga"),
        gettext_noop("sidik berkas, jumlah dan penerimanya"),
        is_ours=False,
    ),
    Rule(
        "daftar_keluar",
        gettext_noop("Siapa yang ada dalam daftar yang diunduh"),
        2,
        gettext_noop("2 tahun sesudah diunduh"),
        gettext_noop("bahwa daftar itu diunduh, oleh siapa, untuk apa"),
        is_ours=False,
    ),
    Rule(
        "foto_bayar",
        gettext_noop("Foto bukti pembayaran, HP dan alamat pembeli"),
        0,
        gettext_noop("90 hari sesudah pesanan selesai"),
        gettext_noop("jumlah uang dan daerah pembeli"),
        is_ours=False,
    ),
    Rule(
        "salinan",
        gettext_noop("Salinan data untuk orangnya"),
        0,
        gettext_noop("1 jam sesudah pertama diambil, paling lama 7 hari"),
        gettext_noop("bahwa salinan itu pernah dibuat"),
        is_ours=False,
    ),
    Rule(
        "surat_hapus",
        gettext_noop("Nama dan alamat untuk surat jawaban penghapusan, tersandi"),
        0,
        gettext_noop("7 hari sesudah datanya dihapus"),
        gettext_noop("surat tanpa nama"),
        is_ours=False,
    ),
    Rule(
        "pembeli",
        gettext_noop("Nama dan HP pembeli yang minta dihapus, tersandi"),
        5,
        gettext_noop("5 tahun sesudah pesanan (PP 80/2019)"),
        gettext_noop("jumlah uang"),
        is_ours=False,
    ),
    Rule(
        "tautan_survei",
        gettext_noop("Jawaban survei lewat tautan yang belum dikirim"),
        0,
        gettext_noop("30 hari sesudah tautannya berakhir"),
        gettext_noop("bahwa tautan itu pernah dibuat"),
        is_ours=False,
    ),
    Rule(
        "draf_survei",
        gettext_noop("Kuesioner survei yang dimulai dan tidak dikirim"),
        0,
        gettext_noop("90 hari sesudah terakhir diisi"),
        gettext_noop("bahwa usaha itu belum menjawab"),
        is_ours=False,
    ),
    Rule(
        "temuan_survei",
        gettext_noop(
            "Nama, HP, titik dan catatan usaha yang ditemukan di lapangan dan belum diputuskan"
        ),
        0,
        gettext_noop("180 hari sesudah diterima"),
        gettext_noop("desa dan jenisnya"),
        is_ours=False,
    ),
    Rule(
        "kiriman_survei",
        gettext_noop("Kiriman survei yang tidak dihitung, dengan fotonya"),
        1,
        gettext_noop("1 tahun sesudah diterima"),
        gettext_noop("nomor dan sidik kiriman"),
        is_ours=False,
    ),
    Rule(
        "laporan_survei",
        gettext_noop("Usulan perbaikan dan catatan kunjungan pendata"),
        1,
        gettext_noop("1 tahun sesudah diterima"),
        gettext_noop("bahwa ada kunjungan atau usulan"),
        is_ours=False,
    ),
    Rule(
        "kunci_pendata",
        gettext_noop("Kunci HP pendata dan kunci ODK Collect"),
        1,
        gettext_noop("1 tahun sesudah dicabut, keluar, atau terakhir dipakai"),
        gettext_noop("HP siapa dan sejak kapan"),
        is_ours=False,
    ),
    Rule(
        "foto_survei",
        gettext_noop("Foto survei yang terkirim setengah atau ditolak bersama kirimannya"),
        0,
        gettext_noop("setengah: 90 hari; ditolak: saat itu juga"),
        gettext_noop("tidak ada"),
        is_ours=False,
    ),
)
BY_CODE = {rule.code: rule for rule in RULES}
OURS = tuple(rule for rule in RULES if rule.is_ours)


def cutoff(rule: Rule, today: date) -> date:
    """Return the day before which a thing is older than the term."""
    try:
        return today.replace(year=today.year - rule.years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - rule.years, day=28)


def planning_since(local: datetime) -> datetime:
    """Return the last local three o'clock in the night: since then dry runs are made once.

    So they are made at the first tick after it, however often somebody calls the clock.
    """
    at = local.replace(hour=PLANNING_HOUR, minute=0, second=0, microsecond=0)
    return at if at <= local else at - timedelta(days=1)


def removal_on(planned_at: datetime) -> datetime:
    """Return when what a dry run found may go."""
    return planned_at + NOTICE
