"""A page of the live market, rewritten so that it works as a file.

Links become relative; what needs a server (basket, signing in, forms that are sent) goes, and
where a basket stood a WhatsApp link orders; icons come into the page, since browsers read no
sprite from a stick. What a page brings along is told, so that it can be copied as well.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from urllib.parse import quote, unquote

from lampit.market.rules.copying import tongues
from lampit.market.rules.copying.addresses import (
    ABOUT_FILE,
    BASKET,
    CATALOGUES_FILE,
    CHAT,
    LANGUAGE,
    OWN,
    PAGE,
    SEARCH,
    SEARCH_FILE,
    Place,
    SeenTag,
    Site,
    file_of,
    place_of,
    search_query,
    target,
    way,
)
from lampit.market.rules.copying.tags import ATTRIBUTES, after, attributes, tag, without_live

_TAG = re.compile(
    rf"<(/?)(a|link|meta(?=[^<>]*(?:og:url|og:image|htmx-config))|img|source|script|use|form"
    rf"|body|header|nav|main|footer)\b{ATTRIBUTES}>"
)
_METHODS = {"link": "_head_link"}
# What becomes of these depends on the tag alone, unless it leads on from this very page.
_SAME_EVERYWHERE = frozenset(["a", "link", "meta", "img", "source", "use"])
_FROM_HERE = re.compile(
    r"""\s(?:href|src|srcset)=["'](?![/#]|[a-zA-Z][\w+.-]*:)"""
    r"""|\ssrcset=["'][^"']*,\s*(?![/\s]|[a-zA-Z][\w+.-]*:)"""
)
MOST_TAGS = 20_000
_FRAME = ("header", "nav", "footer")
_OUTSIDE = ("canonical", "alternate")  # links of the head that name absolute addresses
_ABSOLUTE = ("og:url", "og:image")


@dataclass(slots=True)
class Rewritten:
    """A page for the copy, and what it leads to.

    Attributes:
        html: the page.
        pages: addresses of pages that it links to.
        files: addresses of files that it brings along.
        needs_server: a form that must be sent stands in its middle.
    """

    html: str = ""
    pages: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    needs_server: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The few words that a copy puts into pages, in their language."""

    order: str
    ask_office: str
    catalogue: str
    about: str


def rewritten(
    html: str, here: str, site: Site, sprite: Mapping[str, str], words: Words
) -> Rewritten:
    """Return the page at the address `here` as a file of the copy."""
    return _Walk(html, here, site, sprite, words).done()


@cache
def _addresses(roots: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a text of JSON that is an address of the live market."""
    begins = "|".join(map(re.escape, roots))
    return re.compile(rf'(?<!\\)"(?:{begins})(?:[^"\\]|\\.)*"(?!:)')


def _icon(told: Mapping[str, str]) -> str:
    return told.get("href", "").partition("#")[2]


class _Walk:
    """One pass over a page from tag to tag."""

    def __init__(
        self, html: str, here: str, site: Site, sprite: Mapping[str, str], words: Words
    ) -> None:
        self.addresses = _addresses(site.roots)
        self.html = without_live(html) if "data-live" in html or "hx-" in html else html
        self.here, self.site, self.sprite, self.words = here, site, sprite, words
        self.file = file_of(here)
        self.depth = self.file.count("/")
        self.language = tongues.language_of(here)
        self.made = Rewritten()
        self.pieces: list[str] = []
        self.open: list[str] = []  # header, nav, main, footer around this place
        self.icons: dict[str, None] = {}
        self.sprite_at = -1
        self.unwrapped = False
        self.has_ordered = False

    def done(self) -> Rewritten:
        """Walk to the end."""
        html, pieces, seen = self.html, self.pieces, self.site.tags
        leads, brings, at = self.made.pages, self.made.files, 0
        while match := _TAG.search(html, at):
            pieces.append(html[at : match.start()])
            known = seen.get((self.depth, self.language, match[0]))
            if known is None:
                at = self._closing(match[2], match) if match[1] else self._opening(match)
                continue
            pieces.append(known.piece)  # most tags of a page stood on one before
            leads.update(known.pages)
            brings.update(known.files)
            if known.icon:
                self.icons[known.icon] = None
            at = match.end()
        pieces.append(html[at:])
        if self.sprite_at >= 0:
            self.pieces[self.sprite_at] += self._symbols()
        self.made.html = "".join(self.pieces)
        return self.made

    def _closing(self, name: str, match: re.Match[str]) -> int:
        if name in self.open:
            self.open.remove(name)
        if name == "nav" and self.open == ["header"]:
            self.pieces.append(self._ways())
        if name == "a" and self.unwrapped:
            self.unwrapped = False
        else:
            self.pieces.append(match[0])
        return match.end()

    def _opening(self, match: re.Match[str]) -> int:
        name, told = match[2], match[3]
        if name in (*_FRAME, "main", "body"):
            if name != "body":
                self.open.append(name)
            self.pieces.append(match[0])
            if name == "body":
                self.sprite_at = len(self.pieces) - 1
            return match.end()
        if name not in _SAME_EVERYWHERE:
            return self._handled(name, told, match)
        return self._first_seen(name, told, match)

    def _handled(self, name: str, told: str, match: re.Match[str]) -> int:
        handled: int = getattr(self, _METHODS.get(name, f"_{name}"))(attributes(told), match)
        return handled

    def _first_seen(self, name: str, told: str, match: re.Match[str]) -> int:
        """Handle a tag, and remember what became of it where any page would say the same."""
        whole, self.made, before = self.made, Rewritten(), len(self.pieces)
        end = self._handled(name, told, match)
        made, self.made = self.made, whole
        whole.pages |= made.pages
        whole.files |= made.files
        pieces = self.pieces[before:]
        if end == match.end() and (pieces or name != "a") and not _FROM_HERE.search(match[0]):
            if len(self.site.tags) >= MOST_TAGS:
                self.site.tags.clear()
            icon = _icon(attributes(told)) if name == "use" else ""
            self.site.tags[self.depth, self.language, match[0]] = SeenTag(
                "".join(pieces), tuple(made.pages), tuple(made.files),
                icon if icon in self.sprite else "",
            )  # fmt: skip
        return end

    # One method for each element; each returns where the walk goes on.

    def _a(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        link = self._link(told.get("href", ""))
        if link is not None:
            self.pieces.append(tag("a", {**told, "href": link}))
            return match.end()
        if any(name in self.open for name in _FRAME) or told.get("class"):
            return self._end_of("a", match)
        self.unwrapped = True
        return match.end()

    def _form(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        end = self._end_of("form", match)
        if told.get("method", "get").lower() == "post":
            place = place_of(told.get("action", ""), self.here, self.site.roots)
            kind = self.site.kind(place.path) if place is not None else ""
            if kind == BASKET:
                self.pieces.append(self._order())
            elif kind == LANGUAGE:
                self.pieces.append(self._switch())
            elif "main" in self.open:
                self.made.needs_server = True
            return end
        place = place_of(told.get("action", ""), self.here, self.site.roots)
        category = self.site.category(place.path) if place else ""
        if place is None or (self.site.kind(place.path) != SEARCH and not category):
            return end
        told = {**told, "action": self._own(SEARCH_FILE)}
        self.pieces.append(tag("form", told))
        if category:
            hidden = {"type": "hidden", "name": "kategori", "value": category}
            self.pieces.append(tag("input", hidden))
        return match.end()

    def _head_link(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        rel = told.get("rel", "").split()
        if any(word in _OUTSIDE for word in rel):
            absolute = self._absolute(told.get("href", ""))
            if absolute:
                self.pieces.append(tag("link", {**told, "href": absolute}))
            return match.end()
        link = self._link(told.get("href", ""))
        if link is not None:
            self.pieces.append(tag("link", {**told, "href": link}))
        return match.end()

    def _meta(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        if told.get("name") == "htmx-config":
            return match.end()
        if told.get("property") in _ABSOLUTE:
            absolute = self._absolute(told.get("content", ""))
            if absolute:
                self.pieces.append(tag("meta", {**told, "content": absolute}))
            return match.end()
        self.pieces.append(match[0])
        return match.end()

    def _img(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        return self._picture("img", told, match)

    def _source(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        return self._picture("source", told, match)

    def _picture(self, name: str, told: Mapping[str, str], match: re.Match[str]) -> int:
        changed = dict(told)
        if "src" in told:
            changed["src"] = self._link(told["src"]) or ""
        if "srcset" in told:
            changed["srcset"] = self._set(told["srcset"])
        self.pieces.append(tag(name, changed))
        return match.end()

    def _set(self, text: str) -> str:
        """Return the pictures of a `srcset` at their relative places."""
        found = []
        for one in text.split(","):
            address, _, size = one.strip().partition(" ")
            link = self._link(address) if address else None
            if link:
                found.append(f"{link} {size}".strip())
        return ", ".join(found)

    def _script(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        end = self.html.find("</script>", match.end())
        end = len(self.html) if end < 0 else end
        inside, after = self.html[match.end() : end], min(end + len("</script>"), len(self.html))
        if told.get("type") == "application/ld+json":
            self.pieces.append(f"{match[0]}{self._data(inside)}</script>")
            return after
        link = self._link(told["src"], keep=False) if "src" in told else None
        if link is None or "htmx" in told["src"]:
            return after
        self._link(told["src"])
        self.pieces.append(f"{tag('script', {**told, 'src': link})}</script>")
        return after

    def _use(self, told: Mapping[str, str], match: re.Match[str]) -> int:
        name = _icon(told)
        if name in self.sprite:
            self.icons[name] = None
        self.pieces.append(tag("use", {"href": f"#{name}"}, closed=match[0].endswith("/>")))
        return match.end()

    # Where things lead.

    def _link(self, text: str, *, keep: bool = True) -> str | None:
        """Return a link as the copy has it; None for what lives on a server only."""
        if not text or text.startswith("#"):
            return text
        place = place_of(text, self.here, self.site.roots)
        if place is None:
            return self._outside(text)
        inside = self._inside(place, keep=keep)
        return inside and (f"{inside}#{place.fragment}" if place.fragment else inside)

    def _outside(self, text: str) -> str:
        """Return a link that leads out; a message in it names pages where the copy has them."""
        for root in self.site.roots:
            quoted = quote(root, safe="")
            if quoted in text:
                text = re.sub(rf"{re.escape(quoted)}((?:%2F[\w.~-]*)*)", self._named, text)
        return text

    def _named(self, match: re.Match[str]) -> str:
        place = Place(unquote(match[1]) or "/")
        return quote(self._told(place), safe="") if self.site.base else ""

    def _inside(self, place: Place, *, keep: bool) -> str | None:
        """Return the link to a place of the market; None for what lives on a server only."""
        kind, address, file = target(place, self.site)
        if kind == SEARCH:
            return self._own(SEARCH_FILE) + search_query(place, "")
        if kind == CHAT:
            return self.site.chat(place.address) or None
        if file:
            if keep and kind != OWN:
                (self.made.pages if kind == PAGE else self.made.files).add(address)
            return way(self.file, file)
        category = "" if address in self.site.gone else self.site.category(place.path)
        return self._own(SEARCH_FILE) + search_query(place, category) if category else None

    def _absolute(self, text: str) -> str:
        """Return an address as others are told of it, "" for a copy without one."""
        place = place_of(text, self.here, self.site.roots)
        if place is None:
            return text
        return self._told(place) if self.site.base else ""

    def _told(self, place: Place) -> str:
        kind, address, file = target(place, self.site)
        if not file or kind == OWN:
            return ""
        (self.made.pages if kind == PAGE else self.made.files).add(address)
        return f"{self.site.base}/{file}" if self.site.base else way(self.file, file)

    def _data(self, text: str) -> str:
        """Return a block of linked data with its addresses inside the copy."""
        return self.addresses.sub(self._address, text)

    def _address(self, match: re.Match[str]) -> str:
        try:
            place = place_of(json.loads(match[0]), self.here, self.site.roots)
        except ValueError:
            return match[0]
        return f'"{self._told(place)}"' if place else match[0]

    # What a copy adds.

    def _order(self) -> str:
        if self.has_ordered:
            return ""
        self.has_ordered = True
        link = self.site.order(self.here)
        if not link:
            return f'<p class="note">{escape(self.words.ask_office)}</p>'
        return f'<a class="btn main full" href="{escape(link)}">{escape(self.words.order)}</a>'

    def _ways(self) -> str:
        there = ((CATALOGUES_FILE, self.words.catalogue), (ABOUT_FILE, self.words.about))
        return "".join(f'<a href="{self._own(file)}">{escape(word)}</a>' for file, word in there)

    def _own(self, file: str) -> str:
        """Return the way to a page of the copy itself, in the language of this page."""
        return way(self.file, tongues.file_in(self.language, file))

    def _switch(self) -> str:
        """Return the link to this page in the other language, "" where there is none."""
        path = self.here.partition("?")[0]
        language = tongues.other_than(self.language)
        address = tongues.spoken(self.here, language)
        if not self.site.has_english(path) or address in self.site.gone:
            return ""
        if self.site.kind(path) == PAGE:
            self.made.pages.add(address)
        return tongues.switch(way(self.file, file_of(address)), language)

    def _symbols(self) -> str:
        if not self.icons:
            return ""
        inside = "".join(self.sprite[name] for name in self.icons)
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" hidden>{inside}</svg>'

    def _end_of(self, name: str, match: re.Match[str]) -> int:
        return after(self.html, name, match.end())
