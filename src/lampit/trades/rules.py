"""Decisions about trades: folding of words, ranking of KBLI codes, sector groups. Pure."""

import re
import unicodedata

from lampit.basics.texts import gettext_noop

SECTORS = ("kriya", "kuliner", "dagang", "jasa", "lain")
SECTOR_LABELS = {
    "kriya": gettext_noop("Kriya"),
    "kuliner": gettext_noop("Kuliner"),
    "dagang": gettext_noop("Dagang"),
    "jasa": gettext_noop("Jasa"),
    "lain": gettext_noop("Lainnya"),
    "": gettext_noop("Belum diketahui"),
}

# Divisions of KBLI 2020 by sector group; what is not named is `lain` (farming, fishery, mining).
_CRAFT = frozenset(["13", "14", "15", "16", "17", "18", "23", "24", "25", "31", "32"])
_FOOD = frozenset(["10", "11", "56"])
_TRADE = frozenset(["45", "46", "47"])
_FIRST_SERVICE, _LAST_SERVICE = 49, 96
_NOT_LETTER = re.compile(r"[^a-z0-9]+")
_SMALL_WORDS = frozenset(
    {"dan", "di", "dari", "ke", "untuk", "yang", "jual", "jualan", "usaha", "industri", "bikin"}
)
# What any trade may call itself: no hint which one it is.
_EMPTY_WORDS = _SMALL_WORDS | {
    "jasa", "dagang", "perdagangan", "pedagang", "produksi", "membuat", "pembuatan", "pembuat",
    "barang", "lain", "lainnya", "kecil", "mikro", "rumah", "rumahan", "tangga", "aneka",
    "kegiatan", "ytdl", "dalam", "luar", "khusus", "dengan", "atau", "menurut", "serba", "eceran",
    "besar", "toko", "warung", "kios", "pengrajin", "perajin", "kerajinan", "penjual", "penjualan",
}  # fmt: skip
# Everyday word → the word of the classification.
_SAME = {
    "service": "reparasi", "servis": "reparasi", "perbaikan": "reparasi", "betulkan": "reparasi",
    "hp": "komunikasi", "handphone": "komunikasi", "ponsel": "komunikasi", "telepon": "komunikasi",
    "elektronik": "elektronika", "laptop": "komputer",
    "jahitan": "penjahitan", "jahit": "penjahitan", "penjahit": "penjahitan",
}  # fmt: skip
_BAR = 7  # a whole word of the title, or of the plain words


def fold(text: str) -> str:
    """Return the text in small plain letters, words parted by one space."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_LETTER.sub(" ", plain).strip()


def words_of(text: str) -> list[str]:
    """Return the words worth searching; small words only when nothing else is left."""
    words = fold(text).split()
    return [word for word in words if word not in _SMALL_WORDS] or words


def sector_of(code: str) -> str:
    """Return the sector group of a five-digit KBLI code; empty for an unknown code."""
    division = code[:2]
    if len(code) != 5 or not code.isdigit():
        return ""
    if division in _CRAFT:
        return "kriya"
    if division in _FOOD:
        return "kuliner"
    if division in _TRADE:
        return "dagang"
    return "jasa" if _FIRST_SERVICE <= int(division) <= _LAST_SERVICE else "lain"


def rank(text: str, title: str, plain_words: str) -> int:
    """Return how well a KBLI group answers the text; 0 is not at all.

    A phrase of the plain words that equals the text counts most, then whole words of it, then
    words of the title, then beginnings of words.
    """
    wanted, asked = words_of(text), " ".join(words_of(text))
    phrases = [" ".join(words_of(phrase)) for phrase in plain_words.split(";")]
    if asked and asked in phrases:
        return 100
    common = set(" ".join(phrases).split())
    official = set(fold(title).split())
    total = 0
    for word in wanted:
        total += _word_rank(word, common, official)
    return total


def likely(text: str, title: str, plain_words: str) -> int:
    """Return how likely a KBLI group is what somebody wrote, 0 below the bar.

    Words that every trade may have (jasa, dagang …) say nothing; the everyday word stands for
    that of the classification; one telling word must be met whole, beginnings alone do not count.
    """
    wanted = telling_words(text)
    common = set(_even(" ".join(plain_words.split(";"))))
    official = set(_even(title))
    ranks = [_word_rank(word, common, official) for word in wanted]
    return sum(ranks) if max(ranks, default=0) >= _BAR else 0


def telling_words(text: str) -> list[str]:
    """Return the words that tell one trade from another; none for `jasa` alone."""
    return list(dict.fromkeys(word for word in _even(text) if word not in _EMPTY_WORDS))


def is_empty(word: str) -> bool:
    """Say whether a word may stand for any trade."""
    return word in _EMPTY_WORDS


def _even(text: str) -> list[str]:
    return [_SAME.get(word, word) for word in words_of(text)]


def _word_rank(word: str, common: set[str], official: set[str]) -> int:
    if word in common:
        return 12
    if word in official:
        return 7
    if len(word) >= 3 and any(other.startswith(word) for other in common):
        return 5
    return 3 if len(word) >= 3 and any(other.startswith(word) for other in official) else 0
