"""What a page makes a browser fetch: scripts, styles, pictures, fonts, frames; links are none."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

# Elements and the attributes by which they fetch. `a`, `form` and canonical links fetch nothing.
FETCHING = {
    "img": ("src", "srcset"), "source": ("src", "srcset"), "script": ("src",), "iframe": ("src",),
    "embed": ("src",), "object": ("data",), "video": ("src", "poster"), "audio": ("src",),
    "track": ("src",), "input": ("src",), "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"), "body": ("background",), "portal": ("src",),
}  # fmt: skip
# Relations of `link` that fetch nothing by themselves.
TOLD = {"canonical", "alternate", "prev", "next", "author", "license", "help", "search"}
_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


class _Collector(HTMLParser):
    """Gather the addresses a page fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        for name in FETCHING.get(tag, ()):
            value = told.get(name, "")
            parts = value.split(",") if name == "srcset" and "data:" not in value else [value]
            self.found += [part.split()[0] for part in parts if part.strip()]
        if tag == "link" and not set(told.get("rel", "").lower().split()) <= TOLD:
            self.found.append(told.get("href", ""))
        self.found += list(in_style(told.get("style", "")))
        self.is_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self.is_style:
            self.found += list(in_style(data))


def in_style(text: str) -> Iterator[str]:
    """Yield the addresses that a style sheet fetches."""
    for address, imported in _URL.findall(text):
        yield address or imported


def is_own(address: str) -> bool:
    """Say whether an address stays on the site: local, a place in the page, or data inside it."""
    if address.startswith(("data:image/", "blob:")):
        return True
    return not _ELSEWHERE.match(address)


def foreign(page: str) -> list[str]:
    """Return the addresses of a page that fetch from elsewhere."""
    collector = _Collector()
    collector.feed(page)
    return sorted({address for address in collector.found if not is_own(address)})
