"""What a round says: estimates with intervals, ready for pages, the board and the CLI."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from lampit.measure.models import Revision, Round, SampleMember
from lampit.measure.models import RoundFigure as StoredFigure
from lampit.measure.queries import frozen
from lampit.measure.queries.analysis import (
    FIELDS,
    analysis_rows,
    names_for,
    online_of,
    rows_of,
)
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import estimating, states, wording
from lampit.measure.rules.estimating import INDEX, IndicatorName, Released, Sample
from lampit.measure.rules.estimating.domains import PLACE, labels_of
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.wording import Shown
from lampit.places.models import Region

COUNTING_STATES = (states.CLOSED, states.PROCESSED, states.PUBLISHED)
REMEMBERED = 3_600  # seconds
ROUNDS_TRIED = 8
OPEN_STATES = (*COUNTING_STATES, states.FIELD)


@dataclass(frozen=True)
class Reckoned:
    """The figures of a round with what they rest on: frozen ones, or reckoned just now."""

    figures: list[Released]
    drawn: int
    answers: int
    response_rate: float | None
    revision: int | None = None
    counted: estimating.Counted | None = None  # of a frozen round: reckoned from its weights

    def one(self, code: str, domain: str = "") -> Released | None:
        """Return the figure of an indicator in a group, None when there is none."""
        return next(
            (f for f in self.figures
             if f.estimate.indicator == code and f.estimate.domain == domain),
            None,
        )  # fmt: skip

    def grouped(self, code: str, by: str) -> list[Released]:
        """Return the figures of an indicator in a grouping, by code point of the group."""
        return [f for f in self.figures if f.by == by and f.estimate.indicator == code]


def reckon(instrument: Instrument, rows: list[estimating.AnalysisRow]) -> Reckoned:
    """Weigh, estimate and judge the figures of a round that is not frozen."""
    answered = sum(row.outcome == "respondent" for row in rows)
    weighing = estimating.weigh(rows)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    if sample is None:
        return Reckoned([], len(rows), answered, None)
    found = estimating.everything(sample, estimating.indicator_names(instrument))
    released = estimating.release(found, estimating.links(instrument))
    counted = estimating.count_businesses(weighing.rows, weighing.layout, sample)
    return Reckoned(released, len(rows), answered, sample.response[""], counted=counted)


def _frozen(revision: Revision, figures: list[Released]) -> Reckoned:
    return Reckoned(
        figures,
        revision.drawn_count,
        revision.answer_count,
        revision.response_rate,
        revision.number,
    )


def reckoned_of(revision: Revision) -> Reckoned:
    """Return the figures of one revision, standing or not; one query."""
    return _frozen(revision, frozen.figures_of(revision))


def reckoned(found: Round) -> Reckoned:
    """Return all figures of a round as they may leave the server; two or three queries.

    Whoever reads figures of a round reads them here or from `outcome`: pages, files, the API and
    the command line get the same ones. A processed round has those that were frozen and no
    others: one that is older than freezing has none until the clock has frozen it.
    """
    revision = frozen.standing(found)
    if revision is not None:
        return reckoned_of(revision)
    if found.state in (states.PROCESSED, states.PUBLISHED):
        return Reckoned([], found.drawn_count, 0, None)
    rows = SampleMember.objects.filter(round=found).order_by("id").values(*FIELDS)
    return _remembered(found, list(rows))


def _remembered(found: Round, told: list[dict[str, Any]]) -> Reckoned:
    """Reckon a round, or return what this process reckoned from the same answers."""
    stamp = (found.pk, found.reference_on, found.instrument_id)
    mark = sha256(repr((stamp, told)).encode()).hexdigest()
    known: Reckoned | None = cache.get(f"measure.reckoned.{mark}")
    if known is None:
        instrument = reading_of(found.instrument).instrument
        known = reckon(instrument, rows_of(instrument, told))
        cache.set(f"measure.reckoned.{mark}", known, REMEMBERED)
    return known


def estimates(found: Round, codes: list[str], by: str = "") -> list[Released]:
    """Return the coded figures of a round in a grouping; empty before the first answer.

    Order: figures as the instrument has them, groups by code point.
    """
    whole = reckoned(found)
    order = {name.code: place for place, name in enumerate(names_for(found))}
    chosen = [f for f in whole.figures if f.by == by and f.estimate.indicator in codes]
    return sorted(chosen, key=lambda f: (order[f.estimate.indicator], f.estimate.domain))


def published_sample(found: Round) -> Sample | None:
    """Return the sample of a round with the weights that its figures have; for other rooms.

    One or two queries. A round without a frozen revision is weighted just now.
    """
    return estimating.make_sample(*weighed(found))


def weighed(found: Round) -> tuple[list[estimating.Weighed], estimating.Layout]:
    """Return the drawn businesses of a round as its figures weight them, and how errors are read.

    One or two queries.
    """
    revision = frozen.standing(found)
    if revision is not None:
        return frozen.weighed_of(revision), estimating.layout_of(revision.design)
    weighing = estimating.weigh(analysis_rows(found))
    return weighing.rows, weighing.layout


@dataclass(frozen=True)
class Outcome:
    """Everything that the results page of a round shows; withheld figures carry no number."""

    round_name: str
    state: str
    on: date
    drawn: int
    answers: int
    response_rate: float | None
    index: Shown | None
    maturity: str
    online: Shown | None
    levels: list[Shown]
    point_levels: list[Shown]
    dimensions: list[Shown]
    indicators: list[Shown]
    places: list[Shown]
    online_places: list[Shown]
    ranks_overlap: bool
    revision: int | None = None

    @property
    def is_final(self) -> bool:
        """Say whether field work is over; before that every figure is provisional."""
        return self.state in COUNTING_STATES

    @property
    def withholds_places(self) -> bool:
        """Say whether a kecamatan's figure is withheld."""
        return any(place.is_suppressed for place in self.places)


def _by_place(found: Reckoned, name: IndicatorName, places: dict[str, str]) -> list[Shown]:
    """Show one figure for each kecamatan, every kecamatan named even without answers."""
    by_code = {}
    for one in found.grouped(name.code, PLACE):
        code = labels_of(one.estimate.domain)[PLACE]
        by_code[code] = wording.shown(one, places.get(code, code), code, scale=name.scale)
    for code, text in places.items():
        by_code.setdefault(code, wording.nothing(text, code))
    return [by_code[code] for code in sorted(by_code)]


def outcome(found: Round, *, english: bool = False, known: Reckoned | None = None) -> Outcome:
    """Return the results of a round for its page; three queries, one when its figures are `known`.

    A frozen round is read, another reckoned once from the same answers, and remembered by this
    process for an hour.
    """
    return _outcome(found, known or reckoned(found), _places(found), english=english)


def outcome_of(revision: Revision, *, english: bool = False) -> Outcome:
    """Return the results of one revision of a round, standing or not; two queries."""
    found = revision.round
    return _outcome(found, reckoned_of(revision), _places(found), english=english)


def _places(found: Round) -> dict[str, str]:
    """Return the kecamatan in which businesses were drawn, with their names; one query."""
    name = Region.objects.filter(pk=OuterRef("subdistrict")).values("name")[:1]
    rows = SampleMember.objects.filter(round=found).annotate(place_name=Subquery(name))
    told = rows.order_by("subdistrict").values_list("subdistrict", "place_name").distinct()
    return {code: text for code, text in told if text}


def _outcome(found: Round, known: Reckoned, places: dict[str, str], *, english: bool) -> Outcome:
    instrument = reading_of(found.instrument).instrument
    names = {name.code: name for name in estimating.indicator_names(instrument)}
    if not known.figures:
        nothing: list[Shown] = []
        return Outcome(
            found.name, found.state, found.reference_on, known.drawn, known.answers, None, None,
            "", None, nothing, nothing, nothing, nothing, nothing, nothing, ranks_overlap=False,
        )  # fmt: skip
    shown = {
        one.estimate.indicator: _shown(one, names[one.estimate.indicator], english=english)
        for one in known.figures
        if not one.by and one.estimate.indicator in names
    }
    index, online = shown[INDEX], estimating.online_code(instrument)
    by_place = _by_place(known, names[INDEX], places)
    return Outcome(
        found.name,
        found.state,
        found.reference_on,
        known.drawn,
        known.answers,
        known.response_rate,
        index,
        _maturity(instrument, index.value, english=english),
        shown.get(online),
        [shown[level.code] for level in instrument.maturity],
        [shown[level.code] for level in instrument.point_levels],
        [shown[f"dim_{d.code}"] for d in instrument.dimensions],
        [shown[i.code] for i in instrument.indicators],
        by_place,
        _by_place(known, names[online], places) if online in names else [],
        wording.overlap(by_place),
        known.revision,
    )


def _shown(one: Released, name: IndicatorName, *, english: bool = False) -> Shown:
    words = name.text_en if english else name.text_id
    return wording.shown(one, words, name.code, scale=name.scale)


def _maturity(instrument: Instrument, index: float | None, *, english: bool) -> str:
    """Return the words of the level that an index lies in; empty when it is withheld."""
    if index is None:
        return ""
    level = next((x for x in instrument.maturity if x.low <= index < x.high), None)
    return "" if level is None else level.text.en if english else level.text.id


def _in_turn(region: str, on: date, *, published: bool) -> QuerySet[Round]:
    """Return the rounds of a kabupaten that may be told, the one to be told first at the head."""
    rows = Round.objects.filter(region_id=region, reference_on__lte=on).select_related(
        "instrument", "region"
    )
    if published:
        rows = rows.filter(state=states.PUBLISHED)
    over = Case(When(state__in=COUNTING_STATES, then=Value(0)), default=Value(1))
    return rows.filter(state__in=OPEN_STATES).order_by(over, "-reference_on", "-id")


def latest_round(region: str, on: date, *, published: bool = False) -> Round | None:
    """Return the newest round of a kabupaten that has gone to the field by `on`; one query.

    A round whose field work is over comes before one that is still in the field; one of the
    future (by its reference date) is not an answer yet. With `published` only rounds that the
    office has published count: what leaves the kabupaten may not change any more.
    """
    return _in_turn(region, on, published=published).first()


def told_rounds(region: str, on: date, *, published: bool = False) -> Iterator[Round]:
    """Yield the newest rounds of a kabupaten, in the order of `latest_round`; one query.

    Of these the first that has enough answers is told.
    """
    yield from _in_turn(region, on, published=published)[:ROUNDS_TRIED]


def latest_answer(
    region: str, today: date, *, english: bool = False, published: bool = False
) -> Outcome | None:
    """Return what the newest round that can be told says about a kabupaten.

    None where nobody has been asked; where no round has enough answers, what the newest says:
    that it has too few. `published` as in `latest_round`. Two queries, more for each round that
    has too few.
    """
    first: Outcome | None = None
    for found in told_rounds(region, today, published=published):
        told = outcome(found, english=english)
        if told.index is not None and told.index.value is not None:
            return told
        first = first or told
    return first


@dataclass(frozen=True)
class RoundFigure:
    """The index of a kabupaten's newest published round, for the board of boards."""

    region: str
    round_name: str
    on: date
    answers: int
    drawn: int
    response_rate: float | None
    index: Shown
    online: Shown


def _by_region(rounds_found: QuerySet[Round]) -> dict[str, list[Round]]:
    """Return the published rounds of each kabupaten, newest first; one query."""
    rows = rounds_found.filter(state=states.PUBLISHED).select_related("instrument")
    found: dict[str, list[Round]] = {}
    for row in rows.order_by("-reference_on", "-id"):
        found.setdefault(row.region_id, []).append(row)
    return found


def round_figures(rounds_found: QuerySet[Round] | None = None) -> list[RoundFigure]:
    """Return index and share online of each kabupaten's newest published round that can be told.

    `rounds_found` is already scoped; None takes every kabupaten. Where no round has enough
    answers, the newest is there without a number. Three queries; one more and the reckoning for
    each round that was published before figures were frozen.
    """
    rounds = _by_region(Round.objects.all() if rounds_found is None else rounds_found)
    revisions = frozen.newest_published([row.pk for rows in rounds.values() for row in rows])
    codes = {INDEX, *(online_of(row) for rows in rounds.values() for row in rows)}
    stored = StoredFigure.objects.filter(
        revision__in=[r.pk for r in revisions.values()], by="", indicator__in=codes
    )
    figures: dict[int, list[Released]] = {}
    for row in stored.order_by("id"):
        figures.setdefault(row.revision_id, []).append(frozen.released(row))
    found = []
    for _, rows in sorted(rounds.items()):
        told = (_known_of(one, revisions.get(one.pk), figures) for one in rows)
        one, known = _first_told(zip(rows, told, strict=True))
        figure = _figure(one, known)
        if figure is not None:
            found.append(figure)
    return found


def _known_of(
    found: Round, revision: Revision | None, figures: Mapping[int, list[Released]]
) -> Reckoned:
    return reckoned(found) if revision is None else _frozen(revision, figures.get(revision.pk, []))


def _first_told(told: Iterable[tuple[Round, Reckoned]]) -> tuple[Round, Reckoned]:
    """Return the first round whose index may be said, else the first of all; there is one."""
    first: tuple[Round, Reckoned] | None = None
    for found, known in told:
        index = known.one(INDEX)
        if index is not None and not index.why:
            return found, known
        first = first or (found, known)
    if first is None:
        raise ValueError("a kabupaten without rounds has no first one")
    return first


def _figure(found: Round, known: Reckoned) -> RoundFigure | None:
    """Show the two headline figures of one round; None without an answer."""
    names = {name.code: name for name in names_for(found)}
    index, online = known.one(INDEX), known.one(online_of(found))
    if index is None:
        return None
    return RoundFigure(
        found.region_id,
        found.name,
        found.reference_on,
        known.answers,
        known.drawn,
        known.response_rate,
        _shown(index, names[INDEX]),
        _shown(online, names[online_of(found)]) if online else wording.nothing("", ""),
    )


def find_round_by_name(name: str, region: str = "") -> list[Round]:
    """Return the rounds with this name, of one kabupaten if given; for the command line."""
    rows = Round.objects.filter(name=name).select_related("instrument", "region")
    return list((rows.filter(region_id=region) if region else rows)[:5])
