"""How a business is found by what people type: words by sound, digits of a telephone. Pure."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from lampit.national import names
from lampit.registry.rules.unnamed import is_unnamed
from lampit.registry.rules.veils import GONE, VEIL, by_content

LONGEST_KEY = 340
FEWEST_DIGITS = 4
LONGEST_FRAGMENT = 14  # digits of a telephone with its country; more are a mistyped NIK
NIK_DIGITS = 16
SHORTEST_HALVED = 5
SHORTEST_PART = 3
SHORTEST_BEGINNING = 2
NUMBER_FROM = 9  # digits from which a word of a key is a number


def key(business_name: str, owner_name: str, *numbers: str) -> str:
    """Return the words of business and owner by sound, then the digits of `numbers`, each once.

    Whoever writes names, telephones or the NIB of a business writes this key with them:
    `search.key(name, owner.name, phone, phone_2, owner.phone, nib)`.
    """
    words = [*map(_sound, business_name.split()), *names.loose_key(owner_name).split()]
    words += [number.lstrip("+") for number in numbers if number]
    return " ".join(dict.fromkeys(filter(None, words)))[:LONGEST_KEY]


def beside(found_by: str, kept: Mapping[str, str]) -> str:
    """Return a key with the words of columns that are kept as they came, while there is room.

    Whoever writes a key with `key` puts this around it, with the business's `extras`. Nobody is
    found by the day or the sum in a column without a heading: it is veiled on the page.
    """
    if not kept:
        return found_by
    return " ".join(dict.fromkeys([*found_by.split(), *_words_kept(kept)]))[:LONGEST_KEY]


def _words_kept(kept: Mapping[str, str]) -> list[str]:
    """Return the words of columns that are kept as they came."""
    words: list[str] = []
    for header, text in kept.items():
        if text == GONE:
            continue
        words += _kept_words(by_content(text) if is_unnamed(header) else text)
    return words


def keys(
    businesses: Sequence[Sequence[str]], sounds: Sequence[str], numbers: Sequence[Sequence[str]],
    kept: Sequence[Mapping[str, str]],
) -> list[str]:  # fmt: skip
    """Return of many records what `beside(key(…), extras)` says of each.

    Args:
        businesses: the words of their names by sound, one by one.
        sounds: `names.loose_key` of the owners.
        numbers: columns of telephones and NIB.
        kept: extras; records that share them share what is found by them.
    """
    found = []
    told_of: dict[int, list[str]] = {}
    bare = [[number.lstrip("+") for number in column] for column in numbers]
    for business, sound, told, extras in zip(
        businesses, sounds, zip(*bare, strict=True), kept, strict=True
    ):
        words = [*business, *sound.split(), *told]
        one = " ".join(dict.fromkeys(filter(None, words)))[:LONGEST_KEY]
        if extras:
            more = told_of.get(id(extras))
            if more is None:
                more = told_of[id(extras)] = _words_kept(extras)
            one = " ".join(dict.fromkeys([*one.split(), *more]))[:LONGEST_KEY]
        found.append(one)
    return found


@lru_cache(maxsize=32768)
def _kept_words(text: str) -> tuple[str, ...]:
    """Return the words of a kept cell by sound, and its numbers; veiled ones are none."""
    number = digits_of(text)
    parts = [number] if len(number) >= NUMBER_FROM else text.split()
    found: list[str] = []
    for part in parts:
        if VEIL in part:
            continue
        bare = digits_of(part)
        found += [phone_fragment(bare) or bare] if bare else _sound(part).split()
    return tuple(found)


def joined(keys: list[str]) -> str:
    """Return the words of several keys as one, those of the first key first, each once."""
    words = [word for one in keys for word in one.split()]
    return " ".join(dict.fromkeys(words))[:LONGEST_KEY]


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    """Return one word of a business name by sound; words repeat, whole names seldom do."""
    return names.loose_key(word)


def words_of(text: str) -> list[str]:
    """Return at most six words of a search by sound, longest first: they are rarer."""
    words = set(names.loose_key(text).split())
    return sorted(words, key=lambda word: (-len(word), word))[:6]


def digits_of(text: str) -> str:
    """Return the digits of a text that is a number and nothing else; empty otherwise."""
    bare = text.strip().translate(str.maketrans("", "", " .-()+'"))
    return bare if bare.isascii() and bare.isdigit() else ""


def is_nik(text: str) -> bool:
    """Say whether somebody looks for a whole NIK."""
    return len(digits_of(text)) == NIK_DIGITS


def phone_fragment(digits: str) -> str:
    """Return what to look for in E.164 numbers: `0812…` becomes `62812…`; short ones nothing."""
    if len(digits) < FEWEST_DIGITS:
        return ""
    return f"62{digits[1:]}" if digits.startswith("0") and len(digits) > FEWEST_DIGITS else digits


def halves(word: str) -> list[str]:
    """Return texts of which one survives any one slip: two halves, and the word rightly swapped.

    A slip spoils one half only, but for two letters swapped across the middle.
    """
    if len(word) < SHORTEST_HALVED:
        return []
    middle = len(word) // 2
    left, right = word[:middle], word[middle:]
    return [left, right, f"{left[:-1]}{right[0]}{left[-1]}{right[1:]}"]


def holds(search_key: str, word: str) -> bool:
    """Say whether a key holds a word: as a part of one of its words, or digits of its numbers.

    Two letters find what begins with them, one sign whole words only: as parts they are in
    nearly every name. (By sound `Siti Rah` is looked for as `ra siti`.)
    """
    if len(word) < SHORTEST_PART:
        return any(begins(word, other) for other in search_key.split())
    if is_digits(word):
        return word in search_key
    return _in_names(search_key, word)


def _in_names(search_key: str, word: str) -> bool:
    return word in search_key and any(
        word in other for other in search_key.split() if not is_number(other)
    )


def is_number(word: str) -> bool:
    """Say whether a word of a key is a telephone number or NIB, no word of a name."""
    return len(word) >= NUMBER_FROM and word.isdigit()


def holds_nearly(search_key: str, word: str) -> bool:
    """Say whether a key holds a word, or one that is the same but for one slip."""
    if holds(search_key, word):
        return True
    return (
        len(word) >= SHORTEST_PART
        and not is_digits(word)
        and any(is_nearly(word, other) for other in search_key.split() if not is_number(other))
    )


def is_beginning(word: str) -> bool:
    """Say whether a short wanted word finds what begins with it: two letters, not digits."""
    return SHORTEST_BEGINNING <= len(word) < SHORTEST_PART and word.isalpha()


def begins(word: str, other: str) -> bool:
    """Say whether a short wanted word finds a word of a name."""
    return other.startswith(word) if is_beginning(word) else other == word


def is_part(word: str, other: str) -> bool:
    """Say whether a word of a name holds what is looked for."""
    return word in other


def is_nearly(word: str, other: str) -> bool:
    """Say whether a word of a name holds what is looked for, or is it but for one slip."""
    return word in other or (len(word) >= SHORTEST_HALVED and names.one_slip(word, other))


def is_digits(word: str) -> bool:
    """Say whether a wanted word is a part of a number: four digits or more."""
    return word.isdigit() and len(word) >= FEWEST_DIGITS


def wanted_of(text: str) -> list[str]:
    """Return what a key must hold: the part of a number, or the words; nothing finds nothing."""
    digits = digits_of(text)
    if not digits:
        return words_of(text)
    part = phone_fragment(digits)
    return [part] if part else []
