"""Deletes the files of photos that stood with a review or an appeal and stand there no more."""

from collections.abc import Set

from lampit.shops.actions import forget_pictures
from lampit.trust.models import Appeal, Review


def forget_photos(photos: Set[str]) -> None:
    """Delete the files of photos that no review, appeal, good or shop shows; after commit."""
    kept = {
        name
        for rows in (Review.objects, Appeal.objects)
        for name in rows.filter(photo__in=photos - {""}).values_list("photo", flat=True)
    }
    forget_pictures(photos - kept)
