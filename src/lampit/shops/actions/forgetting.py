"""Deletes the files of pictures that no row shows any more."""

from collections.abc import Iterable

from lampit.outside import pictures
from lampit.shops.actions.photos import media_folder, originals_folder
from lampit.shops.models import Fair, Maker, MakerStory, Photo, PriceReference, SketchPhoto

AT_ONCE = 500


def forget_pictures(names: Iterable[str]) -> None:
    """Delete all files, and originals, of pictures that nothing in the shops shows; after commit.

    A photo that was put right has two names: of its own and of the original, whose files were
    shown before it was cut.
    """
    wanted = sorted({name for name in names if name})
    for start in range(0, len(wanted), AT_ONCE):
        part = set(wanted[start : start + AT_ONCE])
        gone = part - _shown(part)
        pictures.discard(gone, media_folder())
        pictures.discard(gone, originals_folder())


def _shown(names: set[str]) -> set[str]:
    """Return those of these pictures that a row still shows or is made from; eight queries."""
    columns = (
        (Photo.objects, "digest"), (Photo.objects, "source"), (SketchPhoto.objects, "digest"),
        (SketchPhoto.objects, "source"), (Maker.objects, "photo"), (MakerStory.objects, "picture"),
        (PriceReference.objects, "photo"), (Fair.objects, "picture"),
    )  # fmt: skip
    return {
        name
        for rows, column in columns
        for name in rows.filter(**{f"{column}__in": names}).values_list(column, flat=True)
    }
