"""Photos of goods: proven at once, made in the background, put right, never shown broken."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image, ImageDraw

from lampit.basics.refusal import Refusal
from lampit.outside import pictures
from lampit.outside.pictures import PLAIN, Shaping
from lampit.people.models import User
from lampit.shops import actions, queries
from lampit.shops.models import Made, Maker, Photo, Product
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"


def content(colour: str = "firebrick", size: tuple[int, int] = (900, 600)) -> bytes:
    """Return a photo with a place in it."""
    image = Image.new("RGB", size, "wheat")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2), fill=colour)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "S"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give empty folders for pictures and originals."""
    with override_settings(MEDIA_ROOT=tmp_path / "media", ORIGINALS_ROOT=tmp_path / "asli"):
        yield tmp_path


@pytest.fixture
def siti() -> User:
    """Return a maker with a shop."""
    person = member("maker", HSU)
    maker(HSU, person)
    return person


def good() -> Product:
    """Return a good of that shop."""
    return product(Maker.objects.get())


def is_whole(folder: Path, digest: str) -> bool:
    """Say whether all thirteen files are there."""
    return not pictures.lacking([(digest, pictures.names(digest))], folder / "media")


def test_a_photo_is_proven_now_and_made_in_the_background(siti: User, folder: Path) -> None:
    """Nothing is shown before its files are there; then it is the cover, with all sizes."""
    made = good()
    shot, is_new = actions.prove_photo(content())
    assert (is_new, shot.made, shot.placeholder != "") == (True, Made.WAITING, True)
    actions.attach_photo(siti, made, shot, "", NOON)
    made.refresh_from_db()
    assert made.cover == ""
    assert not list((folder / "media").rglob("*.*"))
    assert actions.finish_photos(NOON) == 1
    made.refresh_from_db()
    assert made.cover == shot.digest
    assert Photo.objects.get().is_complete
    assert is_whole(folder, shot.digest)
    assert actions.finish_photos(NOON) == 0
    for path in folder.rglob("*.*"):
        with Image.open(path) as image:
            assert not image.getexif(), path


def test_killed_half_way_the_next_turn_goes_on(
    siti: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row says waiting until the files are whole, so that a killed worker loses nothing."""
    made = good()
    shot, _ = actions.prove_photo(content())
    actions.attach_photo(siti, made, shot, "", NOON)
    keep = pictures.keep

    def killed(picture: pictures.Picture, where: Path) -> None:
        some = dict(list(picture.files.items())[:5])
        keep(pictures.Picture(picture.digest, picture.width, picture.height, some), where)
        raise KeyboardInterrupt

    monkeypatch.setattr(pictures, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.finish_photos(NOON)
    assert not is_whole(folder, shot.digest)
    assert Photo.objects.get().made == Made.WAITING
    monkeypatch.undo()
    assert actions.finish_photos(NOON) == 1
    assert is_whole(folder, shot.digest)


def test_a_good_is_sold_with_its_first_photo_ready(siti: User, folder: Path) -> None:
    """What a chat fetches right after is there, without a worker; the second photo may wait."""
    shots = [actions.prove_photo(content(colour))[0] for colour in ("firebrick", "teal")]
    draft = actions.Draft(name="Sajadah purun", price=62_000, photos=shots)
    made = actions.add_product(siti, Maker.objects.get(), draft, NOON)
    assert (made.is_live, made.cover) == (True, shots[0].digest)
    assert is_whole(folder, shots[0].digest)
    assert [photo.made for photo in made.photos.all()] == [Made.ALL, Made.WAITING]


def test_goods_of_the_first_months_are_brought_up_or_stay(siti: User, folder: Path) -> None:
    """Three widths get AVIF and 160 px from their largest file; without it they stay shown."""
    made = good()
    for colour in ("firebrick", "teal"):
        actions.attach_photo(siti, made, actions.keep_photo(content(colour)), "", NOON)
    lost = Photo.objects.latest("pk")
    pictures.discard([lost.digest], folder / "media")
    while actions.finish_photos(NOON):
        pass
    first, second = Photo.objects.order_by("pk")
    assert (first.made, second.made) == (Made.ALL, Made.STAYS)
    assert is_whole(folder, first.digest)
    assert second.is_shown
    assert not second.is_complete
    assert first.placeholder


def test_a_photo_whose_original_is_lost_is_never_shown(siti: User, folder: Path) -> None:
    """It leaves the queue and no page, cover or feed names it."""
    made = good()
    shot, _ = actions.prove_photo(content())
    actions.attach_photo(siti, made, shot, "", NOON)
    pictures.discard([shot.source], folder / "asli")
    assert actions.finish_photos(NOON) == 1
    assert Photo.objects.get().made == Made.LOST
    made.refresh_from_db()
    assert made.cover == ""


def test_verify_names_missing_and_unfinished_pictures(siti: User, folder: Path) -> None:
    """Whole is fine; a lost file is named; what waits for more than half an hour too."""

    def told() -> tuple[bool, str]:
        check = next(check for check in queries.checks() if check.name == "pictures")
        return check.ok, check.detail

    made = good()
    shot, _ = actions.prove_photo(content())
    actions.attach_photo(siti, made, shot, "", NOON)
    assert told() == (False, f"0 photos looked at; 1 not finished: {shot.digest}")
    actions.finish_photos(NOON)
    assert told() == (True, "1 photos looked at")
    lost = pictures.names(shot.digest)[4]
    (folder / "media" / lost).unlink()
    assert told() == (False, f"1 photos looked at; 1 files missing: {lost}")


@pytest.mark.parametrize("is_old", [False, True], ids=["with original", "of the first months"])
def test_photos_are_put_right_and_back(siti: User, folder: Path, is_old: bool) -> None:
    """Turned, cut, and undone again: the files follow, the original stays."""
    made = good()
    sent = actions.keep_photo(content()) if is_old else actions.prove_photo(content())[0]
    actions.attach_photo(siti, made, sent, "", NOON)
    photo = Photo.objects.get()
    actions.shape_photo(siti, made, photo.pk, Shaping(turned=1, shape="kotak"), NOON)
    photo.refresh_from_db()
    made.refresh_from_db()
    assert (photo.width, photo.height) == (600, 600)
    assert photo.digest != sent.digest
    assert made.cover == photo.digest
    assert is_whole(folder, photo.digest)
    shown = Image.open(folder / "media" / pictures.file_name(photo.digest, "640.jpg"))
    right = shown.convert("RGB").getpixel((shown.width - 20, 300))
    assert isinstance(right, tuple)
    assert right[0] > 140 > right[1], "the upper half lies right now"
    actions.shape_photo(siti, made, photo.pk, PLAIN, NOON)
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.digest) == (900, 600, photo.source)


@pytest.mark.parametrize("wrong", [Shaping(turned=4), Shaping(tilt=16), Shaping(shape="bulat")])
def test_no_other_shapes(siti: User, folder: Path, wrong: Shaping) -> None:
    """What no button asks for is refused."""
    made = good()
    actions.attach_photo(siti, made, actions.prove_photo(content())[0], "", NOON)
    with pytest.raises(Refusal, match="diluruskan"):
        actions.shape_photo(siti, made, Photo.objects.get().pk, wrong, NOON)


def test_order_main_photo_and_words(siti: User, folder: Path) -> None:
    """The chosen one leads, its words go with it; foreign hands are refused."""
    made = good()
    for colour in ("firebrick", "teal", "olive"):
        actions.attach_photo(siti, made, actions.keep_photo(content(colour)), "", NOON)
    last = made.photos.last()
    assert last is not None
    before = [photo.pk for photo in made.photos.all()]
    actions.move_photo(siti, made, last.pk, NOON, first=False)
    assert [photo.pk for photo in made.photos.all()] == [before[0], last.pk, before[1]]
    actions.move_photo(siti, made, last.pk, NOON)
    actions.describe_photo(siti, made, last.pk, "Tas dari samping", NOON)
    made.refresh_from_db()
    assert (made.cover, made.cover_alt) == (last.digest, "Tas dari samping")
    assert made.photos.all()[0].pk == last.pk
    actions.remove_photo(siti, made, last.pk, NOON)
    made.refresh_from_db()
    assert made.cover not in ("", last.digest)
    other = member("maker", HSU)
    deeds: list[Any] = [
        lambda: actions.move_photo(other, made, last.pk, NOON),
        lambda: actions.describe_photo(other, made, last.pk, "x", NOON),
        lambda: actions.shape_photo(other, made, last.pk, PLAIN, NOON),
    ]
    for deed in deeds:
        with pytest.raises(Refusal, match="bukan milik"):
            deed()
