"""Search terms: how texts of goods and questions of buyers become the same words.

Stems by Snowball's Indonesian stemmer; the words of the district fold into one
(bakul = keranjang). A term is a plain text; weights and scores are integers, so that every
database ranks alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA
from snowballstemmer import stemmer  # type: ignore[import-untyped]

LONGEST_QUERY = 200
MOST_TERMS = 8
LONGEST_TERM = 40
NAME_WEIGHT, CATEGORY_WEIGHT, MATERIAL_WEIGHT, MAKER_WEIGHT, TEXT_WEIGHT = 100, 40, 40, 30, 5

_STEMMER = stemmer("indonesian")
_WORD = re.compile(r"[^\W_]+")
STOP = frozenset(
    ["dan", "yang", "di", "ke", "dari", "untuk", "dengan", "atau", "ini", "itu", "cm", "isi",
     "per", "saat", "bisa", "tidak", "juga", "the", "of", "and"]
)  # fmt: skip
# Each row folds into its first word: Banjar words, spellings and near things.
SAME = (
    ("keranjang", "bakul", "kranjang", "basket"),
    ("eceng", "enceng", "ilung", "hyacinth"),
    ("tikar", "tiker", "mat"),
    ("tas", "kampil", "bag"),
    ("ikan", "iwak", "fish"),
    ("haruan", "gabus"),
    ("wadai", "kue", "jajan", "cake"),
    ("telur", "telor", "hintalu", "egg"),
    ("itik", "bebek", "duck"),
    ("rotan", "paikat", "rattan"),
    ("perahu", "jukung", "sampan", "boat"),
    ("topi", "tanggui", "hat"),
    ("sasirangan", "sirangan"),
    ("guci", "tajau", "gentong"),
    ("kursi", "chair"),
    ("meja", "table"),
    ("cermin", "kaca", "mirror"),
    ("lampu", "lamp"),
    ("dompet", "wallet"),
    ("kemeja", "baju", "hem", "shirt"),
    ("kerupuk", "krupuk", "cracker"),
    ("keripik", "kripik", "chips"),
    ("kopiah", "peci", "songkok"),
    ("centong", "sanduk"),
    ("mebel", "meubel", "furnitur", "furniture"),
    ("purun", "porun"),
)


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_FOLD = {word: row[0] for row in SAME for word in row}
_FOLD_STEM = {_stem(word): row[0] for row in SAME for word in row}


def words(text: str) -> list[str]:
    """Return the plain words of a text: lower case, accents off, single letters dropped."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    found = _WORD.findall(plain.replace("'", "").replace("\u2019", ""))
    return [word for word in found if (len(word) > 1 or word.isdigit()) and word not in STOP]


def term(word: str) -> str:
    """Return the term of one plain word: its stem, folded over words of the same meaning."""
    if word in _FOLD or not (word.isascii() and word.isalpha()):
        return _FOLD.get(word, word)[:LONGEST_TERM]
    stem = _stem(word)
    return _FOLD_STEM.get(stem, stem)[:LONGEST_TERM]


def query_terms(query: str) -> list[str]:
    """Return the distinct terms of a question in typed order, at most eight."""
    found = dict.fromkeys(term(word) for word in words(query[:LONGEST_QUERY]))
    return list(found)[:MOST_TERMS]


def weighted_terms(
    *, name: str, category: str, material: str, maker: str, place: str, text: str
) -> dict[str, int]:
    """Return the terms under which a good is found; the heaviest field of a term counts."""
    fields = (
        (name, NAME_WEIGHT),
        (category, CATEGORY_WEIGHT),
        (material, MATERIAL_WEIGHT),
        (f"{maker} {place}", MAKER_WEIGHT),
        (text, TEXT_WEIGHT),
    )
    found: dict[str, int] = {}
    for value, weight in fields:
        for word in words(value):
            key = term(word)
            found[key] = max(found.get(key, 0), weight)
    return found


def guesses(query: str, known: set[str]) -> list[tuple[str, str]]:
    """Return for each word of a question (the word as meant, its term): known or the nearest."""
    found: dict[str, str] = {}
    for word in words(query[:LONGEST_QUERY]):
        own = term(word)
        if own in known:
            found[word] = own
            continue
        near = nearest(word, known) or nearest(own, known)
        found[near or word] = near or own
    return list(found.items())[:MOST_TERMS]


def nearest(unknown: str, known: Iterable[str]) -> str | None:
    """Return the known term nearest to a mistyped one: a slip per four letters, ties by A-Z."""
    slips = max(1, len(unknown) // 4)
    scored = ((OSA.distance(unknown, word, score_cutoff=slips), word) for word in known)
    best = min((pair for pair in scored if pair[0] <= slips), default=None)
    return best[1] if best and len(unknown) > 2 else None
