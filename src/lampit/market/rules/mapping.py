"""The map of the site for search engines (sitemaps.org), in files that stay within its limits.

A file holds at most 50,000 addresses and 10 MB. Goods stand in files by their number, so that a
good stays in its file whatever else comes and goes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from lampit.market.rules.world import english_address

MOST_ADDRESSES = 50_000
MOST_BYTES = 10 * 1024 * 1024
# As many rows as a kept page names one by one (`web.reads`): more, and it hung on all.
GOODS_A_FILE = MAKERS_A_FILE = STORIES_A_FILE = 200
MOST_PICTURES = 5
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_OTHERS = (
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page on the map.

    Attributes:
        path: local address of its Indonesian.
        changed: when what it shows changed last, None where nobody knows.
        has_english: its English is a page of its own.
        pictures: local addresses of its photos.
    """

    path: str
    changed: datetime | None = None
    has_english: bool = False
    pictures: Sequence[str] = ()


def address_list(root: str, places: Iterable[Place]) -> str:
    """Return a file of the map; `root` is the absolute start of addresses."""
    lines = "".join(_place(root, place) for place in places)
    return f"{_HEAD}<urlset {_SCHEMA}{_OTHERS}>\n{lines}</urlset>\n"


def _place(root: str, place: Place) -> str:
    """Return the lines of a page: one for each language in which it exists."""
    own = f"{root}{place.path}"
    languages = {"id": own}
    if place.has_english:
        languages["en"] = english_address(own)
    others = ""
    if len(languages) > 1:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
            for language, address in (*languages.items(), ("x-default", own))
        )
    changed = _changed(place)
    pictures = "".join(
        f"<image:image><image:loc>{escape(root + picture)}</image:loc></image:image>"
        for picture in place.pictures[:MOST_PICTURES]
    )
    return "".join(
        f"<url><loc>{escape(address)}</loc>{changed}{others}{pictures}</url>\n"
        for address in languages.values()
    )


def _changed(place: Place) -> str:
    if place.changed is None:
        return ""
    return f"<lastmod>{place.changed.isoformat(timespec='seconds')}</lastmod>"


def file_list(root: str, paths: Iterable[str]) -> str:
    """Return the index of the files of the map."""
    lines = "".join(f"<sitemap><loc>{escape(root + path)}</loc></sitemap>\n" for path in paths)
    return f"{_HEAD}<sitemapindex {_SCHEMA}>\n{lines}</sitemapindex>\n"
