"""A drawn figure where the demo would show a maker's photo: nobody's face."""

import zlib

from PIL import Image, ImageDraw

SIDE = 720
_GROUNDS = ((222, 233, 224), (245, 232, 205), (229, 221, 236))
_CLOTHS = ((39, 94, 86), (140, 74, 43), (84, 66, 120), (170, 126, 38))
_SKIN = (198, 150, 112)


def face(name: str) -> Image.Image:
    """Return a figure with a head-scarf and without features, 720 x 720, by a name."""
    lot = zlib.crc32(name.encode())
    big = Image.new("RGB", (SIDE * 2, SIDE * 2), _GROUNDS[lot % len(_GROUNDS)])
    pen, cloth = ImageDraw.Draw(big), _CLOTHS[(lot >> 4) % len(_CLOTHS)]
    dark = tuple(part * 3 // 4 for part in cloth)
    pen.ellipse((220, 900, 1220, 1900), fill=dark)
    pen.ellipse((400, 240, 1040, 1060), fill=cloth)
    pen.polygon([(420, 760), (1020, 760), (1100, 1180), (340, 1180)], fill=cloth)
    pen.ellipse((520, 400, 920, 920), fill=_SKIN)
    return big.reduce(2)
