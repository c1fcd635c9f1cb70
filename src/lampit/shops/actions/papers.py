"""Kept papers that tell of goods, and their end: nobody who went is left in one, and no photo.

Beside each kept PDF lies a file of the same name that says whose goods stand in it. Higher rooms
typeset; what is kept is kept here, since shops and goods end here.
"""

import json
import os
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from lampit.shops import access
from lampit.shops.models import Maker, Photo, Product

AT_ONCE = 500
GOODS, ABOUT, PHOTOS = "goods", "about", "photos"  # of what lies beside a paper
LOOKED_EVERY = 3_600  # seconds between two looks at all kept papers
ALONE = 3_600  # seconds after which what lies beside no paper goes


def papers_folder() -> Path:
    """Return where kept papers lie; nothing there is served by its name."""
    return Path(settings.LAMPIT_HOME) / "catalogues"


def keep_paper(
    path: Path, made: bytes, words: Sequence[str], told: dict[str, Any],
    photos: Sequence[str] = (),
) -> bool:  # fmt: skip
    """Keep a paper with the address words and photos of its goods, and say whether all stand.

    One that turned untrue while it was made is not kept. Whoever takes a good or a photo away
    forgets its papers after that is written, and this looks after the paper is: one of both sees
    the other.
    """
    beside = {**told, GOODS: list(words), PHOTOS: sorted({one for one in photos if one})}
    _write(path.with_suffix(".json"), json.dumps(beside).encode())
    _write(path, made)
    if is_true(words, beside[PHOTOS]):
        return True
    drop_paper(path)
    return False


def told_of(path: Path) -> dict[str, Any] | None:
    """Return what lies beside a kept paper, None when it is gone or cannot be read."""
    try:
        told = json.loads(path.with_suffix(".json").read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get(GOODS), list) else None


def is_true(words: Sequence[str], photos: Sequence[str] = ()) -> bool:
    """Say whether these goods are still sold and these photos theirs; three queries for each 500.

    Args:
        words: address words of goods.
        photos: names of photos, "" for none.
    """
    goods = set(words)
    return len(_sold(goods)) == len(goods) and (
        not photos or _hanging(goods).issuperset(filter(None, photos))
    )


def _sold(words: Collection[str]) -> set[str]:
    listed, found = sorted(words), set[str]()
    for start in range(0, len(listed), AT_ONCE):
        part = access.reachable_products().filter(slug__in=listed[start : start + AT_ONCE])
        found.update(part.order_by().values_list("slug", flat=True))
    return found


def _hanging(words: Collection[str]) -> set[str]:
    """Return the photos that hang on these goods."""
    listed, found = sorted(words), set[str]()
    for start in range(0, len(listed), AT_ONCE):
        part = Product.objects.filter(slug__in=listed[start : start + AT_ONCE]).order_by()
        found.update(part.values_list("cover", flat=True))
        photos = Photo.objects.filter(product__in=part.values("pk")).order_by()
        found.update(photos.values_list("digest", flat=True))
    return found


def words_of(makers: QuerySet[Maker]) -> set[str]:
    """Return the address words of all goods of some shops; one query."""
    rows = Product.objects.filter(maker__in=makers.order_by().values("pk"))
    return set(rows.order_by().values_list("slug", flat=True))


def forget_papers(words: Collection[str]) -> int:
    """Drop every kept paper that tells of one of these goods; return how many went."""
    gone, wanted = 0, set(words)
    for path in _papers():
        told = told_of(path)
        if told is None or not wanted.isdisjoint(told[GOODS]):
            gone += drop_paper(path)
    return gone


def forget_about(about: str) -> int:
    """Drop every kept paper about one thing that is no more (`acara:bazar`); return how many."""
    papers = [path for path in _papers() if (told_of(path) or {}).get(ABOUT) == about]
    return sum(drop_paper(path) for path in papers)


def forget_after(words: Collection[str]) -> None:
    """Drop the papers of these goods once the caller's transaction is written."""
    gone = set(words)
    if gone:
        transaction.on_commit(lambda: forget_papers(gone))


def forget_untrue(*, every: float = LOOKED_EVERY) -> int:
    """Drop kept papers with goods or photos that are gone; looks at them once an hour."""
    mark = papers_folder() / "looked"
    if not papers_folder().is_dir() or _is_young(mark, every):
        return 0
    mark.touch()
    papers = {path: told_of(path) for path in _papers()}
    words = {word for told in papers.values() if told for word in told[GOODS]}
    sold, hanging, gone = _sold(words), _hanging(words), 0
    for path, told in papers.items():
        stands = told is not None and sold.issuperset(told[GOODS])
        if told is None or not stands or not hanging.issuperset(told.get(PHOTOS, ())):
            gone += drop_paper(path)
    _drop_alone()
    return gone


def _drop_alone() -> None:
    """Drop what lies beside no paper: whoever kept it was killed half way."""
    for path in papers_folder().rglob("*.json"):
        if not path.with_suffix(".pdf").exists() and not _is_young(path, ALONE):
            path.unlink(missing_ok=True)


def drop_paper(path: Path) -> int:
    """Drop a kept paper with what lies beside it; say 1 when it was there."""
    was_there = path.exists()
    path.unlink(missing_ok=True)
    path.with_suffix(".json").unlink(missing_ok=True)
    return int(was_there)


def drop_older(folder: Path, days: int) -> int:
    """Drop the papers of a folder that nobody touched for so many days; return how many."""
    gone, oldest = 0, time.time() - days * 86_400
    for path in folder.glob("*.p*"):
        try:
            if path.stat().st_mtime < oldest:
                gone += drop_paper(path)
        except FileNotFoundError:
            continue  # another process was quicker
    return gone


def _papers() -> Iterator[Path]:
    yield from papers_folder().rglob("*.pdf")


def _is_young(path: Path, seconds: float) -> bool:
    try:
        return path.stat().st_mtime > time.time() - seconds
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
