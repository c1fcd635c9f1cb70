"""Lines over time: the small one beside a number, and two series with their bands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lampit.web.charts._drawing import (
    Number,
    Scale,
    element,
    fit,
    frame,
    known,
    machine,
    nice_top,
    show,
    text,
)


class Point(NamedTuple):
    """A value of a series with its interval; None where it is not known."""

    value: Number
    low: Number = None
    high: Number = None


class Series(NamedTuple):
    """A named line."""

    name: str
    points: Sequence[tuple[Number, Number, Number]]


Spot = tuple[float, float]


def _runs(spots: Sequence[Spot | None], breaks: Collection[int] = ()) -> list[list[Spot]]:
    """Split a line where values are not known, and before each place in `breaks`."""
    runs: list[list[Spot]] = []
    open_run = False
    for place, spot in enumerate(spots):
        open_run = open_run and place not in breaks
        if spot is None:
            open_run = False
        elif open_run:
            runs[-1].append(spot)
        else:
            runs.append([spot])
            open_run = True
    return runs


def _path(run: Sequence[Spot]) -> str:
    """Write a run of points as a path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def sparkline(
    values: Sequence[Number], title: str, *, width: float = 120, height: float = 32
) -> SafeString:
    """Show only the direction of a series, beside a number that stands on its own."""
    told = [value for value in values if value is not None and known(value)]
    if not told:
        return frame(width, height, title, gettext("belum ada data"), [])
    up = Scale(min(told), max(told), height - 5, 5)
    gap = (width - 8) / max(1, len(values) - 1)
    spots = [
        (4 + place * gap, up(value)) if value is not None and known(value) else None
        for place, value in enumerate(values)
    ]
    body = []
    for run in _runs(spots):
        if len(run) > 1:
            floor = f"V{height:g}H{run[0][0]:.1f}Z"
            body.append(element("path", class_="f1", d=_path(run) + floor))
            body.append(element("path", class_="l1", d=_path(run)))
    last = [spot for spot in spots if spot is not None][-1]
    body.append(element("circle", class_="d1", cx=last[0], cy=last[1], r=3.5))
    finding = gettext("dari %(first)s ke %(last)s") % {
        "first": show(told[0]),
        "last": show(told[-1]),
    }
    return frame(width, height, title, finding, body)


def trend(
    series: Sequence[tuple[str, Sequence[tuple[Number, Number, Number]]]], labels: Sequence[str],
    title: str, finding: str, *, low: float = 0, high: float | None = None, width: float = 640,
    height: float = 240, write: Callable[[float], str] = show,
    mark: tuple[int, str] | None = None, breaks: Mapping[str, Collection[int]] | None = None,
) -> SafeString:  # fmt: skip
    """Show up to two series with their bands, named at the line ends; `mark` is a dated event.

    `breaks` names by series the places that are not joined with the one before: there the line
    ends, a dashed line stands between, and a new line begins.
    """
    left, right, top, bottom = 64.0, 130.0, 22.0, 26.0
    ceiling = high if high is not None else nice_top(_highest(series))
    up = Scale(low, ceiling, height - bottom, top)
    gap = (width - left - right) / max(1, len(labels) - 1)
    body = []
    for value in up.ticks():
        y = up(value)
        body.append(element("line", class_="g", x1=left, x2=width - right, y1=y, y2=y))
        body.append(text(left - 8, y + 4, write(value), "end", "m"))
    every = max(1, -(-len(labels) // 8))
    for place, word in enumerate(labels):
        if place % every == 0:
            room = gap * every if len(labels) > 1 else width
            body.append(text(left + place * gap, height - 6, fit(word, room), "middle", "m"))
    if mark is not None and 0 <= mark[0] < len(labels):
        x = left + mark[0] * gap
        body.append(element("line", class_="ref", x1=x, x2=x, y1=top, y2=height - bottom))
        body.append(text(x + 5, top - 8, fit(mark[1], width - x)))
    parted = breaks or {}
    for place in sorted({place for cuts in parted.values() for place in cuts}):
        x = left + (place - 0.5) * gap
        body.append(element("line", class_="ref", x1=x, x2=x, y1=top, y2=height - bottom))
    ends: list[float] = []
    for place, (name, points) in enumerate(series[:2]):
        cuts = parted.get(name, ())
        body.extend(_series(name, points, cuts, place + 1, left, gap, up, ends, right, write))
    return frame(width, height, title, finding, body)


def _highest(series: Sequence[tuple[str, Sequence[tuple[Number, Number, Number]]]]) -> float:
    """Give the highest value or upper end of all series; 0 when none is known."""
    told = [
        figure
        for _, points in series
        for point in points
        for figure in (point[0], point[2])
        if figure is not None and known(figure)
    ]
    return max(told, default=0.0)


def _series(
    name: str, points: Sequence[tuple[Number, Number, Number]], cuts: Collection[int], place: int,
    left: float, gap: float, up: Scale, ends: list[float], right: float,
    write: Callable[[float], str],
) -> list[str]:  # fmt: skip
    """Draw one series: band, line, single points, and its name at the last known value."""
    values, lows, highs = (
        [_spot(point[part], left + i * gap, up) for i, point in enumerate(points)]
        for part in range(3)
    )
    body = _band(lows, highs, cuts, place)
    for run in _runs(values, cuts):
        if len(run) > 1:
            body.append(element("path", class_=f"l{place}", d=_path(run)))
        else:
            body.append(element("circle", class_=f"d{place}", cx=run[0][0], cy=run[0][1], r=4))
    spot, point = next(
        ((spot, point) for spot, point in zip(values[::-1], points[::-1], strict=True) if spot),
        (None, None),
    )
    if spot is None or point is None or point[0] is None:
        return body
    y = spot[1]
    while any(abs(y - other) < 15 for other in ends):
        y += 15
    ends.append(y)
    label = text(spot[0] + 8, y + 4, fit(f"{name} {write(point[0])}", right - 10), "start", "b")
    value, low, high = (machine(figure) for figure in point)
    body.append(element("g", label, data_value=value, data_low=low, data_high=high))
    return body


def _band(
    lows: Sequence[Spot | None], highs: Sequence[Spot | None], cuts: Collection[int], place: int
) -> list[str]:
    """Draw the band of a series wherever both of its ends are known."""
    told = [low is not None and high is not None for low, high in zip(lows, highs, strict=True)]
    tops = _runs([high if ok else None for high, ok in zip(highs, told, strict=True)], cuts)
    feet = _runs([low if ok else None for low, ok in zip(lows, told, strict=True)], cuts)
    shapes = [
        _path(upper) + "L" + _path(lower[::-1])[1:] + "Z"
        for upper, lower in zip(tops, feet, strict=True)
        if len(upper) > 1
    ]
    return [element("path", class_=f"f{place}", d=shape) for shape in shapes]


def _spot(value: Number, x: float, up: Scale) -> Spot | None:
    """Give the place of a value, None when it is not known."""
    return (x, up(value)) if value is not None and known(value) else None
