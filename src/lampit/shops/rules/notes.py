"""Demo proofs: a paper note with the prices seen, drawn by the program and marked as example."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, LINE, MARK = (250, 246, 236), (40, 36, 28), (214, 200, 166), (164, 38, 72)
WIDTH, HEIGHT = 480, 360


def price_note(title: str, lines: Sequence[str]) -> Image.Image:
    """Return a picture of a note with a title and a few lines, marked CONTOH."""
    note = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(note)
    for y in range(96, HEIGHT, 44):
        draw.line((24, y, WIDTH - 24, y), fill=LINE, width=2)
    draw.text((24, 18), "CONTOH", fill=MARK, font=ImageFont.load_default(22))
    draw.text((24, 56), title[:38], fill=INK, font=ImageFont.load_default(20))
    for number, line in enumerate(lines[:5]):
        draw.text((24, 104 + number * 44), line[:42], fill=INK, font=ImageFont.load_default(20))
    return note
