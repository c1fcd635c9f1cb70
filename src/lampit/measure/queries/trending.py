"""From round to round: the points of the trend, what may be joined, what changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max, QuerySet
from django.utils.translation import get_language, gettext

from lampit.measure.models import Instrument, Round
from lampit.measure.queries import frozen, results
from lampit.measure.queries.analysis import names_for, online_of
from lampit.measure.queries.changing import Changed, changes
from lampit.measure.queries.instruments import overlap_of, reading_of
from lampit.measure.queries.results import COUNTING_STATES
from lampit.measure.rules import wording
from lampit.measure.rules.comparing import comparable
from lampit.measure.rules.estimating import INDEX
from lampit.measure.rules.joining import FEW_BOTH, ONE_SIDED, Joint
from lampit.measure.rules.wording import Shown
from lampit.web import figures

ROUNDS_SHOWN = 8


@dataclass(frozen=True)
class Point:
    """A round in the trend; figures may be withheld.

    `index_gap` and `online_gap` say why its figure is not joined with that of the round before
    (a sentence); empty where it is.
    """

    round_id: int
    name: str
    on: date
    instrument: str
    index: Shown | None
    online: Shown | None
    index_gap: str = ""
    online_gap: str = ""


@dataclass(frozen=True)
class Trend:
    """The rounds of a kabupaten up to one, oldest first, and what changed until it.

    `before` is the index of the newest earlier round that may be compared, None without one.
    `gaps` are the reasons why lines are broken, each once.
    """

    points: tuple[Point, ...]
    words: tuple[str, ...]
    before: Point | None

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return why lines are broken, each sentence once."""
        found = [gap for p in self.points for gap in (p.index_gap, p.online_gap) if gap]
        return tuple(dict.fromkeys(found))


def stamp_of_trend(found: Round) -> str:
    """Return what changes when an earlier round does; one query."""
    rows = _earlier_rows(found).annotate(
        revision=Max("revisions"), processed=Max("revisions__processed_at")
    )
    told = rows.values_list(
        "id", "name", "state", "revision", "processed", "instrument__fingerprint"
    )
    return f"{found.instrument.fingerprint} {sorted(told)}"


def trend_of(found: Round, known: results.Reckoned, *, english: bool) -> Trend:
    """Return the trend up to a round whose figures are known.

    A few queries for each earlier round, more where rounds changed.
    """
    rounds = (*_earlier(found), found)
    joints = _Joints()
    points = [_point(one, known if one is found else None, english=english) for one in rounds]
    for place in range(1, len(points)):
        points[place] = _with_gaps(points[place], rounds[place - 1], rounds[place], joints)
    words, before = _changes(list(zip(rounds, points, strict=True)), joints)
    return Trend(tuple(points), words, before)


class _Joints:
    """What may be compared between versions, looked up once for each pair."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], Joint] = {}

    def of(self, one: Instrument, two: Instrument) -> Joint:
        """Return what of two versions may be compared; one query for versions that differ."""
        if one.pk == two.pk:
            return Joint()
        key = (min(one.pk, two.pk), max(one.pk, two.pk))
        if key not in self.known:
            found = comparable(one.definition, two.definition)
            self.known[key] = Joint(found, overlap_of(one, two))
        return self.known[key]

    def why_not(self, code: str, before: Round, now: Round) -> str:
        """Return in a sentence why a figure of two rounds is not compared; empty where it is."""
        joint = self.of(before.instrument, now.instrument)
        if not code:
            return ""
        why = joint.why_not(code, reading_of(now.instrument).instrument)
        if code not in _headlines(before):
            why = ONE_SIDED
        if not why or joint.found is None:
            return ""
        told = {
            "what": gettext("Indeks") if code == INDEX else gettext("Bagian yang berjualan daring"),
            "before": before.name,
            "name": now.name,
            "one": str(before.instrument),
            "two": str(now.instrument),
            "why": gettext(why),
        }
        if why == FEW_BOTH:
            told["why"] = gettext(
                "pertanyaannya sama, tetapi baru %(n)s usaha menjawab kedua versi, perlu %(needed)s"
            ) % {"n": _whole(joint.overlap), "needed": _whole(joint.found.overlap_needed)}
        words = gettext(
            "%(what)s putaran %(before)s (%(one)s) dan %(name)s (%(two)s) tidak disambung: %(why)s."
        )
        return words % told


def _headlines(found: Round) -> tuple[str, str]:
    """Return the codes of the index and of the share that sells online in a round."""
    return INDEX, online_of(found)


def _earlier_rows(found: Round) -> QuerySet[Round]:
    return Round.objects.filter(
        region_id=found.region_id, reference_on__lte=found.reference_on, state__in=COUNTING_STATES
    ).exclude(pk=found.pk)


def _earlier(found: Round) -> list[Round]:
    """Return the rounds of a kabupaten that count up to this one, oldest first; one query."""
    rows = _earlier_rows(found).select_related("instrument").order_by("-reference_on", "-id")
    return list(rows[: ROUNDS_SHOWN - 1])[::-1]


def _point(found: Round, known: results.Reckoned | None, *, english: bool) -> Point:
    """Return the two headline figures of a round for the trend; at most three queries."""
    names = {name.code: name for name in names_for(found)}
    revision = None if known else frozen.standing(found)
    if known is not None:
        told = known.figures
    elif revision is not None:
        told = frozen.figures_of(revision, by="", indicators=_headlines(found))
    else:
        told = results.reckoned(found).figures
    by_code = {one.estimate.indicator: one for one in told if not one.by}

    def shown(code: str) -> Shown | None:
        name, one = names.get(code), by_code.get(code)
        if name is None or one is None:
            return None
        words = name.text_en if english else name.text_id
        return wording.shown(one, words, code, scale=name.scale)

    index, online = (shown(code) for code in _headlines(found))
    return Point(found.pk, found.name, found.reference_on, str(found.instrument), index, online)


def _with_gaps(point: Point, before: Round, now: Round, joints: _Joints) -> Point:
    if before.instrument_id == now.instrument_id:
        return point
    index, online = (joints.why_not(code, before, now) for code in _headlines(now))
    return replace(point, index_gap=index, online_gap=online)


def _changes(
    points: Sequence[tuple[Round, Point]], joints: _Joints
) -> tuple[tuple[str, ...], Point | None]:
    """Return what changed since the newest earlier round that may be compared, and its point."""
    now, last = points[-1]
    names = {name.code: name for name in names_for(now)}
    words: list[str] = []
    shown_before: Point | None = None
    for code, pick in zip(_headlines(now), ("index", "online"), strict=True):
        name = names.get(code)
        before = None if name is None else _comparable(code, pick, points, joints)
        if name is None or before is None:
            continue
        earlier, first = before
        if code == INDEX:
            shown_before = first
        pair = (name, getattr(first, pick), getattr(last, pick))
        found = changes(earlier, now, [pair])
        words += [words_of_change(one, is_share=name.is_share) for one in found]
    return tuple(words), shown_before


def _comparable(
    code: str, pick: str, points: Sequence[tuple[Round, Point]], joints: _Joints
) -> tuple[Round, Point] | None:
    now = points[-1][0]
    return next(
        (
            (one, point)
            for one, point in reversed(points[:-1])
            if _is_told(getattr(point, pick)) and not joints.why_not(code, one, now)
        ),
        None,
    )


def _is_told(figure: Shown | None) -> bool:
    return figure is not None and figure.value is not None


def words_of_change(changed: Changed, *, is_share: bool) -> str:
    """Say a change since the round before, its interval, and how much of it may be chance."""
    subject = gettext("Bagian usaha yang berjualan daring") if is_share else gettext("Indeks")
    told = {
        "subject": subject,
        "since": changed.since,
        "value": _number(changed.value),
        "low": _signed(changed.low),
        "high": _signed(changed.high),
        "noise": _whole(100 * changed.noise),
    }
    if changed.direction == "naik":
        words = gettext(
            "%(subject)s naik %(value)s poin sejak %(since)s (antara %(low)s dan %(high)s): "
            "hampir pasti bukan kebetulan; galat contoh setara %(noise)s persen dari perubahan itu."
        )
    elif changed.direction == "turun":
        words = gettext(
            "%(subject)s turun %(value)s poin sejak %(since)s (antara %(low)s dan %(high)s): "
            "hampir pasti bukan kebetulan; galat contoh setara %(noise)s persen dari perubahan itu."
        )
    else:
        words = gettext(
            "%(subject)s sejak %(since)s: naik atau turun belum dapat dipastikan (antara %(low)s "
            "dan %(high)s); selisih sebesar ini bisa terjadi hanya karena kebetulan contoh."
        )
    said = words % told
    if changed.common:
        both = _whole(changed.common)
        said += " " + gettext("%(both)s usaha ditanya di kedua putaran.") % {"both": both}
    return said


def _number(value: float) -> str:
    return figures.number(abs(value), 1, figures.tongue(get_language()))


def _whole(value: float) -> str:
    return figures.number(value, 0, figures.tongue(get_language()))


def _signed(value: float) -> str:
    return f"−{_number(value)}" if value < 0 else f"+{_number(value)}" if value > 0 else _number(0)
