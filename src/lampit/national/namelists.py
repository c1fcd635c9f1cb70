"""Names of many people and businesses at once: what `names` says of each.

Words repeat, whole names seldom do: a word whose meaning does not hang on its neighbours is
looked at once.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lampit.national import names

MOST_WORDS = 65_536
# Plain word as written → evened out, by sound, in small letters; none of those that depend.
_words: dict[str, tuple[str, str, str]] = {}
# Word of a business as written → its part of the key (None: it is several words), and by sound.
_trades: dict[str, tuple[str | None, str]] = {}


class Keys(NamedTuple):
    """Keys of names: `names.strict_key`, `names.loose_key`, and the words without titles."""

    strict: list[str]
    loose: list[str]
    bare: list[str]


class People(NamedTuple):
    """What `names.read_person` says of texts, and the keys of the names."""

    name: list[str]
    title: list[str]
    parent: list[str]
    keys: Keys


class Businesses(NamedTuple):
    """What `names.business_key` says of names, and their words by sound (`names.loose_key`)."""

    keys: list[str]
    sounds: list[list[str]]


def people(texts: Sequence[str]) -> People:
    """Return names, titles, parents and keys of texts."""
    found = People([], [""] * len(texts), [""] * len(texts), Keys([], [], []))
    for n, text in enumerate(texts):
        words = text.split()
        told = _known(words)
        name = " ".join(words)
        # Writing all in capitals or all in small letters is evened out.
        if not told or name.isupper() or name.islower():
            name, found.title[n], found.parent[n] = names.read_person(text) if text else _NOBODY
            told = told or _known(name.split())
        found.name.append(name)
        _add_keys(found.keys, name, told)
    return found


def keys(people: Sequence[str]) -> Keys:
    """Return the keys of names."""
    found = Keys([], [], [])
    for name in people:
        _add_keys(found, name, _known(name.split()))
    return found


def businesses(many: Sequence[str]) -> Businesses:
    """Return keys and sounds of the names of businesses."""
    found = Businesses([], [])
    known = _trades.get
    for name in many:
        words = name.split()
        told: list[Any] = [*map(known, words)]
        if None in told:
            told = _trades_learnt(words)
        own: list[Any] = [key for key, _ in told if key != ""]
        found.keys.append(names.business_key(name) if None in own else " ".join(sorted(own)))
        found.sounds.append([sound for _, sound in told])
    return found


_NOBODY = names.PersonName("")


def _add_keys(found: Keys, name: str, told: Sequence[tuple[str, str, str]]) -> None:
    if told:
        found.strict.append(" ".join(sorted([one[0] for one in told])))
        found.loose.append(" ".join(sorted([one[1] for one in told])))
        found.bare.append(" ".join([one[2] for one in told]))
    else:
        strict, loose = names.keys(name)
        found.strict.append(strict)
        found.loose.append(loose)
        found.bare.append(names.bare(name))


def _known(words: Sequence[str]) -> Sequence[tuple[str, str, str]]:
    told: list[Any] = [*map(_words.get, words)]
    return _learnt(words) if None in told else told


def _learnt(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the words of a name evened out, none unless each means the same in any name."""
    if not all(map(names.is_plain_word, words)):
        return []
    if len(_words) > MOST_WORDS:
        _words.clear()
    for word in words:
        _words[word] = *names.heard(word.lower()), word.lower()
    return [_words[word] for word in words]


def _trades_learnt(words: Sequence[str]) -> list[tuple[str | None, str]]:
    if len(_trades) > MOST_WORDS:
        _trades.clear()
    for word in words:
        key = names.business_key(word)
        _trades[word] = None if " " in key else key, names.loose_key(word)
    return [_trades[word] for word in words]
