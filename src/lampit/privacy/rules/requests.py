"""What a person may ask for, how it goes on, and on what grounds it may be refused. Pure."""

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

SEE, CORRECT, DELETE, MOVE, LIMIT, END = "lihat", "perbaiki", "hapus", "pindah", "batasi", "akhiri"
KINDS = {
    SEE: gettext_noop("Melihat data dan meminta salinannya"),
    CORRECT: gettext_noop("Memperbaiki data yang keliru"),
    DELETE: gettext_noop("Menghapus data"),
    MOVE: gettext_noop("Memindahkan data (berkas yang dibaca komputer)"),
    LIMIT: gettext_noop("Menunda atau membatasi pemakaian data"),
    END: gettext_noop("Menghentikan pemakaian sesudah izin dicabut"),
}
SHORT_KINDS = {
    SEE: gettext_noop("Melihat"),
    CORRECT: gettext_noop("Memperbaiki"),
    DELETE: gettext_noop("Menghapus"),
    MOVE: gettext_noop("Memindahkan"),
    LIMIT: gettext_noop("Membatasi"),
    END: gettext_noop("Menghentikan"),
}
# What is answered with a copy of everything.
COPIED = frozenset({SEE, MOVE})
NEW, WORK, DONE, REFUSED, WITHDRAWN = "baru", "dikerjakan", "selesai", "ditolak", "ditarik"
STATES = {
    NEW: gettext_noop("Baru masuk"),
    WORK: gettext_noop("Dikerjakan"),
    DONE: gettext_noop("Dijawab"),
    REFUSED: gettext_noop("Ditolak"),
    WITHDRAWN: gettext_noop("Dibatalkan peminta"),
}
OPEN = frozenset({NEW, WORK})
ANSWERED = frozenset({DONE, REFUSED})
CHANNELS = {
    "layar": gettext_noop("di layar, oleh orangnya sendiri"),
    "meja": gettext_noop("datang ke dinas"),
    "telepon": gettext_noop("lewat telepon"),
    "surat": gettext_noop("lewat surat"),
    "pesanan": gettext_noop("dari tautan pesanan"),
}
DESK_CHANNELS = ("meja", "telepon", "surat")
# UU 27/2022 art. 33, and what other laws oblige to keep.
GROUNDS = {
    "bahaya": gettext_noop("Membahayakan keselamatan atau kesehatan seseorang (Pasal 33 huruf a)"),
    "orang_lain": gettext_noop("Membuka data pribadi orang lain (Pasal 33 huruf b)"),
    "negara": gettext_noop("Bertentangan dengan pertahanan dan keamanan negara (Pasal 33 huruf c)"),
    "bukan_orangnya": gettext_noop("Peminta tidak dapat menunjukkan bahwa data itu miliknya"),
    "wajib_simpan": gettext_noop("Undang-undang lain mewajibkan datanya tetap disimpan"),
}
# How a correction ended: something was changed, or nothing, and why.
CHANGED, UNCHANGED = "diubah", "tetap"
OUTCOMES = {
    CHANGED: gettext_noop("Datanya sudah kami ubah"),
    UNCHANGED: gettext_noop("Tidak ada yang kami ubah, dengan penjelasan"),
}
# How a request to delete ended: all of it, or the parts that the answer names.
WHOLE, PARTLY = "semua", "sebagian"
FEWEST_SIGNS = 15
FEWEST_SIGNS_OF_A_WISH = 8
LONGEST_WISH = 1_000


def check_kind(kind: str) -> str:
    """Return a known kind of request.

    Raises:
        Refusal: `kind_unknown`.
    """
    if kind not in KINDS:
        raise Refusal("kind_unknown", "Pilih apa yang diminta.")
    return kind


def check_open(state: str) -> None:
    """Refuse to go on with a request that has been answered.

    Raises:
        Refusal: `request_closed`.
    """
    if state not in OPEN:
        raise Refusal("request_closed", "Permintaan ini sudah selesai.")


def check_words(text: str) -> str:
    """Return what the letter says, without outer blanks.

    Raises:
        Refusal: `words_missing`.
    """
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    told = "\n".join(lines).strip()
    if len(told) < FEWEST_SIGNS:
        raise Refusal("words_missing", "Tulis jawabannya dengan kalimat yang utuh.")
    return told


def check_wish(kind: str, wish: str) -> str:
    """Return what was asked; who wants something corrected says what is wrong.

    Raises:
        Refusal: `wish_missing`.
    """
    told = wish.strip()
    if kind == CORRECT and len(told) < FEWEST_SIGNS_OF_A_WISH:
        raise Refusal("wish_missing", "Tulis apa yang keliru dan bagaimana yang benar.")
    return told


def wish_about(kind: str, wish: str, group: str) -> str:
    """Return a wish that names what it is about; the words alone must say what is wrong.

    Args:
        kind: what is asked.
        wish: as typed.
        group: heading of what is held that it is about; empty when none was chosen.

    Raises:
        Refusal: `wish_missing`.
    """
    told = check_wish(kind, wish)
    return f"{group}: {told}"[:LONGEST_WISH] if group and kind == CORRECT else told


def is_same(kind: str, wish: str, other_kind: str, other_wish: str) -> bool:
    """Say whether two requests ask the same: two corrections may be about different things."""
    if kind != other_kind:
        return False
    return kind != CORRECT or wish.casefold().split() == other_wish.casefold().split()


def check_outcome(kind: str, outcome: str, changes: int, *, has_record: bool) -> str:
    """Return how a correction ended; other kinds of requests end without one.

    Args:
        kind: what was asked.
        outcome: a code of `OUTCOMES`.
        changes: how many changes in the register the answer names.
        has_record: whether it is about somebody in the register, whose changes are kept there.

    Raises:
        Refusal: `outcome_missing`, or `changes_missing` for "changed" without a change.
    """
    if kind != CORRECT:
        return ""
    if outcome not in OUTCOMES:
        raise Refusal("outcome_missing", "Pilih: datanya sudah diubah, atau tidak diubah.")
    if outcome == CHANGED and has_record and not changes:
        raise Refusal(
            "changes_missing",
            "Centang perubahan yang menjawab permintaan ini. Kalau belum ada, ubah dulu datanya.",
        )
    return outcome


def check_deletion(*, is_whole: bool, parts: int, has_record: bool) -> str:
    """Return how a request to delete ended: nothing is called done that was not deleted.

    Args:
        is_whole: whether the person of the request is erased.
        parts: how many deletions that stand the answer names.
        has_record: whether parts of her data can be deleted by themselves.

    Raises:
        Refusal: `nothing_deleted`.
    """
    if is_whole:
        return WHOLE
    if parts:
        return PARTLY
    if has_record:
        raise Refusal(
            "nothing_deleted",
            "Belum ada yang dihapus. Hapus dulu bagian yang diminta lalu centang di sini, usulkan "
            "penghapusan seluruhnya, atau mintakan penolakan dengan dasar hukum kepada kepala "
            "dinas.",
        )
    raise Refusal(
        "nothing_deleted",
        "Belum ada yang dihapus. Usulkan penghapusan, atau mintakan penolakan dengan dasar hukum "
        "kepada kepala dinas.",
    )


def check_question(text: str) -> str:
    """Return what the office asks back.

    Raises:
        Refusal: `words_missing`.
    """
    told = " ".join(text.split())
    if len(told) < FEWEST_SIGNS:
        raise Refusal("words_missing", "Tulis pertanyaannya dengan kalimat yang utuh.")
    return told


def check_ground(ground: str) -> str:
    """Return a lawful ground of refusal.

    Raises:
        Refusal: `ground_unknown`.
    """
    if ground not in GROUNDS:
        raise Refusal("ground_unknown", "Pilih dasar hukum penolakannya.")
    return ground


def check_identity(text: str) -> str:
    """Return how the office made sure who asks.

    Raises:
        Refusal: `identity_missing`.
    """
    told = " ".join(text.split())
    if len(told) < 5:
        raise Refusal(
            "identity_missing",
            "Tulis bagaimana orangnya dikenali, misalnya: KTP dicocokkan di meja.",
        )
    return told


def number(year: int, count: int) -> str:
    """Return the number of a request in its office: `PDP-2026-0007`."""
    return f"PDP-{year}-{count:04d}"


def letter(year: int, count: int) -> str:
    """Return the number of a letter in its office: `0007/PDP/2026`."""
    return f"{count:04d}/PDP/{year}"
