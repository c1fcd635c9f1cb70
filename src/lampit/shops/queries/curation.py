"""Reads of the curation: the queue of the desk, one sheet, what the keeper sees, the marks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lampit.shops.models import Curation, CurationOpinion, CurationSheet, Product
from lampit.shops.rules import curation as rules
from lampit.web.prepared import Prepared

OFFERED = 30
MOST_MARKS = 30  # of one good at the same time; in practice one a level


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


_MARKS = Prepared(
    lambda product_id, today: Curation.objects.filter(
        standing(today), product_id=product_id
    ).order_by("passed_on", "pk")[:MOST_MARKS]
)


def marks_of(product_id: int, *, today: date) -> list[Curation]:
    """Return the marks of a good that hold today, one a level, the lowest first; one query."""
    newest = {mark.level: mark for mark in _MARKS.rows(product_id, today)}
    return [newest[level] for level in rules.LEVELS if level in newest]


def curation_of(product_id: int, *, today: date, level: str = rules.KABUPATEN) -> Curation | None:
    """Return the mark of a level that a good holds today, None without one; one query."""
    found = (mark for mark in marks_of(product_id, today=today) if mark.level == level)
    return next(found, None)


def has_judged_elsewhere(account: int, sheet: CurationSheet) -> bool:
    """Say whether somebody judged the good of a sheet at another level; one query."""
    said = CurationOpinion.objects.filter(curator=account, sheet__product=sheet.product_id)
    return said.exclude(sheet__level=sheet.level).exists()


@dataclass(frozen=True, slots=True)
class Step:
    """A level a good goes through: the mark that holds there, the open sheet, who may ask.

    Attributes:
        may_ask: the good may be proposed there today.
    """

    level: str
    mark: Curation | None
    waiting: CurationSheet | None
    may_ask: bool

    @property
    def council(self) -> str:
        """Return who judges there, in words to be translated."""
        return rules.LEVELS[self.level]


def steps_of(product: Product, *, today: date) -> list[Step]:
    """Return how far a good came, level by level up to the first it has no mark of; two queries.

    Levels above it stand there too where something is open or a mark holds.
    """
    marks = {mark.level: mark for mark in marks_of(product.pk, today=today)}
    rows = CurationSheet.objects.filter(product=product, state=rules.WAITING)
    waiting = {sheet.level: sheet for sheet in rows}
    found = []
    for level in rules.LEVELS:
        below = rules.BELOW.get(level)
        is_next = below is None or below in marks
        may_ask = is_next and level not in marks and level not in waiting
        if may_ask or level in marks or level in waiting:
            found.append(Step(level, marks.get(level), waiting.get(level), may_ask))
    return found


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the level below came to: its mark, its sheet (None in old data), its opinions."""

    mark: Curation
    sheet: CurationSheet | None
    opinions: list[Opinion]


def earlier_of(sheet: CurationSheet) -> list[Earlier]:
    """Return what the levels below came to, the nearest first; six queries at most."""
    found: list[Earlier] = []
    base = sheet.base_id
    while base is not None and len(found) < len(rules.BELOW):
        mark = Curation.objects.get(pk=base)
        rows = CurationSheet.objects.filter(mark=mark).select_related("product")
        below = rows.first()
        found.append(Earlier(mark, below, opinions_of(below) if below else []))
        base = below.base_id if below else None
    return found


def sheets_above(sheet: CurationSheet) -> list[CurationSheet]:
    """Return the last ten sheets of a good at higher levels, newest first; one query."""
    levels = [one for one in rules.LEVELS if rules.height(one) > rules.height(sheet.level)]
    rows = CurationSheet.objects.filter(product=sheet.product_id, level__in=levels)
    return list(rows.select_related("mark").order_by("-pk")[:10])


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
    whole = rows.select_related("product__maker__place", "product__maker__region", "mark")
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


def to_propose(
    products: QuerySet[Product], today: date, words: str, level: str = rules.KABUPATEN
) -> list[Product]:
    """Return goods without a mark or open sheet at a level, by name, at most 30; one query.

    Above a kabupaten those that hold the mark of the level below.
    """
    marked = Curation.objects.filter(standing(today), product=OuterRef("pk"))
    asked = CurationSheet.objects.filter(product=OuterRef("pk"), state=rules.WAITING, level=level)
    rows = products.filter(~Exists(marked.filter(level=level)), ~Exists(asked))
    if level in rules.BELOW:
        rows = rows.filter(Exists(marked.filter(level=rules.BELOW[level])))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(maker__name__icontains=words))
    whole = rows.select_related("maker__place", "maker__region")
    return list(whole.order_by("name", "pk")[:OFFERED])


def marks_standing(today: date) -> int:
    """Return how many goods hold a mark today; one query."""
    rows = Curation.objects.filter(standing(today)).order_by()
    return rows.values("product").distinct().count()
