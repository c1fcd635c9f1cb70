"""Names of many people at once: what `names` says of each. Words repeat, whole names seldom do."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from lampit.national import names

MOST_WORDS = 65_536
_LETTERS = re.compile(r"^(?:([A-Za-z][A-Za-z' ]*)|.*)$", re.MULTILINE)
_words: dict[str, tuple[str, str]] = {}  # plain word → evened out, and by sound


class Keys(NamedTuple):
    """Keys of names: `names.strict_key`, `names.loose_key`, and the words without titles."""

    strict: list[str]
    loose: list[str]
    bare: list[str]


class People(NamedTuple):
    """What `names.read_person` says of texts."""

    name: list[str]
    title: list[str]
    parent: list[str]


def keys(people: Sequence[str]) -> Keys:
    """Return the keys of names."""
    strict, loose, bare = [], [], []
    known = _words.get
    for name in people:
        words = name.lower().split()
        told: list[Any] = [*map(known, words)]
        if None in told:
            told = _learnt(words)
        if told:
            strict.append(" ".join(sorted([one[0] for one in told])))
            loose.append(" ".join(sorted([one[1] for one in told])))
            bare.append(" ".join(words))
        else:
            one, other = names.keys(name)
            strict.append(one)
            loose.append(other)
            bare.append(names.bare(name))
    return Keys(strict, loose, bare)


def people(texts: Sequence[str]) -> People:
    """Return names, titles and parents of texts."""
    evened = [" ".join(text.split()) for text in texts]
    lettered = _LETTERS.findall("\n".join(evened))
    found = People([""] * len(evened), [""] * len(evened), [""] * len(evened))
    is_prefixed = names.PREFIXED.isdisjoint
    for n, (text, plain) in enumerate(zip(evened, lettered, strict=True)):
        if plain and is_prefixed(plain.lower().split(" ")):
            found.name[n] = names.tidy_case(plain)
        elif text:
            found.name[n], found.title[n], found.parent[n] = names.read_person(text)
    return found


def _learnt(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return the words of a name evened out, none unless each means the same in any name."""
    if not all(map(names.is_plain_word, words)):
        return []
    if len(_words) > MOST_WORDS:
        _words.clear()
    for word in words:
        _words[word] = names.heard(word)
    return [_words[word] for word in words]
