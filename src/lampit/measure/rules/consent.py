"""What a business is told before it is asked: one text for every way of answering. Pure.

The question itself ("may we begin?") is the gate of the instrument, whose version the answers
know. What stands here is read out with it. A change of a word is another version, which is kept
with the answer; the texts of before stay, so that one can read what somebody agreed to.
"""

from hashlib import sha256

from lampit.basics.texts import gettext_noop

OPENING = gettext_noop(
    "Jawaban Ibu/Bapak dipakai dinas untuk pendataan dan pembinaan UMKM, dan dijaga rahasianya: "
    "hasilnya dilihat petugas dinas dan pendamping usaha ini, dan yang diumumkan tidak menyebut "
    "siapa pun. Tidak ada hubungan dengan pajak atau penerimaan bantuan. Boleh berhenti kapan saja."
)
# What was read out before; it promised more than was so: coaching reads single answers.
_BEFORE = gettext_noop(
    "Jawaban Ibu/Bapak dirahasiakan dan hanya dipakai dalam bentuk jumlah. Tidak ada hubungan "
    "dengan pajak atau penerimaan bantuan."
)
# ODK Collect shows the gate of the instrument alone.
GATE_ONLY = "pengantar"


def version_of(text: str) -> str:
    """Return by which sign a text is known: the first digits of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:8]


VERSION = version_of(OPENING)
# Version → words, of all texts that were ever read out.
TEXTS = {version_of(text): text for text in (_BEFORE, OPENING)}
KNOWN = frozenset({*TEXTS, GATE_ONLY})


def known(version: object) -> str:
    """Return a version that a phone tells, empty when no such text was ever shown."""
    return version if isinstance(version, str) and version in KNOWN else ""
