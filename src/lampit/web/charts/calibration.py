"""What was promised against what came true, with the line on which both agree."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lampit.web.charts._drawing import Number, Scale, element, frame, known, machine, show, text

Promise = tuple[Number, Number, Number, Number, Number]


def calibration(
    rows: Sequence[Promise], title: str, finding: str, *, low: float = 50, size: float = 320
) -> SafeString:
    """Show each promise (percent) over the share that came true, with its interval and n.

    Args:
        rows: promised, come true, lower and upper end, n; rows without a share are left out.
        title: what is shown.
        finding: what it says, for the label.
        low: where both scales begin; what lies below stops at the edge.
        size: width and height of the square in pixels.
    """
    left, top, bottom, right = 52.0, 14.0, 42.0, 16.0
    across = Scale(low, 100, left, left + size)
    up = Scale(low, 100, top + size, top)
    width, height = left + size + right, top + size + bottom
    body = []
    for value in across.ticks(5):
        x, y = across(value), up(value)
        body.append(element("line", class_="g", x1=left, x2=left + size, y1=y, y2=y))
        body.append(text(left - 8, y + 4, show(value), "end", "m"))
        body.append(text(x, top + size + 18, show(value), "middle", "m"))
    x1, y1, x2, y2 = across(low), up(low), across(100), up(100)
    body.append(element("line", class_="ref", x1=x1, y1=y1, x2=x2, y2=y2))
    body.append(text(left + size, height - 4, gettext("dugaan komputer, %"), "end", "m"))
    body.append(text(left + 6, top + 12, gettext("ternyata sama, %"), "start", "m"))
    body += [_mark(row, across, up) for row in rows]
    return frame(width, height, title, finding, body)


def _mark(row: Promise, across: Scale, up: Scale) -> str:
    """Draw one promise; nothing where it or its share is not known."""
    promised, share, low, high, n = row
    if promised is None or share is None or not known(promised) or not known(share):
        return ""
    x, marks = across(promised), ""
    if low is not None and high is not None and known(low) and known(high):
        path = f"M{x:.1f} {up(low):.1f}V{up(high):.1f}"
        ends = f"M{x - 5:.1f} {up(low):.1f}h10M{x - 5:.1f} {up(high):.1f}h10"
        marks = element("path", class_="ci", d=path) + element("path", class_="ci", d=ends)
    marks += element("circle", class_="d1", cx=x, cy=up(share), r=5.5)
    return element(
        "g", marks, data_value=machine(share), data_low=machine(low), data_high=machine(high),
        data_n=machine(n),
    )  # fmt: skip
