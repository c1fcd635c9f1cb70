"""Pictures: proven, stripped, upright, small; what is no picture is refused with advice."""

import io
from pathlib import Path

import pytest
from PIL import Image

from lampit.basics.refusal import Refusal
from lampit.outside import pictures


def photo(size: tuple[int, int] = (1200, 900), kind: str = "JPEG", turned: bool = False) -> bytes:
    """Return a photo as a phone sends it: noisy, with a place in its EXIF."""
    image = Image.effect_noise(size, 90).convert("RGB")
    image.paste((200, 0, 0), (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[0x010F] = "Telepon"
    exif.get_ifd(0x8825)[1] = "S"
    if turned:
        exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def test_a_photo_becomes_small_upright_and_nameless() -> None:
    """Three widths in two formats and a preview; EXIF with the place is gone, rotation applied."""
    found = pictures.from_upload(photo(turned=True))
    assert found.height > found.width
    assert len(found.files) == 7
    for name, content in found.files.items():
        with Image.open(io.BytesIO(content)) as image:
            assert not image.getexif(), name
            assert image.width <= 1200
            if name.endswith("320.webp"):
                assert image.width == 320
    red = Image.open(io.BytesIO(found.files[pictures.file_name(found.digest, "320.jpg")]))
    pixel = red.getpixel((red.width - 10, 10))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 120 > pixel[1]


def test_previews_stay_under_300_kb_even_for_noise() -> None:
    """WhatsApp drops larger pictures in silence: noise is the worst case."""
    found = pictures.from_upload(photo((1300, 900)))
    preview = found.files[pictures.file_name(found.digest, "og.jpg")]
    assert len(preview) < pictures.LARGEST_PREVIEW
    assert Image.open(io.BytesIO(preview)).size == (1200, 630)


def test_the_same_photo_is_one_set_of_files(tmp_path: Path) -> None:
    """Names follow the content; keeping twice writes once, and leaves no part behind."""
    found = pictures.from_upload(photo((400, 400), "PNG"))
    pictures.keep(found, tmp_path)
    stamps = {p: p.stat().st_ino for p in tmp_path.rglob("*.*")}
    pictures.keep(found, tmp_path)
    assert stamps == {p: p.stat().st_ino for p in tmp_path.rglob("*.*")}
    assert not list(tmp_path.rglob("*.part"))
    assert pictures.missing([found.digest, "f" * 64], tmp_path) == ["f" * 64]
    assert pictures.size_of(tmp_path / pictures.file_name(found.digest, "320.jpg")) == (320, 320)


def test_transparent_pictures_lie_on_paper() -> None:
    """See-through parts become paper, not black."""
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert pictures.read(out.getvalue()).getpixel((5, 5)) == pictures.PAPER


def _bomb() -> bytes:
    """Return a small file that says it is 20,000 x 20,000 pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def _small() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 900)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "foto_kosong"),
        (b"%PDF-1.7 not a photo", "foto_bukan"),
        (b"<svg onload='alert(1)'/>", "foto_bukan"),
        (b"GIF89a" + b"\0" * 50, "foto_bukan"),
        (photo((600, 400))[:2_000], "foto_bukan"),
        (b"\xff\xd8" + b"\0" * (pictures.LARGEST_BYTES + 1), "foto_besar"),
        (_bomb(), "foto_raksasa"),
        (_small(), "foto_kecil"),
    ],
    ids=["empty", "pdf", "svg", "gif", "cut", "heavy", "bomb", "small"],
)
def test_what_is_no_photo_is_refused(content: bytes, code: str) -> None:
    """Each refusal has its own sentence; nothing is decoded blindly."""
    with pytest.raises(Refusal) as refused:
        pictures.read(content)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
