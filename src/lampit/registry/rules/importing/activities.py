"""What a business does, in words and as KBLI: by the alias table, else left uncoded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lampit.registry.rules.importing.answers import (
    NO_ANSWERS,
    PRODUCTS,
    REFUSE,
    REFUSED,
    Answers,
    Value,
)
from lampit.trades.rules import sector_of

# Words that say that somebody works, not at what.
VAGUE = frozenset(
    (  # noqa: SIM905 - a word list reads better
        "dagang,jualan,usaha,wiraswasta,irt,pedagang,berdagang,wirausaha,swasta,lainnya,lain,umkm,"
        "ukm,mikro,kecil,perdagangan,jasa,industri,kerajinan,kuliner,ibu rumah tangga,"
        "usaha sendiri,usaha kecil,usaha dagang,lain lain"
    ).split(",")
)
_PREFIX = re.compile(
    r"^(?:usaha|membuat|pembuatan|produksi|bikin|pembuat|jasa|pengrajin|perajin)\s+"
)
LEAST_WORDS, SHORTEST = 2, 5  # one word is an alias or none; short words of a title say nothing
_NOT_WORD = re.compile(r"[^a-z0-9\-]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Activity:
    """What the cells say a business does.

    Attributes:
        kbli: five digits, or empty when neither code nor words decide.
        words: the words as written.
        code: `kbli_umum`, `kbli_tidak_dikenal`, `nilai_ditolak` or empty.
        is_answered: the office decided these words itself.
    """

    kbli: str = ""
    words: str = ""
    code: str = ""
    is_answered: bool = False


@dataclass
class ActivityTable:
    """KBLI codes, and plain words that stand for one.

    Attributes:
        codes: code → title, the whole classification.
        words: plain words in small letters → code.
        answers: what the office said of doubtful words.
    """

    codes: Mapping[str, str]
    words: Mapping[str, str]
    answers: Answers = NO_ANSWERS
    _answers: dict[tuple[str, str], Activity] = field(default_factory=dict)
    _known: dict[str, set[str]] = field(default_factory=dict)
    _heads: dict[str, set[str]] = field(default_factory=dict)

    def find(self, code_text: str, words: str) -> Activity:
        """Return the activity of a code cell and a words cell."""
        key = (code_text, words)
        if key not in self._answers:
            if len(self._answers) > 100_000:
                self._answers.clear()
            told = self.answers.find(Value(PRODUCTS, words, code_text))
            self._answers[key] = (
                self._find(code_text, words) if told is None else _as_told(told, words)
            )
        return self._answers[key]

    def sector(self, kbli: str) -> str:
        """Return the sector group of a code, empty when unknown."""
        return sector_of(kbli)

    def _find(self, code_text: str, words: str) -> Activity:
        told = self._by_words(words)
        vague = self._is_vague(words)
        code, unknown = self._by_code(code_text, told)
        if vague:
            return Activity(code, words, "kbli_umum")
        return Activity(code or told, words, "kbli_tidak_dikenal" if unknown else "")

    def _by_code(self, text: str, told: str) -> tuple[str, bool]:
        """Return the code of a cell; four digits lost either their first zero or their last."""
        match = _DIGITS.search(text)
        digits = match[0] if match else ""
        if digits in self.codes:
            return digits, False
        if len(digits) != 4:
            return "", bool(digits) and digits != "0"
        padded = "0" + digits
        shortened = any(f"{digits}{last}" in self.codes for last in "0123456789")
        if padded in self.codes and (padded == told or not shortened):
            return padded, False
        return "", padded not in self.codes and not shortened

    def _by_words(self, words: str) -> str:
        text = " ".join(_NOT_WORD.sub(" ", words.lower()).split())
        for form in (text, _PREFIX.sub("", text)):
            if form in self.words:
                return self.words[form]
        inside = {code for phrase, code in self.words.items()
                  if " " in phrase and f" {phrase} " in f" {text} "}  # fmt: skip
        if inside:
            return inside.pop() if len(inside) == 1 else ""
        return self._by_each_word(text.split())

    def _by_each_word(self, words: list[str]) -> str:
        """Return the one code that knows every word: `lampit rotan`, `tikar purun`; else none.

        The first word says what it is, the others of what and how. A word that nobody knows
        (`tikar plastik`) or that says trade (`toko mebel`) decides nothing: then it is asked.
        """
        if len(words) < LEAST_WORDS:
            return ""
        if not self._known:
            self._learn()
        fits = [
            code for code in self._heads.get(words[0], ()) if self._known[code].issuperset(words)
        ]
        return fits[0] if len(fits) == 1 else ""

    def _learn(self) -> None:
        for phrase, code in self.words.items():
            self._heads.setdefault(phrase.partition(" ")[0], set()).add(code)
            self._known.setdefault(code, set()).update(phrase.split())
        for code, known in self._known.items():
            title = _NOT_WORD.sub(" ", self.codes.get(code, "").lower()).split()
            known.update(word for word in title if len(word) >= SHORTEST)

    def _is_vague(self, words: str) -> bool:
        text = " ".join(_NOT_WORD.sub(" ", words.lower()).replace("-", " ").split())
        return text in VAGUE


def _as_told(told: str, words: str) -> Activity:
    """Return the activity as the office decided it."""
    if told == REFUSE:
        return Activity("", words, REFUSED, is_answered=True)
    return Activity(told, words, is_answered=True)
