"""Pairs in the queue: bands, lease, what agrees in a sentence, which characters differ. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.national import names

QUEUED_FROM = 0.60
SURE_FROM = 0.99
DOUBTFUL_BELOW = 0.90
# Bands in which answers are told, the likeliest first; fewer answers than these tell nothing.
BANDS = ((SURE_FROM, 1.0), (DOUBTFUL_BELOW, SURE_FROM), (0.75, DOUBTFUL_BELOW), (QUEUED_FROM, 0.75))
FEWEST_ANSWERS = 10
LEASE = timedelta(minutes=10)
UNDO_FOR = timedelta(hours=12)
# Above this likeness two texts are called alike, below it different.
ALIKE = 0.8

# What is noted with a pair that was confirmed together with others.
ON_SURE_PAGE = "dibenarkan di daftar pasti"
# Blind answers of two people: fewer tell nothing of how far they agree.
FEWEST_DOUBLE = 20

# Of a group of sure pairs no more records than these are confirmed together.
CHAIN_AT_MOST = 4
Ends = tuple[int, int]

SAME, NEAR, DIFFERENT, MISSING = "sama", "mirip", "beda", "kosong"
STATES = ("baru", "sama", "beda", "ragu", "gugur")
ANSWERS = ("beda", "ragu")
AND = gettext_noop("dan")


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both records: label, what each says, and whether they agree."""

    label: str
    left: str
    right: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters, marked when the other side has others there."""

    text: str
    differs: bool


def is_doubtful(probability: float, conflict: str) -> bool:
    """Say whether "not the same" is offered first."""
    return probability < DOUBTFUL_BELOW or bool(conflict)


def verdict(left: str, right: str) -> str:
    """Return how two texts agree: the same but for case and blanks, alike, different, missing."""
    one, other = _plain(left), _plain(right)
    if not one or not other:
        return MISSING
    if one == other:
        return SAME
    return NEAR if SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE else DIFFERENT


def person_verdict(left: str, right: str) -> str:
    """Return how two names of people agree: titles, old spelling and order make no difference.

    The same reading as the model that proposed the pair, so that both say one thing.
    """
    found = verdict(left, right)
    if found in (SAME, MISSING):
        return found
    if names.same_person_name(left, right):
        return SAME
    return NEAR if names.near_person_name(left, right) else found


def pieces(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in runs; what the other side lacks is marked, case does not count."""
    match = SequenceMatcher(None, left.lower(), right.lower(), autojunk=False)
    one: list[Piece] = []
    other: list[Piece] = []
    if len(left.lower()) != len(left) or len(right.lower()) != len(right):
        return [Piece(left, left != right)], [Piece(right, left != right)]
    for tag, low, high, start, end in match.get_opcodes():
        if high > low:
            one.append(Piece(left[low:high], tag != "equal"))
        if end > start:
            other.append(Piece(right[start:end], tag != "equal"))
    return one, other


def grouped(rows: Sequence[Compared]) -> dict[str, list[str]]:
    """Return verdict → labels in the order of the page."""
    found: dict[str, list[str]] = {SAME: [], NEAR: [], DIFFERENT: [], MISSING: []}
    for row in rows:
        found[row.verdict].append(row.label)
    return found


def check_waiting(state: str) -> None:
    """Refuse an answer to a pair that somebody answered meanwhile, or that fell out.

    Raises:
        Refusal: `answered`.
    """
    if state != "baru":
        raise Refusal("answered", "Pasangan ini sudah dijawab. Lanjutkan ke yang berikutnya.")


def check_unsure(state: str) -> None:
    """Refuse to ask again about a pair unless somebody answered that nobody knows.

    Raises:
        Refusal: `answered`.
    """
    if state != "ragu":
        raise Refusal("answered", "Pasangan ini tidak lagi ditandai belum tahu.")


def check_lease(holder: int | None, until: datetime | None, person: int, now: datetime) -> None:
    """Refuse a pair that somebody else is looking at.

    Raises:
        Refusal: `leased`.
    """
    if holder is not None and holder != person and until is not None and until > now:
        raise Refusal("leased", "Pasangan ini sedang diperiksa orang lain. Pilih yang berikutnya.")


def check_mark(seen: str, present: str) -> None:
    """Refuse an answer to records that changed since they were shown.

    Raises:
        Refusal: `changed_meanwhile`.
    """
    if seen != present:
        raise Refusal(
            "changed_meanwhile",
            "Data salah satu usaha baru saja berubah. Bandingkan sekali lagi, lalu jawab.",
        )


def check_answer(answer: str) -> None:
    """Refuse an answer that does not exist.

    Raises:
        Refusal: `answer_unknown`.
    """
    if answer not in ANSWERS:
        raise Refusal("answer_unknown", "Pilih salah satu jawaban di bawah perbandingan.")


def may_propose(state: str, mark: str, present: str) -> bool:
    """Say whether a known pair comes into the queue again.

    What people called different stays so under any model, until a compared value changes; and
    what nobody knew may be known then.
    """
    return state == "gugur" or (state in ANSWERS and mark != present)


def chained(sure: Iterable[Ends], known: Collection[Ends]) -> set[Ends]:
    """Return the sure pairs of loose chains: people look at them one by one (section 4).

    Records that sure pairs join are one group. Of more than four, or where a pair inside is not
    known as likely itself, or was called different, some may be strangers whom a third resembles.

    Args:
        sure: pairs of records beyond doubt, the smaller id first.
        known: all likely pairs that nobody called different, in the same form.
    """
    pairs = list(sure)
    home: dict[int, int] = {}
    for left, right in pairs:
        one, other = _root(home, left), _root(home, right)
        home[max(one, other)] = min(one, other)
    groups: dict[int, set[int]] = defaultdict(set)
    for left, right in pairs:
        groups[_root(home, left)] |= {left, right}
    loose = {
        root
        for root, group in groups.items()
        if len(group) > CHAIN_AT_MOST
        or any(pair not in known for pair in combinations(sorted(group), 2))
    }
    return {pair for pair in pairs if _root(home, pair[0]) in loose}


def _root(home: dict[int, int], record: int) -> int:
    while home.setdefault(record, record) != record:
        home[record] = home[home[record]]
        record = home[record]
    return record


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def is_drawn(number: str, share: float) -> bool:
    """Say whether a pair is among the share that two people answer.

    Args:
        number: a keyed hash of the pair in hexadecimal, so that nobody can tell beforehand.
        share: of all pairs, 0 to 1.
    """
    return int(number[:8], 16) < share * 16**8


def settled_by(first: str, second: str) -> str:
    """Return the answer that both gave, "" where they differ and the head decides."""
    return first if first == second else ""
