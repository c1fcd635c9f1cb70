"""A business passes on to another owner and stays the same business. Pure.

Registry.md section 6: an owner change keeps the business id and starts a new owner period.
"""

from dataclasses import dataclass
from datetime import date

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

INHERITED, FAMILY, SOLD, OTHER = "waris", "keluarga", "dijual", "lain"
REASONS = {
    INHERITED: gettext_noop("diwariskan, pemilik meninggal"),
    FAMILY: gettext_noop("diteruskan anak atau keluarga"),
    SOLD: gettext_noop("dijual"),
    OTHER: gettext_noop("beralih karena hal lain"),
}


@dataclass(frozen=True, slots=True)
class Successor:
    """Who goes on, since when and how; empty text is unknown.

    Attributes:
        nik: 16 digits; a person of the register with this NIK is the same person.
        phones: E.164 numbers, the first is the primary one.
        account: user name of the person's account, which gets the shop.
    """

    name: str
    on: date
    reason: str
    nik: str = ""
    sex: str = ""
    phones: tuple[str, ...] = ()
    account: str = ""


def check_passing(told: Successor, since: date | None, today: date) -> None:
    """Refuse a change of hands in the future, before the last one, or without a known way.

    Args:
        told: who goes on.
        since: when the present owner began, None when nobody knows.
        today: the day of the office.

    Raises:
        Refusal: `name_missing`, `reason_unknown`, `end_in_future`, `before_last`.
    """
    if not told.name.strip():
        raise Refusal("name_missing", "Tulis nama pemilik yang baru.")
    if told.reason not in REASONS:
        raise Refusal("reason_unknown", "Pilih bagaimana usaha ini beralih.")
    if told.on > today:
        raise Refusal("end_in_future", "Tanggal itu belum tiba. Periksa tanggalnya.")
    if since is not None and told.on < since:
        raise Refusal("before_last", "Tanggal ini sebelum pemilik sekarang memulai. Periksa lagi.")


def is_told_again(told: Successor, since: date | None, reason: str, name: str) -> bool:
    """Say whether a change of hands is the one noted last: the same day, way and name.

    Args:
        told: who goes on.
        since: when the present owner began.
        reason: how it passed on to the present owner.
        name: of the present owner.
    """
    same = told.name.split() == name.split()
    return same and told.on == since and told.reason == reason
