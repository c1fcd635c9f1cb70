"""Lettering on pictures: what our font can write, broken into lines that fit."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parents[1] / "fonts"
REGULAR, BOLD = "plus-jakarta-sans-regular.ttf", "plus-jakarta-sans-bold.ttf"
LEADING = 1.16  # of the size, from line to line
_UNKNOWN = "\uffff"  # a sign no font has: what is drawn like it is a box


@lru_cache(maxsize=64)
def font(name: str, size: int) -> FreeTypeFont:
    """Return a shipped font at a size in pixels; letters are set one by one, the same anywhere."""
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _is_drawn(sign: str) -> bool:
    """Say whether the font has a sign: what it lacks is drawn like a sign that nobody has."""
    if sign == " ":
        return True
    face = font(REGULAR, 40)
    if face.getlength(sign) == 0:
        return False
    box = face.getmask(_UNKNOWN)
    mask = face.getmask(sign)
    return mask.size != box.size or bytes(mask) != bytes(box)


def drawable(text: str) -> str:
    """Return what of a text our font can write, blanks folded; no boxes, no hidden signs.

    A letter with a mark that the font lacks becomes the plain letter; other scripts and emoji are
    left out. "" when no letter or digit is left.
    """
    found: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        if _is_drawn(sign):
            found.append(sign)
            continue
        plain = unicodedata.normalize("NFKD", sign)
        kept = [one for one in plain if not unicodedata.combining(one)]
        if kept and all(_is_drawn(one) for one in kept):
            found += kept
        elif not unicodedata.combining(sign):
            found.append(" ")
    folded = " ".join("".join(found).split())
    return folded if any(sign.isalnum() for sign in folded) else ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text broken into lines at a size that fits."""

    lines: tuple[str, ...]
    name: str
    size: int

    @property
    def height(self) -> int:
        """Return the height of all lines in pixels."""
        return round(len(self.lines) * self.size * LEADING)


def fitted(text: str, name: str, width: int, most: int, sizes: Sequence[int]) -> Lines:
    """Return a text in at most `most` lines of `width`, in the largest of `sizes` that does.

    In the smallest the rest is cut with an ellipsis.
    """
    for size in sizes:
        lines = _wrapped(text, font(name, size), width)
        if len(lines) <= most:
            return Lines(tuple(lines), name, size)
    size = sizes[-1]
    face = font(name, size)
    kept = _wrapped(text, face, width)[:most]
    kept[-1] = _cut(kept[-1], face, width)
    return Lines(tuple(kept), name, size)


def _wrapped(text: str, face: FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for piece in _pieces(word, face, width):
            if lines[-1]:
                lines.append("")
            lines[-1] = piece
    return lines


def _pieces(word: str, face: FreeTypeFont, width: int) -> list[str]:
    """Break a word that is longer than a line wherever it must be."""
    if face.getlength(word) <= width:
        return [word]
    pieces = [""]
    for sign in word:
        if pieces[-1] and face.getlength(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _cut(line: str, face: FreeTypeFont, width: int) -> str:
    while line and face.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip(' .,;–-')}…"


def write(
    draw: ImageDraw.ImageDraw, lines: Lines, place: tuple[int, int], fill: tuple[int, int, int]
) -> int:
    """Write lines from the upper left corner `place`; return where the next thing may begin."""
    x, y = place
    step = lines.size * LEADING
    for number, line in enumerate(lines.lines):
        draw.text((x, round(y + number * step)), line, font=font(lines.name, lines.size), fill=fill)
    return y + lines.height
