"""Is a business still there? Answers, links, messages, and when it counts as closed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

# What the owner, a village office or a mentor may answer (registry.md section 6).
STILL, PAUSED, CLOSED, MOVED, NOT_ME = (
    "masih", "tutup_sementara", "tutup", "pindah", "bukan_saya",
)  # fmt: skip
ANSWERS = {
    STILL: gettext_noop("Masih berjualan"),
    PAUSED: gettext_noop("Tutup sementara"),
    CLOSED: gettext_noop("Sudah tutup"),
    MOVED: gettext_noop("Pindah"),
    NOT_ME: gettext_noop("Bukan saya"),
}
# A row of a sheet is answered about the business; "bukan saya" is for the holder of a phone.
SHEET_ANSWERS = (STILL, PAUSED, CLOSED, MOVED)
# Moved within the kabupaten: it goes on, only its village is another.
MOVED_NEAR = "pindah_dekat"
ENDS = (CLOSED, MOVED, MOVED_NEAR)
REPORTS = {
    CLOSED: gettext_noop("kabar tutup"),
    MOVED: gettext_noop("kabar pindah"),
    MOVED_NEAR: gettext_noop("pindah dekat, perbarui desanya"),
}

OWNER, OFFICE, VILLAGE, MENTOR, VISIT = (
    "pemilik", "petugas", "desa", "pendamping", "kunjungan",
)  # fmt: skip

WHATSAPP, SHEET = "wa", "lembar"
# Days a link stays open: a chat link two weeks (domain.md section 13), a paper sheet a month
# and the time to bring it back.
OPEN_DAYS = {WHATSAPP: 14, SHEET: 45}
MOST_ON_SHEET = 20
MOST_ASKED = 2  # messages a week to one business, reminders of papers among them
TAKEN_BACK_WITHIN = timedelta(days=1)  # a question that was opened but not sent
WEEK = timedelta(days=7)
AWAKE_FROM, AWAKE_UNTIL = time(6), time(21)
UNDELIVERED_IS_DEAD = 2
# A report of closing counts together with another one of the same year.
SIGNAL_DAYS = 365
SIGNALS_TO_CLOSE = 2


@dataclass(frozen=True, slots=True)
class EndTold:
    """Somebody says that a business has ended: what, how it is known, by whom, when."""

    what: str
    kind: str
    teller: str
    on: date


def is_closed_by(told: Iterable[EndTold], on: date) -> bool:
    """Say whether reports close a business: one visit, or two of different tellers in a year."""
    recent = [one for one in told if one.what == CLOSED and (on - one.on).days <= SIGNAL_DAYS]
    if any(one.kind == VISIT for one in recent):
        return True
    return len({_voice(one) for one in recent}) >= SIGNALS_TO_CLOSE


def _voice(told: EndTold) -> str:
    """Return who speaks: the owner is one, however he tells it, and so is every account.

    Whoever brings in the sheet of a village and says it as the office too, is one person.
    """
    return OWNER if told.kind == OWNER else told.teller or told.kind


def check_answer(answer: str, known: Iterable[str] = ANSWERS) -> str:
    """Return the answer when it is one that can be given.

    Raises:
        Refusal: `answer_unknown`.
    """
    if answer not in tuple(known):
        raise Refusal("answer_unknown", "Pilih salah satu jawaban di bawah.")
    return answer


def check_open(expires_at: datetime, answered_at: datetime | None, now: datetime) -> None:
    """Refuse a link that was answered or is over.

    Raises:
        Refusal: `link_used` or `link_expired`.
    """
    if answered_at is not None:
        raise Refusal("link_used", "Tautan ini sudah dijawab. Terima kasih.")
    if now >= expires_at:
        raise Refusal("link_expired", "Tautan ini sudah lewat waktunya. Minta tautan baru.")


def check_asking(local: time, asked_this_week: int) -> None:
    """Refuse to disturb: no message at night, at most two a week to one business.

    Raises:
        Refusal: `too_late_in_day` or `asked_enough`.
    """
    if not AWAKE_FROM <= local < AWAKE_UNTIL:
        raise Refusal(
            "too_late_in_day", "Sekarang waktu istirahat. Kirim pesan antara pukul 06.00 dan 21.00."
        )
    if asked_this_week >= MOST_ASKED:
        raise Refusal(
            "asked_enough", "Minggu ini sudah dua pesan untuk usaha ini. Tunggu beberapa hari."
        )


def is_dead(undelivered: int, wrong: int) -> bool:
    """Say whether a number reaches nobody: twice not delivered, or it is somebody else's."""
    return wrong > 0 or undelivered >= UNDELIVERED_IS_DEAD


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one message to a number: about which business, and what was heard."""

    business: int
    undelivered_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def good_at(self) -> datetime | None:
        """Return when somebody answered who knows the business, None when nobody did."""
        return self.answered_at if self.answer not in ("", NOT_ME) else None


def reaches_nobody(business: int, sent: Iterable[Sent]) -> bool:
    """Say whether a number reaches nobody, or not this business, by all messages to it.

    What came before a good answer counts no more: who answers has the number. "Not me" is said
    of one business, and only an answer about that one takes it back: relatives lend each other
    telephones.
    """
    told = list(sent)
    good = [(one.business, one.good_at) for one in told if one.good_at]
    heard = max((at for _, at in good), default=None)
    own = max((at for whose, at in good if whose == business), default=None)
    undelivered = sum(_counts(one.undelivered_at, heard) for one in told)
    wrong = sum(
        _counts(one.answered_at, own)
        for one in told if one.business == business and one.answer == NOT_ME
    )  # fmt: skip
    return is_dead(undelivered, wrong)


def _counts(at: datetime | None, good_at: datetime | None) -> bool:
    return at is not None and (good_at is None or at >= good_at)


def message(name: str, office: str, address: str, days: int) -> str:
    """Return the chat message that asks; it names the business, never a person."""
    return (
        f"Assalamu'alaikum. Kami dari {office}. Apakah {name} masih berjualan? "
        f"Ketuk tautan ini lalu pilih jawabannya: {address}\n"
        f"Tidak perlu masuk atau membayar. Berlaku {days} hari, sekali pakai."
    )


def sheet_month(day: date) -> date:
    """Return the month a sheet belongs to, as its first day."""
    return day.replace(day=1)
