"""Photos that makers send: proven, made small, written to the media folder of the instance.

Files are written before any transaction and named by their content: a file without a row does
no harm, a row without a file cannot arise.
"""

from pathlib import Path

from django.conf import settings

from lampit.outside import pictures
from lampit.outside.pictures import Picture


def media_folder() -> Path:
    """Return where pictures lie."""
    return Path(settings.MEDIA_ROOT)


def keep_photo(content: bytes) -> Picture:
    """Prove and keep a sent photo, and return it.

    Raises:
        Refusal: what `outside.pictures.read` raises.
    """
    picture = pictures.from_upload(content)
    pictures.keep(picture, media_folder())
    return picture


def kept_photo(digest: str) -> Picture | None:
    """Return a photo kept earlier (the form it came with was refused), None when unknown."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        return None
    size = pictures.size_of(media_folder() / pictures.file_name(digest, "1080.jpg"))
    return Picture(digest, *size, {}) if size else None
