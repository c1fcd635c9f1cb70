"""Published figures for pages: the newest of each region, with unknown boards named as unknown."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q

from lampit.measure.queries import latest_answer
from lampit.measure.rules.wording import Shown
from lampit.places.models import Region
from lampit.places.queries import children, districts, region
from lampit.proof.models import Figure
from lampit.proof.rules.board import NATION, REGISTERED
from lampit.registry.models import Pair
from lampit.registry.queries.counting import counted_by_place
from lampit.registry.queries.duplicates import waiting_count
from lampit.science.survey.disclosure import Sum, disclose

STALE_DAYS = 90


@dataclass(frozen=True)
class Board:
    """A region with its newest published figures; an indicator without one is unknown."""

    code: str
    name: str
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def registered(self) -> Figure | None:
        """Return the count of the register."""
        return self.figures.get("registered")

    @property
    def complete(self) -> Figure | None:
        """Return the share of complete records."""
        return self.figures.get("complete")

    @property
    def fresh(self) -> Figure | None:
        """Return the share of records with a recent sign of life."""
        return self.figures.get("fresh")

    @property
    def index(self) -> Figure | None:
        """Return the index."""
        return self.figures.get("index")

    @property
    def response(self) -> Figure | None:
        """Return the share answered."""
        return self.figures.get("response")

    @property
    def has_data(self) -> bool:
        """Say whether anything at all is known of this region."""
        return bool(self.figures)


@dataclass(frozen=True)
class Nation:
    """All provinces with all their boards, and the figures of the whole."""

    period: date | None
    whole: Board
    provinces: list[Board]
    boards: dict[str, list[Board]]
    known: int
    stale: list[Board]

    @property
    def total(self) -> int:
        """Return how many boards there are."""
        return sum(len(rows) for rows in self.boards.values())

    @property
    def with_data(self) -> list[Board]:
        """Return the boards of which something is known, by code."""
        return [board for rows in self.boards.values() for board in rows if board.has_data]

    @property
    def without_index(self) -> int:
        """Return how many boards have no published index."""
        index = self.whole.index
        return self.total - (index.boards if index else 0)

    @property
    def unknown(self) -> int:
        """Return of how many boards nothing is known."""
        return self.total - self.known


def _newest(on: date, code: str | None = None) -> tuple[date | None, dict[str, dict[str, Figure]]]:
    """Return the newest period until `on` and its figures, by region or of one; two queries."""
    period: date | None = Figure.objects.filter(period__lte=on).aggregate(last=Max("period"))[
        "last"
    ]
    found: dict[str, dict[str, Figure]] = {}
    if period is not None:
        rows = Figure.objects.filter(period=period)
        for figure in rows if code is None else rows.filter(region_id=code or None):
            found.setdefault(figure.region_id or NATION, {})[figure.indicator] = figure
    return period, found


def latest_figures(on: date) -> dict[str, dict[str, Figure]]:
    """Return region code to indicator to newest published figure; "" is the nation; two queries."""
    return _newest(on)[1]


def doubles_in(code: str) -> int:
    """Return how many pairs of a region, or of the nation, wait for an answer; one query.

    Counted up to 10,000: they are not taken off the published counts.
    """
    inside = Q(region_id=code) | Q(region__code__startswith=f"{code}.") if code else Q()
    return waiting_count(Pair.objects.filter(inside))


def is_count_hidden(code: str, on: date) -> bool:
    """Say whether the newest published count of a region is withheld; two queries."""
    figure = _newest(on, code)[1].get(code, {}).get(REGISTERED)
    return figure is not None and figure.hidden


def _is_stale(board: Board, on: date) -> bool:
    """Say whether nobody has changed a board's register for 90 days."""
    figure = board.registered
    return bool(figure and figure.updated_on and (on - figure.updated_on).days > STALE_DAYS)


def nation(on: date, name: str) -> Nation:
    """Return all provinces and boards with their figures; four queries."""
    period, found = _newest(on)
    provinces = [Board(r.code, r.name, found.get(r.code, {})) for r in children("")]
    boards: dict[str, list[Board]] = {province.code: [] for province in provinces}
    for district in districts():
        board = Board(district.code, district.name, found.get(district.code, {}))
        boards.setdefault(district.parent_id or "", []).append(board)
    every = [board for rows in boards.values() for board in rows]
    return Nation(
        period,
        Board(NATION, name, found.get(NATION, {})),
        provinces,
        boards,
        sum(board.has_data for board in every),
        [board for board in every if _is_stale(board, on)],
    )


@dataclass(frozen=True)
class One:
    """A province or board with its parent and, for a province, its boards."""

    board: Board
    parent: Board
    period: date | None
    boards: list[Board]


def one(place: Region, on: date) -> One:
    """Return one province with its boards, or one board with its province; four queries."""
    period, found = _newest(on)
    is_province = place.level == 1
    above = None if is_province else region(place.parent_id or "")
    parent = Board(above.code, above.name, {}) if above else Board(NATION, "", {})
    below = districts(place.code) if is_province else []
    boards = [Board(r.code, r.name, found.get(r.code, {})) for r in below]
    return One(Board(place.code, place.name, found.get(place.code, {})), parent, period, boards)


@dataclass(frozen=True)
class Part:
    """A kecamatan inside a board: count of its register (None = hidden) and its index."""

    code: str
    name: str
    registered: int | None
    index: Shown | None


def parts_of(board: Board, on: date, *, english: bool) -> list[Part]:
    """Return the kecamatan of a board, small counts hidden with their covers; about six queries.

    Where the count of the board itself is withheld the parts must not add up to it.
    """
    code = board.code
    regions = children(code)
    counts = counted_by_place(code, [region.code for region in regions])
    whole_count = counts.pop(code)
    known = {**counts, "?": whole_count - sum(counts.values())}
    secret = (code,) if board.registered and board.registered.hidden else ()
    whole = {code: sum(known.values())}
    hidden = disclose({**known, **whole}, [Sum(code, tuple(known))], secret=secret)
    answer = latest_answer(code, on, english=english, published=True)
    places = {shown.code: shown for shown in answer.places} if answer else {}
    return [
        Part(r.code, r.name, None if r.code in hidden else counts[r.code], places.get(r.code))
        for r in regions
    ]


def figures_table(on: date) -> list[Figure]:
    """Return every figure of the newest period for the open table; two queries, <= 2,765 rows."""
    period: date | None = Figure.objects.filter(period__lte=on).aggregate(last=Max("period"))[
        "last"
    ]
    if period is None:
        return []
    return list(Figure.objects.filter(period=period).select_related("region"))
