"""A pair of records as its page shows it: side by side, what agrees, where each came from."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext

from lampit.registry.models import Business, Change, Pair
from lampit.registry.queries.duplicates import compare, doubts_of, mark_of, sentence
from lampit.registry.queries.merging import CHILDREN, children
from lampit.registry.rules import duplicates, freshness, merging, words
from lampit.registry.rules.duplicates import MISSING, SAME, Compared, Piece
from lampit.trades.rules import SECTOR_LABELS

# Children that may have photos.
PICTURED = frozenset({"shops_maker", "coaching_visit"})
# Fields of the journal that stand in a line of another name.
SHOWN_AS = {"phone_2": "phone", "rw": "rt", "birth_year": "birth"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records for the page: pieces with what differs marked."""

    label: str
    verdict: str
    left: list[Piece] = field(default_factory=list)
    right: list[Piece] = field(default_factory=list)
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair: where it came from, what hangs on it."""

    public_id: str
    name: str
    source: str
    since: datetime
    children: list[str]


@dataclass(frozen=True, slots=True)
class Weight:
    """One piece of evidence with its weight, as the model told it."""

    text: str
    weight: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair as its page shows it."""

    id: int
    percent: int
    probability: float
    mark: str
    model: str
    state: str
    state_label: str
    sentence: str
    conflicts: list[str]
    is_doubtful: bool
    left: Side
    right: Side
    lines: list[Line]
    evidence: list[Weight]
    explanation: str
    has_photos: bool = False


def pair_view(pair: Pair, on: date, since: datetime | None = None) -> PairView:
    """Return a loaded pair ready to show; opens two NIKs, one query per table of children.

    With `since` the fields are marked that changed on either record after it; one query more.
    """
    left, right = pair.left, pair.right
    counted = children([left.pk, right.pk])
    compared = compare(left, right)
    found = doubts_of(left, right, counted)
    found += [merging.CHAIN] if merging.CHAIN in pair.conflict.split(",") else []
    changed = _changed(left, right, since) if since is not None else frozenset[str]()
    return PairView(
        id=pair.pk,
        percent=int(100 * pair.probability),
        probability=pair.probability,
        mark=mark_of(left, right),
        model=pair.model,
        state=pair.state,
        state_label=str(pair.get_state_display()),
        sentence=sentence(compared),
        conflicts=[gettext(merging.CONFLICTS[code]) for code in found],
        is_doubtful=duplicates.is_doubtful(pair.probability, ",".join(found)),
        left=_side(left, counted[left.pk]),
        right=_side(right, counted[right.pk]),
        lines=[_line(row, changed) for row in (*compared, *_context(left, right, on))],
        evidence=[Weight(f"{f} {level}".strip(), _signed(w)) for f, level, w in pair.evidence],
        explanation=pair.explanation,
        has_photos=any(PICTURED & counted[row.pk].keys() for row in (left, right)),
    )


def asked_again_since(pair: Pair) -> datetime | None:
    """Return when an answer was given that does not hold any more, None without one; no query."""
    if pair.state != Pair.State.NEW:
        return None
    if pair.decided_at is None and pair.first_mark == mark_of(pair.left, pair.right):
        return None
    return pair.decided_at or pair.first_at


def shown_at(pair: Pair, person: int) -> datetime | None:
    """Return when a pair was shown to who holds it, None to anybody else; no query."""
    if pair.leased_by_id != person or pair.leased_until is None:
        return None
    return pair.leased_until - duplicates.LEASE


def _changed(left: Business, right: Business, since: datetime) -> frozenset[str]:
    """Return the names of the fields that changed on either record or its owner; one query."""
    owners = [row.owner_id for row in (left, right) if row.owner_id]
    rows = Change.objects.filter(
        Q(entity="business", entity_id__in=(left.pk, right.pk))
        | Q(entity="owner", entity_id__in=owners),
        at__gt=since,
    )
    told = {SHOWN_AS.get(name, name) for name in rows.values_list("field", flat=True)[:200]}
    return frozenset(words.field_label(name) for name in told)


def _line(row: Compared, changed: Collection[str]) -> Line:
    """Return a field for the page; an emptied one that changed is marked as well."""
    line = _compared_line(row)
    return replace(line, is_changed=row.label in changed)


def _compared_line(row: Compared) -> Line:
    label = gettext(row.label)
    # One name in two spellings agrees, and yet shows where the spellings differ.
    if row.verdict == MISSING or duplicates.verdict(row.left, row.right) == SAME:
        return Line(label, row.verdict, _whole_text(row.left), _whole_text(row.right))
    left, right = duplicates.pieces(row.left, row.right)
    return Line(label, row.verdict, left, right)


def _whole_text(text: str) -> list[Piece]:
    return [Piece(text, differs=False)] if text else []


def _context(left: Business, right: Business, on: date) -> list[Compared]:
    """Return what is shown without speaking for or against."""
    bands = [
        gettext(freshness.LABELS[freshness.band(row.confirmed_on, on)]) for row in (left, right)
    ]
    sectors = [gettext(SECTOR_LABELS[row.sector]) if row.sector else "" for row in (left, right)]
    states = [str(row.get_status_display()) for row in (left, right)]
    return [
        Compared(words.field_label("sector"), sectors[0], sectors[1], MISSING),
        Compared(words.field_label("status"), states[0], states[1], MISSING),
        Compared(words.field_label("confirmed_on"), bands[0], bands[1], MISSING),
    ]


def _side(business: Business, counted: dict[str, int]) -> Side:
    return Side(
        business.public_id,
        business.name or (business.owner.name if business.owner else ""),
        gettext(words.source_label(business.source)),
        business.created_at,
        [f"{count} {gettext(CHILDREN[table])}" for table, count in counted.items()],
    )


def _signed(weight: float) -> str:
    sign = "−" if weight < 0 else "+"
    return f"{sign}{abs(weight):.1f}".replace(".", ",")
