"""Files made of a proven picture: four widths in three kinds, preview, placeholder, original."""

import base64
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps

from lampit.outside.pictures.proving import read

WIDTHS = (160, 320, 640, 1080)
FIRST_WIDTHS = (320, 640, 1080)  # those that pictures had at first, as WebP and JPEG
# Most bytes of a file of each width (design.md section 7), whatever the picture shows.
LIMITS = {160: 10_000, 320: 25_000, 640: 60_000, 1080: 120_000}
KINDS = ("avif", "webp", "jpg")
QUALITIES = {
    "avif": (50, 42, 34, 26, 18, 10, 4),
    "webp": (72, 60, 48, 36, 24, 12, 2),
    "jpg": (78, 68, 58, 46, 34, 22, 10),
}
LONGEST = 1600  # of an original, in pixels; phones send no more
ORIGINAL_QUALITY = 88
MOST_UPRIGHT = 2  # a file is at most twice as high as its width
PREVIEW_SIZE = (1200, 630)
MIDDLE = (0.5, 0.45)  # goods stand a little above the middle
LARGEST_PREVIEW = 300_000
PLACEHOLDER_SIDE = 16
LARGEST_PLACEHOLDER = 220  # bytes before base64


@dataclass(frozen=True, slots=True)
class Picture:
    """A proven picture and its files.

    Attributes:
        digest: 64 hex digits that name it.
        width, height: of the largest file, in pixels.
        files: relative file name to content.
    """

    digest: str
    width: int
    height: int
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Original:
    """A proven picture before its files are made: upright, stripped, at most 1600 px.

    Attributes:
        placeholder: a WebP of 16 px in base64, to be shown blurred until the picture comes.
    """

    digest: str
    width: int
    height: int
    content: bytes
    placeholder: str


def file_name(digest: str, what: str) -> str:
    """Return the relative name of a file: `ab/ab12…-640.webp`; `what` is `640.webp`, `og.jpg`."""
    return f"{digest[:2]}/{digest}-{what}"


def names(digest: str, *, complete: bool = True) -> list[str]:
    """Return the names of all files of a picture; without AVIF and 160 px unless `complete`."""
    widths, kinds = (WIDTHS, KINDS) if complete else (FIRST_WIDTHS, KINDS[1:])
    every = [f"{width}.{kind}" for width in widths for kind in kinds]
    return [file_name(digest, what) for what in [*every, "og.jpg"]]


def original(image: Image.Image) -> Original:
    """Return the original of a decoded picture, named by its content."""
    whole = _within(image, LONGEST, LONGEST)
    content = _encoded(whole, "JPEG", quality=ORIGINAL_QUALITY)
    return Original(_digest(whole), whole.width, whole.height, content, placeholder(whole))


def placeholder(image: Image.Image) -> str:
    """Return a tiny WebP of a picture in base64, at most 296 signs."""
    tiny = _within(image, PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, Image.Resampling.BOX)
    for quality in (40, 20, 5):
        content = _encoded(tiny, "WEBP", quality=quality, method=6)
        if len(content) <= LARGEST_PLACEHOLDER:
            break
    else:
        content = _encoded(tiny.resize((4, 4)), "WEBP", quality=5)
    return base64.b64encode(content).decode()


def prepare(
    image: Image.Image, *, digest: str = "", effort: int = 4, complete: bool = False
) -> Picture:
    """Make the files of a decoded picture, each within its limit of bytes, and the preview.

    `digest` names it when its name is known already. `complete`: with AVIF and 160 px, for goods;
    the others are shown small and by few.
    """
    largest = _at_width(image, WIDTHS[-1])
    digest = digest or _digest(largest)
    files: dict[str, bytes] = {}
    for width in WIDTHS if complete else FIRST_WIDTHS:
        small = _at_width(largest, width)
        for kind in KINDS if complete else KINDS[1:]:
            files[file_name(digest, f"{width}.{kind}")] = _bounded(small, width, kind, effort)
    files[file_name(digest, "og.jpg")] = preview(largest)
    return Picture(digest, largest.width, largest.height, files)


def preview(image: Image.Image) -> bytes:
    """Return a JPEG of 1200 x 630 under 300 KB with the whole picture in its middle."""
    canvas = _preview_canvas(image)
    for quality in (80, 68, 55, 40, 25, 10):
        content = _encoded(canvas, "JPEG", quality=quality, progressive=True)
        if len(content) < LARGEST_PREVIEW:
            return content
    return _encoded(canvas.resize((600, 315)), "JPEG", quality=40)


def _preview_canvas(image: Image.Image) -> Image.Image:
    if image.height <= image.width * 0.8:
        return ImageOps.fit(image, PREVIEW_SIZE, Image.Resampling.BILINEAR, centering=MIDDLE)
    # A square or upright photo would lose head and foot: show it whole on a blurred ground.
    ground = ImageOps.fit(image, (24, 13), Image.Resampling.BOX, centering=MIDDLE)
    ground = ground.resize(PREVIEW_SIZE)
    whole = ImageOps.contain(image, PREVIEW_SIZE, Image.Resampling.BILINEAR)
    ground.paste(whole, ((PREVIEW_SIZE[0] - whole.width) // 2, 0))
    return ground


def from_upload(content: bytes) -> Picture:
    """Decode a sent picture and make its files; raises what `read` raises."""
    return prepare(read(content))


def single(content: bytes, width: int = WIDTHS[-1]) -> Picture:
    """Decode a sent picture and make one stripped JPEG of it: for records, not for shop windows.

    Raises what `read` raises.
    """
    image = _at_width(read(content), width)
    digest = _digest(image)
    name = file_name(digest, f"{width}.jpg")
    encoded = _encoded(image, "JPEG", quality=QUALITIES["jpg"][0], progressive=True)
    return Picture(digest, image.width, image.height, {name: encoded})


def _digest(image: Image.Image) -> str:
    size = f"{image.width}x{image.height}".encode()
    return hashlib.sha256(image.tobytes() + size).hexdigest()


def _bounded(image: Image.Image, width: int, kind: str, effort: int) -> bytes:
    """Return the picture in a kind, as good as its limit of bytes allows; softened at worst."""
    encode, content = _ENCODERS[kind], b""
    for _ in range(4):
        for quality in QUALITIES[kind]:
            content = encode(image, quality, effort)
            if len(content) <= LIMITS[width]:
                return content
        half = image.resize((max(1, image.width // 2), max(1, image.height // 2)))
        image = half.resize(image.size, Image.Resampling.BILINEAR)
    return content


def _avif(image: Image.Image, quality: int, _effort: int) -> bytes:
    return _encoded(image, "AVIF", quality=quality, speed=8)


def _webp(image: Image.Image, quality: int, effort: int) -> bytes:
    return _encoded(image, "WEBP", quality=quality, method=effort)


def _jpg(image: Image.Image, quality: int, _effort: int) -> bytes:
    return _encoded(image, "JPEG", quality=quality, progressive=True)


_ENCODERS: dict[str, Callable[[Image.Image, int, int], bytes]] = {
    "avif": _avif,
    "webp": _webp,
    "jpg": _jpg,
}


def _at_width(image: Image.Image, width: int) -> Image.Image:
    return _within(image, width, width * MOST_UPRIGHT)


def _within(
    image: Image.Image,
    width: int,
    height: int,
    how: Image.Resampling = Image.Resampling.LANCZOS,
) -> Image.Image:
    scale = min(width / image.width, height / image.height)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, how, reducing_gap=2.0)


def _encoded(image: Image.Image, kind: str, **options: int | bool) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
