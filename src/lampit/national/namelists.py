"""Names of many people and businesses at once: what `names` says of each.

Words repeat, whole names seldom do: a word whose meaning does not hang on its neighbours is
looked at once.
"""

from collections.abc import Sequence
from itertools import compress, count
from operator import and_, not_, or_
from typing import Any, NamedTuple

from lampit.national import names

MOST_WORDS = 65_536
_BETWEEN = "\0"  # parts texts that are evened out together
# Plain word as written → evened out, and by sound; none of those that depend on others.
_strict: dict[str, str] = {}
_loose: dict[str, str] = {}
# Word of a business as written → its part of the key (None: it is several words), and by sound.
_trades: dict[str, str | None] = {}
_heard: dict[str, str] = {}


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


def evened(texts: Sequence[str]) -> list[str]:
    """Return texts with one blank between two words, and none before and behind."""
    whole = " ".join(_BETWEEN.join(texts).split())
    found = whole.replace(f" {_BETWEEN}", _BETWEEN).replace(f"{_BETWEEN} ", _BETWEEN)
    even = found.split(_BETWEEN)
    return even if len(even) == len(texts) else [" ".join(text.split()) for text in texts]


def people(texts: Sequence[str]) -> People:
    """Return names, titles, parents and keys of texts."""
    given = evened(texts)
    strict, loose = _of_plain_words(given)
    found = People(given, [""] * len(given), [""] * len(given),
                   Keys(strict, loose, [*map(str.lower, given)]))  # fmt: skip
    # Writing all in capitals or all in small letters is evened out.
    cased = map(or_, map(str.isupper, given), map(str.islower, given))
    for n in compress(count(), map(and_, cased, map(bool, strict))):
        given[n] = given[n].title()
    _lead_off(found)
    for n in compress(count(), map(not_, strict)):
        text = texts[n]
        name, found.title[n], found.parent[n] = names.read_person(text) if text else _NOBODY
        given[n] = name
        strict[n], loose[n], found.keys.bare[n] = _keys_of(name)
    return found


def keys(people: Sequence[str]) -> Keys:
    """Return the keys of names."""
    given = evened(people)
    strict, loose = _of_plain_words(given)
    found = Keys(strict, loose, [*map(str.lower, given)])
    for n in compress(count(), map(not_, strict)):
        name = people[n]
        (strict[n], loose[n]), found.bare[n] = names.keys(name), names.bare(name)
    return found


def businesses(many: Sequence[str]) -> Businesses:
    """Return keys and sounds of the names of businesses."""
    found = Businesses([], [])
    known, heard = _trades.get, _heard.__getitem__
    for name in many:
        words = name.split()
        own: list[Any] = [*map(known, words)]
        if None in own:
            own = _trades_learnt(words)
        if None in own:
            found.keys.append(names.business_key(name))
        else:
            own.sort()
            found.keys.append(" ".join(own).lstrip(" "))  # words of a kind have no part in it
        found.sounds.append([*map(heard, words)])
    return found


_NOBODY = names.PersonName("")
_LED = {"h.": "H.", "hj.": "Hj.", "h": "H.", "hj": "Hj."}


def _lead_off(found: People) -> None:
    """Take the title off names that are plain words behind it: `Hj. Siti Aminah`."""
    strict, loose, bare = found.keys
    led: list[int] = []
    rests: list[str] = []
    for n in compress(count(), map(not_, strict)):
        first, _, rest = found.name[n].partition(" ")
        if first.lower() in _LED:
            led.append(n)
            rests.append(rest)
    for n, rest, key, sound in zip(led, rests, *_of_plain_words(rests), strict=True):
        if key:
            found.title[n] = _LED[found.name[n].partition(" ")[0].lower()]
            found.name[n] = rest.title() if rest.isupper() or rest.islower() else rest
            strict[n], loose[n], bare[n] = key, sound, rest.lower()


def _of_plain_words(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return strict and loose keys of names; empty unless each word means the same in any name."""
    strict, loose = [], []
    known, heard = _strict.get, _loose.__getitem__
    for name in given:
        words = name.split()
        own: list[Any] = [*map(known, words)]
        if None in own:
            own = _learnt(words)
        own.sort()
        strict.append(" ".join(own))
        sounds = [*map(heard, words)] if own else []
        sounds.sort()
        loose.append(" ".join(sounds))
    return strict, loose


def _keys_of(name: str) -> tuple[str, str, str]:
    """Return strict and loose key and the words of one name."""
    (strict,), (loose,) = _of_plain_words([name])
    if strict:
        return strict, loose, name.lower()
    strict, loose = names.keys(name)
    return strict, loose, names.bare(name)


def _learnt(words: Sequence[str]) -> list[str]:
    """Return the words of a name evened out, none unless each means the same in any name."""
    if not all(map(names.is_plain_word, words)):
        return []
    if len(_strict) > MOST_WORDS:
        _strict.clear()
        _loose.clear()
    for word in words:
        _strict[word], _loose[word] = names.heard(word.lower())
    return [_strict[word] for word in words]


def _trades_learnt(words: Sequence[str]) -> list[Any]:
    if len(_trades) > MOST_WORDS:
        _trades.clear()
        _heard.clear()
    for word in words:
        key = names.business_key(word)
        _trades[word], _heard[word] = None if " " in key else key, names.loose_key(word)
    return [_trades[word] for word in words]
