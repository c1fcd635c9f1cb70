"""States of a grant, words for kinds of aid, and sums that say what they leave out. Pure."""

from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

KINDS = {
    "uang": gettext_noop("Uang modal"),
    "kur": gettext_noop("Kredit (KUR)"),
    "alat": gettext_noop("Peralatan"),
    "bahan": gettext_noop("Bahan"),
    "latihan": gettext_noop("Pelatihan"),
    "lain": gettext_noop("Lain"),
}
PLANNED, APPROVED, GIVEN, RETURNED, REFUSED = "planned", "approved", "given", "returned", "refused"
STATUS_LABELS = {
    PLANNED: gettext_noop("Direncanakan"),
    APPROVED: gettext_noop("Disetujui"),
    GIVEN: gettext_noop("Sudah diberikan"),
    RETURNED: gettext_noop("Dikembalikan"),
    REFUSED: gettext_noop("Ditolak"),
}
STATUS_TAGS = {PLANNED: "info", APPROVED: "warn", GIVEN: "ok", RETURNED: "", REFUSED: "bad"}
# Why a recipient is left when several are approved at once: each wants a look of its own.
UNSURE = "recipient_unsure"
LEFT = {
    UNSURE: gettext_noop("belum dipastikan siapa penerimanya di daftar usaha"),
    "aid_overlap": gettext_noop("sudah menerima yang serupa: putuskan dulu tumpang tindihnya"),
    "aid_refused": gettext_noop("sudah diputuskan tidak boleh: tolak bantuan ini"),
    "aid_elsewhere": gettext_noop("dibantu juga di kabupaten lain: perlu alasan"),
}
# What counts as received when somebody asks for the same again.
LIVE = (APPROVED, GIVEN)
# Deed → the states it starts from, and where it leads.
DEEDS = {
    "setujui": ((PLANNED,), APPROVED),
    "beri": ((APPROVED,), GIVEN),
    "kembali": ((GIVEN,), RETURNED),
    # What was pressed by mistake: nothing was given, so nothing is called returned.
    "batal": ((APPROVED,), PLANNED),
    "salah": ((GIVEN,), APPROVED),
    "tolak": ((PLANNED,), REFUSED),
}
NEEDING_REASON = ("kembali", "batal", "salah", "tolak")


@dataclass(frozen=True, slots=True)
class Sums:
    """What a programme came to, in rupiah, with the grants whose worth nobody told.

    Attributes:
        count: grants in this state.
        amount: rupiah of those that name an amount.
        unknown: grants that name none: goods, or a gap.
    """

    count: int = 0
    amount: int = 0
    unknown: int = 0


def after(status: str, deed: str) -> str:
    """Return the state of a grant after a deed.

    Raises:
        Refusal: `deed_unknown`, `deed_late` (the grant is not where the deed begins).
    """
    if deed not in DEEDS:
        raise Refusal("deed_unknown", "Pilihan ini tidak dikenal. Muat ulang halaman.")
    begins, ends = DEEDS[deed]
    if status not in begins:
        raise Refusal("deed_late", "Keadaan bantuan ini sudah berubah. Muat ulang halaman.")
    return ends


def open_deeds(status: str) -> list[str]:
    """Return the deeds that a state allows."""
    return [deed for deed, (begins, _end) in DEEDS.items() if status in begins]


def check_programme(name: str, year: int, this_year: int, budget: int | None) -> None:
    """Refuse a programme that cannot be.

    Raises:
        Refusal: `programme_name`, `programme_year`, `programme_budget`.
    """
    if not name.strip():
        raise Refusal("programme_name", "Tulis nama programnya.")
    if not 2000 <= year <= this_year + 2:
        raise Refusal("programme_year", f"Tahun harus antara 2000 dan {this_year + 2}.")
    if budget is not None and budget < 0:
        raise Refusal("programme_budget", "Anggaran tidak boleh kurang dari nol.")
