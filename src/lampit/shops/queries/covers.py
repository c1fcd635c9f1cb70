"""The photo of a good that stands for others: large, beside words."""

from collections.abc import Iterable

from lampit.shops.models import Photo
from lampit.shops.models.photos import Made
from lampit.shops.queries.shelf import Good


def first_cover(goods: Iterable[Good]) -> tuple[Good, Photo] | None:
    """Return the first good with a photo and that photo, None where there is none; one query."""
    good = next((good for good in goods if good.cover), None)
    if good is None:
        return None
    photos = Photo.objects.filter(product=good.pk, made__gt=Made.WAITING)
    photo = photos.order_by("position", "pk").first()
    return (good, photo) if photo else None
