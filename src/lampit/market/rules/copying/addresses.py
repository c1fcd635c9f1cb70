"""From the addresses of the live market to the files of a copy, and the way between two files."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

# What an address of the live market is in a copy.
PAGE, FILE, SEARCH, CHAT, BASKET = "page", "file", "search", "chat", "basket"
OWN = "own"  # stands in the copy, but is not fetched from the market
SEARCH_FILE = "cari/index.html"
ABOUT_FILE = "BACA-SAYA.html"
CATALOGUES_FILE = "katalog/index.html"
NUMBERED = "hal"  # the key of the number of a page
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SAFE = re.compile(r"[A-Za-z0-9._~@+-]+(?:/[A-Za-z0-9._~@+-]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """An address inside the market: path, query and fragment as they stand in a link."""

    path: str
    query: str = ""
    fragment: str = ""

    @property
    def address(self) -> str:
        """Return path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Site:
    """What the rewriting of pages has to know of the market and of its copy.

    Attributes:
        roots: how absolute addresses of the live market begin, without `/` behind.
        base: where the copy will stand, without `/` behind; "" when nobody knows.
        kind: what a path is in a copy: one of `PAGE` …, "" when it lives on a server only.
        chat: the WhatsApp link for the path of a question to a maker, "" when there is none.
        order: the WhatsApp link with which the good of a page is ordered, "" when there is none.
        category: the shelf of a path, "" for other pages.
        gone: addresses that turned out not to be in the copy.
    """

    roots: tuple[str, ...]
    base: str
    kind: Callable[[str], str]
    chat: Callable[[str], str]
    order: Callable[[str], str]
    category: Callable[[str], str]
    gone: frozenset[str] = frozenset()


@lru_cache(maxsize=65_536)
def place_of(link: str, here: str, roots: tuple[str, ...]) -> Place | None:
    """Return where a link of the page `here` leads inside the market; None when it leads out."""
    for root in roots:
        if link == root or link.startswith((f"{root}/", f"{root}?")):
            link = link[len(root) :] or "/"
            break
    if link.startswith("//") or _SCHEME.match(link):
        return None
    if not link.startswith("/"):
        link = urljoin(here, link)
    parts = urlsplit(link)
    return Place(parts.path or "/", parts.query, parts.fragment)


@lru_cache(maxsize=65_536)
def file_of(address: str) -> str:
    """Return the file of an address, relative to the copy; "" for what no file can be called.

    `/` is `index.html`, `/kategori/lampit/?hal=2` is `kategori/lampit/hal-2/index.html`.
    """
    path, _, query = address.partition("?")
    words = unquote(path).strip("/")
    if query:
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        number = pairs.pop(NUMBERED, "")
        if pairs or not (number.isascii() and number.isdigit() and 0 < len(number) < 8):
            return ""
        words += f"/hal-{int(number)}" if int(number) > 1 else ""
    words = words.strip("/")
    if words and (not _SAFE.fullmatch(words) or ".." in words.split("/")):
        return ""
    if query or path.endswith("/") or not words:
        return f"{words}/index.html" if words else "index.html"
    return words


@lru_cache(maxsize=65_536)
def plain(place: Place) -> str:
    """Return an address as the copy knows it: first pages have no number, keys are in order."""
    if not place.query:
        return place.path
    pairs = sorted((key, value) for key, value in parse_qsl(place.query) if value)
    kept = [(key, value) for key, value in pairs if (key, value) != (NUMBERED, "1")]
    return f"{place.path}?{urlencode(kept)}" if kept else place.path


def way(from_file: str, to_file: str) -> str:
    """Return the relative link between two files of a copy."""
    return "../" * from_file.count("/") + to_file  # `_SAFE` lets nothing in that is to be quoted


def search_query(place: Place, category: str) -> str:
    """Return the query with which the search of a copy shows what a filtered shelf showed."""
    pairs = [(k, v) for k, v in parse_qsl(place.query) if v and k != NUMBERED]
    if category and not any(key == "kategori" for key, _value in pairs):
        pairs.insert(0, ("kategori", category))
    return f"?{urlencode(pairs)}" if pairs else ""
