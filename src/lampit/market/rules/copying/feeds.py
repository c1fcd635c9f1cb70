"""Feeds of a copy: what is new (RSS), and the catalogues that Meta and Google fetch.

They hold absolute addresses by their rules, so only a copy with an address of its own has them.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lampit.market.rules.copying.addresses import OWN, PAGE, Site, place_of, target

_ITEM = re.compile(r"<item>.*?</item>\n?", re.DOTALL)


@dataclass(slots=True)
class Feed:
    """A feed while it is written, and what it leads to.

    Attributes:
        pages, files: addresses on the live market of the pages and pictures that it names.
        lost: whether the piece just written names a page that is not in the copy.
    """

    site: Site
    pages: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    lost: bool = False

    def moved(self, text: str) -> str:
        """Return a text whose addresses of the live market are those of the copy."""
        roots = "|".join(map(re.escape, self.site.roots))
        return re.sub(rf"(?:{roots})(?=[/<\"]|$)[^<>\"\s,]*", self._address, text)

    def _address(self, found: re.Match[str]) -> str:
        place = place_of(found[0], "/", self.site.roots)
        if place is None:
            return found[0]
        kind, address, file = target(place, self.site)
        if not file or kind == OWN:
            self.lost = True
            return self.site.base
        (self.pages if kind == PAGE else self.files).add(address)
        return f"{self.site.base}/{file}"


def moved_xml(feed: Feed, text: str) -> str:
    """Return an RSS feed as the copy has it, without goods whose pages are not in it."""

    def item(found: re.Match[str]) -> str:
        feed.lost = False
        told = feed.moved(found[0])
        return "" if feed.lost else told

    first = text.find("<item>")
    head, rest = (text, "") if first < 0 else (text[:first], text[first:])
    return feed.moved(head) + _ITEM.sub(item, rest)


def moved_csv(feed: Feed, text: str) -> str:
    """Return a catalogue of Meta as the copy has it, without goods whose pages are not in it."""
    return "".join(_rows(feed, text))


def _rows(feed: Feed, text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline="")):
        feed.lost = False
        told = [feed.moved(cell) for cell in row]
        if not feed.lost:
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n").writerow(told)
            yield out.getvalue()
