"""Stories of makers: told on a phone, shown when long enough, gone with the consent."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.privacy import actions as privacy
from lampit.registry.actions import seed_consents
from lampit.registry.models import Consent
from lampit.registry.rules.consents import BY_CODE, PHOTO, SCREEN, version_of
from lampit.shops import access, actions, queries
from lampit.shops.actions.portraits import drop_portraits_without_consent
from lampit.shops.models import MakerStory
from lampit.shops.rules import stories
from lampit.shops.views import _passes as passes
from tests.factories import NOON, business, maker, member, owner
from tests.shops.test_views import photo

pytestmark = pytest.mark.django_db
HSU = "63.08"
LONG = "Purun dipanen saat air rawa surut. Batangnya dijemur tiga hari lalu ditumbuk. " * 6


def told(user: User, title: str = "Panen purun", text: str = LONG, **more: object) -> MakerStory:
    """Return a story of the user's shop, shown to buyers."""
    shop = access.visible_makers(user).get()
    kept = actions.write_story(user, shop, stories.Told(title, text), NOON, **more)  # type: ignore[arg-type]
    return actions.show_story(user, kept, "tayang", NOON)


@pytest.fixture
def siti(client: Client, tmp_path: Path, settings: object) -> User:
    """Sign in a maker with an open shop and an empty media folder."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    person = member("maker", HSU)
    maker(HSU, person, name="Anyaman Bunga Rawa")
    client.force_login(person)
    return person


def test_told_shown_and_read(client: Client, siti: User) -> None:
    """One form with the button "Tayangkan" puts a story with its picture on the market."""
    sent = {"title": "Panen purun", "text": LONG, "photo": photo(), "show": "1", "key": "k1"}
    answer = client.post("/saya/cerita/baru/", sent)
    assert answer["Location"] == "/saya/cerita/panen-purun/"
    page = client.get("/cerita/panen-purun/").content.decode()
    assert "<h1>Panen purun</h1>" in page
    assert "baca 1 menit" in page
    assert f"{MakerStory.objects.get().picture}-og.jpg" in page
    assert "Panen purun" in client.get("/cerita/").content.decode()
    page = client.get("/").content.decode()
    assert 'href="/cerita/panen-purun/"' in page, "the market leads to its stories"
    assert 'href="/cerita/"' in page


def test_a_short_story_stays_a_draft_and_nothing_is_lost(client: Client, siti: User) -> None:
    """Too short to be shown: kept as a draft, said in words, found again in the list."""
    sent = {"title": "Panen", "text": "Pendek saja.", "show": "1", "key": "k1"}
    answer = client.post("/saya/cerita/baru/", sent, follow=True)
    assert "Ceritanya baru 2 kata" in answer.content.decode()
    assert MakerStory.objects.get().text == "Pendek saja."
    assert client.get("/cerita/panen/").status_code == 404
    assert "Panen" in client.get("/saya/cerita/").content.decode()


def test_a_refused_form_keeps_words_and_photo(client: Client, siti: User) -> None:
    """A missing title is told; text and photo need not be given again."""
    sent = {"title": " ", "text": LONG, "photo": photo(), "key": "k1"}
    answer = client.post("/saya/cerita/baru/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert LONG.strip() in page
    kept = page.split('name="kept_photo" value="')[1].split('"')[0]
    client.post("/saya/cerita/baru/", {"title": "A B", "text": LONG, "kept_photo": kept})
    assert MakerStory.objects.get().picture == kept.partition(":")[0]


def test_a_kept_photo_is_this_persons_in_this_form_today(
    client: Client, siti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the name of a photo nor a pass of another person, form or day attaches it."""
    sent = {"title": " ", "text": LONG, "photo": photo(), "key": "k1"}
    page = client.post("/saya/cerita/baru/", sent).content.decode()
    kept = page.split('name="kept_photo" value="')[1].split('"')[0]
    sent = {"title": "Panen purun", "text": LONG, "kept_photo": kept}
    name = {**sent, "kept_photo": kept.partition(":")[0]}
    story = told(siti, "Lain")
    other = member("maker", HSU)
    maker(HSU, other)
    stranger = Client()
    stranger.force_login(other)
    for who, form in ((client, name), (stranger, sent)):
        answer = who.post("/saya/cerita/baru/", form)
        assert answer.status_code == 422
        assert "Pilih fotonya sekali lagi" in answer.content.decode()
    assert client.post(f"/saya/cerita/{story.slug}/", sent).status_code == 422
    with monkeypatch.context() as later:
        later.setattr(passes, "LASTS", timedelta(seconds=-1))
        assert client.post("/saya/cerita/baru/", sent).status_code == 422
    assert not MakerStory.objects.exclude(picture="").exists()
    assert client.post("/saya/cerita/baru/", sent).status_code == 302


def test_the_same_form_twice_is_one_story(client: Client, siti: User) -> None:
    """A lost answer and a second press make no second story."""
    for _turn in range(2):
        client.post("/saya/cerita/baru/", {"title": "Satu", "text": LONG, "key": "k7"})
    assert MakerStory.objects.count() == 1


def test_two_shops_with_one_title_have_addresses_of_their_own(siti: User) -> None:
    """The same title in another shop gets another address word."""
    other = member("maker", HSU)
    maker(HSU, other)
    first, second = told(siti), told(other)
    assert first.slug != second.slug
    assert second.slug.startswith("panen-purun-")


def test_hidden_closed_and_foreign_stories(client: Client, siti: User) -> None:
    """A hidden story, one of a closed shop and a foreign one open for nobody else."""
    story = told(siti)
    client.post(f"/saya/cerita/{story.slug}/tayang/", {"state": "disembunyikan"})
    assert client.get(f"/cerita/{story.slug}/").status_code == 404
    client.post(f"/saya/cerita/{story.slug}/tayang/", {"state": "tayang"})
    assert client.get(f"/cerita/{story.slug}/").status_code == 200
    access.visible_makers(siti).update(is_published=False)
    assert client.get(f"/cerita/{story.slug}/").status_code == 404
    other = member("maker", HSU)
    maker(HSU, other)
    client.force_login(other)
    assert client.get(f"/saya/cerita/{story.slug}/").status_code == 404
    with pytest.raises(Refusal):
        actions.delete_story(other, story, NOON)


def test_a_person_in_the_picture_needs_her_yes(siti: User) -> None:
    """Without consent it is refused; when that is withdrawn the picture goes, not the story."""
    hers = owner(HSU)
    shop = access.visible_makers(siti).get()
    shop.business = business(HSU, owner=hers)
    shop.save()
    with pytest.raises(Refusal) as refused:
        told(siti, shows_person=True)
    assert refused.value.code == "foto_orang_belum_izin"
    seed_consents([hers.pk], PHOTO, channel=SCREEN, now=NOON)
    story = told(siti, shows_person=True)
    MakerStory.objects.update(picture="a" * 64)
    assert queries.story(access.public_stories(), story.slug).picture == "a" * 64  # type: ignore[union-attr]
    last = Consent.objects.order_by("-id")[0]
    last.pk, last.public_id, last.is_given = None, "withdrawn", False
    last.save(force_insert=True)
    assert queries.story(access.public_stories(), story.slug).picture == ""  # type: ignore[union-attr]


def test_a_no_takes_the_picture_of_a_person_with_its_files(
    siti: User, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    """At once, with her answer; pictures of things stay; the clock takes what is left."""
    hers = owner(HSU, account=siti)
    shop = access.visible_makers(siti).get()
    shop.business = business(HSU, owner=hers)
    shop.save()
    seed_consents([hers.pk], PHOTO, channel=SCREEN, now=NOON)
    seen, thing = (actions.keep_photo(photo(drawn(shade)).read()) for shade in (90, 200))
    person = told(siti, "Siti menganyam", shows_person=True, picture=seen)
    told(siti, "Purun kering", picture=thing)
    left = {path for path in tmp_path.rglob("*.*") if path.name.startswith(thing.digest)}
    assert len(list(tmp_path.rglob("*.*"))) == 2 * len(left)
    words = version_of(BY_CODE[PHOTO].words)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        privacy.answer_consent(siti, hers, PHOTO, False, version=words, now=NOON)
    assert set(tmp_path.rglob("*.*")) == left
    person.refresh_from_db()
    assert (person.picture, person.shows_person, person.is_live) == ("", False, True)
    MakerStory.objects.filter(pk=person.pk).update(picture="b" * 64, shows_person=True)
    assert drop_portraits_without_consent(NOON) == 1
    assert not MakerStory.objects.filter(shows_person=True).exists()


def test_a_picture_that_is_replaced_or_thrown_away_goes_with_its_files(
    client: Client, siti: User, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    """Nothing that its teller took back stays to be fetched."""
    story = told(siti, picture=actions.keep_photo(photo(drawn(90)).read()))
    other = actions.keep_photo(photo(drawn(200)).read())
    form = {"title": story.title, "text": LONG, "photo": photo(drawn(200))}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(f"/saya/cerita/{story.slug}/", form)
    names = {path.name.partition("-")[0] for path in tmp_path.rglob("*.webp")}
    assert names == {other.digest}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(f"/saya/cerita/{story.slug}/hapus/")
    assert not list(tmp_path.rglob("*.webp"))


def drawn(shade: int) -> bytes:
    """Return a JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (300, 400), (120, shade, 40)).save(out, "JPEG")
    return out.getvalue()


def test_bounded_queries(
    client: Client, siti: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """However many stories there are, a page asks the same few questions."""
    for number in range(15):
        told(siti, f"Cerita {number}")
    client.logout()
    with django_assert_max_num_queries(2):
        page = client.get("/cerita/").content.decode()
    assert page.count('href="/cerita/cerita-') == queries.STORIES_A_PAGE
    with django_assert_max_num_queries(7):
        client.get("/cerita/cerita-3/")


def test_delete_asks_once(client: Client, siti: User) -> None:
    """A GET only asks; the button deletes."""
    story = told(siti)
    client.get(f"/saya/cerita/{story.slug}/hapus/")
    assert MakerStory.objects.exists()
    client.post(f"/saya/cerita/{story.slug}/hapus/")
    assert not MakerStory.objects.exists()
    assert client.get(f"/cerita/{story.slug}/").status_code == 404
