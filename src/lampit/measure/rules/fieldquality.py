"""Which interviews a supervisor should look at: signs in times, places, answers and photos.

A sign is a reason to look, never a verdict: it changes no answer and no weight. Thresholds are
those of the measurement notes, section 10; the near-double and straight-line signs follow the
percent-match idea of Kuriakose & Robbins (2016) and what the answers of one person can show.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from lampit.measure.rules.instrument import Instrument, Rule, Text
from lampit.measure.rules.logic import Answer, Answers, holds, is_special
from lampit.measure.rules.scoring import is_asked
from lampit.places.rules import RADIUS, kilometres

QUICKEST = timedelta(minutes=5)
LONGEST = timedelta(hours=4)  # a form left open over lunch says nothing about its interview
MOST_A_DAY = 12
FAR_METRES = 1_000.0
UNSURE_METRES = 250.0  # a point that may be this far off cannot say that two are the same
SAME_SPOT_METRES = 15.0
SAME_SPOT_LEAST = 4
STRAIGHT_LEAST, STRAIGHT_SHARE = 6, 0.9
ALIKE_LEAST, ALIKE_SHARE = 15, 0.95
MISSING_SHARE = 0.2
EARLIEST_HOUR, LATEST_HOUR = 5, 21
EARTH_METRES = 1_000 * RADIUS

QUICK, LONG, CROWDED, NIGHT, OVERLAP = "cepat", "lama", "padat", "malam", "bersamaan"
FAR, SPOT, PHOTO = "jauh", "satu_titik", "foto_ganda"
STRAIGHT, ALIKE, IMPOSSIBLE, MISSING = "lurus", "serupa", "mustahil", "banyak_kosong"
SIGNS = (
    QUICK, LONG, CROWDED, NIGHT, OVERLAP, FAR, SPOT, PHOTO, STRAIGHT, ALIKE, IMPOSSIBLE, MISSING,
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A place on the earth: WGS84 degrees, and how many metres it may be off (None = unknown)."""

    latitude: float
    longitude: float
    accuracy: float | None = None


@dataclass(frozen=True)
class Interview:
    """One finished questionnaire as a supervisor's eye sees it; None = not known.

    `started_at` and `ended_at` are local times; `active` is the time with the form in front.
    """

    key: int
    enumerator: int | None
    answers: Answers
    started_at: datetime | None = None
    ended_at: datetime | None = None
    active: timedelta | None = None
    point: Point | None = None
    village: Point | None = None
    photos: tuple[str, ...] = field(default=())

    @property
    def lasted(self) -> timedelta | None:
        """Return how long it took: the active time, else from start to end."""
        if self.active is not None:
            return self.active
        if self.started_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.started_at


@dataclass(frozen=True)
class Check:
    """A combination of answers that cannot be: its code, its rule, its words."""

    code: str
    rule: Rule
    text: Text


@dataclass(frozen=True)
class Sign:
    """A reason to look at one interview; `other` is the interview it was compared with."""

    key: int
    code: str
    value: float | None = None
    other: int | None = None
    check: str = ""


def read_checks(found: Mapping[str, object]) -> tuple[Check, ...]:
    """Read the published checks of an instrument.

    Raises:
        KeyError: a part is missing.
    """
    rows: list[dict[str, object]] = list(found["checks"])  # type: ignore[call-overload]  # JSON
    return tuple(
        Check(str(c["code"]), c["rule"], Text(str(c["text_id"]), str(c["text_en"])))  # type: ignore[arg-type]  # JSON
        for c in rows
    )


def missing_share(instrument: Instrument, answers: Answers) -> float:
    """Return the share of the asked questions that were refused, not known or left empty."""
    asked = [q.id for q in instrument.questions if is_asked(q, answers)]
    empty = [c for c in asked if answers.get(c) is None or is_special(answers.get(c))]
    return len(empty) / len(asked) if asked else 0.0


def _times(one: Interview) -> Iterable[Sign]:
    """Tell too quick, too long, and at an hour when nobody is visited."""
    lasted = one.lasted
    if lasted is not None and lasted < QUICKEST:
        yield Sign(one.key, QUICK, max(lasted.total_seconds(), 0.0))
    if lasted is not None and lasted > LONGEST:
        yield Sign(one.key, LONG, lasted.total_seconds())
    if one.started_at is not None and not EARLIEST_HOUR <= one.started_at.hour < LATEST_HOUR:
        yield Sign(one.key, NIGHT, float(one.started_at.hour))


def _place(one: Interview) -> Iterable[Sign]:
    """Tell a point farther from the village than its accuracy and a kilometre allow."""
    if one.point is None or one.village is None:
        return
    here, home = one.point, one.village
    ends = (here.latitude, here.longitude, home.latitude, home.longitude)
    away = 1_000 * kilometres(*ends) - (here.accuracy or 0.0)
    if away > FAR_METRES:
        yield Sign(one.key, FAR, away)


def _position(instrument: Instrument, code: str, answer: Answer | None) -> int | None:
    """Return the place of a single choice among its options, None when it is no choice."""
    options = [option.code for option in instrument.question(code).options]
    return options.index(answer) if isinstance(answer, str) and answer in options else None


def _answers(instrument: Instrument, checks: Sequence[Check], one: Interview) -> Iterable[Sign]:
    """Tell straight lines, impossible combinations, and many empty answers."""
    singles = [q.id for q in instrument.questions if q.kind == "select_one"]
    places = [_position(instrument, code, one.answers.get(code)) for code in singles]
    told = [place for place in places if place is not None]
    if len(told) >= STRAIGHT_LEAST:
        share = Counter(told).most_common(1)[0][1] / len(told)
        if share >= STRAIGHT_SHARE:
            yield Sign(one.key, STRAIGHT, share)
    for check in checks:
        if holds(check.rule, one.answers):
            yield Sign(one.key, IMPOSSIBLE, check=check.code)
    share = missing_share(instrument, one.answers)
    if share > MISSING_SHARE:
        yield Sign(one.key, MISSING, share)


def _crowded(rows: Sequence[Interview]) -> Iterable[Sign]:
    """Tell every interview of a day on which one person finished more than twelve."""
    days: dict[date, list[Interview]] = defaultdict(list)
    for one in rows:
        if one.ended_at is not None:
            days[one.ended_at.date()].append(one)
    for found in days.values():
        if len(found) > MOST_A_DAY:
            for one in found:
                yield Sign(one.key, CROWDED, float(len(found)))


def _overlapping(rows: Sequence[Interview]) -> Iterable[Sign]:
    """Tell interviews of one person that began before an earlier one had ended."""
    timed = [r for r in rows if r.started_at is not None and r.ended_at is not None]
    timed.sort(key=lambda r: (r.started_at, r.key))
    last: Interview | None = None
    for one in timed:
        if last is not None and one.started_at < last.ended_at:  # type: ignore[operator]  # timed
            yield Sign(one.key, OVERLAP, other=last.key)
        if last is None or one.ended_at > last.ended_at:  # type: ignore[operator]  # timed
            last = one


def _one_spot(rows: Sequence[Interview]) -> Iterable[Sign]:
    """Tell interviews of one person that were held at one and the same spot."""
    sure = [r for r in rows if r.point and (r.point.accuracy or 0.0) <= UNSURE_METRES]
    if len(sure) < SAME_SPOT_LEAST:
        return
    north = np.array([r.point.latitude for r in sure if r.point]) * (EARTH_METRES * math.pi / 180)
    mean = math.radians(sum(r.point.latitude for r in sure if r.point) / len(sure))
    east = np.array([r.point.longitude for r in sure if r.point])
    east = east * (EARTH_METRES * math.pi / 180 * math.cos(mean))
    away = np.hypot(north[:, None] - north[None, :], east[:, None] - east[None, :])
    near = (away <= SAME_SPOT_METRES).sum(axis=1)
    for one, count in zip(sure, near.tolist(), strict=True):
        if count >= SAME_SPOT_LEAST:
            yield Sign(one.key, SPOT, float(count))


def _coded(instrument: Instrument, rows: Sequence[Interview]) -> np.ndarray:
    """Return the answers as numbers: a row per interview, a column per question, -1 = none."""
    codes = [q.id for q in instrument.questions]
    found = np.full((len(rows), len(codes)), -1, dtype=np.int32)
    seen: dict[tuple[int, object], int] = {}
    for i, one in enumerate(rows):
        for j, code in enumerate(codes):
            answer = one.answers.get(code)
            if answer is None:
                continue
            plain = tuple(sorted(answer)) if isinstance(answer, list) else answer
            found[i, j] = seen.setdefault((j, plain), len(seen))
    return found


def _alike(instrument: Instrument, rows: Sequence[Interview]) -> Iterable[Sign]:
    """Tell interviews of one person whose answers nearly repeat an earlier one."""
    if len(rows) < 2:
        return
    coded = _coded(instrument, rows)
    told = coded >= 0
    for i in range(1, len(rows)):
        both = told[:i] & told[i]
        count = both.sum(axis=1)
        same = ((coded[:i] == coded[i]) & both).sum(axis=1)
        share = np.where(count >= ALIKE_LEAST, same / np.maximum(count, 1), 0.0)
        best = int(share.argmax())
        if share[best] >= ALIKE_SHARE:
            yield Sign(rows[i].key, ALIKE, float(share[best]), rows[best].key)


def _photos(rows: Sequence[Interview]) -> Iterable[Sign]:
    """Tell interviews that carry a photo which another one carried before."""
    first: dict[str, int] = {}
    for one in rows:
        for photo in dict.fromkeys(one.photos):
            owner = first.setdefault(photo, one.key)
            if owner != one.key:
                yield Sign(one.key, PHOTO, other=owner)


def signs(
    instrument: Instrument, checks: Sequence[Check], interviews: Iterable[Interview]
) -> list[Sign]:
    """Return every sign of the interviews, by interview and in the order of `SIGNS`.

    Interviews of one enumerator are compared with each other; photos with all.
    """
    rows = sorted(interviews, key=lambda r: (r.ended_at is not None, r.ended_at or r.key, r.key))
    found: list[Sign] = list(_photos(rows))
    people: dict[int, list[Interview]] = defaultdict(list)
    for one in rows:
        found += [*_times(one), *_place(one), *_answers(instrument, checks, one)]
        if one.enumerator is not None:
            people[one.enumerator].append(one)
    for own in people.values():
        found += [*_crowded(own), *_overlapping(own), *_one_spot(own), *_alike(instrument, own)]
    return sorted(found, key=lambda s: (s.key, SIGNS.index(s.code), s.check))


@dataclass(frozen=True)
class Work:
    """What one enumerator delivered: interviews, how many bear a sign, missing share, minutes."""

    enumerator: int | None
    interviews: int
    signed: int
    missing: float
    median_minutes: float | None


def work_of(
    instrument: Instrument, interviews: Sequence[Interview], found: Sequence[Sign]
) -> list[Work]:
    """Return the work of each enumerator, by id; `missing` is the mean share of empty answers."""
    signed = {sign.key for sign in found}
    people: dict[int | None, list[Interview]] = defaultdict(list)
    for one in interviews:
        people[one.enumerator].append(one)
    return [
        Work(
            who,
            len(own),
            sum(one.key in signed for one in own),
            sum(missing_share(instrument, one.answers) for one in own) / len(own),
            _median_minutes(own),
        )
        for who, own in sorted(people.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    ]


def _median_minutes(rows: Sequence[Interview]) -> float | None:
    """Return the median length in minutes, None when no length is known."""
    known = [one.lasted.total_seconds() / 60 for one in rows if one.lasted is not None]
    return float(np.median(known)) if known else None
