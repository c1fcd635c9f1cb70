"""What a round says: estimates with intervals, ready for pages, the board and the CLI."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from lampit.measure.models import Round, SampleMember
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import rounds, states, wording
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.rounds import AnalysisRow, IndicatorName, Sample
from lampit.measure.rules.wording import Shown
from lampit.places.models import Region
from lampit.science.survey import Estimate

ONLINE = "d07"
COUNTING_STATES = (states.CLOSED, states.PROCESSED, states.PUBLISHED)
REMEMBERED = 3_600  # seconds
OPEN_STATES = (*COUNTING_STATES, states.FIELD)
_FIELDS = (
    "round_id",
    "subdistrict",
    "sector",
    "probability",
    "stratum_size",
    "disposition",
    "is_confirmed",
    "submission__score__index",
    "submission__score__dimensions",
    "submission__score__indicators",
    "submission__score__maturity",
    "submission__score__point_level",
)


def _values(instrument: Instrument, row: dict[str, Any]) -> dict[str, float | None]:
    """Return the variables of one answered questionnaire as numbers; None = not known."""
    found: dict[str, float | None] = {"index": row["submission__score__index"]}
    for code, value in (row["submission__score__dimensions"] or {}).items():
        found[f"dim_{code}"] = value
    for code, value in (row["submission__score__indicators"] or {}).items():
        found[code] = None if value is None else float(value)
    maturity = row["submission__score__maturity"]
    for level in instrument.maturity:
        found[level.code] = float(level.code == maturity) if maturity else None
    points = row["submission__score__point_level"]
    for level in instrument.point_levels:
        found[level.code] = float(level.code == points) if points else None
    return found


def _analysis(instrument: Instrument, rows: Iterable[dict[str, Any]]) -> list[AnalysisRow]:
    """Turn sample rows into analysis rows."""
    return [
        AnalysisRow(
            row["subdistrict"],
            row["sector"],
            1 / row["probability"],
            row["stratum_size"],
            row["disposition"],
            row["is_confirmed"],
            _values(instrument, row) if row["disposition"] else {},
        )
        for row in rows
    ]


def analysis_rows(found: Round) -> list[AnalysisRow]:
    """Return every drawn business of a round with its values; one query.

    Questionnaires filled in coaching are not drawn and are never among them.
    """
    instrument = reading_of(found.instrument).instrument
    rows = SampleMember.objects.filter(round=found).order_by("id").values(*_FIELDS)
    return _analysis(instrument, rows)


def names_for(found: Round) -> list[IndicatorName]:
    """Return the figures that a round can estimate."""
    return rounds.indicator_names(reading_of(found.instrument).instrument)


def estimates(found: Round, codes: list[str], by: str = "") -> list[Estimate]:
    """Estimate the coded figures of a round; empty before the first answer; one query."""
    sample = rounds.make_sample(analysis_rows(found))
    names = [name for name in names_for(found) if name.code in codes]
    return rounds.estimate(sample, names, by) if sample else []


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

    @property
    def is_final(self) -> bool:
        """Say whether field work is over; before that every figure is provisional."""
        return self.state in COUNTING_STATES

    @property
    def withholds_places(self) -> bool:
        """Say whether a kecamatan's figure is withheld."""
        return any(place.is_suppressed for place in self.places)


def _whole(sample: Sample, names: list[IndicatorName], english: bool) -> list[Shown]:
    """Estimate figures for the kabupaten and make them ready to show."""
    scale = {name.code: 100.0 if name.is_share else 1.0 for name in names}
    words = {name.code: name.text_en if english else name.text_id for name in names}
    return [
        wording.shown(e, words[e.indicator], e.indicator, scale=scale[e.indicator])
        for e in rounds.estimate(sample, names)
    ]


def _by_place(sample: Sample, name: IndicatorName, places: dict[str, str]) -> list[Shown]:
    """Estimate one figure for each kecamatan, every kecamatan named even without answers."""
    scale = 100.0 if name.is_share else 1.0
    found = {}
    for e in rounds.estimate(sample, [name], "kecamatan"):
        code = e.domain.partition("=")[2]
        found[code] = wording.shown(e, places.get(code, code or "?"), code, scale=scale)
    for code, name_of_place in places.items():
        empty = Shown(name_of_place, code, 0, None, None, None, "suppressed", "answers")
        found.setdefault(code, empty)
    return [found[code] for code in sorted(found)]


def outcome(found: Round, *, english: bool = False) -> Outcome:
    """Return the results of a round for its page; one query.

    They are reckoned once from the same answers, and remembered by this process for an hour.
    """
    name = Region.objects.filter(pk=OuterRef("subdistrict")).values("name")[:1]
    rows = SampleMember.objects.filter(round=found).annotate(place_name=Subquery(name))
    told = list(rows.order_by("id").values("place_name", *_FIELDS))
    named = {row["subdistrict"]: row.pop("place_name") for row in told}
    places = {code: text for code, text in sorted(named.items()) if text}
    stamp = (found.pk, found.name, found.state, found.reference_on, found.instrument_id, english)
    mark = sha256(repr((stamp, places, told)).encode()).hexdigest()
    reckoned: Outcome | None = cache.get(f"measure.outcome.{mark}")
    if reckoned is None:
        reckoned = _outcome(found, told, places, english=english)
        cache.set(f"measure.outcome.{mark}", reckoned, REMEMBERED)
    return reckoned


def _outcome(
    found: Round, told: list[dict[str, Any]], places: dict[str, str], *, english: bool
) -> Outcome:
    instrument = reading_of(found.instrument).instrument
    rows = _analysis(instrument, told)
    names = rounds.indicator_names(instrument)
    sample = rounds.make_sample(rows)
    answered = sum(row.outcome == "respondent" for row in rows)
    if sample is None:
        nothing: list[Shown] = []
        return Outcome(
            found.name, found.state, found.reference_on, len(rows), answered, None, None, "", None,
            nothing, nothing, nothing, nothing, nothing, nothing, ranks_overlap=False,
        )  # fmt: skip
    shown = {figure.code: figure for figure in _whole(sample, names, english)}
    by_code = {name.code: name for name in names}
    index = shown["index"]
    by_place = _by_place(sample, by_code["index"], places)
    return Outcome(
        found.name,
        found.state,
        found.reference_on,
        len(rows),
        answered,
        sample.response[""],
        index,
        _maturity(instrument, index.value, english=english),
        shown[ONLINE],
        [shown[level.code] for level in instrument.maturity],
        [shown[level.code] for level in instrument.point_levels],
        [shown[f"dim_{d.code}"] for d in instrument.dimensions],
        [shown[i.code] for i in instrument.indicators],
        by_place,
        _by_place(sample, by_code[ONLINE], places),
        wording.overlap(by_place),
    )


def _maturity(instrument: Instrument, index: float | None, *, english: bool) -> str:
    """Return the words of the level that an index lies in; empty when it is withheld."""
    if index is None:
        return ""
    level = next(x for x in instrument.maturity if x.low <= index < x.high)
    return level.text.en if english else level.text.id


def latest_round(region: str, on: date, *, published: bool = False) -> Round | None:
    """Return the newest round of a kabupaten that has gone to the field by `on`; one query.

    A round whose field work is over comes before one that is still in the field; one of the
    future (by its reference date) is not an answer yet. With `published` only rounds that the
    office has published count: what leaves the kabupaten may not change any more.
    """
    rows = Round.objects.filter(region_id=region, reference_on__lte=on).select_related(
        "instrument", "region"
    )
    if published:
        rows = rows.filter(state=states.PUBLISHED)
    over = Case(When(state__in=COUNTING_STATES, then=Value(0)), default=Value(1))
    found = rows.filter(state__in=OPEN_STATES).order_by(over, "-reference_on", "-id")
    return found.first()


def latest_answer(
    region: str, today: date, *, english: bool = False, published: bool = False
) -> Outcome | None:
    """Return what the newest round says about a kabupaten, None where nobody has been asked.

    `published` as in `latest_round`. Two queries.
    """
    found = latest_round(region, today, published=published)
    return None if found is None else outcome(found, english=english)


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


def _newest(rounds_found: QuerySet[Round]) -> dict[str, Round]:
    """Return the newest published round of each kabupaten; one query."""
    rows = rounds_found.filter(state=states.PUBLISHED).select_related("instrument")
    newest: dict[str, Round] = {}
    for row in rows.order_by("reference_on", "id"):
        newest[row.region_id] = row
    return newest


def round_figures(rounds_found: QuerySet[Round] | None = None) -> list[RoundFigure]:
    """Return index and share online of each kabupaten's newest published round; two queries.

    `rounds_found` is already scoped; None takes every kabupaten. Figures that may not be shown
    carry no number.
    """
    newest = _newest(Round.objects.all() if rounds_found is None else rounds_found)
    by_round: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in newest.values()}
    members = SampleMember.objects.filter(round_id__in=by_round).order_by("id")
    for row in members.values(*_FIELDS).iterator(chunk_size=5000):
        by_round[row["round_id"]].append(row)
    found = [_figure(row, by_round[row.pk]) for _, row in sorted(newest.items())]
    return [figure for figure in found if figure is not None]


def _figure(found: Round, rows: list[dict[str, Any]]) -> RoundFigure | None:
    """Estimate the two headline figures of one round."""
    instrument = reading_of(found.instrument).instrument
    sample = rounds.make_sample(_analysis(instrument, rows))
    if sample is None:
        return None
    names = [n for n in rounds.indicator_names(instrument) if n.code in {"index", ONLINE}]
    index, online = _whole(sample, names, english=False)
    return RoundFigure(
        found.region_id,
        found.name,
        found.reference_on,
        sum(row.outcome == "respondent" for row in sample.rows),
        len(rows),
        sample.response[""],
        index,
        online,
    )


def find_round_by_name(name: str, region: str = "") -> list[Round]:
    """Return the rounds with this name, of one kabupaten if given; for the command line."""
    rows = Round.objects.filter(name=name).select_related("instrument", "region")
    return list((rows.filter(region_id=region) if region else rows)[:5])
