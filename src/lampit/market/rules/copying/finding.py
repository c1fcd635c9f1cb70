"""The search of a copy: small files that a page loads when it needs them, without a server.

`fakta.js` holds price, shelf, place and readiness of every good; `kata-<letter>.js` which goods a
word stands in; `barang-<n>.js` what a card shows. Each file calls one function with its content,
since a page from a stick may load scripts and nothing else.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lampit.shops.rules.finding.words import Vocabulary

BLOCK = 32  # goods in one file of cards: a result seldom has two neighbours in it
FOLDER = "cari/data"
HEAVIEST = 4
OTHERS = "_"


@dataclass(slots=True)
class Index:
    """The index of a copy while it is filled, good by good."""

    categories: Sequence[str]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    prices: list[int] = field(default_factory=list)
    shelves: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    ready: list[int] = field(default_factory=list)
    cards: list[list[Any]] = field(default_factory=list)
    words: dict[str, dict[int, int]] = field(default_factory=dict)

    def add(
        self, *, price: int, category: str, place: str, is_ready: bool, card: Sequence[Any],
        texts: Iterable[tuple[str, int]],
    ) -> None:  # fmt: skip
        """Add one good with the texts under which it is found, each with a weight 1 to 4."""
        number = len(self.prices)
        self.prices.append(price)
        self.shelves.append(self.categories.index(category) if category in self.categories else -1)
        self.places.append(place)
        self.ready.append(int(is_ready))
        self.cards.append(list(card))
        for text, weight in texts:
            for word in words_of(text, self.vocabulary):
                found = self.words.setdefault(word, {})
                found[number] = max(found.get(number, 0), min(weight, HEAVIEST))


def words_of(text: str, vocabulary: Vocabulary) -> set[str]:
    """Return the words under which a text is found: as written, and as the market folds them."""
    told = vocabulary.tokens(text)
    return {word for token in told for word in (*token.word.split(), token.term)}


def shard_of(word: str) -> str:
    """Return the file in which a word stands: its first letter or digit, else `_`."""
    first = word[:1]
    return first if first.isascii() and first.isalnum() else OTHERS


def packed(numbers: Mapping[int, int]) -> list[int]:
    """Return goods with their weights as steps: step to the next good × 4 + weight − 1."""
    found, last = [], 0
    for number in sorted(numbers):
        found.append((number - last) * HEAVIEST + numbers[number] - 1)
        last = number
    return found


def files(index: Index, same: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """Return the files of an index: name inside the copy → content.

    Args:
        index: filled.
        same: a word → the word it is found under.
        places: code → name of the kecamatan that have goods.
    """
    codes = sorted(places, key=lambda code: (places[code], code))
    shards: dict[str, dict[str, list[int]]] = {}
    for word in sorted(index.words):
        shards.setdefault(shard_of(word), {})[word] = packed(index.words[word])
    facts = {
        "jumlah": len(index.prices),
        "blok": BLOCK,
        "harga": index.prices,
        "kategori": index.shelves,
        "rak": list(index.categories),
        "tempat": [codes.index(code) if code in places else -1 for code in index.places],
        "kecamatan": [[code, places[code]] for code in codes],
        "siap": "".join(map(str, index.ready)),
        "sama": dict(same),
        "kata": sorted(shards),
    }
    found = {f"{FOLDER}/fakta.js": _called("fakta", facts)}
    for shard, held in shards.items():
        found[f"{FOLDER}/kata-{shard}.js"] = _called(f"kata-{shard}", held)
    for start in range(0, len(index.cards), BLOCK):
        name = f"barang-{start // BLOCK}"
        found[f"{FOLDER}/{name}.js"] = _called(name, index.cards[start : start + BLOCK])
    return found


def _called(name: str, content: Any) -> str:
    told = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    told = told.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'lampitCari("{name}",{told});\n'
