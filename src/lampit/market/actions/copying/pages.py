"""Pages of a copy: asked for, rewritten and written, by one process or by several."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lampit.market.actions.copying.folder import Entry, Folder
from lampit.market.actions.copying.kept import KeptPages
from lampit.market.queries.copying import Contacts, English
from lampit.market.rules.copying import addresses, chats, feeds, pages, tongues
from lampit.market.rules.copying.addresses import (
    BASKET,
    CHAT,
    FILE,
    LANGUAGE,
    OWN,
    PAGE,
    SEARCH,
    Site,
)
from lampit.market.rules.world import LISTS
from lampit.web.rendering import Rendered, render

ROOM = "market"
SEARCHES, BASKETS = frozenset(["market:search"]), frozenset(["orders:basket_add"])
ABOUT_GOOD, ABOUT_MAKER = "market:ask_about_product", "market:ask_maker"
GOOD, SHELF, SHOP = "market:product", "market:category", "market:maker"
LANGUAGES = frozenset(["people:language"])
# What machines of a live market read: a copy has its own, or none.
NOT_COPIED = ("market:sitemap", "market:robots", "market:feed", "market:catalogues")
NEWS = frozenset(["market:news", "market:category_news", "market:maker_news"])  # absolute inside
PAPERS = frozenset(["market:market_pdf", "market:shelf_pdf", "market:maker_pdf", "market:fair_pdf"])
# A form in the middle of these is a way to order, not what the page is for.
KEPT = frozenset([GOOD, SHELF, "market:maker", "market:home"])
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Plan:
    """What all pages of one run share; words and sentences by language.

    Attributes:
        own, own_english: paths of what the copy makes itself, and of those in both languages.
        kept: where this instance keeps pages of the whole market; None for a copy of a part.
    """

    language: str
    base: str
    office: str
    contacts: Contacts
    sprite: dict[str, str]
    words: dict[str, pages.Words]
    say: dict[str, dict[str, str]]
    english: English
    own: frozenset[str] = frozenset()
    own_english: frozenset[str] = frozenset()
    kept: Path | None = None


@dataclass(slots=True)
class Made:
    """One address: what became of it, and where it leads.

    Attributes:
        refused: URL name of a kind of page that needs a server, "" otherwise.
        links, brings: addresses of the pages and files it names.
    """

    address: str
    file: str = ""
    entry: Entry | None = None
    what: str = ""
    refused: str = ""
    links: set[str] = field(default_factory=set)
    brings: set[str] = field(default_factory=set)


@dataclass
class Copier:
    """Makes the pages of one run; each process has its own."""

    plan: Plan
    folder: Folder
    refused: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    def page(self, address: str) -> Made:
        """Ask for one address and write what is answered, rewritten when it is a page."""
        made, name = Made(address), view_name(address.partition("?")[0])
        answer = self._answer(address)
        if answer.status != HTTPStatus.OK or "noindex" in answer.header("X-Robots-Tag"):
            return made
        body = answer.body
        if answer.header("Content-Type").startswith(HTML):
            found = pages.rewritten(
                body.decode(), address, self.site, self.plan.sprite,
                self.plan.words[tongues.language_of(address)],
            )  # fmt: skip
            if found.needs_server and name not in KEPT:
                made.refused = name
                return made
            made.links, made.brings, body = found.pages, found.files, found.html.encode()
        elif name in NEWS:
            feed = feeds.Feed(self.site)
            body = feeds.moved_xml(feed, body.decode()).encode()
            made.links, made.brings = feed.pages, feed.files
        made.file = addresses.file_of(address)
        made.entry, made.what = self.folder.put(made.file, body)
        return made

    def _answer(self, address: str) -> Rendered:
        """Return a page as it is kept, else rendered."""
        kept = self.kept.page(address) if self.kept else None
        return kept or render(address, language=self.plan.language)

    @cached_property
    def kept(self) -> KeptPages | None:
        """Return the pages that this instance keeps, where they are those of the copy."""
        return KeptPages(self.plan.kept) if self.plan.kept else None

    @cached_property
    def site(self) -> Site:
        """Return what rewriting asks."""
        return Site(
            roots=(settings.PUBLIC_URL,),
            base=self.plan.base,
            kind=self.kind,
            chat=self.chat,
            order=self.order,
            category=category,
            has_english=self.has_english,
            gone=self.gone,
        )

    def told(self, refused: frozenset[str], gone: frozenset[str]) -> None:
        """Hear which kinds of pages need a server, and which addresses are not in the copy."""
        if (refused, gone) != (self.refused, self.gone):
            self.refused, self.gone = refused, gone
            self.__dict__.pop("site", None)

    def kind(self, path: str) -> str:
        """Return what a path is in a copy."""
        if path in self.plan.own:
            return OWN
        found, name = _kind(path), view_name(path)
        if name in NEWS and not self.plan.base:
            return ""
        return "" if found == PAGE and name in self.refused else found

    def has_english(self, path: str) -> bool:
        """Say whether the page of a path stands in the copy in English too."""
        name, slug = _named(path)
        if name == GOOD:
            return slug in self.plan.english.goods
        if name == SHOP:
            return slug in self.plan.english.makers
        room, _mark, view = name.partition(":")
        return path in self.plan.own_english or name in NEWS or (room == ROOM and view in LISTS)

    def chat(self, address: str) -> str:
        """Return the WhatsApp link that stands for a question on the live market."""
        (name, slug), language = _named(address.partition("?")[0]), tongues.language_of(address)
        if name == ABOUT_GOOD:
            return self._message(slug, chats.question_text, language)
        contact = self.plan.contacts.makers.get(slug)
        if contact is None:
            return ""
        way, number = chats.way_to(contact, self.plan.office)
        return chats.link(number, chats.greeting_text(contact, way, self.plan.say[language]))

    def order(self, address: str) -> str:
        """Return the WhatsApp link with which the good of a page is ordered."""
        (name, slug), language = _named(address.partition("?")[0]), tongues.language_of(address)
        return self._message(slug, chats.order_text, language) if name == GOOD else ""

    def _message(self, slug: str, write: Callable[..., str], language: str) -> str:
        good, maker = self.plan.contacts.goods.get(slug, (None, ""))
        contact = self.plan.contacts.makers.get(maker)
        if good is None or contact is None:
            return ""
        way, number = chats.way_to(contact, self.plan.office)
        with translation.override(language):
            good = replace(good, unit=_(good.unit))
        if self.plan.base:
            page = addresses.file_of(reverse(GOOD, args=[slug]))
            good = replace(good, link=f"{self.plan.base}/{page}")
        return chats.link(number, write(good, contact, way, self.plan.say[language]))


@cache
def _named(path: str) -> tuple[str, str]:
    """Return URL name and address word of a path, ("", "") for none of ours and for files."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return "", ""  # half of all links: each would be held against every pattern there is
    try:
        match = resolve(path)
    except Resolver404:
        return "", ""
    return match.view_name, str(match.kwargs.get("slug", ""))


def view_name(path: str) -> str:
    """Return the URL name behind a path."""
    return _named(path)[0]


def category(path: str) -> str:
    """Return the shelf of a path, "" for other pages."""
    name, slug = _named(path)
    return slug if name == SHELF else ""


@cache
def _kind(path: str) -> str:
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return FILE
    name = view_name(path)
    if name in SEARCHES:
        return SEARCH
    if name in BASKETS:
        return BASKET
    if name in LANGUAGES:
        return LANGUAGE
    if name in (ABOUT_GOOD, ABOUT_MAKER):
        return CHAT
    is_live = name.startswith(NOT_COPIED) or name in PAPERS
    return PAGE if name.partition(":")[0] == ROOM and not is_live else ""
