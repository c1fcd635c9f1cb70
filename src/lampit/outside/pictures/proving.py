"""Sent photos proven by decoding: whole, still, of a known kind, upright, without any metadata."""

import io
import warnings

import pi_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from lampit.basics.refusal import Refusal

LARGEST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 64_000_000
# A plain JPEG is decoded at an eighth of its size when that is enough: phones of 200 MP may send.
MOST_PIXELS_PLAIN_JPEG = 220_000_000
MOST_SCANS = 100  # of a progressive JPEG: each one walks through the whole picture
SMALLEST_SIDE = 200
MOST_STRETCHED = 5  # how many times longer than wide a photo may be
FORMATS = ("JPEG", "PNG", "WEBP")
MOVING = ("PNG", "WEBP")  # of a JPEG the further pictures are the camera's own copies
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
DRAFT_SIDE = 2160
PAPER = (247, 241, 226)
_SRGB = ImageCms.createProfile("sRGB")


def read(content: bytes) -> Image.Image:
    """Decode a sent picture wholly and turn it upright; what it is, its content says.

    Raises:
        Refusal: `foto_kosong`, `foto_besar`, `foto_bukan`, `foto_raksasa`, `foto_bergerak`,
            `foto_kecil`, `foto_panjang`.
    """
    if not content:
        raise Refusal("foto_kosong", "Fotonya kosong. Ambil atau pilih foto lagi.")
    if len(content) > LARGEST_BYTES:
        raise Refusal("foto_besar", "Foto lebih dari 15 MB. Kirim foto yang lebih kecil.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _heic(content) if is_heic(content) else _plain(content)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError,
        OverflowError, MemoryError,
    ) as error:  # fmt: skip
        raise Refusal(
            "foto_bukan",
            "Berkas ini bukan foto JPEG, PNG, WebP, atau HEIC yang utuh. Pilih foto lain.",
        ) from error
    _check_shape(image)
    return image


def is_heic(content: bytes) -> bool:
    """Say whether the content begins as the photos of newer phones do (ISO 23008-12)."""
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def _too_many_pixels() -> Refusal:
    return Refusal("foto_raksasa", "Ukuran foto terlalu besar. Kecilkan dulu fotonya.")


def _check_shape(image: Image.Image) -> None:
    short, long = sorted(image.size)
    if short < SMALLEST_SIDE:
        raise Refusal(
            "foto_kecil", f"Foto terlalu kecil. Sisi pendek paling sedikit {SMALLEST_SIDE} titik."
        )
    if long > short * MOST_STRETCHED:
        raise Refusal("foto_panjang", "Foto terlalu panjang. Potong dulu, lalu kirim lagi.")


def _heic(content: bytes) -> Image.Image:
    """Decode a HEIC; the decoder has turned it upright, whatever its EXIF says."""
    file = pi_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    if file.size[0] * file.size[1] > MOST_PIXELS:
        raise _too_many_pixels()
    image = file.to_pillow()
    profile = file.info.get("icc_profile")
    return _opaque(_smaller(image), profile if isinstance(profile, bytes) else None)


def _plain(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=FORMATS)
    # Read before turning, which may leave it behind.
    kind, profile = image.format, image.info.get("icc_profile")
    is_progressive = bool(image.info.get("progressive"))
    is_jpeg = kind not in MOVING
    if is_progressive and content.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError("too many scans")
    most = MOST_PIXELS_PLAIN_JPEG if is_jpeg and not is_progressive else MOST_PIXELS
    if image.width * image.height > most:
        raise _too_many_pixels()
    if kind in MOVING and getattr(image, "is_animated", False):
        raise Refusal("foto_bergerak", "Ini gambar bergerak. Kirim foto biasa.")
    image.draft("RGB", (DRAFT_SIDE, DRAFT_SIDE))
    image.load()
    return _opaque(ImageOps.exif_transpose(_smaller(image)), profile)


def _smaller(image: Image.Image) -> Image.Image:
    """Return the picture with no side longer than needed: colours are turned sooner then.

    Also those of a palette or of 16 bits, before they are made four bytes a point: 61 KB of PNG
    would take more than a gigabyte else.
    """
    factor = max(image.size) // DRAFT_SIDE
    if factor <= 1:
        return image
    if image.mode in ("RGB", "RGBA", "L"):
        return image.reduce(factor)
    size = (max(1, image.width // factor), max(1, image.height // factor))
    return image.resize(size, Image.Resampling.NEAREST)


def _opaque(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as sRGB, transparent parts on paper, all metadata left behind."""
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits: cut off, not clipped
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (*PAPER, 255))
        image = Image.alpha_composite(paper, layer).convert("RGB")
    image = _in_srgb(image, profile)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture with the colours its profile means; a broken profile means nothing."""
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return found if found is not None else image
