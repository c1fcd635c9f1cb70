"""Bars from zero: shares and effects with their intervals, and the funnel."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lampit.web.charts._drawing import (
    DASH,
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


class Bar(NamedTuple):
    """A bar with its interval; `tone` is `d1` … `d5`."""

    name: str
    value: Number
    low: Number
    high: Number
    n: Number
    tone: str = "d1"


class Stage(NamedTuple):
    """A stage of the funnel and how many reached it."""

    name: str
    reached: Number


BarRow = tuple[str, Number, Number, Number, Number, str]
StageRow = tuple[str, Number]
TONES = frozenset({"d1", "d2", "d3", "d4", "d5"})


def bar_ci(
    rows: Sequence[BarRow], title: str, finding: str, *, high: float = 100, width: float = 640,
    label: float = 190, unit: str = "\u202f%", decimals: int = 0,
) -> SafeString:  # fmt: skip
    """Show shares or amounts as bars from zero with whiskers."""
    step, top = 34.0, 4.0
    across = Scale(0, high, label, width - 170)
    body: list[str] = []
    for place, row in enumerate(rows):
        y = top + place * step
        body.append(row_name(label - 12, y + step / 2, row[0], label - 12))
        body.extend(_bar(row, across, y, step, width, unit, decimals))
    return frame(width, top + step * max(1, len(rows)) + 4, title, finding, body)


def _bar(
    row: BarRow, across: Scale, y: float, step: float, width: float, unit: str, decimals: int
) -> list[str]:
    """Draw one bar with its whiskers, or say why there is none."""
    _, value, low, high, n, tone = row
    middle, thick = y + step / 2, step - 12
    if value is None or not known(value):
        return [text(across.start + 8, middle + 4, few(n), "start", "m")]
    track = element(
        "rect", class_="lt", x=across.start, y=y + 6, width=across.end - across.start,
        height=thick, rx=3,
    )  # fmt: skip
    bar = element(
        "rect", class_=tone if tone in TONES else "d1", x=across.start, y=y + 6,
        width=across(value) - across.start, height=thick, rx=3, data_value=machine(value),
        data_low=machine(low), data_high=machine(high), data_n=machine(n),
    )  # fmt: skip
    said, whisker = f"{show(value, decimals)}{unit}", ""
    if low is not None and high is not None and known(low) and known(high):
        left, right = across(low), across(high)
        path = f"M{left:.1f} {middle:g}H{right:.1f}"
        ends = f"M{left:.1f} {middle - 6:g}v12M{right:.1f} {middle - 6:g}v12"
        whisker = element("path", class_="wh", d=path + ends)
        said += f" ({show(low, decimals)}{DASH}{show(high, decimals)})"
    said += f" · n {show(n) if known(n) else '?'}"
    return [track, bar, whisker, text(width, middle + 4, said, "end")]


def funnel(
    stages: Sequence[StageRow], title: str, finding: str, *, width: float = 640, label: float = 130
) -> SafeString:
    """Show where people stop: bars from one zero, each loss written, the largest one marked."""
    step = 46.0
    counts = [count for _, count in stages if count is not None and known(count)]
    across = Scale(0, max(counts, default=1) or 1, label, width - 240)
    losses = _losses(stages)
    told = [loss for loss in losses if loss is not None]
    worst = losses.index(max(told)) if told and max(told) > 0 else -1
    body: list[str] = []
    for place, (name, count) in enumerate(stages):
        y = place * step
        body.append(text(label - 12, y + 24, fit(name, label - 12), "end"))
        if count is None or not known(count):
            body.append(text(label + 8, y + 25, gettext("belum diketahui"), "start", "m"))
            continue
        end = across(count)
        body.append(
            element(
                "rect", class_="d2" if place == worst else "d1", x=label, y=y + 6,
                width=end - label, height=step - 16, rx=4, data_value=machine(count),
            )
        )  # fmt: skip
        body.append(text(end + 8, y + 25, show(count), "start", "b"))
        body.extend(_loss(losses[place], place == worst, width, y + 25))
    return frame(width, step * max(1, len(stages)), title, finding, body)


def _losses(stages: Sequence[StageRow]) -> list[float | None]:
    """Give the share lost before each stage; None where it cannot be told."""
    losses: list[float | None] = [None] if stages else []
    for (_, before), (_, after) in pairwise(stages):
        told = before is not None and after is not None and known(before) and known(after)
        losses.append(1 - after / before if told and before and after is not None else None)
    return losses


def _loss(loss: float | None, is_worst: bool, width: float, y: float) -> list[str]:
    """Write the loss before a stage at the right edge."""
    if loss is None:
        return []
    sign = "+" if loss < 0 else ""
    said = f"{sign}{show(-loss * 100 or 0.0)}\u202f%"
    if is_worst:
        worst = gettext("bocor terbesar")
        return [text(width, y, f"{said} · {worst}", "end", "b")]
    return [text(width, y, said, "end", "m")]
