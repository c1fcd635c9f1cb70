"""Pictures that people send: proven by decoding, stripped of where they were taken, made small.

A picture is known by the SHA-256 of its decoded, upright content, so that the same photo sent
twice is one set of files and an address never changes its picture.
"""

import hashlib
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from lampit.basics.refusal import Refusal

LARGEST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 200
FORMATS = ("JPEG", "PNG", "WEBP")
WIDTHS = (320, 640, 1080)
PREVIEW_SIZE = (1200, 630)
LARGEST_PREVIEW = 300_000
WEBP_QUALITY, JPEG_QUALITY = 72, 78
PAPER = (247, 241, 226)


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


def file_name(digest: str, what: str) -> str:
    """Return the relative name of a file: `ab/ab12…-640.webp`; `what` is `640.webp`, `og.jpg`."""
    return f"{digest[:2]}/{digest}-{what}"


def read(content: bytes) -> Image.Image:
    """Decode a sent picture wholly and turn it upright.

    Raises:
        Refusal: `foto_kosong`, `foto_besar`, `foto_bukan`, `foto_raksasa`, `foto_kecil`.
    """
    if not content:
        raise Refusal("foto_kosong", "Fotonya kosong. Ambil atau pilih foto lagi.")
    if len(content) > LARGEST_BYTES:
        raise Refusal("foto_besar", "Foto lebih dari 15 MB. Kirim foto yang lebih kecil.")
    unreadable = Refusal(
        "foto_bukan", "Berkas ini bukan foto JPEG, PNG, atau WebP yang utuh. Pilih foto lain."
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise Refusal("foto_raksasa", "Ukuran foto terlalu besar. Kecilkan dulu fotonya.")
        image.draft("RGB", (2160, 2160))  # JPEG decodes at half size when that is enough
        image.load()
        upright = ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise unreadable from error
    except Image.DecompressionBombError as error:
        raise Refusal(
            "foto_raksasa", "Ukuran foto terlalu besar. Kecilkan dulu fotonya."
        ) from error
    if min(upright.size) < SMALLEST_SIDE:
        raise Refusal(
            "foto_kecil", f"Foto terlalu kecil. Sisi pendek paling sedikit {SMALLEST_SIDE} titik."
        )
    return _opaque(upright)


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, transparent parts on paper, all metadata left behind."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (*PAPER, 255))
        return Image.alpha_composite(paper, layer).convert("RGB")
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def prepare(image: Image.Image, *, effort: int = 4) -> Picture:
    """Make the files of a decoded picture: three widths as WebP and JPEG, and the preview."""
    largest = _at_width(image, WIDTHS[-1])
    digest = hashlib.sha256(
        largest.tobytes() + f"{largest.width}x{largest.height}".encode()
    ).hexdigest()
    files: dict[str, bytes] = {}
    for width in WIDTHS:
        small = _at_width(largest, width)
        files[file_name(digest, f"{width}.webp")] = _encoded(
            small, "WEBP", quality=WEBP_QUALITY, method=effort
        )
        files[file_name(digest, f"{width}.jpg")] = _encoded(
            small, "JPEG", quality=JPEG_QUALITY, progressive=True
        )
    files[file_name(digest, "og.jpg")] = preview(largest)
    return Picture(digest, largest.width, largest.height, files)


def preview(image: Image.Image) -> bytes:
    """Return a JPEG of 1200 x 630 under 300 KB with the whole picture in its middle."""
    canvas = ImageOps.fit(image, PREVIEW_SIZE, Image.Resampling.BILINEAR, centering=(0.5, 0.45))
    if image.height > image.width * 0.8:
        # A square or upright photo would lose head and foot: show it whole on a blurred ground.
        ground = canvas.resize((24, 13), Image.Resampling.BOX).resize(PREVIEW_SIZE)
        whole = ImageOps.contain(image, PREVIEW_SIZE, Image.Resampling.BILINEAR)
        ground.paste(whole, ((PREVIEW_SIZE[0] - whole.width) // 2, 0))
        canvas = ground
    for quality in (80, 68, 55, 40, 25, 10):
        content = _encoded(canvas, "JPEG", quality=quality, progressive=True)
        if len(content) < LARGEST_PREVIEW:
            return content
    return _encoded(canvas.resize((600, 315)), "JPEG", quality=40)


def from_upload(content: bytes) -> Picture:
    """Decode a sent picture and make its files; raises what `read` raises."""
    return prepare(read(content))


def single(content: bytes, width: int = WIDTHS[-1]) -> Picture:
    """Decode a sent picture and make one stripped JPEG of it: for records, not for shop windows.

    Raises what `read` raises.
    """
    image = _at_width(read(content), width)
    digest = hashlib.sha256(image.tobytes() + f"{image.width}x{image.height}".encode()).hexdigest()
    name = file_name(digest, f"{width}.jpg")
    encoded = _encoded(image, "JPEG", quality=JPEG_QUALITY, progressive=True)
    return Picture(digest, image.width, image.height, {name: encoded})


def keep(picture: Picture, folder: Path) -> None:
    """Write the files under `folder`; a file that is there is the same file and stays."""
    for name, content in picture.files.items():
        path = folder / name
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(path.suffix + ".part")
        part.write_bytes(content)
        part.replace(path)  # whole or not at all, whatever else happens


def size_of(path: Path) -> tuple[int, int] | None:
    """Return width and height of a kept picture, None when it is not there."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return image.size
    except OSError:
        return None


def missing(digests: Iterable[str], folder: Path) -> list[str]:
    """Return the digests whose smallest file is not under `folder`, for `lampit verify`."""
    return [d for d in digests if not (folder / file_name(d, f"{WIDTHS[0]}.webp")).exists()]


def _at_width(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(image: Image.Image, kind: str, **options: int | bool) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
