"""Reads of industry codes: by code and by plain words."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

from django.db.models import OuterRef, Q, Subquery

from lampit.trades import rules
from lampit.trades.models import Kbli

DATA = Path(__file__).parent / "data"
VERSION = 2020
SUGGESTED = 8
RANKED_AT_MOST = 400


def suggest(text: str, *, version: int = VERSION, limit: int = SUGGESTED) -> list[Kbli]:
    """Return the groups that answer plain words or the beginning of a code, best first; one query.

    `tas purun` finds 16292 although its official title has neither word.
    """
    if text.strip().isdigit():
        rows = Kbli.objects.filter(version=version, code__startswith=text.strip())
        return list(rows.order_by("code")[:limit])
    telling = rules.telling_words(text)
    said = [word for word in rules.words_of(text) if not telling or not rules.is_empty(word)]
    words = [word for word in dict.fromkeys([*said, *telling]) if len(word) > 1][:8]
    if not words:
        return []
    held = reduce(or_, (Q(search__contains=word) for word in words))
    found = Kbli.objects.filter(held, version=version).order_by("code")[:RANKED_AT_MOST]
    ranked = [
        (
            rules.rank(" ".join(said), row.title, row.plain_words)
            + rules.likely(text, row.title, row.plain_words),
            row,
        )
        for row in found
    ]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: (-pair[0], pair[1].code))
    return [row for _, row in best[:limit]]


def titles_of(codes: set[str], *, version: int = VERSION) -> dict[str, str]:
    """Return code to title for the known ones of `codes`; one query."""
    rows = Kbli.objects.filter(version=version, code__in=codes)
    return dict(rows.values_list("code", "title"))


def title_for(column: str, *, version: int = VERSION) -> Subquery:
    """Return the title of the code in a column of another table, to annotate its rows with."""
    rows = Kbli.objects.filter(version=version, code=OuterRef(column)).order_by()
    return Subquery(rows.values("title")[:1])


def common(*, version: int = VERSION) -> list[Kbli]:
    """Return the groups that have plain words, those of small trades, by code; one query."""
    rows = Kbli.objects.filter(version=version).exclude(plain_words="")
    return list(rows.order_by("code"))


@dataclass(frozen=True, slots=True)
class Trades:
    """Every group of an edition by the telling words of its title and plain words."""

    by_word: dict[str, list[Kbli]]

    def likely(self, text: str, limit: int) -> list[Kbli]:
        """Return the likeliest groups of what somebody wrote, best first; none below the bar."""
        words = rules.telling_words(text)
        met = {row.code: row for word in words for row in self.by_word.get(word, ())}
        ranked = [
            (rules.likely(text, row.title, row.plain_words), row) for row in met.values()
        ]  # fmt: skip
        best = sorted((pair for pair in ranked if pair[0]), key=lambda p: (-p[0], p[1].code))
        return [row for _, row in best[:limit]]


def all_trades(*, version: int = VERSION) -> Trades:
    """Return every group of an edition, to be asked about many texts; one query."""
    by_word: dict[str, list[Kbli]] = defaultdict(list)
    for row in Kbli.objects.filter(version=version).only("code", "title", "plain_words"):
        for word in rules.telling_words(f"{row.title} {row.plain_words.replace(';', ' ')}"):
            by_word[word].append(row)
    return Trades(by_word)


def is_known(code: str, *, version: int = VERSION) -> bool:
    """Say whether a code exists in an edition; one query."""
    return Kbli.objects.filter(version=version, code=code).exists()
