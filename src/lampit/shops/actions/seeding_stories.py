"""Demo stories: those of `data/demo_stories.csv`, with drawn pictures, marked as examples."""

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta

from lampit.outside import pictures
from lampit.shops.actions.photos import media_folder
from lampit.shops.actions.seeding import DATA
from lampit.shops.models import Maker, MakerStory
from lampit.shops.models.stories import StoryState
from lampit.shops.rules import drawing, texts


def seed_demo_stories(
    makers: Mapping[str, Maker], now: datetime, *, with_pictures: bool = True
) -> list[MakerStory]:
    """Write the demo stories of the shops by workshop id (`L01` …) and return them."""
    with (DATA / "demo_stories.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["workshop_id"] in makers]
    told = []
    for number, row in enumerate(rows):
        shown_at = now - timedelta(days=9 + 17 * number)
        digest = ""
        if with_pictures:
            drawn = drawing.illustration(row["title"], row["category"])
            picture = pictures.prepare(drawn, effort=2)
            pictures.keep(picture, media_folder())
            digest = picture.digest
        told.append(
            MakerStory(
                maker=makers[row["workshop_id"]], slug=texts.slug(row["title"], "cerita"),
                title=row["title"], text=row["text"], state=StoryState.LIVE,
                picture=digest,
                picture_alt="Gambar anyaman, digambar program", is_illustration=True,
                published_at=shown_at, changed_at=shown_at, created_at=shown_at,
            )
        )  # fmt: skip
    return MakerStory.objects.bulk_create(told)
