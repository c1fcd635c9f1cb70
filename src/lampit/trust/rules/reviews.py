"""Reviews: who may write one, what is held for a look, what may be averaged. Pure.

Only who received a good reviews it, once per line of the order. An average of few says more about
chance than about a maker: below five nothing is averaged, the number of reviews is said instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

FEWEST = 5  # below this an average is not shown
LONGEST_TEXT = 1_000
LOWEST, HIGHEST = 1, 5
ANSWER_EDITABLE = timedelta(days=1)
RECEIVED = "SELESAI"
# What is asked, in this order: field, question.
ASKED = (
    ("as_pictured", gettext_noop("Sesuai foto?")),
    ("tidy", gettext_noop("Rapi?")),
    ("arrived_well", gettext_noop("Sampai dengan baik?")),
)
FULL, INITIAL, NOBODY = "nama", "inisial", "tanpa"
NAMES = {
    FULL: gettext_noop("Nama depan saya"),
    INITIAL: gettext_noop("Huruf pertama saja"),
    NOBODY: gettext_noop("Tanpa nama"),
}
SHOWN, HELD, WITHDRAWN, REMOVED = "TAMPIL", "DITAHAN", "DITARIK", "DITURUNKAN"
PHONE, LINK = "telepon", "tautan"
HELD_FOR = {
    PHONE: gettext_noop("ada nomor telepon"),
    LINK: gettext_noop("ada tautan"),
}
_DIGITS = re.compile(r"(?:\+?\d[\s().-]{0,2}){8,}")
_WORDED = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5",
    "enam": "6", "tujuh": "7", "delapan": "8", "sembilan": "9",
}  # fmt: skip
_LINK = re.compile(
    r"https?:|www\.|wa\.me|t\.me|\b[a-z0-9-]{2,}\.(?:com|co|id|net|org|shop|me|ly|gl|info|biz|xyz)\b"
    r"|@[a-z0-9._]{3,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a buyer answered, each 1 to 5."""

    as_pictured: int
    tidy: int
    arrived_well: int


@dataclass(frozen=True, slots=True)
class Average:
    """What reviews of a good say together.

    Attributes:
        n: how many reviews stand.
        tenths: the mean of all answers in tenths, rounded half up; None below five reviews.
        by_question: the same per question, in the order of `ASKED`; empty below five.
    """

    n: int
    tenths: int | None = None
    by_question: tuple[int, ...] = ()

    @property
    def stars(self) -> float | None:
        """Return the mean as people read it; None below five reviews."""
        return None if self.tenths is None else self.tenths / 10

    @property
    def mean(self) -> str:
        """Return the mean as machines read it, "4.6"; empty below five reviews."""
        return "" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}"


def check_received(state: str) -> None:
    """Refuse a review of what was not received.

    Raises:
        Refusal: `belum_diterima`.
    """
    if state != RECEIVED:
        raise Refusal("belum_diterima", "Ulasan dapat ditulis sesudah barangnya diterima.")


def check_answers(given: Sequence[int | None]) -> Answers:
    """Return the three answers.

    Raises:
        Refusal: `nilai_kosong` when one is missing or beyond 1 to 5.
    """
    if len(given) != len(ASKED) or any(
        one is None or not LOWEST <= one <= HIGHEST for one in given
    ):
        raise Refusal("nilai_kosong", "Jawab ketiga pertanyaan dengan 1 sampai 5.")
    return Answers(*(one for one in given if one is not None))


def held_for(text: str) -> tuple[str, ...]:
    """Return why a text waits for a look: telephone numbers (in words too), links, accounts."""
    found = []
    words = re.sub(r"[a-z]+", lambda m: _WORDED.get(m[0].lower(), m[0]), text, flags=re.IGNORECASE)
    if _DIGITS.search(words):
        found.append(PHONE)
    if _LINK.search(text):
        found.append(LINK)
    return tuple(found)


def shown_name(name: str, how: str) -> str:
    """Return what of a buyer's name stands beside her review, as she chose.

    Raises:
        Refusal: `nama_pilih`.
    """
    if how not in NAMES:
        raise Refusal("nama_pilih", "Pilih bagaimana nama Anda ditulis.")
    words = [word for word in name.split() if any(sign.isalpha() for sign in word)]
    if how == NOBODY or not words:
        return ""
    first = words[0][:30]
    return first if how == FULL else f"{first[:1].upper()}."


def average(n: int, sums: Sequence[int]) -> Average:
    """Return what `n` reviews say, from the sums of their answers per question."""
    if n < FEWEST:
        return Average(n)
    every = Fraction(sum(sums), n * len(sums))
    return Average(n, _tenths(every), tuple(_tenths(Fraction(one, n)) for one in sums))


def _tenths(value: Fraction) -> int:
    """Return tenths, half rounded up."""
    return int(value * 10 + Fraction(1, 2))


def may_edit_answer(answered_at: datetime | None, now: datetime) -> bool:
    """Say whether a maker may still write or mend her one answer: a day from the first."""
    return answered_at is None or now - answered_at <= ANSWER_EDITABLE
