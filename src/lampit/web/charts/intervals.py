"""Estimates with their intervals: dots, before and after, and the scale of one answer."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from lampit.web.charts._drawing import (
    DASH,
    LETTER,
    Number,
    Scale,
    element,
    few,
    fit,
    frame,
    known,
    machine,
    row_name,
    show,
    text,
)


class Interval(NamedTuple):
    """An estimate: name, value, interval, n and quality (`ok`, `caution`, `suppressed`)."""

    name: str
    value: Number
    low: Number
    high: Number
    n: Number
    quality: str = "ok"


class Change(NamedTuple):
    """A figure before and after, with the n it stands on."""

    name: str
    before: Number
    after: Number
    n: Number


Row = tuple[str, Number, Number, Number, Number, str]
ChangeRow = tuple[str, Number, Number, Number]


def dot_interval(
    rows: Sequence[Row], title: str, finding: str, *, low: float = 0, high: float = 100,
    reference: tuple[float, str] | None = None, width: float = 640, label: float = 170,
    unit: str = "", decimals: int = 0,
) -> SafeString:  # fmt: skip
    """Compare estimates: dot and interval per row, hollow and dashed where caution is due."""
    step, top = 30.0, 26.0
    across = Scale(low, high, label, width - 128)
    height = top + step * max(1, len(rows)) + 22
    body = _grid(across, top, height, unit, decimals)
    if reference is not None and known(reference[0]):
        x = across(reference[0])
        body.append(element("line", class_="ref", x1=x, y1=top - 8, x2=x, y2=height - 20))
        body.append(text(x + 4, top - 12, fit(reference[1], width - x)))
    for place, row in enumerate(rows):
        middle = top + step * place + step / 2
        body.append(row_name(label - 12, middle, row[0], label - 12))
        body.extend(_dot(row, across, middle, width, unit, decimals))
    return frame(width, height, title, finding, body)


def _grid(across: Scale, top: float, height: float, unit: str, decimals: int) -> list[str]:
    """Draw the lines of the scale and their figures."""
    body = []
    for value in across.ticks():
        x = across(value)
        body.append(element("line", class_="g", x1=x, y1=top - 6, x2=x, y2=height - 20))
        body.append(text(x, height - 6, show(value, decimals) + unit, "middle", "m"))
    return body


def _dot(row: Row, across: Scale, y: float, width: float, unit: str, decimals: int) -> list[str]:
    """Draw one estimate, or say why there is none."""
    _, value, low, high, n, quality = row
    if quality == "suppressed" or value is None or not known(value):
        return [text(across.start + 8, y + 4, few(n), "start", "m")]
    careful = quality == "caution"
    marks, margin = "", ""
    if low is not None and high is not None and known(low) and known(high):
        path = f"M{across(low):.1f} {y:g}H{across(high):.1f}"
        ends = f"M{across(low):.1f} {y - 5:g}v10M{across(high):.1f} {y - 5:g}v10"
        marks = element("path", class_="ci caution" if careful else "ci", d=path)
        marks += element("path", class_="ci", d=ends)
        margin = f" ± {show((high - low) / 2, decimals)}"
    marks += element("circle", class_="hollow" if careful else "d1", cx=across(value), cy=y, r=5.5)
    group = element(
        "g", marks, data_value=machine(value), data_low=machine(low), data_high=machine(high),
        data_n=machine(n), data_quality=quality,
    )  # fmt: skip
    said = f"{show(value, decimals)}{unit}{margin} · n {show(n) if known(n) else '?'}"
    return [group, text(width, y + 4, said, "end")]


def before_after(
    rows: Sequence[ChangeRow], title: str, finding: str, *, low: float, high: float,
    width: float = 640, label: float = 180, write: Callable[[float], str] = show,
) -> SafeString:  # fmt: skip
    """Show what changed: a hollow dot before, a full one after, joined by a line."""
    step = 44.0
    across = Scale(low, high, label + 60, width - 150)
    body: list[str] = []
    for place, (name, before, after, n) in enumerate(rows):
        y = place * step + step / 2 + 4
        body.append(row_name(label - 12, y, name, label - 12))
        if before is None or after is None or not (known(before) and known(after)):
            body.append(text(label + 8, y + 4, few(n), "start", "m"))
            continue
        body.extend(_change(before, after, n, across, y, write))
        body.append(text(width, y + 4, f"n {show(n) if known(n) else '?'}", "end", "m"))
    return frame(width, step * max(1, len(rows)) + 8, title, finding, body)


def _change(
    before: float, after: float, n: Number, across: Scale, y: float,
    write: Callable[[float], str],
) -> list[str]:  # fmt: skip
    """Draw the two dots of a change, their line and figures."""
    first, last = across(before), across(after)
    left, right, away = ("end", "start", 12) if after >= before else ("start", "end", -12)
    return [
        element("line", class_="g", x1=across.start, x2=across.end, y1=y, y2=y),
        element("line", class_="span", x1=first, x2=last, y1=y, y2=y),
        element("circle", class_="hollow2", cx=first, cy=y, r=6, data_value=machine(before)),
        element(
            "circle", class_="d1", cx=last, cy=y, r=7, data_value=machine(after), data_n=machine(n)
        ),
        text(first - away, y + 4, write(before), left, "m"),
        text(last + away, y + 4, write(after), right, "b"),
    ]


def scale(
    value: Number, low: Number, high: Number, n: Number, bands: Sequence[tuple[float, str]],
    title: str, finding: str, *, before: tuple[float, str] | None = None, width: float = 560,
) -> SafeString:  # fmt: skip
    """Show one answer on its scale; `bands` are the upper end and the word of each stretch from 0.

    `before` is an earlier value and its name, drawn hollow.
    """
    top = bands[-1][0] if bands else 100.0
    across = Scale(0, top, 10, width - 10)
    body, start, height = [], 0.0, 86
    for place, (end, word) in enumerate(bands):
        left, right = across(start), across(end)
        tone = ("q1", "q2", "q3", "q5")[min(place, 3)]
        body.append(element("rect", class_=tone, x=left, y=34, width=right - left, height=16))
        lines = _lines(f"{show(start)}{DASH}{show(end)}", word, right - left)
        body.extend(_band(lines, (left + right) / 2))
        height = max(height, 41 + 15 * len(lines))
        start = end
    if value is None or not known(value):
        body.append(text(width / 2, 22, few(n), "middle", "b"))
        return frame(width, height, title, finding, body)
    x = across(value)
    if before is not None and known(before[0]):
        body.extend(_earlier(before, x, across))
    mark = ""
    if low is not None and high is not None and known(low) and known(high):
        mark = element("path", class_="tk", d=f"M{across(low):.1f} 42H{across(high):.1f}")
    mark += element("circle", class_="pt", cx=x, cy=42, r=9) + text(
        x, 22, show(value), "middle", "b"
    )
    body.append(
        element(
            "g", mark, data_value=machine(value), data_low=machine(low), data_high=machine(high),
            data_n=machine(n),
        )
    )  # fmt: skip
    return frame(width, height, title, finding, body)


def _lines(span: str, word: str, room: float) -> list[str]:
    """Break the name of a stretch into lines that fit: the span, then its words."""
    if len(f"{span} {word}") * LETTER <= room:
        return [f"{span} {word}"]
    words = [word] if len(word) * LETTER <= room else word.split(" ", 1)
    return [fit(line, room) for line in (span, *words)]


def _band(lines: Sequence[str], middle: float) -> list[str]:
    """Name a stretch of the scale below it."""
    if len(lines) == 1:
        return [text(middle, 70, lines[0], "middle", "m")]
    return [text(middle, 66 + 15 * row, line, "middle", "m") for row, line in enumerate(lines)]


def _earlier(before: tuple[float, str], x: float, across: Scale) -> list[str]:
    """Draw an earlier value as a hollow dot, its words clear of the present figure at `x`."""
    spot = across(before[0])
    at, side = (min(spot, x - 24), "end") if spot <= x else (max(spot, x + 24), "start")
    words = f"{before[1]}: {show(before[0])}"
    return [element("circle", class_="po", cx=spot, cy=42, r=5), text(at, 22, words, side, "m")]
