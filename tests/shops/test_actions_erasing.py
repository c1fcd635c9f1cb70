"""A person taken out of her shops: pictures in every form, channels, groups; others keep theirs."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from lampit.outside.pictures import Shaping
from lampit.people.models import User
from lampit.shops import actions
from lampit.shops.actions import groups, posters
from lampit.shops.actions.erasing import erase_shops
from lampit.shops.models import (
    Campaign,
    GroupMember,
    Maker,
    Product,
    ShopElsewhere,
    Spend,
    TrackedLink,
)
from tests.factories import NOON, maker, member, product
from tests.shops.test_actions_photos import content

pytestmark = pytest.mark.django_db
HSU, TODAY = "63.08", date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give empty folders for pictures, originals and drawn things."""
    places = {"MEDIA_ROOT": tmp_path / "media", "ORIGINALS_ROOT": tmp_path / "asli"}
    with override_settings(LAMPIT_HOME=tmp_path, **places):
        yield tmp_path


@pytest.fixture
def siti() -> User:
    """Return a maker with a shop."""
    person = member("maker", HSU)
    maker(HSU, person)
    return person


def files(folder: Path) -> list[str]:
    """Return the files of pictures, originals and drawn things."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def photographed(siti: User, shop: Maker, key: str, colour: str) -> Product:
    """Return a good with a photo that was on sale whole, then cut."""
    actions.add_sketch_photo(siti, shop, key, content(colour), NOON, client=key)
    draft = actions.Draft(name=f"Tikar {key}", price=50_000, stock=1)
    made = actions.publish_sketch(siti, shop, key, draft, NOON)
    actions.finish_photos(NOON)
    actions.shape_photo(siti, made, made.photos.get().pk, Shaping(shape="kotak"), NOON)
    return made


def test_no_picture_of_her_stays_whatever_was_cut_off_it(
    siti: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Also the whole photo before it was cut, posters and previews go."""
    shop = Maker.objects.get()
    good = photographed(siti, shop, "k1", "firebrick")
    facts = posters.facts_of_good(Product.objects.get(pk=good.pk), "Amuntai", "http://x/x/1")
    posters.poster(facts, "persegi.png")
    posters.preview(facts, "b", good.slug)
    assert len(files(folder)) > 20
    with django_capture_on_commit_callbacks(execute=True):
        erase_shops([shop.business_id])
    assert files(folder) == []


def test_others_keep_the_same_picture(
    siti: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """A picture that another shop shows as its own stays."""
    shop = Maker.objects.get()
    photo = actions.keep_photo(content("teal")).digest
    Maker.objects.update(photo=photo)
    other = maker(HSU)
    Maker.objects.filter(pk=other.pk).update(photo=photo)
    before = files(folder)
    with django_capture_on_commit_callbacks(execute=True):
        erase_shops([shop.business_id])
    assert files(folder) == before


def test_her_names_elsewhere_and_what_she_wrote_of_promotion_go(siti: User) -> None:
    """Accounts on other sites, names of campaigns and notes are hers; sums and codes stay."""
    shop = Maker.objects.get()
    ShopElsewhere.objects.create(
        maker=shop, site="IG", address="https://www.instagram.com/siti.rahmah/", created_at=NOON
    )
    campaign = actions.begin_campaign(siti, shop, "Pesta Siti", TODAY, None, NOON)
    actions.tracked_link(shop, None, "WA", campaign, NOON)
    Spend.objects.create(
        campaign=campaign, kind="IKLAN", amount=5_000, spent_on=TODAY, note="ke Bu Siti",
        form_key="k", entered_at=NOON,
    )  # fmt: skip
    erase_shops([shop.business_id])
    assert not ShopElsewhere.objects.exists()
    assert Campaign.objects.get().name == f"dihapus-{campaign.pk}"
    assert (Spend.objects.get().note, Spend.objects.get().amount) == ("", 5_000)
    assert TrackedLink.objects.count() == 1


def test_a_group_goes_on_under_somebody_else(siti: User) -> None:
    """Erased as its only keeper, the longest member keeps it; alone, it closes with its words."""
    shop, other = Maker.objects.get(), member("maker", HSU)
    group = groups.found_group(siti, shop, "Purun Berkah", "kelompok", "Cerita kami", NOON)
    alone = groups.found_group(siti, shop, "Siti dan kawan", "kelompok", "Cerita Siti", NOON)
    second = maker(HSU, other)
    groups.answer(other, groups.invite_member(siti, group, second, NOON), NOON, agrees=True)
    good = product(shop)
    groups.arrange_front(siti, group, [good.pk], NOON)
    erase_shops([shop.business_id])
    assert [m.maker_id for m in GroupMember.objects.filter(is_keeper=True)] == [second.pk]
    assert not group.front.exists()
    alone.refresh_from_db()
    assert alone.closed_at is not None
    assert (alone.name, alone.story) == (f"dihapus-{alone.pk}", "")
