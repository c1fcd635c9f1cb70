"""What is suggested while somebody types: words that lead somewhere, categories, shops, goods."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lampit.shops.models import Maker, Posting, Product, Word
from lampit.shops.queries.finding.ranking import ranked
from lampit.shops.queries.finding.search import asked_for
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.rules import kinds
from lampit.shops.rules.finding.words import needs, plain_words

SHORTEST = 2
MOST_WORDS, MOST_SHOPS, MOST_GOODS, MOST_KINDS = 6, 2, 3, 2
CONSIDERED = 40  # words of a beginning that are looked at
AMONG = 300  # goods of the words before


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is offered below the field.

    Attributes:
        questions: whole questions, the last word ended.
        kinds: (address word, label) of categories.
        shops: (address word, name).
        goods: (address word, name).
    """

    questions: Sequence[str] = ()
    kinds: Sequence[tuple[str, str]] = ()
    shops: Sequence[tuple[str, str]] = ()
    goods: Sequence[tuple[str, str]] = ()

    def __bool__(self) -> bool:
        """Say whether anything is offered."""
        return bool(self.questions or self.kinds or self.shops or self.goods)


def suggest(typed: str, products: QuerySet[Product], makers: QuerySet[Maker]) -> Suggestions:
    """Return what a question that is being typed may become; at most nine queries."""
    words = plain_words(typed, asked=True)
    if not words or len(words[-1]) < SHORTEST:
        return Suggestions()
    return Suggestions(
        questions=_questions(words[:-1], words[-1]),
        kinds=_kinds(words[-1]),
        shops=list(
            makers.filter(name__icontains=typed.strip()).order_by("name", "pk")
            .values_list("slug", "name")[:MOST_SHOPS]
        ),
        goods=_goods(typed, products),
    )  # fmt: skip


def _questions(before: Sequence[str], start: str) -> list[str]:
    rows = Word.objects.filter(text__startswith=start, term__goods__gt=0)
    words = list(
        rows.order_by("-term__goods", "text").values_list("text", "term_id", "term__goods")[
            :CONSIDERED
        ]
    )
    if before:
        words = _beside(before, words)
    found: dict[int, str] = {}
    for text, term, _goods in words:
        found.setdefault(term, text)
    return [" ".join([*before, text]) for text in list(found.values())[:MOST_WORDS]]


def _beside(
    before: Sequence[str], words: Sequence[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """Return those words that stand beside the words before, the commonest there first."""
    asked = asked_for(needs(" ".join(before), lexicon().words))
    if not asked:
        return []
    goods = ranked(asked, AMONG)
    rows = Posting.objects.filter(product__in=goods, term__in={term for _w, term, _n in words})
    held = dict(rows.order_by().values_list("term_id").annotate(n=Count("pk")))
    kept = [(text, term, held[term]) for text, term, _n in words if term in held]
    return sorted(kept, key=lambda one: (-one[2], one[0]))


def _kinds(start: str) -> list[tuple[str, str]]:
    found = [
        (kind.slug, kind.label) for kind in kinds.CATEGORIES
        if any(word.startswith(start) for word in plain_words(kind.label))
    ]  # fmt: skip
    return found[:MOST_KINDS]


def _goods(typed: str, products: QuerySet[Product]) -> list[tuple[str, str]]:
    """Return the first goods that the question as it stands would find; four queries."""
    asked = asked_for(needs(typed, lexicon().words))
    if not asked:
        return []
    ids = ranked(asked, 8 * MOST_GOODS)
    rows = products.filter(pk__in=ids).order_by().values_list("pk", "slug", "name")
    found = {pk: (slug, name) for pk, slug, name in rows}
    return [found[pk] for pk in ids if pk in found][:MOST_GOODS]
