"""Posters: readable codes, small files, no boxes for signs our font lacks."""

import io
import os
import random
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image, ImageFont

from lampit.outside import posters
from lampit.outside.posters import drawing, lettering

CODE = "https://pasar.hulusungaiutara.example/x/k4m7qp"


def _card(**changes: Any) -> posters.Card:
    told: dict[str, Any] = {
        "name": "Tas jinjing purun “Kembang Tanjung”", "instead": "Anyaman purun",
        "price": "Rp85.000", "unit": "per buah", "maker": "Anyaman Acil Siti",
        "place": "Haur Gading", "code": CODE, "address": CODE.removeprefix("https://"),
        "call": "Pindai untuk melihat dan memesan",
        "photo": Image.new("RGB", (1080, 1080), (120, 160, 140)),
    }  # fmt: skip
    return posters.Card(**told | changes)


def _noise() -> Image.Image:
    return Image.frombytes("RGB", (1080, 1080), random.Random(1).randbytes(1080 * 1080 * 3))


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _scanned(image: Image.Image, field: tuple[int, int, int], payload: str) -> list[list[int]]:
    """Read the modules of a code in the middle of each, dark as 1, with its quiet zone."""
    grey, (x, y, side) = image.convert("L"), field
    across = int(segno.make(payload, error="m", micro=False).symbol_size(border=4)[0])
    module = side // across
    start = (side - across * module) // 2 + module // 2
    return [
        [int(grey.getpixel((x + start + c * module, y + start + r * module)) < 128)  # type: ignore[operator]
         for c in range(across)]
        for r in range(across)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("draw", "field", "size"),
    [
        (posters.square, drawing.SQUARE_CODE, (1080, 1080)),
        (posters.story, drawing.STORY_CODE, (1080, 1920)),
    ],
)
@pytest.mark.parametrize("photo", ["calm", "noise", "none"])
def test_the_code_on_a_poster_is_the_one_that_was_asked(
    draw: Any, field: tuple[int, int, int], size: tuple[int, int], photo: str
) -> None:
    """Every module and the quiet zone stand in the finished file, however its colours fell."""
    picture = {"calm": _card().photo, "noise": _noise(), "none": None}[photo]
    content = draw(_card(photo=picture))
    image = _opened(content)
    assert (image.format, image.size) == ("PNG", size)
    assert len(content) <= 500_000
    wanted = segno.make(CODE, error="m", micro=False).matrix_iter(border=4)
    assert _scanned(image, field, CODE) == [[int(dark) for dark in row] for row in wanted]
    assert _scanned(image, field, CODE + "x") != [[int(bool(d)) for d in r] for r in wanted]


def test_a_preview_is_what_chats_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """JPEG 1200 x 630 below 300 KB also of noise; no text smaller than 40 pixels."""
    sizes = []

    def noted(draw: Any, lines: lettering.Lines, place: Any, fill: Any) -> int:
        sizes.append(lines.size)
        return lettering.write(draw, lines, place, fill)

    monkeypatch.setattr(drawing, "write", noted)
    for card in (_card(photo=_noise()), _card(photo=None), _card(name="kata " * 40, price="")):
        content = posters.preview(card)
        image = _opened(content)
        assert (image.format, image.size) == ("JPEG", (1200, 630))
        assert len(content) < 300_000
    assert min(sizes) >= 40


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Tas 😀 purun 🎉", "Tas purun"), ("تيكر ڤورون", ""), ("تيكر 12", "12"), ("😀", ""),
        ("Sa'adah – “Purun”…", "Sa'adah – “Purun”…"), ("<script>alert(1)</script>", None),
        ("Tika\u0301r", "Tikár"), ("Ḥalal ḍ", "Halal d"), ("a\u200bb\u202ec", "a b c"),
        ("1️⃣ nomor", "1 nomor"), ("漢字 tas", "tas"), ("  dua   kata ", "dua kata"),
    ],
)  # fmt: skip
def test_signs_that_our_font_lacks_leave_no_boxes(text: str, drawn: str | None) -> None:
    """Other scripts and emoji are left out, marks fall off letters, the rest stays."""
    assert posters.drawable(text) == (text if drawn is None else drawn)


def test_what_is_written_is_in_the_font() -> None:
    """Whatever is left of a text is drawn unlike the box of an unknown sign."""
    face = ImageFont.truetype(lettering.FONTS / lettering.REGULAR, 40)
    box = bytes(face.getmask("\uffff"))
    left = posters.drawable("Äß “x” ½ ² × € ₨ Rp • ★ ☎ ✓ ﷼ ب 😀 ñ ø Đ Ḥ ﬁ")
    for sign in set(left) - {" "}:
        assert bytes(face.getmask(sign)) != box, sign


def test_a_name_in_another_script_is_told_in_other_words() -> None:
    """The shelf stands for a name, the place for a maker; with neither the house is named."""
    jawi = _card(name="تيكر", maker="😀")
    plain = _card(name="Anyaman purun", maker="")
    assert posters.square(jawi) == posters.square(plain)
    assert len(posters.square(_card(name="😀", instead="", maker="", place=""))) > 1000


def test_long_names_wrap_and_stay_inside() -> None:
    """Words break at blanks, a word without end anywhere, the rest ends in an ellipsis."""
    for text in ("Tikar purun motif bunga " * 5, "x" * 120, "Tas"):
        found = lettering.fitted(text, lettering.BOLD, 600, 2, (60, 40, 34))
        face = lettering.font(found.name, found.size)
        assert len(found.lines) <= 2
        assert all(face.getlength(line) <= 600 for line in found.lines)
    assert lettering.fitted("Tas", lettering.BOLD, 600, 2, (60, 40, 34)).size == 60
    cut = lettering.fitted("x" * 300, lettering.BOLD, 600, 2, (34,))
    assert cut.lines[-1].endswith("…")


def test_drawn_once_kept_and_swept(tmp_path: Path) -> None:
    """A second asking reads the file; what nobody wants for long goes."""
    drawn = []

    def draw() -> bytes:
        drawn.append(1)
        return b"png"

    for _ in range(3):
        assert posters.kept(tmp_path, "ab" * 32, "a.png", draw) == b"png"
    assert len(drawn) == 1
    assert posters.sweep(tmp_path, older=60) == 0
    path = next(tmp_path.glob("ab/*"))
    os.utime(path, (1, 1))
    posters.kept(tmp_path, "ab" * 32, "a.png", draw)
    assert posters.sweep(tmp_path, older=60) == 0
    os.utime(path, (1, 1))
    assert posters.sweep(tmp_path, older=60) == 1
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
