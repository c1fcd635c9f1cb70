"""Goods begun: kept at every step, sold once, thrown away with their term and their files."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import Shaping
from lampit.people.models import User
from lampit.shops import actions
from lampit.shops.models import Made, Maker, Photo, Product, Sketch, SketchPhoto
from lampit.shops.rules import sketches as rules
from tests.factories import NOON, maker, member
from tests.shops.test_actions_photos import content

pytestmark = pytest.mark.django_db
HSU = "63.08"
DRAFT = actions.Draft(name="Sajadah purun", price=62_000, stock=12)


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


def sent(siti: User, key: str, client: str, colour: str = "firebrick") -> SketchPhoto | None:
    """Send a photo as her phone does."""
    shop = Maker.objects.get()
    return actions.add_sketch_photo(siti, shop, key, content(colour), NOON, client=client)


def files(folder: Path) -> int:
    """Count the files of pictures and originals."""
    return sum(path.is_file() for path in folder.rglob("*"))


def test_words_and_photos_become_a_good_once(siti: User, folder: Path) -> None:
    """The same form sent twice, photos too, is one good with each photo once; the draft is gone."""
    shop = Maker.objects.get()
    actions.save_sketch(siti, shop, "k1", {"name": ["Sajadah"], "price": ["62rb"]}, NOON)
    for client, colour in (("a", "firebrick"), ("b", "teal"), ("a", "firebrick")):
        sent(siti, "k1", client, colour)
    assert Sketch.objects.get().name == "Sajadah"
    first = actions.publish_sketch(siti, shop, "k1", DRAFT, NOON)
    again = actions.publish_sketch(siti, shop, "k1", DRAFT, NOON)
    assert first.pk == again.pk
    assert Product.objects.count() == 1
    assert [photo.position for photo in first.photos.all()] == [0, 1]
    assert (first.is_live, Sketch.objects.count(), SketchPhoto.objects.count()) == (True, 0, 0)


def test_a_photo_that_comes_late_hangs_on_the_good(siti: User, folder: Path) -> None:
    """A lost answer: the phone sends the photo again after the good went on sale."""
    shop = Maker.objects.get()
    sent(siti, "k1", "a")
    made = actions.publish_sketch(siti, shop, "k1", DRAFT, NOON)
    assert sent(siti, "k1", "a") is None
    assert sent(siti, "k1", "b", "teal") is None
    assert Photo.objects.filter(product=made).count() == 2
    with pytest.raises(Refusal, match="sudah dijual"):
        actions.save_sketch(siti, shop, "k1", {"name": ["x"]}, NOON)
    assert not Sketch.objects.exists()


def test_photos_of_a_draft_are_put_right_and_keep_it(siti: User, folder: Path) -> None:
    """What was turned in the draft hangs turned on the good; the chosen one is the cover."""
    shop = Maker.objects.get()
    sent(siti, "k1", "a")
    second = sent(siti, "k1", "b", "teal")
    sketch = Sketch.objects.get()
    assert second is not None
    actions.shape_sketch_photo(siti, sketch, second.pk, Shaping(turned=1), NOON)
    actions.move_sketch_photo(siti, sketch, second.pk, NOON)
    made = actions.publish_sketch(siti, shop, "k1", DRAFT, NOON)
    cover = made.photos.get(digest=made.cover)
    assert (cover.turned, cover.width, cover.height, cover.made) == (1, 600, 900, Made.ALL)


def test_limits_are_told(siti: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten photos a good, twenty drafts a shop; what is there stays."""
    monkeypatch.setattr("lampit.shops.actions.sketches.MOST_PHOTOS", 1)
    sent(siti, "k1", "a")
    before = files(folder)
    with pytest.raises(Refusal, match="Hapus satu dulu"):
        sent(siti, "k1", "b", "teal")
    monkeypatch.setattr(rules, "MOST_OF_A_MAKER", 1)
    with pytest.raises(Refusal, match="20 draf"):
        sent(siti, "k2", "a")
    assert SketchPhoto.objects.count() == 1
    assert files(folder) == before  # what was refused is not kept where nobody looks for it


def test_a_thrown_away_draft_takes_its_files_along(siti: User, folder: Path) -> None:
    """Its own files go; those that a good shows too stay."""
    shop = Maker.objects.get()
    sent(siti, "k1", "a")
    made = actions.publish_sketch(siti, shop, "k1", DRAFT, NOON)
    with_good = files(folder)
    sent(siti, "k2", "a")  # the same photo in another draft
    sent(siti, "k2", "b", "teal")
    actions.finish_photos(NOON)
    assert files(folder) > with_good
    actions.remove_sketch_photo(siti, Sketch.objects.get(), SketchPhoto.objects.last().pk, NOON)  # type: ignore[union-attr]
    actions.drop_sketch(siti, Sketch.objects.get())
    assert files(folder) == with_good
    assert (folder / "media" / made.cover[:2] / f"{made.cover}-640.jpg").exists()


@pytest.fixture(autouse=True)
def _on_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do at once what waits for the commit, which a test never reaches."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_more: act())


def test_old_drafts_go_with_their_term(siti: User, folder: Path) -> None:
    """After thirty days without a touch, files too; a younger one stays."""
    sent(siti, "k1", "a")
    later = NOON + timedelta(days=29)
    assert actions.drop_old_sketches(later) == 0
    actions.save_sketch(siti, Maker.objects.get(), "k2", {"name": ["Tas"]}, later)
    assert actions.drop_old_sketches(NOON + timedelta(days=31)) == 1
    assert Sketch.objects.get().key == "k2"
    assert files(folder) == 0


def test_foreign_hands_are_refused(siti: User, folder: Path) -> None:
    """Nobody writes into a draft of a shop he does not keep."""
    sent(siti, "k1", "a")
    shop, sketch, other = Maker.objects.get(), Sketch.objects.get(), member("maker", HSU)
    number = SketchPhoto.objects.get().pk
    for deed in (
        lambda: actions.save_sketch(other, shop, "k1", {}, NOON),
        lambda: actions.add_sketch_photo(other, shop, "k1", content(), NOON, client="z"),
        lambda: actions.shape_sketch_photo(other, sketch, number, Shaping(turned=1), NOON),
        lambda: actions.move_sketch_photo(other, sketch, number, NOON),
        lambda: actions.remove_sketch_photo(other, sketch, number, NOON),
        lambda: actions.publish_sketch(other, shop, "k1", DRAFT, NOON),
        lambda: actions.drop_sketch(other, sketch),
    ):
        with pytest.raises(Refusal, match="bukan milik"):
            deed()
    assert SketchPhoto.objects.count() == 1
