"""How a business is found by what people type: words by sound, digits of a telephone. Pure."""

from functools import lru_cache

from lampit.national import names

LONGEST_KEY = 340
FEWEST_DIGITS = 4
LONGEST_FRAGMENT = 14  # digits of a telephone with its country; more are a mistyped NIK
NIK_DIGITS = 16
SHORTEST_HALVED = 5


def key(business_name: str, owner_name: str, *numbers: str) -> str:
    """Return the words of business and owner by sound, then the digits of `numbers`, each once.

    Whoever writes names, telephones or the NIB of a business writes this key with them:
    `search.key(name, owner.name, phone, phone_2, owner.phone, nib)`.
    """
    words = [*map(_sound, business_name.split()), *names.loose_key(owner_name).split()]
    words += [number.lstrip("+") for number in numbers if number]
    return " ".join(dict.fromkeys(filter(None, words)))[:LONGEST_KEY]


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


def nearly(word: str, search_key: str) -> bool:
    """Say whether a word is in the key but for one slip."""
    return any(names.one_slip(word, other) for other in search_key.split())
