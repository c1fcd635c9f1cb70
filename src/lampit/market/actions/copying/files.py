"""What pages of a copy bring along: styles, scripts, fonts and photos."""

import base64
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from lampit.market.actions.copying.folder import Folder
from lampit.market.actions.copying.walking import Walk
from lampit.shops.actions import PREVIEWS, redraw_preview

MEDIA = "media"
_URL = re.compile(r"""url\((["']?)([^"')]+)\1\)""")


def static_file(name: str) -> Path | None:
    """Return where a static file lies: collected, or in the room that brings it."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None


def bring(folder: Folder, walk: Walk, addresses: Iterable[str]) -> list[str]:
    """Bring the files of some addresses into a copy; return those that are not there."""
    missing, photos = list[str](), list[str]()
    for address in addresses:
        if not address.startswith(settings.STATIC_URL):
            photos.append(address.removeprefix(settings.MEDIA_URL))
        elif not _static(folder, walk, address.removeprefix(settings.STATIC_URL)):
            missing.append(address)
    return sorted(missing + _photos(folder, walk, photos))


def _photos(folder: Folder, walk: Walk, names: list[str]) -> list[str]:
    for name in names:
        if name.startswith(f"{PREVIEWS}/"):
            redraw_preview(name)  # drawn when first asked for, and nobody asked yet
    missing = []
    for file, entry, what in folder.bring(MEDIA, Path(settings.MEDIA_ROOT), names):
        if entry is None:
            missing.append(f"{settings.MEDIA_URL}{file.removeprefix(f'{MEDIA}/')}")
        else:
            walk.entries[file] = entry
            walk.note(file, what)
    return missing


def _static(folder: Folder, walk: Walk, name: str) -> bool:
    source = static_file(name)
    if source is None:
        return False
    content = source.read_bytes()
    if name.endswith(".css"):
        content = _style(folder, walk, name, content.decode()).encode()
    target = f"static/{name}"
    walk.entries[target], what = folder.put(target, content)
    walk.note(target, what)
    return True


def _style(folder: Folder, walk: Walk, name: str, text: str) -> str:
    """Return a style sheet that stands alone: drawings inside it, other files beside it.

    A browser lets a page from a stick load pictures, but no mask.
    """

    def inside(match: re.Match[str]) -> str:
        address = match[2]
        if address.startswith(("data:", "#", "/", "http:", "https:")):
            return match[0]
        near = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
        if address.endswith(".svg") and (source := static_file(near)) is not None:
            told = base64.b64encode(source.read_bytes()).decode()
            return f'url("data:image/svg+xml;base64,{told}")'
        _static(folder, walk, near.partition("?")[0].partition("#")[0])
        return match[0]

    return _URL.sub(inside, text)
