"""The layouts: square for feeds of pictures, upright for stories, wide for link previews.

PNG of at most 256 colours: a photo keeps its look and the file stays below half a megabyte.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw, ImageOps

from lampit.outside.posters.lettering import BOLD, REGULAR, Lines, drawable, fitted, font, write

Colour = tuple[int, int, int]
Size = tuple[int, int]
PAPER: Colour = (251, 248, 241)
INK: Colour = (35, 31, 24)
SOFT: Colour = (91, 83, 68)
RIVER: Colour = (14, 90, 75)
DEEP: Colour = (10, 63, 54)
ON_DEEP: Colour = (247, 241, 226)
STRAW: Colour = (199, 154, 59)
WHITE: Colour = (255, 255, 255)
SQUARE: Size = (1080, 1080)
STORY: Size = (1080, 1920)
WIDE: Size = (1200, 630)
LARGEST_POSTER, LARGEST_PREVIEW = 500_000, 300_000
QUIET = 4  # modules around the code; readers need it
MARGIN = 56
# Upper left corner and side of the white field of the code, quiet zone inside.
SQUARE_CODE, STORY_CODE = (740, 736, 284), (660, 1316, 364)
SMALLEST_PREVIEW_TEXT = 40


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a poster; texts as people wrote them.

    Attributes:
        name: of the good or the shop; `instead` is written where our font has no letter of it.
        price: as shown, "" for a shop; unit: behind it, "per lembar".
        maker, place: who made it, and village or kecamatan.
        code: what is scanned, an address; `address`: the same for reading and typing.
        call: what one may do: "Pindai untuk melihat dan memesan".
        photo: a decoded picture, None where there is none.
    """

    name: str
    instead: str
    price: str
    unit: str
    maker: str
    place: str
    code: str = ""
    address: str = ""
    call: str = ""
    photo: Image.Image | None = None


def square(card: Card) -> bytes:
    """Return a PNG of 1080 x 1080 below 500 KB for a feed of pictures or a chat."""
    return _posted(lambda photo: _square(card, photo), card.photo)


def story(card: Card) -> bytes:
    """Return a PNG of 1080 x 1920 below 500 KB; head and foot stay free for the app's own signs."""
    return _posted(lambda photo: _story(card, photo), card.photo)


def preview(card: Card) -> bytes:
    """Return a JPEG of 1200 x 630 below 300 KB: picture, a strip with name and price."""
    image = _ground(card.photo, (WIDE[0], WIDE[1] - 150), WIDE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 480, *WIDE), fill=DEEP)
    _band(draw, 0, WIDE[0], 466)
    sizes = (64, 52, SMALLEST_PREVIEW_TEXT)
    price = fitted(card.price, BOLD, 520, 1, sizes) if card.price else None
    taken = _width(price) + 60 if price else 0
    name = fitted(_name(card), BOLD, WIDE[0] - 96 - taken, 1, (52, 46, SMALLEST_PREVIEW_TEXT))
    lines = fitted(_maker(card), REGULAR, WIDE[0] - 96 - taken, 1, (SMALLEST_PREVIEW_TEXT,))
    below = write(draw, name, (48, 496), WHITE)
    write(draw, lines, (48, max(below, 560)), ON_DEEP)
    if price:
        write(draw, price, (WIDE[0] - 48 - _width(price), 516), ON_DEEP)
    content = b""
    for quality in (82, 74, 64, 52, 40, 28, 16, 8):
        content = _encoded(image, "JPEG", quality=quality, progressive=True)
        if len(content) < LARGEST_PREVIEW:
            return content
    return content


def _name(card: Card) -> str:
    return drawable(card.name) or drawable(card.instead) or "Lampit"


def _maker(card: Card) -> str:
    told = (drawable(card.maker), drawable(card.place))
    return " · ".join(part for part in told if part) or "Lampit"


def _width(lines: Lines) -> int:
    return round(max(font(lines.name, lines.size).getlength(line) for line in lines.lines))


def _square(card: Card, photo: Image.Image | None) -> Image.Image:
    image = Image.new("RGB", SQUARE, PAPER)
    image.paste(_ground(photo, (1080, 664), (1080, 664)))
    draw = ImageDraw.Draw(image)
    _band(draw, 0, 1080, 664)
    width = SQUARE_CODE[0] - MARGIN - 32 if card.code else 1080 - 2 * MARGIN
    name = fitted(_name(card), BOLD, width, 2, (60, 52, 46, 40, 34))
    y = write(draw, name, (MARGIN, 714), INK)
    if card.price:
        y = _price(draw, card, width, y + 10, (84, 72, 60))
    maker = fitted(_maker(card), REGULAR, width, 2, (34, 30, 26))
    write(draw, maker, (MARGIN, y + 16), SOFT)
    if card.code:
        _code(image, card.code, SQUARE_CODE)
        _under_code(draw, card, SQUARE_CODE, (26, 24, 22))
    return image


def _story(card: Card, photo: Image.Image | None) -> Image.Image:
    image = Image.new("RGB", STORY, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1080, 200), fill=DEEP)
    maker = fitted(_maker(card), BOLD, 1080 - 2 * MARGIN, 1, (44, 40, 36, 32))
    write(draw, maker, (MARGIN, 122), ON_DEEP)
    image.paste(_ground(photo, (1080, 820), (1080, 820)), (0, 200))
    _band(draw, 0, 1080, 1020)
    name = fitted(_name(card), BOLD, 1080 - 2 * MARGIN, 3, (76, 66, 58, 50, 44))
    y = write(draw, name, (MARGIN, 1064), INK)
    width = STORY_CODE[0] - MARGIN - 40 if card.code else 1080 - 2 * MARGIN
    y = max(y + 24, 1316)
    if card.price:
        y = _price(draw, card, width, y, (104, 88, 72, 60))
    call = drawable(card.call)
    if call:
        write(draw, fitted(call, REGULAR, width, 3, (40, 36, 32)), (MARGIN, y + 24), SOFT)
    if card.code:
        _code(image, card.code, STORY_CODE)
        _under_code(draw, card, STORY_CODE, (30, 26, 22), call=False)
    return image


def _price(
    draw: ImageDraw.ImageDraw, card: Card, width: int, y: int, sizes: tuple[int, ...]
) -> int:
    price = fitted(card.price, BOLD, width, 1, sizes)
    below = write(draw, price, (MARGIN, y), RIVER)
    unit = drawable(card.unit)
    if not unit:
        return below
    return write(draw, fitted(unit, REGULAR, width, 1, (32, 28)), (MARGIN, below), SOFT)


def _under_code(
    draw: ImageDraw.ImageDraw,
    card: Card,
    field: tuple[int, int, int],
    sizes: tuple[int, ...],
    *,
    call: bool = True,
) -> None:
    x, y, side = field
    below = y + side + 4
    told = drawable(card.call) if call else ""
    if told:
        lines = fitted(told, REGULAR, side, 1, (*sizes, 18, 16))
        below = write(draw, lines, (x, below), SOFT)
    if card.address:
        write(draw, fitted(card.address, BOLD, side, 1, (*sizes, 20, 18, 16)), (x, below), INK)


def _code(image: Image.Image, payload: str, field: tuple[int, int, int]) -> None:
    """Lay a code on its white field: whole pixels for each module, quiet zone around it."""
    x, y, side = field
    code = segno.make(payload, error="m", micro=False)
    across = int(code.symbol_size(border=QUIET)[0])
    module = max(1, side // across)
    drawn = Image.new("L", (across, across), 255)
    drawn.putdata([0 if dark else 255 for row in code.matrix_iter(border=QUIET) for dark in row])
    large = drawn.resize((across * module, across * module), Image.Resampling.NEAREST)
    image.paste(WHITE, (x, y, x + side, y + side))
    start = (side - large.width) // 2
    image.paste(large.convert("RGB"), (x + start, y + start))


def _ground(
    photo: Image.Image | None, inside: tuple[int, int], size: tuple[int, int]
) -> Image.Image:
    """Return a picture of `size` whose upper part `inside` is the photo, the good in its middle.

    Where there is no photo a woven ground stands; an upright photo is shown whole on a blur of
    itself when half of it would be cut.
    """
    canvas = Image.new("RGB", size, PAPER)
    if photo is None:
        canvas.paste(_weave(inside))
        return canvas
    photo = photo.convert("RGB")
    filled = ImageOps.fit(photo, inside, Image.Resampling.LANCZOS, centering=(0.5, 0.45))
    if photo.height / photo.width > 1.6 * inside[1] / inside[0]:
        blur = filled.resize((24, 14), Image.Resampling.BOX).resize(inside)
        whole = ImageOps.contain(photo, inside, Image.Resampling.LANCZOS)
        blur.paste(whole, ((inside[0] - whole.width) // 2, (inside[1] - whole.height) // 2))
        filled = blur
    canvas.paste(filled)
    return canvas


def _weave(size: tuple[int, int]) -> Image.Image:
    """Return a calm woven ground: over, under, in two tones of straw."""
    cell = Image.new("RGB", (64, 64), (240, 230, 208))
    draw = ImageDraw.Draw(cell)
    for x, y in ((0, 0), (32, 32)):
        draw.rectangle((x, y, x + 31, y + 31), fill=(232, 219, 190))
        draw.line((x, y + 31, x + 31, y + 31), fill=(216, 200, 164), width=2)
    ground = Image.new("RGB", size)
    for x in range(0, size[0], 64):
        for y in range(0, size[1], 64):
            ground.paste(cell, (x, y))
    return ground


def _band(draw: ImageDraw.ImageDraw, left: int, right: int, y: int) -> None:
    """Draw the woven band of diamonds, 14 pixels high."""
    draw.rectangle((left, y, right, y + 14), fill=DEEP)
    for x in range(left, right, 28):
        draw.polygon([(x, y + 7), (x + 14, y + 1), (x + 28, y + 7), (x + 14, y + 13)], fill=STRAW)


def _posted(
    layout: Callable[[Image.Image | None], Image.Image], photo: Image.Image | None
) -> bytes:
    """Return a poster as PNG of fewer colours, the photo smoothed until the file is small."""
    content = b""
    for colours, shrink in ((256, 1.0), (128, 1.3), (64, 2.5), (32, 6.0)):
        image = layout(_smoothed(photo, shrink))
        reduced = image.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        content = _encoded(reduced, "PNG", optimize=True)
        if len(content) <= LARGEST_POSTER:
            return content
    return content


def _smoothed(photo: Image.Image | None, shrink: float) -> Image.Image | None:
    if photo is None or shrink == 1:
        return photo
    width, height = (max(1, round(side / shrink)) for side in photo.size)
    return photo.resize((width, height), Image.Resampling.BOX).resize(
        photo.size, Image.Resampling.BILINEAR
    )


def _encoded(image: Image.Image, kind: str, **options: int | bool) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
