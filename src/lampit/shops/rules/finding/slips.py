"""Slips of typing: the known word nearest to a mistyped one, found among tens of thousands.

Words are looked up by keys: their first and their last letters with at most one left out. Two
words that differ by one slip share a key, most of those that differ by two as well; only these
few are compared letter by letter (optimal string alignment: a swap of neighbours is one slip).
"""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

REACH = 6  # letters a key is made of
SHORTEST = 3
HEAD, TAIL = "^", "$"


def keys(word: str) -> list[str]:
    """Return the keys of a word, at most 14: its head and tail, each letter left out once."""
    head, tail = word[:REACH], word[-REACH:]
    found = [f"{HEAD}{one}" for one in _deletes(head)]
    return list(dict.fromkeys([*found, *(f"{TAIL}{one}" for one in _deletes(tail))]))


def _deletes(part: str) -> list[str]:
    return [part, *(part[:n] + part[n + 1 :] for n in range(len(part)))]


def slips_allowed(word: str) -> int:
    """Return how many slips are forgiven: one up to seven letters, then two."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 8 else 2


def nearest(typed: str, known: Iterable[tuple[str, int]]) -> str | None:
    """Return the known word nearest to a mistyped one, None when none is near.

    Args:
        typed: a plain word.
        known: words with how many goods hold them; of equally near ones the commoner wins,
            then the alphabet.
    """
    most = slips_allowed(typed)
    scored = (
        (OSA.distance(typed, word, score_cutoff=most), word[:1] != typed[:1], -count, word)
        for word, count in known
    )
    best = min((one for one in scored if 0 < one[0] <= most), default=None)
    return best[3] if best else None
