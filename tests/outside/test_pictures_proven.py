"""Hard photos: other kinds, odd colours, broken or hostile ones; each is proven by decoding."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from lampit.basics.refusal import Refusal
from lampit.outside import pictures
from lampit.outside.pictures import Shaping, proving

DATA = Path(__file__).parent / "data"  # drawn by us, encoded as phones do, with a place in EXIF
RED, PAPER = (150, 30, 30), (200, 170, 120)


def drawn(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Return a picture whose upper half is red."""
    image = Image.new("RGB", size, PAPER)
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2), fill=RED)
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    """Say whether the picture is red there."""
    pixel = image.convert("RGB").getpixel(place)
    assert isinstance(pixel, tuple)
    return pixel[0] > 120 > max(pixel[1:])


@pytest.mark.parametrize("name", ["plain.heic", "turned.heic"])
def test_heic_is_decoded_upright_and_stripped(name: str) -> None:
    """A HEIC with a place in it, also one kept upside down, gives files without either."""
    content = (DATA / name).read_bytes()
    assert b"Kamera Contoh" in content, "it does carry EXIF"
    image = pictures.read(content)
    assert (is_red(image, (20, 20)), is_red(image, (20, 460))) == (True, False)
    found = pictures.prepare(image, complete=True)
    for file, made in found.files.items():
        with Image.open(io.BytesIO(made)) as opened:
            assert not opened.getexif(), file
        assert b"Kamera" not in made


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_heic_is_refused(share: float) -> None:
    """What did not come whole is refused in words."""
    content = (DATA / "plain.heic").read_bytes()
    assert refused(content[: int(len(content) * share)]) == "foto_bukan"


def refused(content: bytes) -> str:
    """Return the code with which a photo is refused; empty when it is taken."""
    try:
        pictures.read(content)
    except Refusal as refusal:
        return refusal.code if refusal.message.endswith(".") else "no sentence"
    return ""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_phone_is_turned_upright(kind: str, orientation: int) -> None:
    """The eight orientations of EXIF, in all three kinds."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    image = drawn((400, 300))
    held = image.transpose(undo[orientation]) if orientation > 1 else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = pictures.read(saved(held, kind, exif=exif))
    assert found.size == (400, 300)
    assert (is_red(found, (200, 20)), is_red(found, (200, 280))) == (True, False)


def test_colours_of_print_and_of_new_phones_come_out_right() -> None:
    """CMYK, 16 bits of grey, see-through palettes and profiles become plain colours."""
    assert is_red(pictures.read(saved(drawn().convert("CMYK"), "JPEG")), (20, 20))
    grey = Image.new("I;16", (300, 300), 32_768)
    middle = pictures.read(saved(grey, "PNG")).getpixel((9, 9))
    assert isinstance(middle, tuple)
    assert 125 < middle[0] < 130, "16 bits are halved, not clipped to white"
    clear = Image.new("P", (300, 300), 0)
    clear.putpalette([0, 0, 0] * 256)
    assert pictures.read(saved(clear, "PNG", transparency=0)).getpixel((5, 5)) == pictures.PAPER
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = pictures.read(saved(drawn(), "JPEG", icc_profile=profile))
    assert is_red(kept, (20, 20))
    assert is_red(pictures.read(saved(drawn(), "JPEG", icc_profile=b"broken")), (20, 20))
    assert "icc_profile" not in kept.info


def test_a_wrong_ending_means_nothing_and_a_tail_is_lost() -> None:
    """Content decides; what hangs on a photo (a ZIP, a page) is in no file of ours."""
    tail = io.BytesIO()
    with zipfile.ZipFile(tail, "w") as archive:
        archive.writestr("x.html", "<script>alert(1)</script>")
    image = pictures.read(saved(drawn(), "JPEG") + tail.getvalue() + b"<?php evil")
    made = pictures.original(image)
    for content in [made.content, *pictures.prepare(image, complete=True).files.values()]:
        assert b"PK\x03\x04" not in content
        assert b"<?php" not in content


def test_moving_and_stretched_pictures_are_refused_with_advice() -> None:
    """A sticker that moves and a ribbon are no photo of a good."""
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    for kind in ("WEBP", "PNG"):
        moving = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert refused(moving) == "foto_bergerak"
    assert refused(saved(Image.new("RGB", (2_000, 300)), "PNG")) == "foto_panjang"


def test_bombs_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many pixels or scans are seen in the head; a large plain JPEG is decoded small."""
    assert refused(saved(Image.new("1", (9_000, 9_000)), "PNG")) == "foto_raksasa"
    monkeypatch.setattr(proving, "MOST_PIXELS", 640 * 480 - 1)
    assert refused((DATA / "plain.heic").read_bytes()) == "foto_raksasa"
    assert refused(saved(drawn(), "JPEG", progressive=True)) == "foto_raksasa"
    assert refused(saved(drawn(), "JPEG")) == ""
    monkeypatch.undo()
    scans = saved(drawn(), "JPEG", progressive=True)
    monkeypatch.setattr(proving, "MOST_SCANS", scans.count(b"\xff\xda") - 1)
    assert refused(scans) == "foto_bukan"


def test_every_file_keeps_its_limit_even_for_noise() -> None:
    """Four widths in three kinds within design.md section 7; noise is the worst case."""
    noise = Image.effect_noise((1400, 1400), 200).convert("RGB")
    found = pictures.prepare(noise, complete=True, effort=0)
    assert sorted(found.files) == sorted(pictures.names(found.digest))
    assert len(found.files) == 13
    for name, content in found.files.items():
        what = name.rpartition("-")[2].partition(".")[0]
        limit = pictures.LIMITS[int(what)] if what.isdecimal() else pictures.LARGEST_PREVIEW
        assert len(content) <= limit, name
        with Image.open(io.BytesIO(content)) as image:
            assert what == "og" or image.width == int(what)


def test_the_placeholder_is_tiny_and_the_original_is_stripped() -> None:
    """At most 300 signs of base64, alike in colour; the original at most 1600 px, no EXIF."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "S"
    made = pictures.original(pictures.read(saved(drawn((3_000, 2_000)), "JPEG", exif=exif)))
    assert (made.width, made.height) == (1600, 1067)
    assert len(made.placeholder) <= 300
    with Image.open(io.BytesIO(made.content)) as image:
        assert not image.getexif()
    noise = Image.effect_noise((400, 400), 255).convert("RGB")
    assert len(pictures.placeholder(noise)) <= 300


def test_originals_are_kept_once_and_files_are_looked_for(tmp_path: Path) -> None:
    """What lacks is named; what is discarded is gone, all sizes of it and no other."""
    made = pictures.original(drawn())
    assert pictures.keep_original(made, tmp_path)
    assert not pictures.keep_original(made, tmp_path)
    opened = pictures.open_original(made.digest, tmp_path)
    assert opened is not None
    found = pictures.prepare(opened, digest=made.digest, complete=True)
    pictures.keep(found, tmp_path)
    names = pictures.names(made.digest)
    (tmp_path / names[3]).unlink()
    wanted = [(made.digest, names), ("f" * 64, pictures.names("f" * 64, complete=False))]
    assert pictures.lacking(wanted, tmp_path) == [names[3], *wanted[1][1]]
    assert pictures.discard([made.digest], tmp_path) == 13
    assert pictures.open_original(made.digest, tmp_path) is None


@pytest.mark.parametrize(
    ("shaping", "size", "red"),
    [
        (Shaping(), (800, 600), (400, 20)),
        (Shaping(turned=1), (600, 800), (590, 400)),
        (Shaping(turned=2), (800, 600), (400, 590)),
        (Shaping(turned=3), (600, 800), (10, 400)),
        (Shaping(shape="kotak"), (600, 600), (300, 10)),
        (Shaping(shape="tegak"), (480, 600), (240, 10)),
        (Shaping(turned=1, shape="tegak"), (600, 750), (590, 300)),
    ],
)
def test_photos_are_turned_and_cut(
    shaping: Shaping, size: tuple[int, int], red: tuple[int, int]
) -> None:
    """Quarters clockwise, square and 4:5 from the middle; the size is known beforehand."""
    image = pictures.shaped(drawn(), shaping)
    assert image.size == size == pictures.shaped_size(800, 600, shaping)
    assert is_red(image, red)
    assert not is_red(image, (size[0] - 1 - red[0], size[1] - 1 - red[1]))


@pytest.mark.parametrize("tilt", [-15, -4, 3, 15])
@pytest.mark.parametrize("size", [(800, 600), (600, 800), (700, 700)])
def test_straightened_photos_show_no_empty_corner(tilt: int, size: tuple[int, int]) -> None:
    """What a tilt leaves empty is cut off, whichever way and in whatever shape."""
    white = Image.new("RGB", size, "white")
    image = pictures.shaped(white, Shaping(tilt=tilt))
    assert image.size == pictures.shaped_size(*size, Shaping(tilt=tilt))
    assert min(image.convert("L").tobytes()) > 200
    assert image.width / image.height == pytest.approx(size[0] / size[1], rel=0.01)


@pytest.mark.parametrize("mode", ["P", "LA", "I;16", "RGBA"])
def test_few_bytes_do_not_become_many(mode: str) -> None:
    """A large picture of any kind is made small before its colours are turned; turned upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new(mode, (5200, 4400)).save(out, "PNG", exif=exif)
    assert len(out.getvalue()) < 200_000
    assert pictures.read(out.getvalue()).size == (2200, 2600)
