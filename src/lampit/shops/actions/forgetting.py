"""Deletes the files of pictures that no row shows any more."""

from collections.abc import Iterable

from lampit.outside import pictures
from lampit.shops.actions.photos import media_folder, originals_folder
from lampit.shops.queries.pictures import COLUMNS, everywhere, named

AT_ONCE = 500


def forget_pictures(names: Iterable[str], *, is_erased: bool = False) -> None:
    """Delete all files, and originals, of pictures that no row names any more; after commit.

    A photo that was put right has two names: of its own and of the original, whose files were
    shown before it was cut. Of a person who is erased (`is_erased`) those go too that orders and
    reviews still name.
    """
    columns = COLUMNS if is_erased else everywhere()
    wanted = sorted({name for name in names if name})
    for start in range(0, len(wanted), AT_ONCE):
        part = set(wanted[start : start + AT_ONCE])
        gone = part - named(columns, part)
        pictures.discard(gone, media_folder())
        pictures.discard(gone, originals_folder())
