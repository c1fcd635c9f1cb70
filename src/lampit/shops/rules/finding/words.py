"""How texts of goods and questions of buyers become the same terms.

The words of a region fold into one (bakul = keranjang) before anything is stemmed: Snowball's
Indonesian stemmer makes "ajin" of perajin and would tear families apart. Sizes become one term
however they are written (150 × 200 cm, 2 meter). A term is plain text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from snowballstemmer import stemmer  # type: ignore[import-untyped]

from lampit.shops.rules.finding.sizes import with_sizes

LONGEST_QUERY = 200
MOST_NEEDS = 8
LONGEST_TERM = 40
LONGEST_PHRASE = 3
EXACT, PHRASE, FACET = "=", "+", ":"  # never part of a word, so these terms meet no other

_STEMMER = stemmer("indonesian")
_WORD = re.compile(r"[^\W_]+")
STOP = frozenset(
    ["dan", "yang", "di", "ke", "dari", "untuk", "buat", "dengan", "atau", "ini", "itu", "isi",
     "per", "saat", "bisa", "tidak", "juga", "ada", "cari", "mau", "beli", "jual", "harga",
     "the", "of", "and", "for", "in", "with"]
)  # fmt: skip
# Spelling of before 1947 and 1972, still on signboards and in names.
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"))
Row = Mapping[str, str]


@lru_cache(maxsize=32768)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text.

    Attributes:
        word: as written, plain: what is suggested and mended.
        term: what it is found by.
        exact: the term of the word as typed where folding changed it, else empty.
    """

    word: str
    term: str
    exact: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """What words mean: rows of `words.csv` and of the office's own list."""

    folds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digest: str = ""

    @cached_property
    def _by_stem(self) -> dict[str, tuple[str, ...]]:
        return {_stem(word): means for word, means in self.folds.items() if " " not in word}

    @cached_property
    def _phrases(self) -> frozenset[str]:
        return frozenset(word for word in (*self.folds, *self.also) if " " in word)

    def terms(self, word: str) -> tuple[str, ...]:
        """Return the terms of one plain word or of a phrase of the list; mostly one."""
        if word in self.folds:
            return self.folds[word]
        if " " in word:
            return (word.replace(" ", PHRASE),)
        if not (word.isascii() and word.isalpha()):
            return (word[:LONGEST_TERM],)
        stem = _stem(_modern(word))
        return self._by_stem.get(stem, (stem[:LONGEST_TERM],))

    def tokens(self, text: str, *, asked: bool = False) -> list[Token]:
        """Return the tokens of a text in order; a phrase of the list counts as one word."""
        found: list[Token] = []
        for word in self._joined(plain_words(text, asked=asked)):
            terms = self.terms(word)
            exact = "" if word in terms or word not in self.folds else f"{EXACT}{word}"
            found += [Token(word, term, exact[:LONGEST_TERM]) for term in terms]
        return found

    def _joined(self, words: Sequence[str]) -> Iterable[str]:
        at = 0
        while at < len(words):
            for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
                phrase = " ".join(words[at : at + length])
                if length == 1 or phrase in self._phrases:
                    yield phrase
                    at += length
                    break


def vocabulary(rows: Iterable[Row]) -> Vocabulary:
    """Return the vocabulary of rows `word, means, kind`; rows that mean nothing are left out."""
    folds: dict[str, tuple[str, ...]] = {}
    also: dict[str, tuple[str, ...]] = {}
    seen = hashlib.sha256()
    for row in rows:
        word = " ".join(_plain(row.get("word") or "").split())
        means = [_plain(one).split() for one in (row.get("means") or "").split("|")]
        kind = (row.get("kind") or "").strip()
        if not word or not any(means):
            continue
        seen.update(f"{word},{means},{kind};".encode())
        if kind == "juga":
            also[word] = tuple(one for parts in means for one in parts)
        else:
            folds[word] = tuple(means[0])
            for head in means[0]:
                folds.setdefault(head, (head,))
    plain = Vocabulary(folds)
    first = {
        word: tuple(t for one in ways for t in plain.terms(one)) for word, ways in also.items()
    }
    return Vocabulary(folds, first, seen.hexdigest()[:12])


def plain_words(text: str, *, asked: bool = False) -> list[str]:
    """Return the plain words of a text: lower case, accents off, sizes as one word."""
    folded = with_sizes(_plain(text), asked=asked)
    return [w for w in _WORD.findall(folded) if (len(w) > 1 or w.isdigit()) and w not in STOP]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("\u00d7", "x"))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return plain.replace("'", "").replace("\u2019", "")


def _modern(word: str) -> str:
    """Return a word in today's spelling: poeroen is purun."""
    for old, new in _OLD:
        word = word.replace(old, new)
    return word


@dataclass(frozen=True, slots=True)
class Need:
    """One word of a question: a good must hold one of its terms.

    Attributes:
        also: terms that are shown for it too (alas tidur: tikar).
        exact: the term of goods that hold the very word.
    """

    word: str
    term: str
    also: tuple[str, ...] = ()
    exact: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """Return every term that meets the need."""
        return (self.term, *self.also)


def needs(query: str, words: Vocabulary) -> list[Need]:
    """Return what a question asks for, in typed order, each term once, at most eight."""
    found: dict[str, Need] = {}
    for token in words.tokens(query[:LONGEST_QUERY], asked=True):
        also = words.also.get(token.word, words.also.get(token.term, ()))
        if token.term not in found:
            found[token.term] = Need(token.word, token.term, also, token.exact)
    return list(found.values())[:MOST_NEEDS]


def as_typed(asked: Sequence[Need]) -> list[str]:
    """Return the terms of names that hold the question as typed: its pairs and very words."""
    pairs = [f"{a.term}{PHRASE}{b.term}"[:LONGEST_TERM] for a, b in pairwise(asked)]
    return [*pairs, *(one.exact for one in asked if one.exact)]
