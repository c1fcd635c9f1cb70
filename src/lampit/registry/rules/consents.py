"""Purposes for which data of a person may be used, and what silence means for each. Pure.

UU 27/2022 art. 20 names the bases. What rests on the public task of the office needs no consent
and cannot be switched off by one; a person objects to it with a data request. What rests on
consent is forbidden until the person has said yes, and again after a no. Specific data (art. 4)
always rest on consent of their own. Being registered is asked all the same (domain.md section 2):
a yes is kept, a no is an objection that the office answers within 72 hours.
"""

from dataclasses import dataclass
from hashlib import sha256

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

TASK, CONSENT = "tugas", "izin"
MARKET, MESSAGES, PARTNERS = "pasar", "kontak_wa", "bagi_mitra"
REGISTER, PHOTO = "pendataan", "foto"
HANDOVER = "serah_dinas"
PROMOTION = "biaya_promosi"
# The five that every owner is asked, each apart, in this order.
FIVE = (REGISTER, MARKET, MESSAGES, PHOTO, PARTNERS)


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose.

    Attributes:
        code: as the ledger, the API and other rooms name it.
        label: a few words for lists.
        words: the sentence that the person answers; its hash is the version in the ledger.
        basis: `tugas` (public task) or `izin` (consent).
        is_specific: whether it is about specific data (UU 27/2022 art. 4 (2)).
    """

    code: str
    label: str
    words: str
    basis: str
    is_specific: bool = False


# The one table of purposes: code, label, words, basis. Silence: task = allowed, consent = not.
PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        REGISTER,
        gettext_noop("Data saya dicatat oleh dinas"),
        gettext_noop(
            "Dinas boleh mencatat usaha saya: nama, NIK, nomor HP, alamat, jenis usaha, tenaga "
            "kerja dan kisaran omzet."
        ),
        TASK,
    ),
    Purpose(
        "pembinaan",
        gettext_noop("Pembinaan"),
        gettext_noop("Pendamping dinas melihat data usaha Anda untuk membantu Anda."),
        TASK,
    ),
    Purpose(
        "bantuan",
        gettext_noop("Bantuan"),
        gettext_noop("Dinas memeriksa data Anda supaya bantuan tepat sasaran dan tidak ganda."),
        TASK,
    ),
    Purpose(
        "statistik",
        gettext_noop("Statistik"),
        gettext_noop("Data Anda dihitung dalam jumlah. Nama Anda tidak pernah ikut."),
        TASK,
    ),
    Purpose(
        MARKET,
        gettext_noop("Usaha saya ditampilkan untuk umum"),
        gettext_noop(
            "Lapak saya boleh dilihat semua orang: nama lapak, desa, cerita, barang dengan "
            "fotonya, dan tombol WhatsApp."
        ),
        CONSENT,
    ),
    Purpose(
        MESSAGES,
        gettext_noop("Saya mau dihubungi lewat WhatsApp"),
        gettext_noop("Dinas dan pendamping boleh mengirim pesan WhatsApp ke nomor saya."),
        CONSENT,
    ),
    Purpose(
        PHOTO,
        gettext_noop("Foto saya boleh ditampilkan"),
        gettext_noop(
            "Foto diri saya, juga foto kunjungan di usaha saya, boleh ditampilkan untuk umum: di "
            "lapak, cerita dan bahan promosi dinas."
        ),
        CONSENT,
    ),
    Purpose(
        PARTNERS,
        gettext_noop("Data saya boleh diteruskan ke mitra dinas"),
        gettext_noop(
            "Nama, nomor HP dan NIK saya boleh diteruskan ke mitra dinas, misalnya bank atau "
            "penyelenggara pameran."
        ),
        CONSENT,
    ),
    Purpose(
        HANDOVER,
        gettext_noop("Diserahkan ke dinas tempat pindah"),
        gettext_noop(
            "Kalau saya pindah, data usaha saya dan izin yang sudah saya berikan boleh diserahkan "
            "ke dinas di kabupaten atau kota tempat saya pindah."
        ),
        CONSENT,
    ),
    Purpose(
        PROMOTION,
        gettext_noop("Biaya promosi saya boleh dijumlah oleh dinas"),
        gettext_noop(
            "Dinas boleh menjumlah biaya promosi yang saya catat bersama lapak lain, untuk melihat "
            "berapa rupiah tiap pesanan. Angka lapak saya sendiri tidak terlihat."
        ),
        CONSENT,
    ),
    Purpose(
        "khusus_kesehatan",
        gettext_noop("Data kesehatan atau disabilitas"),
        gettext_noop(
            "Dinas boleh mencatat keadaan kesehatan atau disabilitas saya supaya bantuannya sesuai."
        ),
        CONSENT,
        is_specific=True,
    ),
    Purpose(
        "khusus_anak",
        gettext_noop("Data anak yang ikut membantu"),
        gettext_noop(
            "Kalau anak saya yang belum berumur 18 tahun ikut membantu di usaha ini, dinas boleh "
            "mencatatnya."
        ),
        CONSENT,
        is_specific=True,
    ),
)
BY_CODE = {purpose.code: purpose for purpose in PURPOSES}
# What is asked: the five first, then what is asked of few.
ASKED = tuple(BY_CODE[code] for code in FIVE) + tuple(
    purpose for purpose in PURPOSES if purpose.basis == CONSENT and purpose.code not in FIVE
)
# What the office does by law without asking.
TASKS = tuple(purpose for purpose in PURPOSES if purpose not in ASKED)
# How a yes or no came: code → words. The last two are written by an upgrade and by a hand-over.
UPGRADE, HANDED = "pindahan", "serah"
CHANNELS = {
    "layar": gettext_noop("di layar, oleh pemilik sendiri"),
    "kertas": gettext_noop("di kertas, ditandatangani"),
    "whatsapp": gettext_noop("lewat pesan WhatsApp"),
    "suara": gettext_noop("lisan, dibacakan dan dijawab"),
    UPGRADE: gettext_noop("dari catatan lama, sebelum ada buku izin"),
    HANDED: gettext_noop("dari buku izin dinas asal"),
}
SCREEN = "layar"
OFFICE_CHANNELS = ("kertas", "whatsapp", "suara")


def may_use(purpose: str, answer: bool | None) -> bool:
    """Say whether data may be used for a purpose, given the last answer (None: never asked).

    Raises:
        KeyError: a purpose that nobody has defined; code that asks so is wrong.
    """
    return BY_CODE[purpose].basis == TASK or answer is True


def check_purpose(code: str) -> Purpose:
    """Return the purpose that somebody may answer.

    Raises:
        Refusal: `purpose_unknown`, or `purpose_not_asked` for what rests on the public task.
    """
    purpose = BY_CODE.get(code)
    if purpose is None:
        raise Refusal("purpose_unknown", "Pilih salah satu izin di halaman ini.")
    if purpose not in ASKED:
        raise Refusal(
            "purpose_not_asked",
            "Ini tugas dinas menurut undang-undang. Keberatan diajukan lewat permintaan data.",
        )
    return purpose


def check_proof(channel: str, proof: str, *, has_file: bool = False) -> str:
    """Return the note on the proof without outer blanks; the office shows a note or a file.

    Raises:
        Refusal: `channel_unknown` or `proof_missing`.
    """
    text = " ".join(proof.split())
    if channel not in CHANNELS:
        raise Refusal("channel_unknown", "Pilih bagaimana izin itu disampaikan.")
    if channel in OFFICE_CHANNELS and not has_file and len(text) < 5:
        raise Refusal(
            "proof_missing",
            "Pilih berkasnya, atau tulis di mana buktinya, misalnya: formulir 12, map Babirik.",
        )
    return text


def version_of(words: str) -> str:
    """Return the version of a text: the beginning of the SHA-256 of the words as shown."""
    return sha256(words.encode()).hexdigest()[:32]
