"""The index of goods: written with the good, kept true by the clock.

What a good weighs follows from the good and the words alone; only how rare a term is depends on
the market, and is reckoned by the clock. Rows are written in the order of their texts, so that
two who write at once wait for each other instead of blocking each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet

from lampit.shops.models import Document, IndexState, Posting, Product, Term, Word, WordKey
from lampit.shops.models.goods import ProductState
from lampit.shops.queries.finding import lexicon
from lampit.shops.queries.finding.texts import texts_of
from lampit.shops.rules.finding.slips import keys
from lampit.shops.rules.finding.weights import Analysis, analysed, rarity

CHUNK = 200
MOST_AT_ONCE = 2_000  # goods that one turn of the clock indexes
RECKONED_EVERY = timedelta(hours=20)
FEWEST_GOODS = 50  # a market of few goods reckons as if it had these


def index_product(product: Product) -> None:
    """Write what a good is found by, or take it out when it is not on sale; about ten queries.

    Call it in the transaction that changes the good.
    """
    index_products([product])


def index_products(goods: Iterable[Product]) -> int:
    """Index some goods anew and return how many; about ten queries for 200 goods."""
    done = 0
    for some in _chunks(list(goods)):
        try:
            with transaction.atomic():
                _index(some)
        except IntegrityError:  # a term was forgotten at this very moment: it is made again
            with transaction.atomic():
                _index(some)
        done += len(some)
    return done


def index_goods_of(maker_id: int) -> int:
    """Index the goods of a shop anew: its name or its place changed."""
    return index_products(Product.objects.filter(maker=maker_id, state=ProductState.LIVE))


def drop_from_index(goods: "QuerySet[Product]") -> None:
    """Take goods out of the index, and the words that only they held: names among them."""
    held = Posting.objects.filter(product__in=goods)
    terms = sorted(set(held.values_list("term_id", flat=True)))
    held.delete()
    Document.objects.filter(product__in=goods).delete()
    forget_terms(terms)


def forget_terms(terms: Sequence[int]) -> int:
    """Delete those of the terms that no good holds any more, with their words."""
    unheld = Term.objects.filter(pk__in=terms, postings=None)
    free = list(
        unheld.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    )
    return Term.objects.filter(pk__in=free, postings=None).delete()[0]


def _index(goods: Sequence[Product]) -> None:
    told = lexicon()
    ids = [one.pk for one in goods]
    found = {pk: analysed(texts, told.words, told.materials) for pk, texts in texts_of(ids).items()}
    terms = _terms({term for one in found.values() for term in one.impacts})
    _keep_words({word: terms[term] for one in found.values() for word, term in one.words.items()})
    _keep_postings(
        ids,
        {
            (pk, terms[term]): impact
            for pk, one in sorted(found.items())
            for term, impact in sorted(one.impacts.items())
        },
    )
    _keep_documents(ids, found, told.edition)


def _keep_postings(ids: Sequence[int], wanted: Mapping[tuple[int, int], int]) -> None:
    """Write only the postings that differ: what a good says mostly stays when its price moves."""
    rows = Posting.objects.filter(product__in=ids)
    held = {
        (product, term): (pk, impact)
        for pk, product, term, impact in rows.values_list("pk", "product_id", "term_id", "impact")
    }
    stale = [pk for key, (pk, impact) in held.items() if wanted.get(key) != impact]
    if stale:
        Posting.objects.filter(pk__in=stale).delete()
    Posting.objects.bulk_create(
        [
            Posting(term_id=term, product_id=product, impact=impact)
            for (product, term), impact in wanted.items()
            if held.get((product, term), (0, 0))[1] != impact
        ],
        batch_size=2_000,
    )


def _keep_documents(ids: Sequence[int], found: Mapping[int, Analysis], edition: str) -> None:
    Document.objects.filter(product__in=[pk for pk in ids if pk not in found]).delete()
    Document.objects.bulk_create(
        [
            Document(product_id=pk, edition=edition, materials=f" {' '.join(one.materials)} ")
            for pk, one in sorted(found.items())
        ],
        update_conflicts=True, unique_fields=["product"], update_fields=["edition", "materials"],
    )  # fmt: skip


def _terms(texts: Iterable[str]) -> dict[str, int]:
    """Return the number of each term; new ones are made, rare until the clock reckons."""
    wanted = sorted(texts)
    known = dict(Term.objects.filter(text__in=wanted).values_list("text", "pk"))
    fresh = [text for text in wanted if text not in known]
    if fresh:
        rare = rarity(1, _goods_reckoned())
        Term.objects.bulk_create([Term(text=t, rarity=rare) for t in fresh], ignore_conflicts=True)
        known |= dict(Term.objects.filter(text__in=fresh).values_list("text", "pk"))
    return known


def _goods_reckoned() -> int:
    state = IndexState.objects.filter(pk=1).values_list("documents", flat=True).first()
    return max(state or 0, FEWEST_GOODS)


def _keep_words(words: Mapping[str, int]) -> None:
    """Keep plain words with their terms, so that they are suggested and mended at once."""
    rows = Word.objects.filter(text__in=sorted(words)).values_list("text", "pk", "term_id")
    known = {text: (pk, term) for text, pk, term in rows}
    for text, (pk, term) in known.items():
        if term != words[text]:
            Word.objects.filter(pk=pk).update(term=words[text])
    fresh = sorted(words.keys() - known.keys())
    if not fresh:
        return
    Word.objects.bulk_create(
        [Word(text=text, term_id=words[text]) for text in fresh], ignore_conflicts=True
    )
    made = Word.objects.filter(text__in=fresh, keys=None).order_by("text")
    WordKey.objects.bulk_create(
        WordKey(key=key, word_id=pk)
        for text, pk in made.values_list("text", "pk")
        for key in keys(text)
    )


def _chunks(goods: Sequence[Product]) -> Iterator[Sequence[Product]]:
    for start in range(0, len(goods), CHUNK):
        yield goods[start : start + CHUNK]


def mend_index(_now: datetime | None = None, *, most: int = MOST_AT_ONCE) -> int:
    """Index what the index lacks, knows by older words or should not hold; return how many.

    An upgrade, a new list of words and whoever changed goods in bulk are caught up here.
    """
    live = Product.objects.filter(state=ProductState.LIVE)
    stale = Q(document=None) | ~Q(document__edition=lexicon().edition)
    missing = list(live.filter(stale).order_by("pk").only("pk")[:most])
    left = Document.objects.exclude(product__state=ProductState.LIVE)
    gone = list(left.values_list("pk", flat=True)[:most])
    if gone:
        with transaction.atomic():
            drop_from_index(Product.objects.filter(pk__in=gone))
    return index_products(missing) + len(gone)


def reckon_rarities(now: datetime, *, at_once: bool = False) -> int:
    """Reckon anew how rare terms are, once a day or when the market grew by a tenth.

    Returns how many terms changed.
    """
    state = IndexState.objects.filter(pk=1).first() or IndexState(pk=1)
    goods = Document.objects.count()
    grown = abs(goods - state.documents) * 10 > max(state.documents, FEWEST_GOODS)
    due = state.reckoned_at is None or now - state.reckoned_at > RECKONED_EVERY
    if not (due or grown or at_once):
        return 0
    changed = list(_counted(max(goods, FEWEST_GOODS)))
    with transaction.atomic():
        Term.objects.bulk_update(changed, ["goods", "rarity"], batch_size=300)
        state.documents, state.reckoned_at = goods, now
        state.save()
        forget_terms([term.pk for term in changed if not term.goods])
    return len(changed)


def _counted(goods: int) -> Iterator[Term]:
    """Yield the terms whose count changed, with their new count and rarity."""
    rows = Term.objects.annotate(holders=Count("postings"))
    for term in rows.exclude(holders=F("goods"), rarity__gt=0).iterator():
        holders = term.holders
        told = rarity(holders, goods)
        if (term.goods, term.rarity) != (holders, told):
            term.goods, term.rarity = holders, told
            yield term
