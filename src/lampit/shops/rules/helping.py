"""Help in a shop with its owner's consent: who may be invited, how long a link waits. Pure."""

from datetime import timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

LINK_HOLDS = timedelta(days=7)
RELATIVE, MENTOR, STAFF = "kerabat", "pendamping", "petugas"
SELF, WITNESSED = "sendiri", "dibacakan"
MOST_RELATIVES = 5
PENDING = "izin pemilik belum dicatat"  # in the audit trail, beside deeds before the consent
SHORTEST_NOTE = 5
# What the owner is told before she says yes; read aloud to those who do not read.
WORDS = gettext_noop(
    "Yang membantu boleh mengubah barang, harga, stok, foto dan cerita lapak ini. Semua yang "
    "diubahnya tercatat atas namanya. Ia tidak bisa mengganti QRIS dan tidak melihat data pribadi "
    "pemilik. Pemilik boleh mengakhiri bantuan kapan saja."
)


def check_note(note: str) -> str:
    """Return the note of a witnessed consent.

    Raises:
        Refusal: `saksi_kosong`.
    """
    told = " ".join(note.split())[:200]
    if len(told) < SHORTEST_NOTE:
        raise Refusal(
            "saksi_kosong",
            "Tulis kapan dan bagaimana pemilik setuju, misalnya: lisan di rumah.",
        )
    return told


def check_invitation(active: int) -> None:
    """Refuse one more helper when there are many.

    Raises:
        Refusal: `pembantu_banyak`.
    """
    if active >= MOST_RELATIVES:
        raise Refusal(
            "pembantu_banyak", f"Sudah ada {MOST_RELATIVES} yang membantu. Akhiri salah satu dulu."
        )
