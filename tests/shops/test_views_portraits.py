"""The maker's own photo: with her consent, gone with her no, never required."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.privacy import actions as privacy
from lampit.registry.actions import seed_consents
from lampit.registry.models import Owner
from lampit.registry.rules.consents import BY_CODE, PHOTO, version_of
from lampit.shops.actions import keep_photo
from lampit.shops.actions.helping import end_help, note_consent
from lampit.shops.actions.portraits import drop_portraits_without_consent, set_portrait
from lampit.shops.actions.seeding_portraits import seed_demo_portraits
from lampit.shops.models import Maker
from lampit.shops.queries.portraits import portrait_of
from lampit.shops.rules.faces import face
from tests.factories import NOON, business, maker, member, owner, product
from tests.shops.test_views import photo

pytestmark = pytest.mark.django_db
HSU = "63.08"
PAGE = "/saya/lapak/foto/"


@pytest.fixture
def siti(client: Client, tmp_path: Path, settings: LazySettings) -> User:
    """Sign in a maker with an open shop that has an owner, and an empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    person = member("maker", HSU)
    hers = owner(HSU, account=person)
    maker(HSU, person, business=business(HSU, owner=hers), slug="siti", name="Siti Anyaman")
    client.force_login(person)
    return person


@pytest.fixture
def hers(siti: User) -> Owner:
    """Return her entry in the register."""
    return Owner.objects.get(account=siti)


def agree(hers: Owner) -> None:
    """Let her agree to be seen."""
    seed_consents([hers.pk], PHOTO, channel="layar", now=NOON)


def test_a_photo_needs_her_yes_and_shows_where_she_is(
    client: Client, siti: User, hers: Owner
) -> None:
    """Without a yes the page tells the sentence and takes nothing; with it buyers see her."""
    good = product(Maker.objects.get())
    assert "Foto diri saya, juga foto kunjungan" in client.get(PAGE).content.decode()
    refused = client.post(PAGE, {"photo": photo()})
    assert refused.status_code == 422
    assert "belum mengizinkan" in refused.content.decode()
    agree(hers)
    assert client.post(PAGE).status_code == 422
    assert client.post(PAGE, {"photo": photo()}).status_code == 302
    name = Maker.objects.get().photo
    assert len(name) == 64
    for address in ("/lapak/siti/", f"/produk/{good.slug}/"):
        assert f"{name}-320.webp" in Client().get(address).content.decode()


def test_her_no_takes_it_away_at_once(
    siti: User, hers: Owner, tmp_path: Path,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    """From page and disk, in the transaction of her answer."""
    agree(hers)
    set_portrait(siti, Maker.objects.get(), keep_photo(photo().read()), NOON)
    assert list(tmp_path.rglob("*.webp"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        privacy.answer_consent(
            siti, hers, PHOTO, False, version=version_of(BY_CODE[PHOTO].words), now=NOON
        )
    assert Maker.objects.get().photo == ""
    assert not list(tmp_path.rglob("*.webp"))
    assert "-320.webp" not in Client().get("/lapak/siti/").content.decode()


def test_a_business_with_another_owner_shows_nobody(siti: User, hers: Owner) -> None:
    """The page asks at each rendering, and the clock takes what stayed."""
    agree(hers)
    set_portrait(siti, Maker.objects.get(), keep_photo(photo().read()), NOON)
    shop = Maker.objects.get()
    shop.business.owner = owner(HSU)
    shop.business.save()
    assert "-320.webp" not in Client().get("/lapak/siti/").content.decode()
    assert drop_portraits_without_consent(NOON) == 1
    assert drop_portraits_without_consent(NOON) == 0


def test_who_helps_needs_her_consent_to_help_too(siti: User, hers: Owner) -> None:
    """Staff by region is not enough; an ended help neither."""
    agree(hers)
    staff, shop = member("staff", HSU), Maker.objects.get()
    picture = keep_photo(photo().read())
    with pytest.raises(Refusal, match="Catat dulu izin"):
        set_portrait(staff, shop, picture, NOON)
    help_ = note_consent(staff, shop, "lisan di rumah, disaksikan anak", NOON)
    assert set_portrait(staff, shop, picture, NOON).photo == picture.digest
    end_help(siti, help_, NOON)
    with pytest.raises(Refusal):
        set_portrait(staff, shop, picture, NOON)


def test_it_is_taken_away_by_a_tap(client: Client, siti: User, hers: Owner) -> None:
    """Then the first letter of the shop stands there again."""
    agree(hers)
    client.post(PAGE, {"photo": photo()})
    client.post(PAGE, {"hapus": "ya"})
    assert Maker.objects.get().photo == ""
    assert '<span class="face" aria-hidden="true">S</span>' in " ".join(
        Client().get("/lapak/siti/").content.decode().split()
    )


def test_the_demo_shows_drawn_figures_with_consent(siti: User, hers: Owner) -> None:
    """Of makers with an owner; the others keep their first letter."""
    bare = maker(HSU)
    assert seed_demo_portraits([Maker.objects.get(slug="siti"), bare], NOON) == 1
    shop = Maker.objects.get(slug="siti")
    assert portrait_of(shop) == shop.photo != ""
    assert len({face(name).tobytes() for name in ("Siti", "Aminah", "Rina", "Nadia")}) > 1
    assert face("Siti").size == (720, 720)
