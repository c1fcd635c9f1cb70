"""Names of people and businesses: titles off, spelling classes, two keys to compare by.

`strict_key` evens out titles, Muhammad and Ahmad, old spelling and doubled letters.
`loose_key` also evens out sounds (f/v/p, z/j, final h). Names themselves are kept as written.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

MOST_NAMES = 16_384  # whole names that are remembered: half a kilobyte each, and few come again
TITLES = frozenset(
    "h hj haji hajah hjh ir drs dra dr mt se sh spd mpd spdi sag am amd skom sip sos ssos msi mm "  # noqa: SIM905 - a word list reads better
    "ust ustadz ustadzah kh guru ibu bapak bpk alm almh almarhum almarhumah amang acil julak pak "
    "bu sdr sdri tn ny mr mrs".split()
)
_DEGREE = re.compile(
    r"\b(?:s\.?\s?(?:pd|ag|kom|sos|ip|st|si|hum|pt|pi|kep|farm|e|h|t)(?:\.?\s?i)?"
    r"|m\.\s?(?:pd|si|ag|kom|hum|m)|a\.?\s?m(?:d|a)\.?(?:\s?(?:pd|kep|keb))?)\b\.?"
)
_MUHAMMAD = frozenset(
    "m mhd md muh moh moch much muhamad muhammad mohamad mohammad mochamad muchammad mohd "  # noqa: SIM905 - a word list reads better
    "muhamat mohamat muhammat".split()
)
_AHMAD = frozenset("a ahmad akhmad achmad ahmat ahmed akhmat".split())  # noqa: SIM905 - a word list reads better
_ABDUL = frozenset("abd abdul abdur abdl abdu".split())  # noqa: SIM905 - a word list reads better
_ABDUL_WORD = "abdul"
_SAME = {
    "nor": "nur", "noor": "nur", "nur": "nur", "sity": "siti", "siti": "siti", "st": "siti",
    "sitti": "siti", "gt": "gusti", "gst": "gusti", "gusti": "gusti", "tjut": "cut",
}  # fmt: skip
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))
_SOUNDS = (
    ("kh", "h"), ("sy", "s"), ("dz", "d"), ("dh", "d"), ("ts", "s"), ("gh", "g"), ("th", "t"),
    ("f", "p"), ("v", "p"), ("z", "j"), ("q", "k"), ("x", "ks"), ("ae", "ai"), ("iy", "i"),
    ("ay", "ai"), ("uy", "ui"), ("oy", "oi"), ("y", "i"), ("o", "u"), ("e", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_NOT_LETTER = re.compile(r"[^a-z0-9]+")
_FATHER = re.compile(r"\s+(?:bin|binti|bt|bnt)\.?\s+(.+)$", re.IGNORECASE)
_FATHERS = frozenset(("bin", "binti", "bt", "bnt"))
BUSINESS_WORDS = frozenset(
    "ud cv pt toko tk warung wr kios usaha home industri ikm ukm umkm kelompok klp kube kub "  # noqa: SIM905 - a word list reads better
    "pengrajin perajin kerajinan anyaman rumah galeri produksi".split()
)
_TRAILING_TITLE = re.compile(
    r"\s*,\s*(?:h|hj|haji|hajah|[a-z]{1,3}\.\s?[a-z]{1,4})\.?\s*$", re.IGNORECASE
)
_LEADING_TITLE = re.compile(
    r"^(?:(?:h|hj|hjh|haji|hajah|alm|almh|ir|drs|dra|dr|bpk|bapak|ibu|tn|ny|sdr|sdri|ust|kh)"
    r"(?:\.\s*|\s+))+(?=\w)",
    re.IGNORECASE,
)
PREFIXED = frozenset(
    "h hj hjh haji hajah alm almh ir drs dra dr bpk bapak ibu tn ny sdr sdri ust kh "  # noqa: SIM905 - a word list reads better
    "bin binti bt bnt".split()
)
_MARKS = re.compile(r"[*†#_]+|\s*\((?:alm|almh|binaan|baru|\*)\.?\)\s*", re.IGNORECASE)


class PersonName(NamedTuple):
    """A person's name as written, without titles and marks.

    Attributes:
        name: the name; all-capital and all-small writing becomes capitals at word starts.
        title: `H.`, `Hj.` or empty.
        parent: the name after `bin` or `binti`, else empty.
    """

    name: str
    title: str = ""
    parent: str = ""


def read_person(text: str) -> PersonName:
    """Return the name without titles and office marks; never raises."""
    text = " ".join(text.split())
    letters = text.replace(" ", "").replace("'", "")
    plain = letters.isalpha() and letters.isascii() and text[0] != "'"
    if plain and PREFIXED.isdisjoint(text.lower().split(" ")):
        return PersonName(tidy_case(text))  # most names: nothing but words
    text = " ".join(_MARKS.sub(" ", text).split()).strip(" ,;-")
    father = _FATHER.search(text)
    if father:
        text = text[: father.start()]
    bare = _TRAILING_TITLE.sub("", text)
    bare = _LEADING_TITLE.sub("", bare) or bare
    lost = text.lower().replace(bare.lower(), " ")
    lost_words = set(_NOT_LETTER.sub(" ", lost).split())
    title = (
        "Hj." if lost_words & {"hj", "hajah", "hjh"} else "H." if lost_words & {"h", "haji"} else ""
    )
    return PersonName(tidy_case(bare), title, tidy_case(father[1]) if father else "")


def tidy_case(text: str) -> str:
    """Give all-capital or all-small writing a capital at each word start; leave the rest."""
    if text.isupper() or text.islower():
        return " ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))
    return text


def strict_key(name: str) -> str:
    """Return the tokens of a person's name, evened out and sorted, joined with spaces."""
    return _keys(name)[0]


def loose_key(name: str) -> str:
    """Return the strict key by sound: `Fitriani` and `Vitriani` are one."""
    return _keys(name)[1]


def keys(name: str) -> tuple[str, str]:
    """Return the strict and the loose key at once."""
    return _keys(name)[:2]


def words(name: str) -> tuple[str, ...]:
    """Return the evened-out words of a person's name in the order written."""
    return _tokens(name)


def bare(name: str) -> str:
    """Return the words of a name as written, in small letters, without titles."""
    return _bare(name, " ")


def is_plain_word(word: str) -> bool:
    """Tell whether a word of letters means the same wherever in a name it stands."""
    small = word.lower()
    return (
        len(word) > 1 and word.isalpha() and word.isascii()
        and not (small in TITLES or small in PREFIXED or small in _ABDUL)
        and heard(small)[0] != _ABDUL_WORD
    )  # fmt: skip


def heard(word: str) -> tuple[str, str]:
    """Return a plain word evened out, and its sound."""
    return _heard(word, alone=False, first=False)


def plain_words(name: str) -> list[str]:
    """Return the words of any name: small letters without accents, doubled letters single."""
    return [_DOUBLED.sub(r"\1", word) for word in _fold(name).split()]


def same_person_name(left: str, right: str) -> bool:
    """Tell whether two names are written forms of one: equal keys, joined words or initials.

    A first name alone is not the full name.
    """
    return _are_same(_keys(left), _keys(right))


def near_person_name(left: str, right: str) -> bool:
    """Tell whether two names are equal but for one typing slip: weak, needs other evidence."""
    return Nearness(left).to(right)


class Nearness:
    """Tells which of many names are near one: its own keys are reckoned once."""

    __slots__ = ("_bare", "_heard", "_keys")

    def __init__(self, name: str) -> None:
        """Take the one name."""
        self._keys, self._bare = _keys(name), _bare(name)
        self._heard = self._keys[2]

    def to(self, name: str) -> bool:
        """Tell whether a name is near."""
        keys = _keys(name)
        return (
            one_slip(self._heard, keys[2])
            or _are_same(self._keys, keys)
            or one_slip(self._bare, _bare(name))
        )


def _are_same(left: "_Keys", right: "_Keys") -> bool:
    strict, other = left[0], right[0]
    if not strict or not other:
        return False
    if strict == other or left[1] == right[1] or left[2] == right[2]:
        return True
    # Initials are looked at where one name has them and the other has as many words.
    return strict.count(" ") == other.count(" ") and _initials_match(
        strict.split(" "), other.split(" ")
    )


@lru_cache(maxsize=65536)
def business_key(name: str) -> str:
    """Return the distinctive part of a business name, sorted; empty when only type words."""
    words = [_DOUBLED.sub(r"\1", w) for w in _fold(name).split() if w not in BUSINESS_WORDS]
    return " ".join(sorted(words))


def one_slip(left: str, right: str) -> bool:
    """Tell whether the texts are equal but for one added, lost, changed or swapped letter."""
    if left == right:
        return True
    a, b = len(left), len(right)
    if a < 4 or b < 4 or not -2 < a - b < 2:
        return False
    return OSA.distance(left, right, score_cutoff=1) < 2


# Strict key, loose key, and the words by sound in their order, without blanks.
_Keys = tuple[str, str, str]


@lru_cache(maxsize=MOST_NAMES)
def _keys(name: str) -> _Keys:
    kept = _kept(name)
    alone, first, heard = len(kept) == 1, True, []
    for word in kept:
        one = _heard(word, alone, first)
        if one[0] == _ABDUL_WORD:  # it joins the next word: seldom, and read word by word
            heard = [(token, _sound(token)) for token in _joined(kept)]
            break
        heard.append(one)
        first = False
    tokens, sounds = [one[0] for one in heard], [one[1] for one in heard]
    in_order = "".join(sounds)
    tokens.sort()
    sounds.sort()
    return " ".join(tokens), " ".join(sounds), in_order


@lru_cache(maxsize=65536)
def _heard(word: str, alone: bool, first: bool) -> tuple[str, str]:
    """Return a word evened out, and its sound: words repeat, whole names seldom do."""
    token = _evened(_class(word, alone, first))
    return token, _sound(token)


@lru_cache(maxsize=MOST_NAMES)
def _bare(name: str, parted: str = "") -> str:
    """Return the words of a name as written, without titles."""
    return parted.join([word for word in _fold(name).split() if word not in TITLES])


def _initials_match(left: list[str], right: list[str]) -> bool:
    """Tell whether the names agree where one of them has only initials, full words first."""
    if len(left) != len(right) or len(left) < 2:
        return False
    short_left, short_right = [w for w in left if not w[1:]], [w for w in right if not w[1:]]
    if bool(short_left) == bool(short_right):
        return False
    short_left.sort()
    short_right.sort()
    shorts, names, other = (short_left, left, right) if short_left else (short_right, right, left)
    rest = list(other)
    for word in (w for w in names if len(w) > 1):
        if word not in rest:
            return False
        rest.remove(word)
    return sorted(w[0] for w in rest) == shorts


def _fold(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = text.lower()
    if text.replace(" ", "").isalnum():
        return " ".join(text.split())
    return " ".join(_NOT_LETTER.sub(" ", text.replace("'", "").replace("`", "")).split())


def _tokens(name: str) -> tuple[str, ...]:
    """Return the evened-out words: titles off, classes, Abdul joined, old spelling, doubles."""
    return tuple(_joined(_kept(name)))


def _kept(name: str) -> list[str]:
    """Return the words of a name in small letters, titles off."""
    words = name.lower().split()
    plain = name.isascii() and "".join(words).isalnum() and _FATHERS.isdisjoint(words)
    if not plain:
        words = _words_of(name)
    return words if TITLES.isdisjoint(words) else [w for w in words if w not in TITLES] or words


def _joined(kept: list[str]) -> list[str]:
    out: list[str] = []
    alone, first = len(kept) == 1, True
    for word in kept:
        if out and out[-1] == _ABDUL_WORD:
            out[-1] = _ABDUL_WORD + _spell(word).removeprefix("l")
            continue
        out.append(_class(word, alone, first))
        first = False
    return [_evened(word) for word in out if word]


def _words_of(name: str) -> list[str]:
    """Return the words of a name that has more than letters, digits and blanks."""
    text = name if name.isascii() else unicodedata.normalize("NFKC", name)
    text = _FATHER.sub("", text).lower()
    head, comma, tail = text.partition(",")
    return _fold(head + " " + _DEGREE.sub(" ", tail) if comma else head).split()


@lru_cache(maxsize=65536)
def _evened(word: str) -> str:
    return _unify_abdul(_DOUBLED.sub(r"\1", word))


@lru_cache(maxsize=65536)
def _class(word: str, alone: bool, first: bool) -> str:
    if word in _MUHAMMAD and (len(word) > 1 or (first and not alone)):
        return "muhamad"
    if word in _AHMAD and (len(word) > 1 or (first and not alone)):
        return "ahmad"
    if word in _ABDUL and not alone:
        return _ABDUL_WORD
    return _SAME.get(word) or _spell(word)


def _spell(word: str) -> str:
    """Return the word in today's spelling; `j` is left alone, it is ambiguous by itself."""
    for old, new in _OLD:
        word = word.replace(old, new)
    for head in ("noor", "nor"):
        if word.startswith(head) and len(word) > len(head) + 2:
            return "nur" + word[len(head) :]
    return word


def _unify_abdul(word: str) -> str:
    """Write `abdurrahman` like `abdul rahman`: the article's consonant follows the next."""
    if word.startswith("abdu") and len(word) > 7 and word[4] == word[5:6]:
        return "abdul" + word[5:]
    if word.startswith("abdur"):
        return "abdul" + word[4:]
    return word


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    for sound, plain in _SOUNDS:
        word = word.replace(sound, plain)
    word = _DOUBLED.sub(r"\1", word)
    return word.rstrip("hk") or word
