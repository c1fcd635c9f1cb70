"""Reads of stories: what buyers read, and what their tellers keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lampit.registry.models import Business
from lampit.registry.queries import last_answer
from lampit.registry.rules.consents import PHOTO
from lampit.shops.models import Maker, MakerStory
from lampit.shops.models.stories import StoryState
from lampit.shops.queries.shelf import kecamatan
from lampit.shops.rules import stories

STORIES_A_PAGE = 12
FEW_STORIES = 2
CONSIDERED = 50  # of the newest, among which some of open shops are looked for
_COLUMNS = (
    "slug", "title", "text", "picture", "picture_alt", "is_illustration", "published_at",
    "maker__name", "maker__slug", "maker__person", "maker__place__name",
    "maker__place__parent__name", "maker__place__level", "shows_person", "maker__business_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A story as buyers read it.

    Attributes:
        picture: digest; empty where there is none, or where its owner does not agree to be seen.
        place, village: of its shop; the kecamatan and the village.
        minutes: how long it takes to read.
    """

    slug: str
    title: str
    text: str
    picture: str
    picture_alt: str
    is_illustration: bool
    published_at: datetime
    maker: str
    maker_slug: str
    person: str
    village: str
    place: str
    minutes: int

    @property
    def paragraphs(self) -> list[str]:
        """Return the text in its paragraphs."""
        return stories.paragraphs(self.text)


def told(found: QuerySet[MakerStory], start: int = 0, end: int = STORIES_A_PAGE) -> list[Told]:
    """Return stories as buyers read them, newest first; one query, two where people are shown.

    Consents are asked by business, and only for pictures with people: a page without any hangs
    on no row of the register.
    """
    rows = list(found.order_by("-published_at", "-pk").values_list(*_COLUMNS)[start:end])
    agreed = _agreed({row[-1] for row in rows if row[-2]})
    return [_told(row, is_seen=not row[-2] or row[-1] in agreed) for row in rows]


def latest_told(found: QuerySet[MakerStory], most: int = FEW_STORIES) -> list[Told]:
    """Return the newest stories; two queries, three where people are shown, four rarely.

    The newest are found by themselves, so that a kept page hangs on the shops of a few alone.
    """
    newest = MakerStory.objects.filter(state=StoryState.LIVE).order_by("-published_at", "-pk")
    numbers = list(newest.values_list("pk", flat=True)[:CONSIDERED])
    rows = told(found.filter(pk__in=numbers), 0, most)
    if len(rows) < most and len(numbers) == CONSIDERED:
        return told(found, 0, most)
    return rows


def _agreed(businesses: set[int]) -> set[int]:
    """Return the businesses whose owner agrees to be seen, or that have none to ask."""
    if not businesses:
        return set()
    asked = Business.objects.filter(pk__in=businesses).annotate(yes=last_answer(PHOTO, "owner"))
    return set(asked.filter(Q(owner=None) | Q(yes=True)).values_list("pk", flat=True))


def _told(row: Sequence[Any], *, is_seen: bool) -> Told:
    return Told(
        slug=row[0], title=row[1], text=row[2], picture=row[3] if is_seen else "",
        picture_alt=row[4], is_illustration=row[5], published_at=timezone.localtime(row[6]),
        maker=row[7], maker_slug=row[8], person=row[9], village=row[10],
        place=kecamatan(row[10], row[11], row[12]), minutes=stories.minutes(row[2]),
    )  # fmt: skip


def story(found: QuerySet[MakerStory], slug: str) -> Told | None:
    """Return one story, None where there is none; one query or two."""
    rows = told(found.filter(slug=slug), 0, 1)
    return rows[0] if rows else None


def other_stories(found: QuerySet[MakerStory], slug: str) -> Sequence[Told]:
    """Return a few other stories, newest first; one query or two."""
    return told(found.exclude(slug=slug), 0, FEW_STORIES)


def kept_stories(found: QuerySet[MakerStory], maker: Maker) -> QuerySet[MakerStory]:
    """Return the stories of a shop for its keeper: drafts first, then the newest."""
    return found.filter(maker=maker).order_by(F("published_at").desc(nulls_first=True), "-pk")


def kept_story(found: QuerySet[MakerStory], slug: str) -> MakerStory | None:
    """Return a story that its keeper opens, with its shop; one query."""
    return found.select_related("maker__business").filter(slug=slug).first()
