"""What a keeper answers before a good is sold the first time, and which answers want a look. Pure.

Nobody is refused here: an answer that could mean a forbidden good lets it wait until the office has
looked. Only what concerns category, material and the words used is asked; a plain purun mat gets
the one tick. Sources stand per word in `data/sensitive.csv`; what is not checked says so there.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lampit.basics.texts import gettext_noop

CHECKED = "dicek"  # what the data file says of a rule compared with its issuer
VERSION = "2026-11"  # kept with each answer; a new list of questions is a new version
WILD, WOOD, FORBIDDEN, BRAND, NEEDS_MD = "satwa", "kayu", "larangan", "merek", "md"
PROMISE, KEEPS = "janji", "tahan"
YES, NO, UNSURE = "ya", "tidak", "ragu"
PIRT_FROM_DAYS = 7  # home food that keeps longer needs a P-IRT (domain.md section 2)
LONGEST_KEEP = 3_650
PATTERNED, FOOD, LIVE_BIRDS = frozenset({"sasirangan"}), "pangan", "unggas"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A word that may name something with rules of its own.

    Attributes:
        kind: which question it leads to.
        phrase: lower-case words, found as whole words only.
        label: what it may mean.
        basis: the rule it rests on, as the data file tells it.
        is_checked: whether somebody compared that rule with the text of its issuer.
    """

    kind: str
    phrase: str
    label: str
    basis: str
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A good as the list looks at it.

    Attributes:
        papers: kinds of permits that are valid today, of the register (`pirt`, `bpom`, `halal`).
    """

    category: str
    name: str
    material: str = ""
    text: str = ""
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be given; `looks`: the office looks before the good is sold."""

    code: str
    words: str
    looks: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question that concerns a good.

    Attributes:
        code: its name; answers are kept under it.
        words: the question, a message id.
        choices: what may be answered; empty for the tick and for a number of days.
        found: what in the good's own words led to it.
        basis: the rules it rests on.
        is_checked: whether each of them was compared with the text of its issuer; told beside it.
    """

    code: str
    words: str
    choices: tuple[Choice, ...] = ()
    found: tuple[str, ...] = ()
    basis: str = ""
    is_checked: bool = False

    @property
    def is_tick(self) -> bool:
        """Say whether it is the one tick that every good gets."""
        return self.code == PROMISE

    @property
    def is_days(self) -> bool:
        """Say whether it asks for a number of days."""
        return self.code == KEEPS


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers come to.

    Attributes:
        missing: codes of questions without a usable answer.
        reasons: codes of questions whose answer wants a look, in order.
        marks: what buyers or the office are told without holding anything up.
    """

    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @property
    def needs_look(self) -> bool:
        """Say whether the good waits until the office has looked."""
        return bool(self.reasons)


TICK = Question(
    PROMISE,
    gettext_noop(
        "Barang ini baru, boleh dijual, dan saya yang membuat atau berhak menjualnya. Fotonya foto "
        "barang ini."
    ),
)
_NO = Choice(NO, gettext_noop("Tidak"))
_UNSURE = Choice(UNSURE, gettext_noop("Tidak tahu"), looks=True)
_ASKED = {
    WILD: (
        gettext_noop("Apakah barang ini memakai bagian hewan liar atau tumbuhan liar?"),
        (
            Choice(NO, gettext_noop("Tidak, itu hanya nama, warna atau motif")),
            Choice("ternak", gettext_noop("Ya, dari hewan ternak")),
            Choice(YES, gettext_noop("Ya, dari hewan atau tumbuhan liar"), looks=True),
            _UNSURE,
        ),
    ),
    WOOD: (
        gettext_noop("Apakah kayu atau tumbuhan ini memang yang disebut?"),
        (
            Choice(NO, gettext_noop("Tidak, itu hanya nama atau warna")),
            Choice("surat", gettext_noop("Ya, ada surat asal atau izinnya"), looks=True),
            Choice(YES, gettext_noop("Ya, tanpa surat"), looks=True),
            _UNSURE,
        ),
    ),
    FORBIDDEN: (
        gettext_noop("Apakah barang ini benar yang disebut?"),
        (
            Choice(NO, gettext_noop("Bukan: hiasan, motif, alat tani atau nama saja")),
            Choice(YES, gettext_noop("Ya"), looks=True),
            _UNSURE,
        ),
    ),
    BRAND: (
        gettext_noop("Apakah merek, lambang atau tokoh itu ada pada barang?"),
        (
            Choice(NO, gettext_noop("Tidak ada pada barang")),
            Choice("izin", gettext_noop("Ada, dengan izin pemiliknya"), looks=True),
            Choice(YES, gettext_noop("Ada, tanpa izin"), looks=True),
            _UNSURE,
        ),
    ),
}  # fmt: skip
PATTERN = Question(
    "motif",
    gettext_noop("Motifnya milik siapa?"),
    (
        Choice("umum", gettext_noop("Motif umum daerah")),
        Choice("sendiri", gettext_noop("Buatan saya sendiri")),
        Choice("izin", gettext_noop("Milik orang lain, dengan izinnya"), looks=True),
        Choice("lain", gettext_noop("Milik orang lain, tanpa izin"), looks=True),
    ),
    basis="UU 28/2014",
)
BIRD = Question(
    "unggas",
    gettext_noop("Itiknya itik ternak, sehat, dan bukan burung liar?"),
    (
        Choice(YES, gettext_noop("Ya, itik ternak")),
        Choice(NO, gettext_noop("Bukan itik ternak"), looks=True),
    ),
    basis="UU 32/2024",
)
DAYS = Question(
    KEEPS,
    gettext_noop("Tahan berapa hari sejak dibuat?"),
    basis="Peraturan BPOM 22/2018",
)


def folded(text: str) -> str:
    """Return lower-case words of plain letters between single blanks, with a blank at each end."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return f" {' '.join(_WORD.findall(plain))} "


def found_words(subject: Subject, words: Iterable[Sensitive]) -> list[Sensitive]:
    """Return the sensitive words that name, material or text of a good hold, as whole words."""
    told = folded(f"{subject.name} . {subject.material} . {subject.text}")
    return [word for word in words if f" {word.phrase} " in told]


def questions(subject: Subject, words: Iterable[Sensitive]) -> tuple[Question, ...]:
    """Return what concerns a good: the tick always, the others by category and words."""
    found = found_words(subject, words)
    asked = [TICK]
    for kind, (text, choices) in _ASKED.items():
        rows = [word for word in found if word.kind == kind]
        if rows:
            basis = "; ".join(dict.fromkeys(row.basis for row in rows))
            known = all(row.is_checked for row in rows)
            asked.append(Question(kind, text, choices, _named(rows), basis, known))
    if subject.category in PATTERNED:
        asked.append(PATTERN)
    if subject.category == LIVE_BIRDS:
        asked.append(BIRD)
    if subject.category == FOOD:
        asked.append(DAYS)
    return tuple(asked)


def _named(rows: Sequence[Sensitive]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{row.phrase} ({row.label})" for row in rows))


def judge(subject: Subject, words: Sequence[Sensitive], answers: Mapping[str, str]) -> Verdict:
    """Return what the answers come to; a question without an answer is missing."""
    missing, reasons = [], []
    for question in questions(subject, words):
        given = answers.get(question.code, "")
        if question.is_tick:
            ok = given == YES
        elif question.is_days:
            ok = days(given) is not None
        else:
            chosen = next((c for c in question.choices if c.code == given), None)
            ok = chosen is not None
            if chosen is not None and chosen.looks:
                reasons.append(question.code)
        if not ok:
            missing.append(question.code)
    reasons += _food_reasons(subject, words, answers)
    return Verdict(tuple(missing), tuple(reasons), food_marks(subject))


def _food_reasons(
    subject: Subject, words: Sequence[Sensitive], answers: Mapping[str, str]
) -> list[str]:
    """Return which paper of a food is due and missing: BPOM for some kinds, else a P-IRT."""
    if subject.category != FOOD:
        return []
    if any(w.kind == NEEDS_MD for w in found_words(subject, words)):
        return [] if "bpom" in subject.papers else ["bpom"]
    keeps = days(answers.get(KEEPS, ""))
    is_due = keeps is not None and keeps > PIRT_FROM_DAYS
    return ["pirt"] if is_due and not subject.papers & {"pirt", "bpom"} else []


def food_marks(subject: Subject) -> tuple[str, ...]:
    """Return what is told of a food without holding it up: halal is due since 18 October 2026."""
    lacks = subject.category == FOOD and "halal" not in subject.papers
    return ("halal",) if lacks else ()


def days(text: str) -> int | None:
    """Return a number of days from 1 to ten years, None for anything else."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        return None
    return int(text) if 1 <= int(text) <= LONGEST_KEEP else None


def asked_anew(
    before: Mapping[str, Sequence[str]], subject: Subject, words: Iterable[Sensitive]
) -> frozenset[str]:
    """Return the questions that a changed good leads to and that were not answered before.

    `before` holds, by question, what had led to it; another word of the same kind asks again.
    """
    return frozenset(
        question.code
        for question in questions(subject, words)
        if not question.is_tick
        and (question.code not in before or set(question.found) - set(before[question.code]))
    )


def question_words(code: str) -> str:
    """Return the words of a question, a message id; a code nobody knows any more as it is."""
    if code in _ASKED:
        return _ASKED[code][0]
    return next((one.words for one in (TICK, PATTERN, BIRD, DAYS) if one.code == code), code)


def answer_words(code: str, given: str) -> str:
    """Return the words of an answer, a message id; numbers and old answers as they are."""
    known = _ASKED[code][1] if code in _ASKED else (*PATTERN.choices, *BIRD.choices)
    said = next((choice.words for choice in known if choice.code == given), given)
    return said or gettext_noop("belum dijawab")


REASONS = {
    WILD: gettext_noop("mungkin memakai satwa atau tumbuhan liar"),
    WOOD: gettext_noop("kayu atau tumbuhan yang perlu surat asal"),
    FORBIDDEN: gettext_noop("mungkin barang yang dilarang atau perlu izin"),
    BRAND: gettext_noop("memakai merek, lambang atau tokoh milik orang lain"),
    "motif": gettext_noop("motif milik orang lain"),
    "unggas": gettext_noop("mungkin burung liar"),
    "pirt": gettext_noop("pangan tahan lebih dari 7 hari, P-IRT belum tercatat"),
    "bpom": gettext_noop("jenis pangan ini perlu izin BPOM MD"),
    "belum": gettext_noop("pertanyaan tentang barang ini belum dijawab"),
}
