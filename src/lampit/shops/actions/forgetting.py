"""Deletes the files of pictures that no row shows any more."""

from collections.abc import Iterable

from lampit.outside import pictures
from lampit.shops.actions.photos import media_folder, originals_folder
from lampit.shops.queries.pictures import COLUMNS, named

AT_ONCE = 500


def forget_pictures(names: Iterable[str]) -> None:
    """Delete all files, and originals, of pictures that nothing in the shops shows; after commit.

    A photo that was put right has two names: of its own and of the original, whose files were
    shown before it was cut.
    """
    wanted = sorted({name for name in names if name})
    for start in range(0, len(wanted), AT_ONCE):
        part = set(wanted[start : start + AT_ONCE])
        gone = part - named(COLUMNS, part)
        pictures.discard(gone, media_folder())
        pictures.discard(gone, originals_folder())
