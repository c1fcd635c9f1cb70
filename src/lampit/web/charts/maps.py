"""Maps: a choropleth of areas, and one box per region for the whole nation."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import NamedTuple
from urllib.parse import quote as url_quote

from django.utils.safestring import SafeString

from lampit.web.charts._drawing import (
    DASH,
    Number,
    class_of,
    element,
    few,
    frame,
    hatch,
    known,
    machine,
    pattern_id,
    quote,
    show,
    text,
)

Spot = tuple[float, float]
Ring = Sequence[Sequence[float]]
Corners = tuple[float, float, float, float]
# Square pixels an area needs before a figure is written into it.
ROOM = 110.0


class Area(NamedTuple):
    """An area: code, name, rings of (longitude, latitude), value and n."""

    code: str
    name: str
    rings: Sequence[Ring]
    value: Number
    n: Number


class Pin(NamedTuple):
    """A marked place: its letter, longitude and latitude."""

    letter: str
    longitude: float
    latitude: float


class Box(NamedTuple):
    """A region as one box: code, name, value and n."""

    code: str
    name: str
    value: Number
    n: Number


AreaRow = tuple[str, str, Sequence[Ring], Number, Number]
BoxRow = tuple[str, str, Number, Number]


def simplify(ring: Sequence[Spot], tolerance: float = 0.7) -> list[Spot]:
    """Drop the points of a line that change it by less than `tolerance` (Douglas-Peucker 1973)."""
    if len(ring) < 4:
        return list(ring)
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far, most = first, tolerance
        for place in range(first + 1, last):
            away = _distance(ring[place], ring[first], ring[last])
            if away > most:
                far, most = place, away
        if far != first:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return [ring[place] for place in sorted(keep)]


def _distance(point: Spot, start: Spot, end: Spot) -> float:
    """Give the distance of a point from a segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = 0.0
    if length:
        share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
        share = min(1.0, max(0.0, share))
    return hypot(point[0] - start[0] - share * dx, point[1] - start[1] - share * dy)


class _Sheet:
    """The projection of a map: equirectangular, narrowed by the cosine of its latitude."""

    def __init__(self, areas: Sequence[AreaRow], width: float) -> None:
        """Find the corners of all areas and the scale that fills the width."""
        spots = [p for _, _, rings, _, _ in areas for ring in rings for p in ring if _is_spot(p)]
        xs, ys = [p[0] for p in spots] or [0.0], [p[1] for p in spots] or [0.0]
        self.west, self.north = min(xs), max(ys)
        self.narrow = cos(radians((min(ys) + max(ys)) / 2)) or 1.0
        across = (max(xs) - self.west) * self.narrow
        down = self.north - min(ys)
        # A tall strip of land is fitted by height, so that it never fills more than a square.
        self.unit = min((width - 8) / (across or 1e-9), (width - 8) / (down or 1e-9))
        if not across and not down:
            self.unit = 1.0
        self.height = down * self.unit + 8
        self.left = 4 + (width - 8 - across * self.unit) / 2

    def rings(self, rings: Sequence[Ring]) -> list[list[Spot]]:
        """Project and simplify the rings of an area to at most a pixel of error."""
        return [simplify([self.spot(p) for p in ring if _is_spot(p)]) for ring in rings]

    def spot(self, point: Sequence[float]) -> Spot:
        """Project a point."""
        x = self.left + (point[0] - self.west) * self.narrow * self.unit
        return x, 4 + (self.north - point[1]) * self.unit


def _is_spot(point: Sequence[float]) -> bool:
    """Say whether a point is a place on earth."""
    return len(point) >= 2 and all(known(part) and abs(part) <= 360 for part in point[:2])


def _outline(rings: Sequence[Sequence[Spot]]) -> str:
    """Write rings as a path in whole pixels, with steps from point to point."""
    path = ""
    for ring in rings:
        whole = [(round(x), round(y)) for x, y in ring]
        steps = [f"{x - x0} {y - y0}" for (x0, y0), (x, y) in pairwise(whole) if (x, y) != (x0, y0)]
        if steps:
            path += f"M{whole[0][0]} {whole[0][1]}l" + " ".join(steps) + "Z"
    return path


def _area(ring: Sequence[Spot]) -> float:
    """Give twice the signed area of a ring (shoelace)."""
    turned = [*ring[1:], *ring[:1]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, turned, strict=True))


def _middle(ring: Sequence[Spot]) -> Spot:
    """Give the centre of gravity of a ring; the mean of its points where it has no area."""
    double = _area(ring)
    if abs(double) < 1e-6:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    x = y = 0.0
    for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x / (3 * double), y / (3 * double)


def _said(name: str, value: Number, n: Number, decimals: int, why: str = "") -> str:
    """Say an area in words: name, value and n, or why there is none."""
    if not known(value):
        return f"{name}: {few(n)}" + (f", {why}" if why else "")
    return f"{name}: {show(value, decimals)}" + (f", n {show(n)}" if known(n) else "")


def _address(pattern: str, code: str) -> str:
    """Fill the code of an area into an address."""
    return pattern.replace("{code}", url_quote(code, safe="", errors="replace"))


def choropleth(
    areas: Sequence[AreaRow], title: str, finding: str, *, bounds: Sequence[float],
    width: float = 520, href: str = "", decimals: int = 0, names: bool = True,
    reasons: Mapping[str, str] | None = None,
) -> SafeString:  # fmt: skip
    """Draw areas in five classes between four upper bounds; hatched where there is no value.

    `href` with `{code}` makes each area a link; `reasons` says by code why a value is withheld.
    The same figures belong in a table beside it.
    """
    sheet, lined = _Sheet(areas, width), pattern_id(title)
    body, labels = [hatch(lined)], []
    for code, name, rings, value, n in areas:
        shapes = [ring for ring in sheet.rings(rings) if ring]
        tone = class_of(value, bounds)
        said = _said(name, value, n, decimals, (reasons or {}).get(code, ""))
        shape = element(
            "path", element("title", quote(said)), class_=f"q{tone}" if tone else None,
            fill=None if tone else f"url(#{lined})", d=_outline(shapes), data_value=machine(value),
            data_n=machine(n), data_code=code, data_quality=None if tone else "suppressed",
        )  # fmt: skip
        if href:
            shape = element("a", shape, href=_address(href, code), aria_label=said)
        body.append(shape)
        if shapes:
            labels.append((max(shapes, key=lambda ring: abs(_area(ring))), name, value, tone))
    labels.sort(key=lambda label: -abs(_area(label[0])))
    body += _labels(labels, names, decimals)
    role = "group" if href else "img"
    return frame(width, sheet.height, title, finding, body, "chart map", role)


def pin_map(
    areas: Sequence[AreaRow], pins: Sequence[Pin], title: str, finding: str, *, width: float = 520
) -> SafeString:  # fmt: skip
    """Draw areas without figures, and lettered pins upon them; `finding` says where they are."""
    sheet = _Sheet(areas, width)
    body = [
        element("path", element("title", quote(name)), class_="q2", d=_outline(sheet.rings(rings)))
        for _code, name, rings, _value, _n in areas
    ]
    for pin in pins:
        x, y = sheet.spot((pin.longitude, pin.latitude))
        body.append(
            element(
                "circle",
                cx=x,
                cy=y,
                r=8 + 3 * len(pin.letter),
                class_="hollow",
                data_pin=pin.letter,
            )
        )
        body.append(text(x, y + 4.5, pin.letter, "middle", "vl"))
    return frame(width, sheet.height, title, finding, body, "chart map")


def _labels(
    labels: Sequence[tuple[Sequence[Spot], str, Number, int | None]], names: bool, decimals: int
) -> list[str]:
    """Write names and figures, the largest areas first; what has no room is left to the table."""
    taken: list[Corners] = []
    drawn: list[str] = []
    for ring, name, value, tone in labels:
        if abs(_area(ring)) / 2 < ROOM:
            continue
        x, y = _middle(ring)
        ink = "oh np" if tone and tone >= 4 else "ol np"
        figure = show(value, decimals) if known(value) else DASH
        parts = name.split(" ")[:2] if len(name) > 8 else [name]
        half, up = max(len(part) for part in parts) * 3.2, len(parts) * 13.0
        both, alone = (x - half, y - up + 2, x + half, y + 14), (x - 9, y - 7, x + 9, y + 6)
        if names and not any(_overlap(both, other) for other in taken):
            taken.append(both)
            for place, part in enumerate(parts):
                row = y + 11 - (len(parts) - place) * 13
                drawn.append(text(x, row, part, "middle", f"nm {ink}"))
            drawn.append(text(x, y + 11, figure, "middle", f"vl {ink}"))
        elif not any(_overlap(alone, other) for other in taken):
            taken.append(alone)
            drawn.append(text(x, y + 4, figure, "middle", f"vl {ink}"))
    return drawn


def _overlap(one: Corners, other: Corners) -> bool:
    """Say whether two boxes (left, top, right, bottom) share ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def region_boxes(
    groups: Sequence[tuple[str, Sequence[BoxRow]]], title: str, finding: str, *,
    bounds: Sequence[float], href: str = "", width: float = 718, decimals: int = 0,
) -> SafeString:  # fmt: skip
    """Draw one box per region in rows per province: equal boxes, so that large land does not shout.

    Regions with a value are links when `href` has `{code}`.
    """
    size, left, lined = 14.0, 172.0, pattern_id(title)
    per_row = max(1, int((width - left) // size))
    body, y = [hatch(lined)], 4.0
    for name, boxes in groups:
        body.append(text(left - 8, y + 11, name[:28], "end"))
        for place, (code, region, value, n) in enumerate(boxes):
            tone = class_of(value, bounds)
            said = _said(region, value, n, decimals)
            box = element(
                "rect", element("title", quote(said)), class_=f"c q{tone}" if tone else "c",
                fill=None if tone else f"url(#{lined})", x=left + place % per_row * size,
                y=y + place // per_row * size, width=13, height=13, data_value=machine(value),
            )  # fmt: skip
            if tone and href:
                box = element("a", box, href=_address(href, code), aria_label=said)
            body.append(box)
        y += size * max(1, -(-len(boxes) // per_row)) + 4
    role = "group" if href else "img"
    return frame(width, y + 4, title, finding, body, "chart map boxes", role)
