"""Woven and other surfaces, drawn by the program: the material of an illustration of a good.

Everything follows from material and seed alone: the same good always gets the same picture.
Illustrations stand in where no photo exists (demo), and every page says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import pi, sin

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
SIZE = 1440  # drawn large and made small, so that slanted edges are smooth


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a material: light and dark strand, gap between, and an accent."""

    light: Colour
    dark: Colour
    gap: Colour
    accent: Colour


STRAW = (
    Palette((224, 196, 128), (199, 165, 92), (134, 100, 44), (164, 38, 72)),
    Palette((230, 206, 146), (206, 176, 108), (140, 108, 54), (18, 104, 84)),
    Palette((214, 184, 112), (186, 150, 78), (120, 88, 36), (96, 44, 110)),
)
REED = (
    Palette((176, 140, 92), (146, 110, 66), (84, 58, 30), (96, 44, 110)),
    Palette((190, 158, 112), (158, 124, 80), (96, 70, 40), (18, 104, 84)),
)
RATTAN = (
    Palette((222, 178, 104), (190, 142, 70), (112, 74, 30), (120, 62, 24)),
    Palette((206, 156, 86), (172, 122, 58), (98, 62, 24), (140, 40, 40)),
)
ROOT = (Palette((132, 92, 56), (104, 68, 38), (52, 32, 16), (214, 178, 110)),)
DYE = (
    Palette((122, 28, 92), (92, 18, 72), (66, 10, 52), (244, 214, 120)),
    Palette((16, 98, 88), (10, 76, 70), (6, 54, 50), (240, 222, 150)),
    Palette((168, 46, 40), (136, 32, 32), (98, 20, 22), (246, 226, 170)),
    Palette((38, 66, 124), (26, 50, 100), (16, 34, 74), (240, 236, 214)),
)
CLAY = (
    Palette((198, 112, 72), (174, 90, 54), (112, 52, 30), (236, 196, 150)),
    Palette((182, 98, 66), (154, 78, 50), (96, 44, 28), (228, 186, 140)),
)
WOOD = (
    Palette((190, 134, 78), (166, 112, 60), (110, 70, 34), (82, 50, 24)),
    Palette((168, 112, 66), (144, 92, 52), (92, 56, 30), (222, 184, 130)),
)
FOOD = (
    Palette((236, 202, 120), (214, 166, 82), (150, 104, 40), (18, 104, 84)),
    Palette((232, 186, 110), (206, 148, 76), (140, 88, 36), (164, 38, 72)),
)


def shade(colour: Colour, factor: float) -> Colour:
    """Return the colour made lighter (above 1) or darker (below 1)."""
    return (
        min(255, max(0, round(colour[0] * factor))),
        min(255, max(0, round(colour[1] * factor))),
        min(255, max(0, round(colour[2] * factor))),
    )


def _tiled(tile: Image.Image) -> Image.Image:
    """Fill a whole surface with a tile."""
    whole = Image.new("RGB", (SIZE, SIZE))
    for x in range(0, SIZE, tile.width):
        for y in range(0, SIZE, tile.height):
            whole.paste(tile, (x, y))
    return whole


def _strand(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: Colour) -> None:
    """Draw one visible piece of a strand: lit in the middle, darker where it dives."""
    left, top, right, bottom = box
    upright = bottom - top > right - left
    length = (bottom - top) if upright else (right - left)
    for step in range(length):
        light = 0.80 + 0.26 * sin(pi * (step + 0.5) / length)
        fill = shade(colour, light)
        if upright:
            draw.line((left, top + step, right, top + step), fill=fill)
        else:
            draw.line((left + step, top, left + step, bottom), fill=fill)


def plain_weave(palette: Palette, step: int = 36, stripe: int = 0) -> Image.Image:
    """Draw over-one-under-one weave; every `stripe`-th strand takes the accent colour."""
    cells = max(2, stripe * 2)
    tile = Image.new("RGB", (step * cells, step * cells), palette.gap)
    draw = ImageDraw.Draw(tile)
    for row in range(cells):
        for column in range(cells):
            box = (
                column * step + 2,
                row * step + 2,
                column * step + step - 3,
                row * step + step - 3,
            )
            over = (row + column) % 2 == 0
            line = column if over else row
            accent = bool(stripe) and line % stripe in (0, 1) and line % (2 * stripe) < stripe
            colour = palette.accent if accent else palette.light if over else palette.dark
            long = (box[0], box[1] - 2, box[2], box[3] + 2) if over else (
                box[0] - 2, box[1], box[2] + 2, box[3])  # fmt: skip
            _strand(draw, long, colour)
    return _tiled(tile)


def twill(palette: Palette, step: int = 30, over: int = 3) -> Image.Image:
    """Draw a herringbone: each strand passes over `over` others, one further on each row."""
    cells = over * 2
    tile = Image.new("RGB", (step * cells * 2, step * cells), palette.gap)
    draw = ImageDraw.Draw(tile)
    for row in range(cells):
        for column in range(cells * 2):
            shift = row if column < cells else cells - row
            on_top = (column + shift) % cells < over
            x, y = column * step, row * step
            if on_top:
                _strand(draw, (x + 2, y, x + step - 3, y + step - 1), palette.light)
            else:
                _strand(draw, (x, y + 2, x + step - 1, y + step - 3), palette.dark)
    return _tiled(tile)


def slats(palette: Palette, step: int = 26) -> Image.Image:
    """Draw rattan split into even slats laid side by side, sewn by threads."""
    tile = Image.new("RGB", (SIZE, step * 4), palette.gap)
    draw = ImageDraw.Draw(tile)
    for row in range(4):
        colour = shade(palette.light if row % 2 else palette.dark, 1.06 - 0.03 * row)
        for line in range(step - 4):
            light = 0.78 + 0.30 * sin(pi * (line + 1) / (step - 3))
            y = row * step + 2 + line
            draw.line((0, y, SIZE, y), fill=shade(colour, light))
    for x in range(60, SIZE, 120):
        draw.line((x, 0, x, step * 4), fill=shade(palette.gap, 0.9), width=5)
        draw.line((x + 4, 0, x + 4, step * 4), fill=shade(palette.light, 1.1), width=2)
    return _tiled(tile)


def stitched(palette: Palette, seed: int) -> Image.Image:
    """Draw resist-dyed cloth (sasirangan): rows of stitch marks on a deep ground."""
    whole = Image.new("RGB", (SIZE, SIZE), palette.light)
    draw = ImageDraw.Draw(whole)
    for x in range(0, SIZE, 8):  # the dye takes unevenly along the folds
        light = 1 + 0.10 * sin(x / 130 + seed) + 0.05 * sin(x / 47)
        draw.rectangle((x, 0, x + 8, SIZE), fill=shade(palette.light, light))
    marks = (palette.accent, (250, 246, 236), shade(palette.accent, 0.82))
    gap, high, turn = 130 + 20 * (seed % 3), 34 + 8 * (seed % 4), 210 + 30 * (seed % 3)
    for index, y in enumerate(range(gap // 2, SIZE, gap)):
        colour = marks[(index + seed) % 3]
        radius = 13 if index % 3 == 0 else 8
        for x in range(0, SIZE + 20, 26 if radius == 13 else 18):
            wave = _zigzag(x / turn) if seed % 2 else sin(2 * pi * x / turn)
            middle = y + high * wave
            draw.ellipse((x - radius, middle - radius, x + radius, middle + radius), fill=colour)
    return whole


def _zigzag(x: float) -> float:
    """Return the teeth of the gigi haruan motif, between -1 and 1."""
    return 4 * abs((x % 1) - 0.5) - 1


def grain(palette: Palette, seed: int) -> Image.Image:
    """Draw wood: slow lines that bend around nothing in particular."""
    whole = Image.new("RGB", (SIZE, SIZE), palette.light)
    draw = ImageDraw.Draw(whole)
    for index, y in enumerate(range(-40, SIZE + 40, 14)):
        bend = [
            (x, y + 16 * sin(x / 260 + seed + index / 9) + 7 * sin(x / 90 + index / 3))
            for x in range(0, SIZE + 60, 60)
        ]
        dark = palette.dark if index % 4 else shade(palette.dark, 0.86)
        draw.line(bend, fill=dark, width=3 + index % 3)
    return whole


def turned(palette: Palette, seed: int) -> Image.Image:
    """Draw clay as the wheel left it: bands and one row of pressed marks."""
    whole = Image.new("RGB", (SIZE, SIZE), palette.light)
    draw = ImageDraw.Draw(whole)
    for y in range(0, SIZE, 6):
        light = 1 + 0.05 * sin(y / 31 + seed) + 0.03 * sin(y / 9)
        draw.rectangle((0, y, SIZE, y + 6), fill=shade(palette.light, light))
    for band in (520, 560):
        draw.line((0, band, SIZE, band), fill=palette.gap, width=7)
    for x in range(0, SIZE, 64):
        draw.polygon(((x, 552), (x + 32, 528), (x + 64, 552), (x + 32, 548)), fill=palette.gap)
    return whole


Surface = Callable[[Palette, int], Image.Image]
SURFACES: dict[str, tuple[tuple[Palette, ...], Surface]] = {
    "anyaman-purun": (STRAW, lambda p, s: plain_weave(p, 34 + 6 * (s % 2), (0, 6, 4)[s % 3])),
    "anyaman-eceng-gondok": (REED, lambda p, s: twill(p, 40 + 6 * (s % 2))),
    "anyaman-rotan": (RATTAN, lambda p, s: plain_weave(p, 28 + 4 * (s % 2), (0, 8)[s % 2])),
    "lampit": (RATTAN, lambda p, s: slats(p, 26 + 4 * (s % 2))),
    "anyaman-jangang": (ROOT, lambda p, _s: twill(p, 20, 2)),
    "sasirangan": (DYE, stitched),
    "gerabah": (CLAY, turned),
    "kayu": (WOOD, grain),
    "mebel": (WOOD, grain),
    "pangan": (FOOD, lambda p, s: plain_weave(p, 44, 0) if s % 2 else grain(p, s)),
    "unggas": (FOOD, grain),
}


# Few: a surface is 6 MB, and goods of one kind are drawn one after the other.
@lru_cache(maxsize=4)
def _surface(material: str, which: int, variety: int) -> Image.Image:
    palettes, draw = SURFACES[material]
    return draw(palettes[which], variety)


def palette(material: str, seed: int) -> Palette:
    """Return the palette of a material for a seed."""
    palettes = SURFACES.get(material, SURFACES["anyaman-purun"])[0]
    return palettes[seed % len(palettes)]


def surface(material: str, seed: int) -> Image.Image:
    """Return the surface of a material for a seed, 1440 x 1440; do not draw on it."""
    material = material if material in SURFACES else "anyaman-purun"
    return _surface(material, seed % len(SURFACES[material][0]), seed % 12)
