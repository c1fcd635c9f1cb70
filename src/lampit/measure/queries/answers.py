"""The whole answer of a round for its pages: the sentence, its why, groups, channels, trend.

Built from `results.reckoned`, where figures were judged already: nothing withheld comes back
here. One answer is put together once and remembered by this process: of a frozen round as long as
its revision stands, of a provisional one for five minutes and until the next answer comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import get_language, gettext

from lampit.measure.models import Round, SampleMember, Submission
from lampit.measure.queries import frozen, results
from lampit.measure.queries.analysis import names_for, online_of
from lampit.measure.queries.results import Outcome, Reckoned
from lampit.measure.queries.small_areas import standing_models
from lampit.measure.queries.trending import Point, Trend, stamp_of_trend, trend_of
from lampit.measure.rules import estimating, telling, wording
from lampit.measure.rules.estimating import INDEX, IndicatorName
from lampit.measure.rules.estimating.domains import YOUNG, labels_of
from lampit.measure.rules.estimating.small import place_of
from lampit.measure.rules.telling import GROUPS, Group, Mirror, label_of
from lampit.measure.rules.wording import Shown
from lampit.registry.models import Sector
from lampit.web import figures

REMEMBERED = 24 * 3_600  # seconds
PROVISIONAL = 300
# An estimate that the register fixes, not the sample: its interval is no wider than this share.
FIXED, FIXED_WIDTH = "register", 0.01


@dataclass(frozen=True)
class PlaceRow:
    """A kecamatan with index and share online: its own figures, and the model's or None."""

    index: Shown
    online: Shown | None
    index_model: Shown | None
    online_model: Shown | None


@dataclass(frozen=True)
class Answers:
    """Everything that the pages say of one round.

    `mark` changes when anything here does. `businesses` is how many businesses there are by the
    weights, with interval; `villages` in how many villages those who answered are. `passed_over`
    names newer rounds with too few answers to be told. `models` has the model figures of
    kecamatan by "indicator code".
    """

    mark: str
    round_id: int
    outcome: Outcome
    businesses: Shown | None
    villages: int
    groups: tuple[Group, ...]
    online_now: Mirror | None
    online_before: Mirror | None
    online_change: Shown | None
    dependent: Shown | None
    recovered: Shown | None
    recovery: tuple[Shown, ...]
    rounds: Trend
    passed_over: tuple[str, ...] = ()
    models: Mapping[str, Shown] = field(default_factory=dict)

    @property
    def online_code(self) -> str:
        """Return the code of the share that sells online, empty where it is not asked."""
        return self.outcome.online.code if self.outcome.online else ""

    @property
    def place_rows(self) -> list[PlaceRow]:
        """Return each kecamatan with its figures, and the model's where it needs them, by code."""
        shares = {figure.code: figure for figure in self.outcome.online_places}
        index, online = (
            {f.code: self.models.get(f"{code} {f.code}") for f in self.outcome.places}
            for code in (INDEX, self.online_code)
        )
        return [
            PlaceRow(figure, shares.get(figure.code), index[figure.code], online[figure.code])
            for figure in self.outcome.places
        ]

    @property
    def place_models(self) -> dict[str, Shown]:
        """Return kecamatan → the model's index, where its own may not be told."""
        return {
            row.index.code: row.index_model
            for row in self.place_rows
            if row.index.is_suppressed and row.index_model and not row.index_model.is_suppressed
        }

    @property
    def young(self) -> Group | None:
        """Return the grouping of millennials and younger against the older."""
        return next((group for group in self.groups if group.by == YOUNG), None)

    @property
    def trend(self) -> tuple[Point, ...]:
        """Return the rounds up to this one, oldest first."""
        return self.rounds.points

    @property
    def change_words(self) -> tuple[str, ...]:
        """Return what changed since the newest round that may be compared, in words."""
        return self.rounds.words

    @property
    def online_change_words(self) -> str:
        """Return how online sales moved within a year, with interval; empty when withheld."""
        return change_in_year(self.online_change) if self.online_change else ""

    @property
    def passed_over_words(self) -> str:
        """Say which newer rounds have too few answers, and from where the figures are."""
        if not self.passed_over:
            return ""
        told = {"rounds": ", ".join(self.passed_over), "name": self.outcome.round_name}
        words = gettext(
            "Putaran %(rounds)s: jawabannya belum cukup untuk disebut. Angka di sini dari "
            "putaran %(name)s."
        )
        return words % told

    @property
    def is_told(self) -> bool:
        """Say whether there is an answer at all."""
        return self.outcome.index is not None and self.outcome.index.value is not None


def _number(value: float) -> str:
    return figures.number(abs(value), 1, figures.tongue(get_language()))


def change_in_year(change: Shown) -> str:
    """Say a change "of 10 sales" within a year in words: naik, turun, or not sure."""
    way = telling.direction(change)
    if not way or change.value is None or change.low is None or change.high is None:
        return ""
    low, high = sorted((abs(change.low), abs(change.high)))
    told = {"value": _number(change.value), "low": _number(low), "high": _number(high)}
    if way == "naik":
        words = gettext(
            "Naik %(value)s dari 10 penjualan dalam setahun (antara %(low)s dan %(high)s)."
        )
        return words % told
    if way == "turun":
        words = gettext(
            "Turun %(value)s dari 10 penjualan dalam setahun (antara %(low)s dan %(high)s)."
        )
        return words % told
    return gettext("Apakah naik atau turun dalam setahun belum dapat dipastikan.")


def stamp_of(found: Round) -> str:
    """Return what changes when the figures of a round do; one or two queries."""
    revision = frozen.standing(found)
    if revision is not None:
        return f"r{revision.pk}.{revision.fingerprint}"
    told = SampleMember.objects.filter(round=found).aggregate(
        drawn=Count("id"),
        chances=Sum("probability"),
        placed=Count("business__village"),
        settled=Max("disposed_at"),
        lost=Count("disposition", filter=~Q(disposition="")),
        answers=Count("submission__score"),
        scored=Max("submission__score__scored_at"),
        score=Max("submission__score"),
        index=Sum("submission__score__index"),
        points=Sum("submission__score__points"),
        online=Sum("submission__typed__online_now"),
        before=Sum("submission__typed__online_before"),
    )
    return f"{found.state}.{sorted(told.items())}"


def answers_of(found: Round, *, english: bool = False) -> Answers:
    """Return the whole answer of a round, remembered; one or two queries when it is.

    The first time about ten more, the weights of a frozen round among them.
    """
    told = (found.pk, found.name, found.state, found.reference_on, english, stamp_of(found),
            stamp_of_trend(found))  # fmt: skip
    mark = sha256(repr(told).encode()).hexdigest()
    known: Answers | None = cache.get(f"measure.answers.{mark}")
    if known is None:
        known = _answers(found, mark, english=english)
        is_frozen = known.outcome.revision is not None
        cache.set(f"measure.answers.{mark}", known, REMEMBERED if is_frozen else PROVISIONAL)
    return known


def _answers(found: Round, mark: str, *, english: bool) -> Answers:
    known = results.reckoned(found)
    outcome = results.outcome(found, english=english, known=known)
    names = {name.code: name for name in names_for(found)}

    def one(code: str, domain: str = "") -> Shown | None:
        """Show one figure by its code, None where the instrument does not have it."""
        return _shown(known, names.get(code), domain, english=english)

    now, before = one("daring_kini"), one("daring_lalu")
    chosen = [n for code, n in names.items() if code.startswith("pulih.")]
    recovery = (_shown(known, name, "", english=english) for name in chosen)
    return Answers(
        mark,
        found.pk,
        outcome,
        businesses_of(found, known),
        _villages(found),
        tuple(_group(known, names, by, outcome) for by in GROUPS),
        telling.share_of_ten(now) if now else None,
        telling.share_of_ten(before) if before else None,
        one("delta_daring"),
        one("rentan_kontak"),
        one("rentan_pulih"),
        tuple(figure for figure in recovery if figure is not None),
        trend_of(found, known, english=english),
        models=_models(found, names, outcome),
    )  # fmt: skip


def _shown(
    known: Reckoned, name: IndicatorName | None, domain: str, *, english: bool
) -> Shown | None:
    """Show one figure of a group; None where it was not reckoned."""
    released = known.one(name.code, domain) if name else None
    if released is None or name is None:
        return None
    words = name.text_en if english else name.text_id
    return wording.shown(released, words, name.code, scale=name.scale)


def _models(found: Round, names: dict[str, IndicatorName], outcome: Outcome) -> dict[str, Shown]:
    """Return the model figures of the two headlines by "indicator code"."""
    places = {place.code: place.name for place in outcome.places}
    told = {}
    for one in standing_models(found, (INDEX, online_of(found))).values():
        name, code = names[one.estimate.indicator], place_of(one.estimate.domain)
        shown = wording.shown_model(one, places.get(code, code), code, scale=name.scale)
        told[f"{name.code} {code}"] = shown
    return told


def _group(known: Reckoned, names: dict[str, IndicatorName], by: str, outcome: Outcome) -> Group:
    """Return index and share online of each part of a grouping, by code."""
    places = {place.code: place.name for place in outcome.places}
    sectors = {code: str(label) for code, label in Sector.choices}
    found: dict[str, list[Shown]] = {}
    online = outcome.online.code if outcome.online else ""
    for code in (INDEX, online):
        if code not in names:
            continue
        told = known.grouped(code, by)
        parts = [(labels_of(one.estimate.domain)[by], one) for one in told]
        ordered = sorted(parts, key=lambda pair: telling.order_of(by, pair[0]))
        found[code] = [
            wording.shown(one, gettext(label_of(by, part, places | sectors)), part,
                          scale=names[code].scale)
            for part, one in ordered
        ]  # fmt: skip
    return Group(by, tuple(found.get(INDEX, ())), tuple(found.get(online, ())))


def businesses_of(found: Round, known: Reckoned) -> Shown | None:
    """Return how many businesses there are by the final weights, with interval.

    Where nearly all of it is known, the register and not the sample says how many there are.
    """
    counted = known.counted if known.revision is None else _counted(found)
    if counted is None:
        return None
    why = FIXED if counted.high - counted.low < FIXED_WIDTH * counted.number else ""
    return Shown(
        gettext("Perkiraan jumlah usaha"), "usaha", counted.answers, counted.number, counted.low,
        counted.high, "ok", why, counted.error,
    )  # fmt: skip


def _counted(found: Round) -> estimating.Counted | None:
    """Reckon it from the weights that were frozen; one or two queries."""
    rows, layout = results.weighed(found)
    sample = estimating.make_sample(rows, layout)
    return None if sample is None else estimating.count_businesses(rows, layout, sample)


def _villages(found: Round) -> int:
    """Return in how many villages somebody answered; one query."""
    rows = Submission.objects.filter(round=found, state=Submission.State.FINAL)
    answered = rows.filter(member__disposition__in=("selesai", "sebagian"))
    return answered.exclude(business__village=None).values("business__village").distinct().count()


def latest_answers(region: str, today: date, *, english: bool = False) -> Answers | None:
    """Return the answer of the newest round of a kabupaten that can be told.

    Newer ones with too few answers are named in it. None where nobody has been asked; where none
    can be told, the newest one, which says that.
    """
    first: Answers | None = None
    passed: tuple[str, ...] = ()
    for found in results.told_rounds(region, today):
        told = answers_of(found, english=english)
        if told.is_told:
            return replace(told, passed_over=passed) if passed else told
        first, passed = first or told, (*passed, found.name)
    return first
