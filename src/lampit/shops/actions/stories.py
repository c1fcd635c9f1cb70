"""Writes stories: kept as drafts, shown, hidden, thrown away."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import Picture
from lampit.people.models import User
from lampit.registry.actions import hold_answers
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import PHOTO
from lampit.shops.actions._guard import check_keeper, note_alive, note_help
from lampit.shops.actions.forgetting import forget_pictures
from lampit.shops.models import Maker, MakerStory
from lampit.shops.models.stories import StoryState
from lampit.shops.rules import stories, texts

MOST_STORIES = 200  # of one shop


def write_story(
    actor: User,
    maker: Maker,
    told: stories.Told,
    at: datetime,
    *,
    picture: Picture | None = None,
    shows_person: bool = False,
    key: str = "",
) -> MakerStory:
    """Keep a new story as a draft and return it; the same `key` gives the same story again.

    Raises:
        Refusal: `bukan_lapak_anda`, `cerita_banyak`, `foto_orang_belum_izin`, and those of
            `rules.stories.checked`.
    """
    check_keeper(actor, maker)
    told = stories.checked(told.title, told.text, told.alt)
    known = _of_key(maker, key)
    if known is not None:
        return known
    if maker.stories.count() >= MOST_STORIES:
        raise Refusal("cerita_banyak", f"Paling banyak {MOST_STORIES} cerita. Hapus yang lama.")
    base = texts.slug(told.title, "cerita")
    taken = base in stories.RESERVED or MakerStory.objects.filter(slug=base).exists()
    for slug in (*([] if taken else [base]), f"{base}-{maker.pk}-{at:%y%m%d%H%M%S%f}"):
        try:
            with transaction.atomic():
                _check_person(maker, shows_person=shows_person)
                story = MakerStory.objects.create(
                    maker=maker, slug=slug, title=told.title, text=told.text,
                    created_at=at, changed_at=at, form_key=key or None,
                    **_pictured(picture, told, shows_person=shows_person),
                )  # fmt: skip
                note_help(actor, maker, "cerita.tulis", ("story", story.pk), at)
                return story
        except IntegrityError:
            # The same form came twice at this moment, or another shop took the address word.
            again = _of_key(maker, key)
            if again is not None:
                return again
            if slug != base:
                raise
    raise AssertionError("the last try returns or raises")


def change_story(
    actor: User,
    story: MakerStory,
    told: stories.Told,
    at: datetime,
    *,
    picture: Picture | None = None,
    shows_person: bool = False,
) -> MakerStory:
    """Write what its teller changed; a shown story stays one that can be shown.

    Raises:
        Refusal: `bukan_lapak_anda`, `cerita_pendek`, `foto_orang_belum_izin`, and those of
            `rules.stories.checked`.
    """
    check_keeper(actor, story.maker)
    told = stories.checked(told.title, told.text, told.alt)
    if story.is_live:
        stories.check_showable(told.text)
    with transaction.atomic():
        _check_person(story.maker, shows_person=shows_person)
        before = MakerStory.objects.select_for_update(no_key=True).get(pk=story.pk).picture
        MakerStory.objects.filter(pk=story.pk).update(
            title=told.title, text=told.text, changed_at=at,
            **_pictured(picture, told, shows_person=shows_person),
        )  # fmt: skip
        note_help(actor, story.maker, "cerita.ubah", ("story", story.pk), at)
        if picture is not None and picture.digest != before:
            transaction.on_commit(lambda: forget_pictures([before]))
    story.refresh_from_db()
    return story


def show_story(actor: User, story: MakerStory, state: str, at: datetime) -> MakerStory:
    """Show a story to buyers, or hide it; the day it was first shown stays.

    Raises:
        Refusal: `bukan_lapak_anda`, `keadaan_salah`, `cerita_pendek`.
    """
    check_keeper(actor, story.maker)
    if state not in (StoryState.LIVE, StoryState.HIDDEN):
        raise Refusal("keadaan_salah", "Pilih tayangkan atau sembunyikan.")
    if state == StoryState.LIVE:
        stories.check_showable(story.text)
    with transaction.atomic():
        MakerStory.objects.filter(pk=story.pk).update(
            state=state, published_at=story.published_at or at
        )
        if state == StoryState.LIVE:
            note_alive(actor, story.maker, at)
        note_help(actor, story.maker, "cerita.tayang", ("story", story.pk), at)
    story.refresh_from_db()
    return story


def delete_story(actor: User, story: MakerStory, at: datetime) -> None:
    """Throw a story away with its picture; the link to it says that it is gone.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, story.maker)
    with transaction.atomic():
        note_help(actor, story.maker, "cerita.hapus", ("story", story.pk), at)
        gone = list(MakerStory.objects.filter(pk=story.pk).values_list("picture", flat=True))
        MakerStory.objects.filter(pk=story.pk).delete()
        transaction.on_commit(lambda: forget_pictures(gone))


def _of_key(maker: Maker, key: str) -> MakerStory | None:
    return MakerStory.objects.filter(maker=maker, form_key=key).first() if key else None


def _check_person(maker: Maker, *, shows_person: bool) -> None:
    """Refuse a person in a picture without the owner's yes, which then holds to the end of it."""
    if not shows_person:
        return
    hold_answers(maker.business.owner_id)
    if not may_use(maker.business.owner_id, PHOTO):
        raise Refusal(
            "foto_orang_belum_izin",
            "Foto orang hanya tampil bila pemilik mengizinkan fotonya ditampilkan. Beri izin di "
            "Data saya, atau pakai foto barang dan tempat.",
        )


def _pictured(
    picture: Picture | None, told: stories.Told, *, shows_person: bool
) -> dict[str, object]:
    """Return the columns of the picture; without a new one the old one stays."""
    fields: dict[str, object] = {
        "picture_alt": told.alt or told.title,
        "shows_person": shows_person,
    }
    if picture is not None:
        fields |= {"picture": picture.digest, "is_illustration": False}
    return fields
