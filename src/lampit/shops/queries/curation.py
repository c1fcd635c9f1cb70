"""Reads of the curation: the queue of the desk, one sheet, what the keeper sees, the marks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lampit.shops.models import Curation, CurationOpinion, CurationSheet, Product
from lampit.shops.rules import curation as rules
from lampit.web.prepared import Prepared

OFFERED = 30


@dataclass(frozen=True, slots=True)
class Scored:
    """A criterion with what one curator found."""

    criterion: rules.Criterion
    score: int
    note: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one curator found, row by row."""

    opinion: CurationOpinion
    rows: tuple[Scored, ...]

    @property
    def verdict(self) -> str:
        """Return the verdict in words."""
        return rules.VERDICTS[self.opinion.verdict]


def standing(today: date) -> Q:
    """Return the condition of a mark that holds on a day."""
    return Q(passed_on__lte=today, until__gte=today, withdrawn_on=None)


_MARK = Prepared(
    lambda product_id, today: Curation.objects.filter(
        standing(today), product_id=product_id
    ).order_by("-passed_on", "-pk")[:1]
)


def curation_of(product_id: int, *, today: date) -> Curation | None:
    """Return the mark of a curated good that holds today, None without one; one query."""
    return _MARK.first(product_id, today)


def curation_sheets(
    found: QuerySet[CurationSheet], *, state: str, category: str = "", words: str = ""
) -> QuerySet[CurationSheet]:
    """Return the sheets of a state with their goods: those that wait, oldest first; one query."""
    rows = found.filter(state=state)
    if category:
        rows = rows.filter(product__category=category)
    if words:
        rows = rows.filter(Q(product__name__icontains=words) | Q(
            product__maker__name__icontains=words))  # fmt: skip
    order = ("asked_at", "pk") if state == rules.WAITING else ("-decided_at", "-pk")
    whole = rows.select_related("product__maker__place", "mark")
    return whole.annotate(said=Count("opinions")).order_by(*order)


def curation_counts(found: QuerySet[CurationSheet]) -> dict[str, int]:
    """Return how many sheets there are of each state; one query."""
    rows = found.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(rules.STATES, 0) | dict(rows)


def curation_sheet(found: QuerySet[CurationSheet], number: int) -> CurationSheet | None:
    """Return one sheet with good, shop and mark; one query."""
    whole = found.select_related("product__maker__place", "product__maker__region", "mark")
    return whole.filter(pk=number).first()


def opinions_of(sheet: CurationSheet) -> list[Opinion]:
    """Return what the curators of a sheet found, in their order; one query."""
    rows = CurationOpinion.objects.filter(sheet=sheet).select_related("curator").order_by("pk")
    named = {one.code: one for one in rules.CRITERIA}
    return [
        Opinion(
            one,
            tuple(
                Scored(named[code], found["score"], found["note"])
                for code, found in one.scores.items()
                if code in named
            ),
        )
        for one in rows
    ]


def sheets_of(product: Product) -> list[CurationSheet]:
    """Return the last ten sheets of a good with their marks, newest first; one query."""
    rows = CurationSheet.objects.filter(product=product).select_related("mark")
    return list(rows.order_by("-pk")[:10])


def open_sheets_of(maker_id: int) -> int:
    """Return how many sheets of a shop wait; one query."""
    return CurationSheet.objects.filter(product__maker=maker_id, state=rules.WAITING).count()


def to_propose(products: QuerySet[Product], today: date, words: str) -> list[Product]:
    """Return goods without a mark and without an open sheet, by name, at most 30; one query."""
    marked = Curation.objects.filter(standing(today), product=OuterRef("pk"))
    asked = CurationSheet.objects.filter(product=OuterRef("pk"), state=rules.WAITING)
    rows = products.filter(~Exists(marked), ~Exists(asked))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(maker__name__icontains=words))
    return list(rows.select_related("maker__place").order_by("name", "pk")[:OFFERED])


def marks_standing(today: date) -> int:
    """Return how many goods hold a mark today; one query."""
    rows = Curation.objects.filter(standing(today)).order_by()
    return rows.values("product").distinct().count()
