"""What a term of a good weighs: BM25 over fields, in whole numbers (Robertson and Zaragoza 2009).

Lengths are compared with fixed usual ones, not with the mean of the market: so the postings of a
good follow from the good alone and can be checked one by one. How rare a term is (`rarity`) is
kept with the term and reckoned anew by the clock.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lampit.shops.rules.finding.words import (
    FACET,
    LONGEST_TERM,
    PHRASE,
    Token,
    Vocabulary,
)  # fmt: skip

SCALE = 1000
SATURATION = 400  # in hundredths of an occurrence: half of SCALE is reached there
NAME, CODE, CATEGORY, MATERIAL = "name", "code", "category", "material"
MAKER, PLACE, TEXT = "maker", "place", "text"
WEIGHTS = {
    NAME: 800, CODE: 800, CATEGORY: 300, MATERIAL: 300, MAKER: 240, PLACE: 200, TEXT: 100,
}  # fmt: skip
USUAL = {NAME: 4, TEXT: 20}  # words; other fields are not compared by length
LENGTH_SHARE = {NAME: 40, TEXT: 75}  # b, in percent
BANDS = (50_000, 100_000, 250_000, 500_000, 1_000_000)  # rupiah; a band is below its bound


@dataclass(frozen=True, slots=True)
class Texts:
    """What a good is found by; `person` only as far as the shop shows it."""

    name: str
    code: str = ""
    category_code: str = ""
    category: str = ""
    material: str = ""
    maker: str = ""
    place: str = ""
    kecamatan: str = ""
    text: str = ""
    price: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """A good as the index keeps it.

    Attributes:
        impacts: term → weight, 1 to 1,000.
        words: plain word → its term, what suggestions and mending know.
        materials: codes of `materials.csv`.
    """

    impacts: dict[str, int]
    words: dict[str, str]
    materials: tuple[str, ...]


def analysed(texts: Texts, words: Vocabulary, materials: Mapping[str, str]) -> Analysis:
    """Return how a good is kept; `materials` tells the code of a term."""
    fields = {
        NAME: words.tokens(texts.name), CODE: words.tokens(texts.code),
        CATEGORY: words.tokens(texts.category), MATERIAL: words.tokens(texts.material),
        MAKER: words.tokens(texts.maker), PLACE: words.tokens(texts.place),
        TEXT: words.tokens(texts.text),
    }  # fmt: skip
    weighed: dict[str, int] = {}
    for name, tokens in fields.items():
        for token in tokens:
            weighed[token.term] = weighed.get(token.term, 0) + _occurrence(name, len(tokens))
    found = {term: SCALE * amount // (amount + SATURATION) for term, amount in weighed.items()}
    made_of = _materials(fields, materials)
    found |= dict.fromkeys(_typed(fields[NAME]), SCALE)
    found |= dict.fromkeys(facet_terms(texts, made_of), 1)
    known = [t for name in (TEXT, PLACE, MAKER, MATERIAL, CATEGORY, NAME) for t in fields[name]]
    return Analysis(found, {t.word: t.term for t in known if _is_word(t.word)}, made_of)


def _occurrence(field: str, length: int) -> int:
    """Return what one occurrence counts, in hundredths; the longer the field, the less."""
    if field not in USUAL:
        return WEIGHTS[field]
    share = LENGTH_SHARE[field]
    stretch = 100 - share + share * length // USUAL[field]
    return WEIGHTS[field] * 100 // (stretch if field == NAME else max(stretch, 100))


def _typed(name: Sequence[Token]) -> list[str]:
    """Return the terms by which a name holds a question as typed: pairs and very words."""
    pairs = [f"{a.term}{PHRASE}{b.term}"[:LONGEST_TERM] for a, b in pairwise(name)]
    return [*pairs, *(token.exact for token in name if token.exact)]


def _is_word(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and len(word) <= LONGEST_TERM


def _materials(
    fields: Mapping[str, Sequence[Token]], materials: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what a good is made of: what its maker wrote, else what name and shelf tell."""
    for names in ((MATERIAL,), (NAME,), (CATEGORY,)):
        told = (materials.get(token.term) for name in names for token in fields[name])
        if found := tuple(dict.fromkeys(code for code in told if code)):
            return found
    return ()


def band_of(price: int) -> int:
    """Return the number of the price band, 0 for the cheapest."""
    return next((n for n, bound in enumerate(BANDS) if price < bound), len(BANDS))


def facet_terms(texts: Texts, materials: Sequence[str]) -> list[str]:
    """Return the terms by which a filter narrows a search inside the index."""
    found = [f"jenis{FACET}{texts.category_code}", f"harga{FACET}{band_of(texts.price)}"]
    found += [f"kec{FACET}{texts.kecamatan}"] if texts.kecamatan else []
    return [*found, *(f"bahan{FACET}{code}" for code in materials)]


def rarity(holders: int, goods: int) -> int:
    """Return how much a term tells, in thousandths: the idf of BM25, never below 1."""
    holders = min(holders, goods)
    return max(round(SCALE * math.log(1 + (goods - holders + 0.5) / (holders + 0.5))), 1)
