"""The pen of the charts: elements, text, numbers and scales. Everything is escaped here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10
from zlib import crc32

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from lampit.web import figures

Number = float | None
# What XML 1.0 does not allow at all, escaped or not.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Answers from which a withheld figure is withheld for another reason than their number.
ENOUGH_TO_TELL = 30
LETTER = 6.6
DASH = "\u2013"


def known(value: object) -> bool:
    """Say whether a value is a finite number."""
    return figures.is_known(value)


def quote(value: object) -> str:
    """Escape a value for text or attribute, without signs XML forbids."""
    return escape(FORBIDDEN.sub("", str(value)))


def px(value: float) -> str:
    """Write a coordinate with at most one decimal and no empty one."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def element(name: str, inside: str = "", **attributes: object) -> str:
    """Write an element; `inside` is markup; None and empty attributes are left out.

    Attribute names lose a closing underscore (`class_`) and take hyphens for the other ones.
    """
    pairs = ""
    for key, value in attributes.items():
        if value is not None and value != "":
            written = px(value) if isinstance(value, float) else value
            pairs += f' {key.rstrip("_").replace("_", "-")}="{quote(written)}"'

    return f"<{name}{pairs}>{inside}</{name}>" if inside else f"<{name}{pairs}/>"


def text(x: float, y: float, words: object, anchor: str = "start", class_: str = "") -> str:
    """Write a text; `anchor` is start, middle or end."""
    side = None if anchor == "start" else anchor
    return element("text", quote(words), x=x, y=y, text_anchor=side, class_=class_)


def fit(words: str, room: float) -> str:
    """Shorten a text to the pixels there are; the whole text stands in the table beside it."""
    most = max(3, int(room / LETTER))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def row_name(x: float, y: float, words: str, room: float) -> str:
    """Write the name of a row before `x`, its middle at `y`: on two lines where it must."""
    lines = broken(words, room)
    first = y + 4 - 7 * (len(lines) - 1)
    return "".join(text(x, first + 14 * n, line, "end") for n, line in enumerate(lines))


def broken(words: str, room: float) -> list[str]:
    """Break a text between two words where it is wider than the room; what is over is shortened."""
    if len(words) * LETTER <= room or " " not in words:
        return [fit(words, room)]
    parts = words.split(" ")
    ways = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    both = min(ways, key=lambda way: max(map(len, way)))
    return [fit(line, room) for line in both]


def show(value: Number, decimals: int = 0) -> str:
    """Write a number in the active language."""
    return figures.number(value, decimals, figures.tongue(get_language()))


def machine(value: Number) -> str | None:
    """Write a number for machines; None when it is not known."""
    return figures.data_value(value) if known(value) else None


def few(n: Number) -> str:
    """Say that there is not enough data, with the n there is."""
    if not known(n) or not n:
        return gettext("belum ada data")
    if n >= ENOUGH_TO_TELL:
        # Its own answers would do; another figure could be had by subtraction.
        return gettext("angkanya ditahan (n %(n)s)") % {"n": show(n)}
    return gettext("belum cukup data (n %(n)s)") % {"n": show(n)}


def frame(
    width: float, height: float, title: str, finding: str, body: Iterable[str],
    kind: str = "chart", role: str = "img",
) -> SafeString:  # fmt: skip
    """Close the drawing: a picture whose label is its title and its finding."""
    label = f"{title}. {finding}" if finding else title
    drawn = element(
        "svg", "".join(body) or element("g"), class_=kind,
        viewBox=f"0 0 {px(width)} {px(height)}", role=role, aria_label=label,
    )  # fmt: skip
    return mark_safe(drawn)  # noqa: S308 - `element` escaped every part


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to pixels; values outside stop at its ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Give the pixel of a value."""
        # Halved first: the difference of two very large numbers is not finite.
        width = (self.high / 2 - self.low / 2) or 0.5
        share = min(1.0, max(0.0, (value / 2 - self.low / 2) / width))
        return self.start + share * (self.end - self.start)

    def ticks(self, count: int = 4) -> list[float]:
        """Give evenly spaced values from end to end."""
        return [self.low + (self.high / count - self.low / count) * i for i in range(count + 1)]


def nice_top(value: float) -> float:
    """Give the smallest of 1, 2, 4, 5, 8 times a power of ten that is not below a value."""
    if not known(value) or value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    steps = (1, 2, 4, 5, 8, 10)
    return next((s * power for s in steps if s * power >= value * 0.999999), 10 * power)


def pattern_id(title: str) -> str:
    """Give the hatch of a chart a name of its own, so that two charts on a page do not clash."""
    return f"arsir-{crc32(title.encode('utf-8', 'replace')):08x}"


def hatch(name: str) -> str:
    """Define the hatch of suppressed areas."""
    lines = element("rect", class_="hb", width=6, height=6) + element(
        "path", class_="hl", d="M0 0v6"
    )
    drawn = element(
        "pattern", lines, id=name, width=6, height=6, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    return element("defs", drawn)


def swatch(name: str) -> SafeString:
    """Draw the sample of a class (`q1` … `q5`, `d1` …) for a legend."""
    inside = element("rect", class_=name, width=16, height=16)
    return mark_safe(element("svg", inside, aria_hidden="true", viewBox="0 0 16 16"))  # noqa: S308


def hatch_swatch() -> SafeString:
    """Draw the sample of the hatch for a legend."""
    inside = element("rect", class_="hb", width=16, height=16)
    inside += element("path", class_="hl", d="M0 8 8 0M0 16 16 0M8 16l8-8")
    return mark_safe(element("svg", inside, aria_hidden="true", viewBox="0 0 16 16"))  # noqa: S308


def class_of(value: Number, bounds: Iterable[float]) -> int | None:
    """Give the class 1 … 5 of a value between four upper bounds; None when it is not known."""
    if value is None or not known(value):
        return None
    return min(5, 1 + sum(value > bound for bound in bounds))
