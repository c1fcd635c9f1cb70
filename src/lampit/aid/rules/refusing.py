"""What somebody is told whose aid was refused: why, by which record, and where to object. Pure."""

from lampit.aid.rules.overlaps import BUSINESS, FAMILY_CARD, HOME, NIK, OWNER
from lampit.basics.texts import gettext_noop

_OWN = gettext_noop(
    "bantuan serupa sudah tercatat atas nama Anda di {programme} ({year}, {funder})"
)
# Nobody of the family is named: who received is told to the one who received.
WHY = {
    BUSINESS: gettext_noop(
        "bantuan serupa sudah tercatat untuk usaha Anda di {programme} ({year}, {funder})"
    ),
    NIK: _OWN,
    OWNER: _OWN,
    FAMILY_CARD: gettext_noop(
        "bantuan serupa sudah tercatat untuk keluarga dengan nomor KK yang sama di {programme} "
        "({year}, {funder})"
    ),
    HOME: gettext_noop(
        "bantuan serupa sudah tercatat untuk orang yang tampaknya serumah di {programme} "
        "({year}, {funder})"
    ),
}
TEXT = gettext_noop(
    "{name}, usulan untuk Anda di program “{programme}” {year} belum dapat disetujui. Sebabnya: "
    "{why}. "
    "Itu menurut catatan kami per {day}. Kalau keliru atau Anda keberatan, datang ke {office} "
    "membawa KTP{until}. Catatan bantuan atas nama Anda dapat dilihat di {address}"
)
# No term of a law is told here: until when it takes objections is for the office to say.
UNTIL = gettext_noop(", paling lambat {day}")
NO_DAY = gettext_noop(", dan tanyakan di sana sampai kapan keberatan diterima")
