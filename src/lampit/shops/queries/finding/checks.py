"""Whether the index tells what the goods say, for `lampit verify`."""

from dataclasses import dataclass

from lampit.shops.models import Document, Posting, Product
from lampit.shops.models.goods import ProductState
from lampit.shops.queries.finding import rolls
from lampit.shops.queries.finding.texts import texts_of
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.rules.finding.weights import analysed

MOST_CHECKED, CHUNK = 5_000, 250


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the whole index."""

    name: str
    ok: bool
    detail: str


def checks() -> list[Check]:
    """Return whether goods on sale and index agree; at most 5,000 goods spread over all."""
    live = Product.objects.filter(state=ProductState.LIVE)
    total, kept = live.count(), Document.objects.count()
    missing = live.filter(document=None).count()
    every = max(-(-kept // MOST_CHECKED), 1)
    chosen = list(Document.objects.order_by("pk").values_list("pk", flat=True))[::every]
    wrong = [
        pk for start in range(0, len(chosen), CHUNK) for pk in _wrong(chosen[start : start + CHUNK])
    ]
    told = f"{len(chosen)} of {total} goods compared"
    if missing:
        told += f", {missing} not indexed"
    if wrong:
        told += f", wrong: {', '.join(str(pk) for pk in wrong[:10])}"
    return [Check("search-index", not wrong and not missing, told), *_roll_checks()]


def _roll_checks() -> list[Check]:
    """Return whether the roll of a large market tells what its rows say, good by good."""
    found = rolls.compared()
    if found is None:
        return []
    count, wrong = found
    if count is None:
        return [Check("goods-roll", ok=False, detail="not compared: it was renewed meanwhile")]
    detail = f"{count} goods compared"
    if wrong:
        detail += f", wrong: {', '.join(str(pk) for pk in wrong[:10])}"
    return [Check("goods-roll", not wrong, detail)]


def _wrong(ids: list[int]) -> list[int]:
    """Return the goods whose postings are not those of their texts."""
    told = lexicon()
    texts = texts_of(ids)
    kept: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    rows = Posting.objects.filter(product__in=ids)
    for pk, term, impact in rows.values_list("product_id", "term__text", "impact"):
        kept[pk][term] = impact
    return [
        pk for pk in ids
        if pk not in texts or kept[pk] != analysed(texts[pk], told.words, told.materials).impacts
    ]  # fmt: skip
