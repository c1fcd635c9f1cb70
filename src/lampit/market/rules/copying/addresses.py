"""From the addresses of the live market to the files of a copy, and the way between two files."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from lampit.market.rules.copying import tongues
from lampit.market.rules.world import KEY

# What an address of the live market is in a copy.
PAGE, FILE, SEARCH, CHAT, BASKET = "page", "file", "search", "chat", "basket"
OWN = "own"  # stands in the copy, but is not fetched from the market
LANGUAGE = "language"  # where the language is chosen
SEARCH_FILE = "cari/index.html"
ABOUT_FILE = "BACA-SAYA.html"
CATALOGUES_FILE = "katalog/index.html"
NUMBERED = "hal"  # the key of the number of a page
_WHOLE = ("/", "https://", "http://")  # so a link begins that leads to one place from everywhere
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


class SeenTag(NamedTuple):
    """What became of a tag: what is written, the pages and files it names, its icon ("": none)."""

    piece: str
    pages: tuple[str, ...]
    files: tuple[str, ...]
    icon: str


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
        has_english: whether the page of a path has an English one in the copy.
        gone: addresses that turned out not to be in the copy.
        tags: what became of tags seen before, by depth of the file, language and tag.
    """

    roots: tuple[str, ...]
    base: str
    kind: Callable[[str], str]
    chat: Callable[[str], str]
    order: Callable[[str], str]
    category: Callable[[str], str]
    has_english: Callable[[str], bool] = lambda _path: False
    gone: frozenset[str] = frozenset()
    tags: dict[tuple[int, str, str], SeenTag] = field(
        default_factory=dict, compare=False, repr=False
    )


def place_of(link: str, here: str, roots: tuple[str, ...]) -> Place | None:
    """Return where a link of the page `here` leads inside the market; None when it leads out."""
    return _place(link, "" if link.startswith(_WHOLE) else here, roots)


@lru_cache(maxsize=65_536)
def _place(link: str, here: str, roots: tuple[str, ...]) -> Place | None:
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

    `/` is `index.html`, `/kategori/lampit/?hal=2` is `kategori/lampit/hal-2/index.html`; English
    pages stand in `en/`.
    """
    language = tongues.language_of(address)
    path, _, query = tongues.indonesian(address).partition("?")
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
        words = f"{words}/index.html" if words else "index.html"
    return tongues.file_in(language, words)


@lru_cache(maxsize=65_536)
def plain(place: Place) -> str:
    """Return an address as the copy knows it: first pages have no number, keys are in order."""
    if not place.query:
        return place.path
    pairs = sorted((key, value) for key, value in parse_qsl(place.query) if value)
    kept = [(key, value) for key, value in pairs if (key, value) != (NUMBERED, "1")]
    return f"{place.path}?{urlencode(kept)}" if kept else place.path


def target(place: Place, site: Site) -> tuple[str, str, str]:
    """Return what a place is in a copy, its address as the copy knows it, and its file ("": none).

    A page without an English one is the same page for both languages.
    """
    kind = site.kind(place.path)
    if kind not in (PAGE, FILE, OWN):
        return kind, place.path, ""
    address = plain(place) if kind == PAGE else place.path
    if kind != FILE and site.has_english(place.path):
        address = tongues.spoken(address, tongues.language_of(place.address))
    else:
        address = tongues.indonesian(address)
    return kind, address, "" if address in site.gone else file_of(address)


def way(from_file: str, to_file: str) -> str:
    """Return the relative link between two files of a copy."""
    return "../" * from_file.count("/") + to_file  # `_SAFE` lets nothing in that is to be quoted


def search_query(place: Place, category: str) -> str:
    """Return the query with which the search of a copy shows what a filtered shelf showed."""
    pairs = [(k, v) for k, v in parse_qsl(place.query) if v and k not in (NUMBERED, KEY)]
    if category and not any(key == "kategori" for key, _value in pairs):
        pairs.insert(0, ("kategori", category))
    return f"?{urlencode(pairs)}" if pairs else ""
