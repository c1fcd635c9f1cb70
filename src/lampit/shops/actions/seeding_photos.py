"""More photos for the demo: close-ups of the goods of a shop, and a good only begun.

Drawn and marked as such; the worker makes what is left of their files, as for any photo.
"""

from datetime import datetime, timedelta

from lampit.outside import pictures
from lampit.shops.actions.photos import originals_folder
from lampit.shops.models import Made, Maker, Photo, Product, Sketch, SketchPhoto
from lampit.shops.rules import drawing

MOST_GOODS = 4
BEGUN = {
    "name": ["Topi purun lebar (contoh)"],
    "price": ["45rb"],
    "unit": ["buah"],
    "kind": ["SIAP"],
    "stock": ["3"],
}


def seed_photos(maker: Maker, now: datetime) -> None:
    """Hang a close-up on the first goods of a shop, and leave one good half described."""
    for good in Product.objects.filter(maker=maker).exclude(cover="").order_by("pk")[:MOST_GOODS]:
        found = pictures.original(drawing.illustration(good.name, good.category, close=True))
        pictures.keep_original(found, originals_folder())
        Photo.objects.create(
            product=good, position=1, alt=f"{good.name}, dari dekat", is_illustration=True,
            created_at=now, **_columns(found),
        )  # fmt: skip
    yesterday = now - timedelta(days=1)
    sketch = Sketch.objects.create(
        maker=maker, key="contoh-topi", fields=BEGUN, created_at=yesterday, changed_at=yesterday
    )
    found = pictures.original(drawing.illustration(BEGUN["name"][0], "anyaman-purun"))
    is_ours = pictures.keep_original(found, originals_folder())
    SketchPhoto.objects.create(
        sketch=sketch, client="contoh-1", is_ours=is_ours, created_at=yesterday, **_columns(found)
    )


def _columns(found: pictures.Original) -> dict[str, object]:
    return {
        "digest": found.digest, "source": found.digest, "placeholder": found.placeholder,
        "width": found.width, "height": found.height, "made": Made.WAITING,
    }  # fmt: skip
