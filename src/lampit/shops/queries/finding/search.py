"""A question of a buyer answered: what was found, in which order, what was changed to find it.

At most `MOST` goods are ranked and counted; who searches further narrows down. As long as a
question finds no more, filters, their counts and all orders are exact and come from one window of
rows; beyond, the database narrows first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lampit.shops.models import Word
from lampit.shops.queries.finding import distance
from lampit.shops.queries.finding.facets import Facets, facets, uncounted
from lampit.shops.queries.finding.ranking import ALSO_SHARE, Group, known_terms, ranked
from lampit.shops.queries.finding.standing import Goods, Standing, standing
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.queries.finding.wishes import Wish, meeting, sorted_rows
from lampit.shops.rules.finding.slips import keys, nearest
from lampit.shops.rules.finding.words import Need, as_typed, needs

MOST = 1_000
FIRST_WALK, LAST_WALK = 1_500, 24_000
MOST_ENDINGS = 24  # words a beginning may stand for
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found.

    Attributes:
        ids: goods best first, at most `MOST`.
        more: there are more than that.
        facets: the filters with their counts.
        mended: mistyped word → the word that was looked for instead.
        dropped: words without which the nearest goods were found.
        nearest: goods that come near when nothing was found.
        unfiltered: `nearest` are goods that the filters hid.
    """

    ids: list[int]
    more: bool
    facets: Facets
    mended: Mapping[str, str]
    dropped: Sequence[str] = ()
    nearest: Sequence[int] = ()
    unfiltered: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A need with its terms as the index knows them: goods that hold it, term → rarity."""

    need: Need
    goods: int
    group: Group


def find(
    goods: Goods, question: str, wish: Wish, today: date,
    near: "distance.Point | None" = None,
) -> Found:  # fmt: skip
    """Return what a question finds among some goods; five queries, more when nothing is found."""
    shelf = standing(goods, today)
    mended: dict[str, str] = {}
    asked = _asked(needs(question, lexicon().words), mended)
    all_ids = _window(shelf, asked, Wish())
    whole = len(all_ids) <= MOST
    if not whole and wish.is_narrow:
        kept = shelf.rows(_window(shelf, asked, wish))
        whole = len(kept) <= MOST
        told = facets(kept, wish) if whole else uncounted(wish, shelf.places())
    else:
        rows = shelf.rows(all_ids)
        told = facets(rows, wish) if whole else uncounted(wish, shelf.places())
        kept = meeting(rows, wish) if wish.is_narrow else rows
    found = distance.nearest_first(kept, near) if wish.order == "dekat" and near else kept
    ids = [row.pk for row in sorted_rows(found, wish.order)]
    answer = Found(ids[:MOST], len(ids) > MOST, told, mended)
    if ids or not question:
        return answer
    if all_ids:
        return replace(answer, nearest=all_ids[:MOST], unfiltered=True)
    return _with_nearest(answer, shelf, asked)


def _asked(wanted: Sequence[Need], mended: dict[str, str]) -> list[_Asked]:
    """Return the needs with their terms; a word nobody uses is ended or mended."""
    known = known_terms([term for need in wanted for term in need.terms])
    found: list[_Asked] = []
    for place, need in enumerate(wanted):
        if any(term in known for term in need.terms):
            found.append(_with_terms(need, known))
            continue
        endings = _endings(need.word) if place == len(wanted) - 1 else []
        if endings:
            known |= known_terms(endings)
            found.append(_with_terms(Need(need.word, endings[0], tuple(endings[1:])), known))
            continue
        meant = mend(need.word)
        if meant is not None:
            mended[need.word] = meant
            again = needs(meant, lexicon().words)[:1]
            known |= known_terms([term for one in again for term in one.terms])
            found += [_with_terms(one, known) for one in again]
        else:
            found.append(_Asked(need, 0, {}))
    return found


def asked_for(wanted: Sequence[Need]) -> list[tuple[int, Group]]:
    """Return needs as the ranked walk takes them, nothing mended; empty when one is unknown."""
    known = known_terms([term for need in wanted for term in need.terms])
    found: list[_Asked] = []
    for place, need in enumerate(wanted):
        one = _with_terms(need, known)
        if not one.group and place == len(wanted) - 1:
            endings = _endings(need.word)
            if endings:
                known |= known_terms(endings)
                one = _with_terms(Need(need.word, endings[0], tuple(endings[1:])), known)
        if not one.group:
            return []
        found.append(one)
    return [(one.goods, one.group) for one in found]


def _with_terms(need: Need, known: Mapping[str, tuple[int, int, int]]) -> _Asked:
    group: dict[int, int] = {}
    goods = 0
    for text in need.terms:
        if text in known:
            term, rare, holders = known[text]
            group[term] = rare if text == need.term else max(rare // ALSO_SHARE, 1)
            goods += holders
    return _Asked(need, goods, group)


def _endings(word: str) -> list[str]:
    """Return the terms of the commonest words that begin so; one query."""
    if len(word) < SHORTEST_BEGINNING:
        return []
    rows = Word.objects.filter(text__startswith=word, term__goods__gt=0)
    terms = rows.order_by("-term__goods", "text").values_list("term__text", flat=True)
    return list(dict.fromkeys(terms[:MOST_ENDINGS]))


def mend(word: str) -> str | None:
    """Return the known word nearest to a mistyped one, None when none is near; one query."""
    if not word.isalpha():
        return None
    rows = Word.objects.filter(keys__key__in=keys(word), term__goods__gt=0).distinct()
    return nearest(word, rows.values_list("text", "term__goods"))


def _window(shelf: Standing, asked: Sequence[_Asked], wish: Wish) -> list[int]:
    """Return up to `MOST` + 1 goods that meet all, best first; two walks or more."""
    if not asked:
        return []
    if any(not one.group for one in asked):
        return []
    typed = as_typed([one.need for one in asked])
    extra = known_terms([*typed, *wish.facet_terms()])
    if any(term not in extra for term in wish.facet_terms()):
        return []
    groups = [(one.goods, one.group) for one in asked]
    groups += [(extra[term][2], {extra[term][0]: 0}) for term in wish.facet_terms()]
    exact = [(extra[term][2], {extra[term][0]: 1}) for term in typed if term in extra]
    most = FIRST_WALK
    while True:
        ids = ranked([*groups, *exact], most) if exact and len(exact) == len(typed) else []
        if len(ids) < most:
            ids = list(dict.fromkeys([*ids, *ranked(groups, most)]))
        kept = shelf.kept(ids, wish, MOST + 1)
        if len(kept) > MOST or len(ids) < most or most >= LAST_WALK:
            return kept
        most *= 4


def _with_nearest(answer: Found, shelf: Standing, asked: Sequence[_Asked]) -> Found:
    """Return the answer with goods that hold fewer of the words, the fewest left out."""
    held = [one for one in asked if one.group]
    trials = [held] if len(held) < len(asked) else []
    trials += [[two for two in held if two is not one] for one in sorted(held, key=_rarest)]
    trials += [[one] for one in sorted(held, key=_rarest)]
    for trial in trials:
        ids = _window(shelf, trial, Wish()) if trial else []
        if ids:
            dropped = [one.need.word for one in asked if one not in trial]
            return replace(answer, nearest=ids[:MOST], dropped=dropped)
    return answer


def _rarest(one: _Asked) -> tuple[int, str]:
    return one.goods, one.need.term
