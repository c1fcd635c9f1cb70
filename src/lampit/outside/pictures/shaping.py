"""Photos put right: turned by quarters, straightened by degrees, cut to a square or 4:5."""

import math
from dataclasses import dataclass

from PIL import Image

MOST_TILT = 15  # degrees either way
SHAPES = {"": None, "kotak": (1, 1), "tegak": (4, 5)}


@dataclass(frozen=True, slots=True)
class Shaping:
    """How a photo is put right.

    Attributes:
        turned: quarters clockwise, 0 to 3.
        tilt: whole degrees clockwise, -15 to 15; the corners that show nothing are cut off.
        shape: empty for the whole photo, `kotak` (1:1) or `tegak` (4:5), cut from the middle.
    """

    turned: int = 0
    tilt: int = 0
    shape: str = ""

    @property
    def is_plain(self) -> bool:
        """Say whether the photo stays as it came."""
        return self == PLAIN

    def __str__(self) -> str:
        """Return the words that name the outcome."""
        return f"{self.turned}/{self.tilt}/{self.shape}"


PLAIN = Shaping()  # the photo as it came


def shaped(image: Image.Image, shaping: Shaping) -> Image.Image:
    """Return the photo put right."""
    if shaping.turned % 4:
        image = image.transpose(_QUARTERS[shaping.turned % 4 - 1])
    if shaping.tilt:
        width, height = image.size
        image = image.rotate(-shaping.tilt, Image.Resampling.BICUBIC)
        image = _middle(image, *_upright_within(width, height, shaping.tilt))
    ratio = SHAPES.get(shaping.shape)
    if ratio:
        image = _middle(image, *_within_ratio(image.width, image.height, ratio))
    return image


_QUARTERS = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)


def shaped_size(width: int, height: int, shaping: Shaping) -> tuple[int, int]:
    """Return the size of a photo of this size once it is put right."""
    if shaping.turned % 2:
        width, height = height, width
    if shaping.tilt:
        width, height = _upright_within(width, height, shaping.tilt)
    ratio = SHAPES.get(shaping.shape)
    return _within_ratio(width, height, ratio) if ratio else (width, height)


def _upright_within(width: int, height: int, degrees: int) -> tuple[int, int]:
    """Return the largest upright rectangle of the same proportions in a tilted one."""
    angle = math.radians(abs(degrees))
    sin, cos = math.sin(angle), math.cos(angle)
    scale = min(
        width / (width * cos + height * sin), height / (width * sin + height * cos)
    )  # fmt: skip
    return max(1, int(width * scale)), max(1, int(height * scale))


def _within_ratio(width: int, height: int, ratio: tuple[int, int]) -> tuple[int, int]:
    wide, high = ratio
    if width * high > height * wide:
        return max(1, height * wide // high), height
    return width, max(1, width * high // wide)


def _middle(image: Image.Image, width: int, height: int) -> Image.Image:
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))
